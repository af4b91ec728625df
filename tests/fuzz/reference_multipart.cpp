#include "fuzz/reference_multipart.hpp"

#include <algorithm>
#include <cstddef>
#include <string>

namespace ladder::fuzz {
namespace {

constexpr std::string_view kEmptyLine = "\r\n\r\n";
constexpr std::size_t kMostHeadBytes = 8'192;
constexpr std::size_t npos = std::string_view::npos;

class Reader {
 public:
  using End = ReferenceMultipart::End;

  Reader(std::string_view body, std::string_view boundary)
      : rest_(body), delimiter_("\r\n--" + std::string(boundary)) {}

  ReferenceMultipart read() && {
    const std::size_t first = rest_.find(delimiter_);
    if (first != npos) {
      rest_.remove_prefix(first + delimiter_.size());
      while (behind_delimiter() && head() && data()) continue;
    }
    return std::move(result_);
  }

 private:
  bool stop(End end) {
    result_.end = end;
    return false;
  }

  /// "--" ends the body; else padding and CRLF.
  bool behind_delimiter() {
    if (rest_.starts_with("--")) return stop(End::done);
    if (rest_ == "-" || rest_.empty()) return stop(End::incomplete);
    const std::size_t end = rest_.find_first_not_of(" \t");
    if (end == npos || rest_.substr(end) == "\r") return stop(End::incomplete);
    if (rest_.substr(end, 2) != "\r\n") return stop(End::malformed);
    rest_.remove_prefix(end);  // the CRLF stays: an empty line may begin with it
    return true;
  }

  /// The lines up to the empty one. `rest_` begins with the CRLF before them.
  bool head() {
    const std::size_t end = rest_.find(kEmptyLine);
    const std::string_view lines = rest_.substr(2, end == npos ? npos : end + kEmptyLine.size() - 2);
    if (has_bare_line_feed(lines) || lines.size() > kMostHeadBytes) return stop(End::malformed);
    if (end == npos) return stop(End::incomplete);
    result_.parts.push_back({lines.substr(0, lines.size() - 2), {}, false});
    rest_.remove_prefix(end + 2);
    return true;
  }

  static bool has_bare_line_feed(std::string_view lines) {
    for (std::size_t at = lines.find('\n'); at != npos; at = lines.find('\n', at + 1))
      if (at == 0 || lines[at - 1] != '\r') return true;
    return false;
  }

  /// The data up to the next delimiter. `rest_` begins with the CRLF before them, which may be the
  /// delimiter's.
  bool data() {
    ReferenceMultipart::Part& part = result_.parts.back();
    const std::size_t end = rest_.find(delimiter_);
    part.ended = end != npos;
    const std::size_t data_end = part.ended ? end : rest_.size() - begun_delimiter();
    if (data_end > 2) part.data = rest_.substr(2, data_end - 2);
    if (!part.ended) return stop(End::incomplete);
    rest_.remove_prefix(end + delimiter_.size());
    return true;
  }

  /// How much at the end may turn out to be the beginning of a delimiter.
  std::size_t begun_delimiter() const {
    const std::string_view delimiter = delimiter_;
    std::size_t bytes = std::min(delimiter.size(), rest_.size());
    while (!rest_.ends_with(delimiter.substr(0, bytes))) --bytes;
    return bytes;
  }

  std::string_view rest_;
  std::string delimiter_;
  ReferenceMultipart result_;
};

}  // namespace

ReferenceMultipart read_multipart(std::string_view body, std::string_view boundary) {
  return Reader(body, boundary).read();
}

}  // namespace ladder::fuzz
