#include "content/uploads/post_handler.hpp"

#include "content/pages/error_page.hpp"
#include "content/uploads/form_upload.hpp"
#include "content/uploads/json_upload.hpp"
#include "content/uploads/multipart_parser.hpp"
#include "http/origin.hpp"
#include "http/syntax.hpp"

namespace ladder::content {
namespace {

using http::Request;
using http::Response;
using http::Status;

bool is_encoded(const Request& request) {
  for (const http::Field& field : request.fields) {
    if (http::equals_ignoring_case(field.name, "Content-Encoding") &&
        !http::equals_ignoring_case(field.value, "identity")) {
      return true;
    }
  }
  return false;
}

void refuse_without_length(const Request& request, Response& response) {
  response.close = true;
  fill_error(Status::length_required, "Send Content-Length or Transfer-Encoding: chunked.", &request,
             response);
}

void refuse_encoding(const Request& request, Response& response) {
  response.add_field("Accept-Encoding", "identity");
  fill_error(Status::unsupported_media_type, "Only bodies without a content coding are taken.", &request,
             response);
}

}  // namespace

//! [post-handle]
std::unique_ptr<http::BodyConsumer> PostHandler::handle(const Request& request, bool has_body,
                                                        Response& response) const {
  if (http::is_from_another_site(request, allowed_origins_)) {
    fill_error(Status::forbidden,
               "A page of another site has sent this. The operator may allow its origin: --allow-origin.",
               &request, response);
    return nullptr;
  }
  if (!has_body) {
    refuse_without_length(request, response);
    return nullptr;
  }
  if (is_encoded(request)) {
    refuse_encoding(request, response);
    return nullptr;
  }
  if (request.count("Content-Type") > 1) {
    fill_error(Status::bad_request, "There is more than one Content-Type.", &request, response);
    return nullptr;
  }
  const auto type = http::parse_media_type(request.find("Content-Type").value_or(""));
  if (type && is_form(*type) && !MultipartParser::is_boundary(type->boundary)) {
    fill_error(Status::bad_request, "multipart/form-data needs a boundary of 1 to 70 characters (RFC 2046).",
               &request, response);
    return nullptr;
  }
  auto consumer = type ? consumer_for(*type) : nullptr;
  if (!consumer) {
    refuse_type(request, response);
    return nullptr;
  }
  consumer->answer_as(answer_as(&request));
  return consumer;
}
//! [post-handle]

bool PostHandler::is_form(const http::MediaType& type) const {
  return form_extensions_ && type.is("multipart", "form-data");
}

//! [consumer-for]
std::unique_ptr<BlockUpload> PostHandler::consumer_for(const http::MediaType& type) const {
  const bool is_utf8 = type.charset.empty() || type.charset == "utf-8";
  if (type.is("application", "json") && is_utf8) return std::make_unique<JsonUpload>(store_, max_json_depth_);
  if (is_form(type)) return std::make_unique<FormUpload>(store_, *form_extensions_, type.boundary);
  return nullptr;
}
//! [consumer-for]

void PostHandler::refuse_type(const Request& request, Response& response) const {
  const bool forms = form_extensions_.has_value();
  response.add_field("Accept-Post", forms ? "application/json, multipart/form-data" : "application/json");
  fill_error(
      Status::unsupported_media_type,
      forms ? "Send application/json in UTF-8, or multipart/form-data." : "Send application/json in UTF-8.",
      &request, response);
}

}  // namespace ladder::content
