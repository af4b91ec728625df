#include "content/site.hpp"

#include "content/pages/error_page.hpp"
#include "http/syntax.hpp"

namespace ladder::content {
namespace {

constexpr std::string_view kAllMethods = "GET, HEAD, OPTIONS, POST";

}  // namespace

SiteStorage SiteStorage::open(const SiteOptions& options) {
  SiteStorage storage;
  storage.root = std::make_shared<const os::Directory>(options.root);
  if (options.uploads)
    storage.uploads = std::make_shared<const UploadStore>(*storage.root, UploadNaming{}, options.report);
  return storage;
}

Site::Site(const SiteOptions& options, const SiteStorage& storage, FileCache::MonotonicTime now)
    : get_(storage.root, options.extensions, options.cache, now, options.max_ranges, options.report) {
  if (!storage.uploads) return;
  post_.emplace(storage.uploads, options.max_json_depth);
  post_->allow_origins(options.allowed_origins);
  if (options.forms) post_->take_forms(options.extensions);
}

//! [route]
std::unique_ptr<http::BodyConsumer> Site::handle(const http::Request& request, bool has_body,
                                                 http::Response& response) {
  switch (request.method) {
    case http::Method::options:
      answer_options(request, response);
      return nullptr;
    case http::Method::get:
    case http::Method::head:
      if (is_upload(request)) break;
      get_.handle(request, response);
      return nullptr;
    case http::Method::post:
      if (!is_upload(request)) break;
      return post_->handle(request, has_body, response);
    case http::Method::other:
      describe_error(http::Status::not_implemented, {}, &request, response);
      return nullptr;
  }
  refuse_method(request, response);
  return nullptr;
}
//! [route]

void Site::describe_error(http::Status status, std::string_view detail, const http::Request* request,
                          http::Response& response) {
  const bool of_another_scheme =
      request != nullptr && !request->scheme.empty() && !http::equals_ignoring_case(request->scheme, "http");
  if (status != http::Status::misdirected_request || of_another_scheme)
    return fill_error(status, detail, request, response);
  // Whoever has put a name before the server meets this first, and looks for the option.
  fill_error(status, std::string(detail) + " (http_server --allow-host NAME adds a host)", request, response);
}

bool Site::is_upload(const http::Request& request) const { return post_ && request.path == kUploadPath; }

std::string_view Site::methods_of(const http::Request& request) const {
  if (request.path == "*") return post_ ? kAllMethods : kFileMethods;
  return is_upload(request) ? kUploadMethods : kFileMethods;
}

void Site::answer_options(const http::Request& request, http::Response& response) const {
  response.status = http::Status::no_content;
  response.add_field("Allow", methods_of(request));
}

void Site::refuse_method(const http::Request& request, http::Response& response) const {
  response.add_field("Allow", methods_of(request));
  fill_error(http::Status::method_not_allowed, {}, &request, response);
}

}  // namespace ladder::content
