/// \file
/// HTTP/1.1 as the grader speaks it: raw requests out, answers in, read as RFC 9112 section 6.3 says and
/// complained of where they are not well formed.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "check/connection.hpp"
#include "check/trial.hpp"

namespace ladder::check {

/// An answer.
struct Response {
  int status = 0;
  std::vector<std::pair<std::string, std::string>> fields;  ///< names in lower case
  std::string head;                                         ///< as it came
  std::string body;

  /// The value of a field, given in lower case; empty if it is not there.
  std::string field(std::string_view name) const;
  bool has(std::string_view name) const;
  /// Whether it says that the connection ends.
  bool says_close() const;
};

/// What belongs to the answer of a request, besides its head.
enum class Body { expected, none };

/// A connection that speaks HTTP. One thread. What is not as it must be is thrown as a Failure.
class HttpClient {
 public:
  explicit HttpClient(Trial& trial, Width width = Width::usual)
      : wire_(trial.connect(width)), port_(trial.port()) {}

  /// `127.0.0.1:PORT`.
  std::string host() const { return "127.0.0.1:" + std::to_string(port_); }
  /// Sends text in which `{host}` stands for host(), and `{port_number}` for its port.
  void send(std::string_view text);
  /// Reads one final answer, interim ones skipped unless told otherwise; throws if it is not whole in time.
  Response read(Body body = Body::expected, bool with_interim = false);
  /// send(), then read().
  Response ask(std::string_view text, Body body = Body::expected);
  /// Throws unless the stream ends now, without another byte. A reset will do only if `may_break` is set.
  void expect_end(const std::string& why, bool may_break = false);
  /// Throws unless another request is answered on this connection.
  void expect_open(const std::string& why);
  /// Throws unless the connection ends if the answer says so, and stays if not: either is right, as long as
  /// it is true (RFC 9112 section 9.6).
  void expect_truth(const Response& response);
  /// Bytes that came and were looked at belong to the next answer.
  void put_back(std::string_view bytes) { buffer_.insert(0, bytes); }
  Failure failure(std::string expected) const { return wire_.failure(std::move(expected)); }
  Connection& wire() { return wire_; }

 private:
  bool fill();
  std::string read_head();
  std::string read_exactly(std::size_t count);
  std::string read_line();
  std::string read_chunks();
  std::string read_to_the_end();
  Failure too_long() const;

  Connection wire_;
  std::uint16_t port_;
  std::string buffer_;
  Clock::time_point deadline_;  // of the answer that is being read
};

/// "GET path HTTP/1.1", Host, these fields (each with its CRLF) and the empty line.
std::string get(std::string_view path, std::string_view fields = {});
/// A POST of JSON to /upload with its length, and further fields.
std::string post_json(std::string_view json, std::string_view fields = {});

/// One request on a connection of its own.
Response ask(Trial& trial, std::string_view text, Body body = Body::expected);

/// Throws unless it holds.
void expect(bool holds, const HttpClient& client, const std::string& expected);

/// Lower case, ASCII only, as names in HTTP are compared (RFC 9110 section 5.1).
std::string lowered(std::string_view text);

}  // namespace ladder::check
