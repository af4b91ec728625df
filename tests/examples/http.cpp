/// \file
/// The room http/ by example: HTTP/1.1 without a socket. The clock is the example's own.
#include <cstring>
#include <memory>
#include <string>

#include "examples/bytes.hpp"
#include "http/allowed_hosts.hpp"
#include "http/chunked_decoder.hpp"
#include "http/conditional.hpp"
#include "http/context.hpp"
#include "http/date.hpp"
#include "http/framing.hpp"
#include "http/handler.hpp"
#include "http/head_lines.hpp"
#include "http/head_parser.hpp"
#include "http/input_buffer.hpp"
#include "http/media_type.hpp"
#include "http/range.hpp"
#include "http/request_target.hpp"
#include "http/response_builder.hpp"
#include "http/session.hpp"
#include "support/catch.hpp"

using namespace ladder;
using test::as_bytes;
using test::as_text;

namespace {

//! [handler]
/// Answers every request with the same text.
class Hello final : public http::Handler {
 public:
  std::unique_ptr<http::BodyConsumer> handle(const http::Request&, bool, http::Response& response) override {
    response.text = "hello\n";
    response.add_field("Content-Type", "text/plain");
    return nullptr;  // no interest in a body: it is read and dropped
  }
  void describe_error(http::Status status, std::string_view detail, const http::Request*,
                      http::Response& response) override {
    response.status = status;
    response.text = detail;
  }
};
//! [handler]

}  // namespace

TEST_CASE("example: http::Session fed by bytes", "[example][http]") {
  //! [session]
  Hello hello;
  http::Context context;
  context.allowed_hosts = http::AllowedHosts::loopback(8080);
  context.handler = &hello;
  context.wall_clock = [] { return std::time_t{784'111'777}; };

  const seam::TimePoint now = seam::Clock::now();
  http::Session session(context, "127.0.0.1:51234", now);
  const std::string request = "GET / HTTP/1.1\r\nHost: localhost:8080\r\n\r\n";
  std::memcpy(session.input_space().data(), request.data(), request.size());
  session.input_received(request.size(), now);

  REQUIRE(session.want() == seam::Want::output);
  CHECK(as_text(session.output().memory[0]) ==
        "HTTP/1.1 200 OK\r\n"
        "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
        "Server: ladder\r\n"
        "Connection: keep-alive\r\n"
        "Content-Type: text/plain\r\n"
        "Content-Length: 6\r\n\r\n"
        "hello\n");
  session.output_sent(session.output().memory[0].size(), now);
  CHECK(session.want() == seam::Want::input);  // kept alive: the next request may come
  //! [session]
}

TEST_CASE("example: HeadParser", "[example][http]") {
  //! [head-parser]
  http::HeadParser parser;
  const http::Limits limits;
  std::string text = "GET /a?b=1 HTTP/1.1\r\nHost: exam";
  CHECK(parser.parse(text, limits) == http::HeadParser::State::incomplete);

  text += "ple.org\r\n\r\nwhat follows";
  parser.reset();  // the text may have moved
  REQUIRE(parser.parse(text, limits) == http::HeadParser::State::complete);
  CHECK(parser.request().path == "/a");
  CHECK(parser.request().query == "b=1");
  CHECK(parser.request().find("host") == "example.org");  // names compare without case
  CHECK(text.substr(parser.head_bytes()) == "what follows");
  //! [head-parser]
}

TEST_CASE("example: the lines of a head", "[example][http]") {
  //! [head-lines]
  http::Request request;
  REQUIRE(http::parse_request_line("GET /a?b=1 HTTP/1.1", 8'000, request).ok());
  REQUIRE(http::parse_field_line("Host:  example.org", 100, request).ok());
  REQUIRE(http::complete_head(request).ok());
  CHECK(request.path == "/a");
  CHECK(request.authority == "example.org");

  const http::Verdict verdict = http::parse_request_line("GET / HTTP/2.0", 8'000, request);
  CHECK(verdict.status == http::Status::version_not_supported);
  //! [head-lines]
}

TEST_CASE("example: decide_framing", "[example][http]") {
  //! [framing]
  http::HeadParser parser;
  const std::string text =
      "POST /upload HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n";
  REQUIRE(parser.parse(text, http::Limits{}) == http::HeadParser::State::complete);

  const http::Framing framing = http::decide_framing(parser.request());
  CHECK(framing.kind == http::Framing::Kind::refused);  // two lengths: this is how requests are smuggled
  CHECK(framing.status == http::Status::bad_request);
  //! [framing]
}

TEST_CASE("example: ChunkedDecoder", "[example][http]") {
  //! [chunked-decoder]
  using State = http::ChunkedDecoder::State;
  http::ChunkedDecoder decoder(1'024, 10);  // bounds of the trailers
  std::span<const std::byte> input = as_bytes("4\r\nWiki\r\n5\r\npedia\r\n0\r\n\r\nGET ");
  std::string body;
  http::ChunkedDecoder::Step step;
  do {
    step = decoder.step(input);
    body += as_text(step.data);
    input = input.subspan(step.consumed);
  } while (step.state == State::data);

  CHECK(step.state == State::done);
  CHECK(body == "Wikipedia");
  CHECK(as_text(input) == "GET ");  // the next request
  //! [chunked-decoder]
}

TEST_CASE("example: HttpResponseBuilder", "[example][http]") {
  //! [response-builder]
  std::string out;
  http::HttpResponseBuilder(out)
      .status_line(http::Status::not_found)
      .field("Content-Type", "text/plain")
      .field("Content-Length", std::uint64_t{0})
      .end();
  CHECK(out == "HTTP/1.1 404 Not Found\r\nContent-Type: text/plain\r\nContent-Length: 0\r\n\r\n");
  //! [response-builder]
}

TEST_CASE("example: ranges", "[example][http]") {
  //! [range]
  const http::RangeRequest range = http::parse_range("bytes=0-3,-2", 10);  // of a file of ten bytes
  REQUIRE(range.kind == http::RangeRequest::Kind::partial);
  CHECK(range.ranges == std::vector<http::ByteRange>{{0, 3}, {8, 9}});

  CHECK(http::parse_range("bytes=10-", 10).kind == http::RangeRequest::Kind::unsatisfiable);
  CHECK(http::parse_range("lines=1-2", 10).kind == http::RangeRequest::Kind::whole);
  //! [range]
}

TEST_CASE("example: dates", "[example][http]") {
  //! [date]
  const std::time_t now = 784'111'777;
  CHECK(http::format_date(now) == "Sun, 06 Nov 1994 08:49:37 GMT");
  CHECK(http::parse_date("Sun, 06 Nov 1994 08:49:37 GMT", now) == now);
  CHECK(http::parse_date("Sunday, 06-Nov-94 08:49:37 GMT", now) == now);  // RFC 850
  CHECK(http::parse_date("Sun Nov  6 08:49:37 1994", now) == now);        // asctime
  CHECK(http::parse_date("tomorrow", now) == std::nullopt);
  //! [date]
}

TEST_CASE("example: preconditions", "[example][http]") {
  http::HeadParser parser;
  const std::string text = "GET / HTTP/1.1\r\nHost: a\r\nIf-None-Match: \"v1\"\r\n\r\n";
  REQUIRE(parser.parse(text, http::Limits{}) == http::HeadParser::State::complete);
  const http::Request& request = parser.request();
  const std::time_t now = 784'111'777;
  //! [conditional]
  // The request says: If-None-Match: "v1"
  CHECK(http::evaluate_preconditions(request, {.etag = "\"v1\""}, now) == http::Precondition::not_modified);
  CHECK(http::evaluate_preconditions(request, {.etag = "\"v2\""}, now) == http::Precondition::proceed);
  //! [conditional]
}

TEST_CASE("example: AllowedHosts", "[example][http]") {
  //! [allowed-hosts]
  http::AllowedHosts hosts = http::AllowedHosts::loopback(8080);
  hosts.allow("example.org", 8080);
  CHECK(hosts.contains("Example.org:8080"));
  CHECK_FALSE(hosts.contains("example.org"));  // that would be port 80
  CHECK_FALSE(hosts.contains("evil.example:8080"));
  //! [allowed-hosts]
}

TEST_CASE("example: media types", "[example][http]") {
  //! [media-type]
  const auto type = http::parse_media_type("Application/JSON; charset=\"UTF-8\"");
  REQUIRE(type);
  CHECK(type->is("application", "json"));
  CHECK(type->charset == "utf-8");
  CHECK_FALSE(http::parse_media_type("application/"));
  //! [media-type]
}

TEST_CASE("example: request targets", "[example][http]") {
  //! [request-target]
  const http::RequestTarget target = http::parse_request_target("GET", "http://example.org:8080?x=1");
  REQUIRE(target.error.empty());
  CHECK(target.form == http::TargetForm::absolute);
  CHECK(target.authority_parts.host == "example.org");
  CHECK(target.path == "/");  // an absolute target without a path means the root
  CHECK_FALSE(http::parse_request_target("GET", "no slash").error.empty());
  //! [request-target]
}

TEST_CASE("example: InputBuffer", "[example][http]") {
  //! [input-buffer]
  http::InputBuffer input;
  (void)input.make_space();
  std::memcpy(input.space().data(), "head|body", 9);
  input.received(9);

  input.keep(5);  // the head is used up, but stays where it is: views point into it
  CHECK(input.kept() == "head|");
  CHECK(input.unread() == "body");
  input.use_up(4);
  CHECK(input.empty());
  input.release();
  //! [input-buffer]
  CHECK(input.kept().empty());
}
