#include "content/files/get_handler.hpp"

#include <ctime>
#include <string>

#include "content/files/byteranges.hpp"
#include "content/pages/error_page.hpp"
#include "http/accept_encoding.hpp"
#include "http/conditional.hpp"
#include "os/clock.hpp"

namespace ladder::content {
namespace {

using http::Request;
using http::Response;
using http::Status;

struct Part {
  std::uint64_t offset = 0;
  std::uint64_t length_bytes = 0;
};

void fill_file(const std::shared_ptr<const ServedFile>& file, Status status, Part part, Response& response) {
  response.status = status;
  response.ready_fields = file->fields;
  response.transfer = file->is_attachment ? "attachment" : "inline";
  response.owner = file;
  if (file->open_file) {
    response.file = file->open_file;
    response.file_offset = part.offset;
    response.file_length_bytes = part.length_bytes;
  } else {
    response.shared_body = std::string_view(file->bytes).substr(part.offset, part.length_bytes);
  }
}

void fill_whole(const std::shared_ptr<const ServedFile>& file, Response& response) {
  fill_file(file, Status::ok, {0, file->identity.size_bytes}, response);
}

void fill_not_modified(const std::shared_ptr<const ServedFile>& file, Response& response) {
  response.status = Status::not_modified;
  response.ready_fields = file->not_modified_fields();
  response.owner = file;
}

void fill_range(const std::shared_ptr<const ServedFile>& file, const http::ByteRange& range,
                Response& response) {
  fill_file(file, Status::partial_content, {range.first, range.length_bytes()}, response);
  response.add_field("Content-Range", content_range(range, file->identity.size_bytes));
}

void refuse_range(const ServedFile& file, const Request& request, Response& response) {
  response.add_field("Content-Range", "bytes */" + std::to_string(file.identity.size_bytes));
  fill_error(Status::range_not_satisfiable, "The range lies outside the file.", &request, response);
}

// A Range on anything but GET is ignored (RFC 9110 section 14.2), and so are two Range fields at once.
http::RangeRequest range_of(const Request& request, const ServedFile& file, std::size_t most) {
  const auto range = request.find("Range");
  if (!range || request.method != http::Method::get || request.count("Range") != 1) return {};
  if (!http::range_applies(request, file.validators())) return {};
  return http::parse_range(*range, file.identity.size_bytes, most);
}

void fill_representation(const std::shared_ptr<const ServedFile>& file, const Request& request,
                         std::size_t most_ranges, Response& response) {
  using Kind = http::RangeRequest::Kind;
  const http::RangeRequest range = range_of(request, *file, most_ranges);
  if (range.kind == Kind::unsatisfiable) return refuse_range(*file, request, response);
  if (range.kind == Kind::whole) return fill_whole(file, response);
  if (range.ranges.size() == 1) return fill_range(file, range.ranges.front(), response);
  if (!worth_sending(range.ranges, file->identity.size_bytes)) return fill_whole(file, response);
  fill_byteranges(file, range.ranges, response);
}

// Conditions and ranges are about the representation that is selected here (RFC 9110 section 13.2.1).
const std::shared_ptr<const ServedFile>& select(const std::shared_ptr<const ServedFile>& file,
                                                const Request& request) {
  return file->gzip && http::accepts_gzip(request) ? file->gzip : file;
}

}  // namespace

GetHandler::GetHandler(std::shared_ptr<const os::Directory> root, Extensions extensions,
                       const FileCache::Options& cache, FileCache::MonotonicTime now, std::size_t most_ranges,
                       ReportTrouble report)
    : root_(std::move(root), now, std::move(report)),
      extensions_(std::move(extensions)),
      cache_(root_.directory(), cache, now),
      missing_(now),
      most_ranges_(most_ranges) {}

//! [get-handle]
void GetHandler::handle(const Request& request, Response& response) {
  follow_root();
  const std::shared_ptr<const ServedFile> found = find_file(request, response);
  if (!found) return;
  const std::shared_ptr<const ServedFile>& file = select(found, request);
  const std::time_t now = os::wall_clock_seconds();
  switch (http::evaluate_preconditions(request, file->validators(), now)) {
    case http::Precondition::not_modified:
      return fill_not_modified(file, response);
    case http::Precondition::failed:
      return fill_error(Status::precondition_failed, "The file is not in the state that was asked for.",
                        &request, response);
    case http::Precondition::proceed:
      return fill_representation(file, request, most_ranges_, response);
  }
}
//! [get-handle]

// Nothing that was learned of the old tree is believed of the new one.
void GetHandler::follow_root() {
  if (!root_.changed()) return;
  cache_.restart(root_.directory());
  missing_.clear();
}

//! [find-file]
std::shared_ptr<const ServedFile> GetHandler::find_file(const Request& request, Response& response) {
  if (auto file = cache_.find(request.path)) return file;
  if (missing_.contains(request.path)) {
    fill_error(Status::not_found, {}, &request, response);
    return nullptr;
  }
  const ResourcePath path = validate_resource_path(request.path, extensions_);
  if (path.status != Status::ok) {
    refuse_path(path, request, response);
    return nullptr;
  }
  const std::string key = canonical_path(request.path, path.relative);
  if (key != request.path) {
    if (auto file = cache_.find(key)) return file;
  }
  const seam::TimePoint looked_at = missing_.now();
  LoadResult loaded = cache_.load(key, path.relative);
  if (loaded.status == Status::not_found) missing_.add(request.path, looked_at);
  if (loaded.status == Status::service_unavailable) {
    fill_unavailable(loaded.error, &request, response);
  } else if (loaded.status != Status::ok) {
    fill_error(loaded.status, loaded.error, &request, response);
  }
  return std::move(loaded.file);
}
//! [find-file]

void GetHandler::refuse_path(const ResourcePath& path, const Request& request, Response& response) const {
  // With the slash the kernel opens a directory and nothing else: no FIFO or device is touched by this look.
  const bool is_directory = path.check_directory && root_.directory()->open_file(path.relative + "/").fd;
  if (is_directory) return fill_error(Status::not_found, {}, &request, response);
  fill_error(path.status, path.error, &request, response);
}

}  // namespace ladder::content
