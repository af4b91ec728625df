/// \file
/// The law, in the order in which it is applied (RFC 9112 sections 6.1 to 6.3, the strict choice everywhere):
///
///   1. Neither field: no body.
///   2. Both fields: 400. Two readers that believe different ones see different requests: that is smuggling.
///   3. Transfer-Encoding in HTTP/1.0: 400. Several field lines are one list (RFC 9110 section 5.3).
///      An element that is empty or no coding: 400. `chunked` twice, or not last: 400.
///      Any other coding, or `chunked` with parameters: 501. What is left is `chunked` alone.
///   4. Content-Length: one field line, digits only, at most 2^63 - 1: else 400.
#include "http/framing.hpp"

#include <algorithm>
#include <limits>

#include "http/syntax.hpp"

namespace ladder::http {

namespace {

/// 2^63 - 1 has 19 digits, and no number of 19 digits overflows 64 bits. Leading zeros count.
constexpr std::size_t kMaxLengthDigits = 19;
constexpr std::uint64_t kMaxLength = std::numeric_limits<std::int64_t>::max();

Framing refuse(Status status, std::string_view error) { return {Framing::Kind::refused, 0, status, error}; }

/// Cuts the text before `separator` off `rest` and returns it trimmed. True in `more` if a separator was
/// there.
std::string_view cut(std::string_view& rest, char separator, bool& more) {
  const std::size_t at = rest.find(separator);
  more = at != std::string_view::npos;
  const std::string_view part = rest.substr(0, at);
  rest = more ? rest.substr(at + 1) : std::string_view();
  return trim(part);
}

/// transfer-parameter = token BWS "=" BWS ( token / quoted-string ); quoted pairs and quoted separators
/// are refused, as malformed.
bool is_parameter(std::string_view text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string_view::npos || !is_token(trim(text.substr(0, equals)))) return false;
  std::string_view value = trim(text.substr(equals + 1));
  if (is_token(value)) return true;
  if (value.size() < 2 || value.front() != '"' || value.back() != '"') return false;
  value = value.substr(1, value.size() - 2);
  return value.find_first_of("\"\\") == std::string_view::npos;
}

/// What the elements seen so far of the Transfer-Encoding list amount to.
struct Codings {
  bool malformed = false;
  bool other = false;  // not `chunked`, or `chunked` with parameters
  bool after_chunked = false;
  bool chunked = false;

  /// transfer-coding = token *( OWS ";" OWS transfer-parameter )
  void add(std::string_view element) {
    bool more = false;
    const std::string_view name = cut(element, ';', more);
    const bool parameters = more;
    malformed = malformed || !is_token(name);
    while (more) malformed = !is_parameter(cut(element, ';', more)) || malformed;
    const bool is_chunked = equals_ignoring_case(name, "chunked");
    after_chunked = after_chunked || chunked;
    chunked = chunked || is_chunked;
    other = other || !is_chunked || parameters;
  }

  void add_list(std::string_view list) {
    bool more = true;
    while (more) add(cut(list, ',', more));
  }
};

Framing judge_codings(const Codings& codings) {
  if (codings.malformed) return refuse(Status::bad_request, "Transfer-Encoding is malformed");
  if (codings.after_chunked)
    return refuse(Status::bad_request, "chunked is not the last and only chunked coding");
  if (codings.other) return refuse(Status::not_implemented, "no transfer coding but chunked is served here");
  return {Framing::Kind::chunked, 0, Status::bad_request, {}};
}

//! [judge-length]
Framing judge_length(std::string_view text) {
  if (text.empty()) return refuse(Status::bad_request, "Content-Length is empty");
  if (!std::all_of(text.begin(), text.end(), is_digit))
    return refuse(Status::bad_request, "Content-Length is not one number in decimal digits");
  if (text.size() > kMaxLengthDigits)
    return refuse(Status::bad_request, "Content-Length has too many digits");
  std::uint64_t length = 0;
  for (const char c : text) length = length * 10 + static_cast<std::uint64_t>(c - '0');
  if (length > kMaxLength) return refuse(Status::bad_request, "Content-Length does not fit 63 bits");
  return {Framing::Kind::length, length, Status::bad_request, {}};
}
//! [judge-length]

}  // namespace

//! [decide-framing]
Framing decide_framing(const Request& request) {
  Codings codings;
  std::string_view length;
  std::size_t lengths = 0;
  bool has_codings = false;
  for (const Field& field : request.fields) {
    if (equals_ignoring_case(field.name, "content-length")) {
      ++lengths;
      length = field.value;
    } else if (equals_ignoring_case(field.name, "transfer-encoding")) {
      has_codings = true;
      codings.add_list(field.value);
    }
  }
  if (lengths == 0 && !has_codings) return {};
  if (lengths != 0 && has_codings)
    return refuse(Status::bad_request, "Content-Length and Transfer-Encoding stand together");
  if (has_codings && !request.at_least_1_1())
    return refuse(Status::bad_request, "Transfer-Encoding does not exist in HTTP/1.0");
  if (has_codings) return judge_codings(codings);
  if (lengths > 1) return refuse(Status::bad_request, "there is more than one Content-Length");
  return judge_length(length);
}
//! [decide-framing]

}  // namespace ladder::http
