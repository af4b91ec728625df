#include "client/transcript.hpp"

#include <charconv>
#include <optional>
#include <stdexcept>

namespace ladder::tools {
namespace {

// A head comes from a stranger: what could steer the terminal is shown as \x1b.
std::string harmless(std::string_view text) {
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string shown;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte >= ' ' && byte != 0x7f) || c == '\t') {
      shown += c;
    } else {
      shown.append("\\x").append({kHex[byte >> 4U], kHex[byte & 15U]});
    }
  }
  return shown;
}

bool is_text_type(std::string_view content_type) {
  const auto type = trimmed(content_type.substr(0, content_type.find(';')));
  if (equal_ignoring_case(type.substr(0, 5), "text/")) return true;
  for (const std::string_view ending :
       {"/json", "+json", "/xml", "+xml", "/javascript", "/x-www-form-urlencoded"}) {
    if (type.size() > ending.size() && equal_ignoring_case(type.substr(type.size() - ending.size()), ending))
      return true;
  }
  return false;
}

// For the progress bar alone: whether the length is right, the reader of the body judges.
std::optional<std::uint64_t> announced_length(const ResponseHead& head) {
  const auto value = head.value("Content-Length");
  std::uint64_t bytes = 0;
  const auto result = std::from_chars(value.data(), value.data() + value.size(), bytes);
  if (value.empty() || result.ec != std::errc() || result.ptr != value.data() + value.size()) return {};
  return bytes;
}

}  // namespace

void Transcript::show_request(const Request& request) {
  std::string_view rest = request.head;
  for (auto end = rest.find("\r\n"); end != std::string_view::npos; end = rest.find("\r\n")) {
    out_ << (end == 0 ? ">" : "> ") << harmless(rest.substr(0, end)) << '\n';
    rest.remove_prefix(end + 2);
  }
  if (!request.body.empty()) out_ << '[' << request.body.size() << " bytes of body sent]\n";
  out_.flush();
}

void Transcript::head_came(const ResponseHead& head) {
  out_ << "< " << harmless(head.status_line) << '\n';
  for (const auto& field : head.fields)
    out_ << "< " << harmless(field.name) << ": " << harmless(field.value) << '\n';
  out_ << "<\n";
  out_.flush();
  content_type_ = head.value("Content-Type");
  destination_ = Destination::undecided;
  body_bytes_ = 0;
  last_byte_ = '\n';
  progress_.start(announced_length(head));
}

void Transcript::body_came(std::string_view bytes) {
  if (destination_ == Destination::undecided) decide_destination(bytes);
  if (destination_ == Destination::terminal) out_ << bytes;
  if (destination_ == Destination::file) save(bytes);
  body_bytes_ += bytes.size();
  if (destination_ == Destination::file) progress_.show(body_bytes_);
  last_byte_ = bytes.back();
}

void Transcript::answer_complete(const ResponseHead&) {
  // A body of no bytes makes a file of no bytes.
  if (!output_path_.empty() && destination_ == Destination::undecided) decide_destination({});
  if (destination_ == Destination::terminal && last_byte_ != '\n') out_ << '\n';
  if (destination_ == Destination::nowhere) {
    out_ << '[' << body_bytes_ << " bytes that are not text; --output FILE saves them]\n";
  }
  progress_.finish();
  if (destination_ == Destination::file) {
    file_.close();
    if (!file_) throw std::runtime_error("cannot write " + output_path_);
    out_ << '[' << body_bytes_ << " bytes saved in " << output_path_ << "]\n";
  }
  out_.flush();
  if (!out_) throw std::runtime_error("cannot write to the standard output");
}

void Transcript::decide_destination(std::string_view first_bytes) {
  if (!output_path_.empty()) {
    destination_ = Destination::file;
    file_ = std::ofstream(output_path_, std::ios::binary | std::ios::trunc);
    if (!file_) throw std::runtime_error("cannot write " + output_path_);
    return;
  }
  const bool is_text =
      content_type_.empty() ? first_bytes.find('\0') == std::string_view::npos : is_text_type(content_type_);
  destination_ = is_text ? Destination::terminal : Destination::nowhere;
}

void Transcript::save(std::string_view bytes) {
  if (!file_.write(bytes.data(), static_cast<std::streamsize>(bytes.size()))) {
    throw std::runtime_error("cannot write " + output_path_);
  }
}

}  // namespace ladder::tools
