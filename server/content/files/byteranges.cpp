#include "content/files/byteranges.hpp"

#include <string>
#include <string_view>

namespace ladder::content {
namespace {

// The first line of a file's fields is its Content-Type. In a multipart answer that line goes into each part.
std::string_view content_type_line(const ServedFile& file) {
  return std::string_view(file.fields).substr(0, file.fields.find("\r\n") + 2);
}

// One for each version of a file: who fetches the same ranges again gets the same bytes. That it turns up in
// the file itself is as improbable as a guessed modification time in nanoseconds.
std::string boundary_of(const ServedFile& file) {
  return "ladder-" + file.etag.substr(1, file.etag.size() - 2);
}

std::string heading(const ServedFile& file, std::string_view boundary, const http::ByteRange& range) {
  std::string text = "\r\n--";
  text.append(boundary).append("\r\n").append(content_type_line(file)).append("Content-Range: ");
  text.append(content_range(range, file.identity.size_bytes)).append("\r\n\r\n");
  return text;
}

std::string closing(std::string_view boundary) {
  return std::string("\r\n--").append(boundary).append("--\r\n");
}

}  // namespace

bool worth_sending(const std::vector<http::ByteRange>& ranges, std::uint64_t size_bytes) {
  std::uint64_t sum = 0;
  for (const http::ByteRange& range : ranges) {
    if (range.length_bytes() > size_bytes - sum) return false;
    sum += range.length_bytes();
  }
  return true;
}

std::string content_range(const http::ByteRange& range, std::uint64_t size_bytes) {
  return "bytes " + std::to_string(range.first) + "-" + std::to_string(range.last) + "/" +
         std::to_string(size_bytes);
}

void fill_byteranges(const std::shared_ptr<const ServedFile>& file,
                     const std::vector<http::ByteRange>& ranges, http::Response& response) {
  const std::string boundary = boundary_of(*file);
  response.status = http::Status::partial_content;
  response.ready_fields = std::string_view(file->fields).substr(content_type_line(*file).size());
  response.add_field("Content-Type", "multipart/byteranges; boundary=" + boundary);
  response.transfer = file->is_attachment ? "attachment" : "inline";
  response.owner = file;
  response.file = file->open_file;
  for (const http::ByteRange& range : ranges) {
    std::string part = heading(*file, boundary, range);
    if (file->open_file) {
      response.parts.push_back({std::move(part), range.first, range.length_bytes()});
    } else {
      const auto piece = std::string_view(file->bytes).substr(range.first, range.length_bytes());
      response.parts.push_back({std::move(part), 0, 0, piece});
    }
  }
  response.parts.push_back({closing(boundary)});
}

}  // namespace ladder::content
