#include "check/http.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include "check/command.hpp"

namespace ladder::check {

namespace {

constexpr std::size_t kMostHeadBytes = 64 * 1024;

std::string trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return std::string(text.substr(first, text.find_last_not_of(" \t") - first + 1));
}

/// The number that is the whole of the text; nothing if it is none, or too large.
std::optional<std::size_t> number_in(std::string_view text, int base) {
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, base);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

/// "HTTP/1.1 200 OK" (RFC 9112 section 4). 0 if it is none.
int status_of(std::string_view line) {
  int status = 0;
  if (!line.starts_with("HTTP/1.") || line.size() < 12 || line[8] != ' ') return 0;
  const auto [end, error] = std::from_chars(line.data() + 9, line.data() + 12, status);
  return error == std::errc{} && end == line.data() + 12 && status >= 100 ? status : 0;
}

/// What may stand behind a chunk size: nothing, or `;` and an extension, with space in front of it (RFC 9112
/// section 7.1.1).
bool is_extension(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  return text.empty() || (first != std::string_view::npos && text[first] == ';');
}

/// False if a line is no field, or is ended otherwise than by CRLF.
bool parse(std::string_view head, Response& response) {
  std::size_t at = head.find("\r\n");
  response.status = status_of(head.substr(0, at));
  if (response.status == 0 ||
      std::count(head.begin(), head.end(), '\n') != std::count(head.begin(), head.end(), '\r'))
    return false;
  for (at += 2; at < head.size() - 2;) {
    const std::size_t end = head.find("\r\n", at);
    const std::string_view line = head.substr(at, end - at);
    const std::size_t colon = line.find(':');
    if (colon == 0 || colon == std::string_view::npos || line[colon - 1] == ' ') return false;
    response.fields.emplace_back(lowered(line.substr(0, colon)), trimmed(line.substr(colon + 1)));
    at = end + 2;
  }
  return true;
}

bool has_no_body(const Response& response, Body body) {
  return body == Body::none || response.status < 200 || response.status == 204 || response.status == 304;
}

}  // namespace

std::string lowered(std::string_view text) {
  std::string result(text);
  for (char& byte : result)
    if (byte >= 'A' && byte <= 'Z') byte = static_cast<char>(byte - 'A' + 'a');
  return result;
}

std::string Response::field(std::string_view name) const {
  for (const auto& [known, value] : fields)
    if (known == name) return value;
  return {};
}

bool Response::has(std::string_view name) const {
  return std::any_of(fields.begin(), fields.end(), [&](const auto& one) { return one.first == name; });
}

bool Response::says_close() const {  // one of the members of a list, which may stand on several lines
  std::string options;
  for (const auto& [name, value] : fields)
    if (name == "connection") options += lowered(value) + ",";
  std::erase_if(options, [](char c) { return c == ' ' || c == '\t'; });
  return ("," + options).find(",close,") != std::string::npos;
}

void HttpClient::send(std::string_view text) {
  // Whether it was taken shows in the answer: a server may answer and close before it has read everything.
  (void)wire_.send(
      replaced(replaced(std::string(text), "{host}", host()), "{port_number}", std::to_string(port_)));
}

bool HttpClient::fill() {
  const std::string more = wire_.receive_some(deadline_);
  buffer_ += more;
  return !more.empty();
}

std::string HttpClient::read_head() {
  std::size_t end = 0;
  while ((end = buffer_.find("\r\n\r\n")) == std::string::npos) {
    if (buffer_.size() > kMostHeadBytes || !fill())
      throw failure("an answer: a status line, fields, and an empty line behind them");
  }
  std::string head = buffer_.substr(0, end + 4);
  buffer_.erase(0, end + 4);
  return head;
}

std::string HttpClient::read_exactly(std::size_t count) {
  if (count > kMostBytes) throw too_long();
  while (buffer_.size() < count)
    if (!fill())
      throw failure("a body of " + grouped(count) + " bytes, as the head announces; " +
                    grouped(buffer_.size()) + " came");
  std::string bytes = buffer_.substr(0, count);
  buffer_.erase(0, count);
  return bytes;
}

std::string HttpClient::read_line() {
  std::size_t end = 0;
  while ((end = buffer_.find("\r\n")) == std::string::npos)
    if (buffer_.size() > kMostHeadBytes || !fill())
      throw failure("chunks to the last one, which has the size 0 (RFC 9112 section 7.1)");
  return read_exactly(end + 2).substr(0, end);
}

std::string HttpClient::read_chunks() {
  std::string body;
  for (;;) {
    const std::string line = read_line();
    const std::size_t end = std::min(line.size(), line.find_first_of("; \t"));
    const auto size = number_in(line.substr(0, end), 16);
    if (!size || !is_extension(line.substr(end)))
      throw failure("a chunk size in hexadecimal digits (RFC 9112 section 7.1)");
    if (*size == 0) break;
    if (*size > kMostBytes - body.size()) throw too_long();
    body += read_exactly(*size);
    if (!read_line().empty()) throw failure("CRLF behind each chunk (RFC 9112 section 7.1)");
  }
  while (!read_line().empty()) continue;
  return body;
}

std::string HttpClient::read_to_the_end() {
  while (fill())
    if (buffer_.size() > kMostBytes) throw too_long();
  if (wire_.end() != End::clean)
    throw failure("an answer with its length, or one that ends cleanly with the connection");
  return std::exchange(buffer_, {});
}

Failure HttpClient::too_long() const {
  return failure("an answer of at most " + grouped(kMostBytes) + " bytes");
}

Response HttpClient::read(Body body, bool with_interim) {
  deadline_ = wire_.deadline();
  Response response;
  do {
    response = {};
    response.head = read_head();
    if (!parse(response.head, response))
      throw failure(
          "a head as RFC 9112 section 4 and 5 have it: \"HTTP/1.1 200 OK\", \"Name: value\", each with CRLF");
  } while (response.status < 200 && !with_interim);
  if (has_no_body(response, body)) return response;
  if (lowered(response.field("transfer-encoding")) == "chunked") {
    response.body = read_chunks();
  } else if (response.has("content-length")) {
    const auto length = number_in(response.field("content-length"), 10);
    if (!length) throw failure("Content-Length: digits only (RFC 9110 section 8.6)");
    response.body = read_exactly(*length);
  } else {
    response.body = read_to_the_end();
  }
  return response;
}

Response HttpClient::ask(std::string_view text, Body body) {
  send(text);
  return read(body);
}

void HttpClient::expect_end(const std::string& why, bool may_break) {
  deadline_ = wire_.deadline();
  if (buffer_.empty() && !fill() && (wire_.end() == End::clean || (may_break && wire_.end() == End::reset)))
    return;
  throw failure("nothing behind the answer but a clean end of the stream: " + why);
}

void HttpClient::expect_open(const std::string& why) {
  if (buffer_.empty()) send(get("/"));
  if (buffer_.empty() && wire_.end() == End::open && read().status == 200) return;
  throw failure("exactly one answer, and a connection that stays open: " + why);
}

void HttpClient::expect_truth(const Response& response) {
  if (response.says_close()) return expect_end("the answer says \"Connection: close\"");
  expect_open("the answer does not say \"Connection: close\"");
}

std::string get(std::string_view path, std::string_view fields) {
  return "GET " + std::string(path) + " HTTP/1.1\r\nHost: {host}\r\n" + std::string(fields) + "\r\n";
}

std::string post_json(std::string_view json, std::string_view fields) {
  return "POST /upload HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\nContent-Length: " +
         std::to_string(json.size()) + "\r\n" + std::string(fields) + "\r\n" + std::string(json);
}

Response ask(Trial& trial, std::string_view text, Body body) { return HttpClient(trial).ask(text, body); }

void expect(bool holds, const HttpClient& client, const std::string& expected) {
  if (!holds) throw client.failure(expected);
}

}  // namespace ladder::check
