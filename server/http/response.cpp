#include "http/response.hpp"

namespace ladder::http {

void Response::add_field(std::string_view name, std::string_view value) {
  fields.append(name).append(": ").append(value).append("\r\n");
}

std::uint64_t Response::body_bytes() const {
  if (!parts.empty()) {
    std::uint64_t sum = 0;
    for (const BodyPart& part : parts) sum += part.heading.size() + part.memory.size() + part.length_bytes;
    return sum;
  }
  if (file) return file_length_bytes;
  return text.empty() ? shared_body.size() : text.size();
}

void Response::clear() {
  status = Status::ok;
  ready_fields = {};
  fields.clear();
  text.clear();
  shared_body = {};
  file.reset();
  file_offset = file_length_bytes = 0;
  parts.clear();
  owner.reset();
  close = false;
  transfer = "none";
}

}  // namespace ladder::http
