/// \file
/// Who replays the replayer? Servers that lie, each in one way, must be found out.
#include <deque>
#include <string>

#include "support/catch.hpp"
#include "support/conversation.hpp"
#include "support/placeholders.hpp"
#include "support/replay.hpp"
#include "support/wire_response.hpp"

using namespace ladder::test;
using Catch::Matchers::ContainsSubstring;

namespace {

/// Answers each send by the next of its lines, whatever was sent.
class FakeWire final : public Wire {
 public:
  FakeWire(std::deque<std::string> answers, bool stays_open)
      : answers_(std::move(answers)), open_(stays_open) {}
  std::string host() const override { return "localhost:80"; }
  void send(std::string_view bytes) override {
    sent += bytes;
    if (answers_.empty()) return;
    pending_ += answers_.front();
    answers_.pop_front();
  }
  void end_sending() override {}
  void wait() override {}
  bool receive(std::string& bytes) override {
    if (pending_.empty() && open_) throw WireError("nothing comes");
    if (pending_.empty()) return false;
    bytes += pending_.front();  // a byte at a time
    pending_.erase(0, 1);
    return true;
  }
  std::string sent;

 private:
  std::deque<std::string> answers_;
  std::string pending_;
  bool open_;
};

std::string response(const std::string& connection, const std::string& body = "hello",
                     const std::string& status = "200 OK") {
  return "HTTP/1.1 " + status +
         "\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\nServer: fake\r\nConnection: " + connection +
         "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

constexpr std::string_view kAsk = "# rfc9112-1\n> GET / HTTP/1.1\n> Host: {host}\n>\n";

/// What replay() says of a server that answers like this.
std::string verdict(const std::string& expected, const std::string& answer, bool stays_open = false) {
  const Conversation conversation = parse_conversation("test", std::string(kAsk) + expected);
  FakeWire wire({answer}, stays_open);
  return replay(conversation, wire, "/nowhere");
}

std::string without(std::string text, const std::string& part) {
  return text.replace(text.find(part), part.size(), "");
}

std::string parse_error(const std::string& text) {
  try {
    (void)parse_conversation("test", text);
    return {};
  } catch (const std::runtime_error& error) {
    return error.what();
  }
}

}  // namespace

TEST_CASE("Replay finds nothing wrong with a server that does as the file says", "[conversations]") {
  CHECK(verdict("< HTTP/1.1 200 OK\n< Server: fake\n<+ date\n<- Age\n<* Date: 1994\n<= hello\n<~ ell\n<!~ "
                "x\n<end\n",
                response("close")) == "");
  CHECK(verdict("< HTTP/1.1 200 OK\n<0\n<end\n", response("close", "")) == "");
  const Conversation open = parse_conversation("test", std::string(kAsk) + "< HTTP/1.1 200 OK\n<open\n");
  FakeWire wire({response("keep-alive"), without(response("close"), "hello")}, false);
  CHECK(replay(open, wire, "/nowhere") == "");
  CHECK_THAT(wire.sent, ContainsSubstring("GET / HTTP/1.1\r\nHost: localhost:80\r\n\r\nHEAD "));
}

TEST_CASE("Replay finds every wrong answer and names its line", "[conversations]") {
  const std::string ok = "< HTTP/1.1 200 OK\n";
  const std::string good = response("close");
  CHECK_THAT(verdict("< HTTP/1.1 404 Not Found\n<end\n", good),
             ContainsSubstring("test:5: expected HTTP/1.1 404"));
  CHECK_THAT(verdict(ok + "< Server: other\n<end\n", good),
             ContainsSubstring("test:6: expected exactly this field"));
  CHECK_THAT(verdict(ok + "< Age: 1\n<end\n", good), ContainsSubstring("no such field"));
  CHECK_THAT(verdict(ok + "<+ Age\n<end\n", good), ContainsSubstring("expected this field"));
  CHECK_THAT(verdict(ok + "<- Server\n<end\n", good), ContainsSubstring("expected no such field"));
  CHECK_THAT(verdict(ok + "<* Server: x\n<end\n", good), ContainsSubstring("expected this in the field"));
  CHECK_THAT(verdict(ok + "<= hellO\n<end\n", good), ContainsSubstring("different from byte 4"));
  CHECK_THAT(verdict(ok + "<0\n<end\n", good), ContainsSubstring("different from byte 0"));
  CHECK_THAT(verdict(ok + "<~ x\n<end\n", good), ContainsSubstring("expected this in the body"));
  CHECK_THAT(verdict(ok + "<!~ ell\n<end\n", good), ContainsSubstring("expected no such text"));
  CHECK_THAT(verdict(ok + "<file x\n<end\n", good), ContainsSubstring("cannot open"));
  CHECK_THAT(verdict(ok + "<again 1\n<end\n", good), ContainsSubstring("no response after one that said"));
}

TEST_CASE("Replay finds a Connection field that is not true", "[conversations][rfc9112-9.6]") {
  CHECK_THAT(verdict("< HTTP/1.1 200 OK\n<end\n", response("keep-alive")),
             ContainsSubstring("keep-alive and a close"));
  CHECK_THAT(verdict("< HTTP/1.1 200 OK\n<open\n", response("close")),
             ContainsSubstring("expected an open connection"));
  CHECK_THAT(verdict("< HTTP/1.1 200 OK\n<end\n", response("close"), true),
             ContainsSubstring("nothing comes"));
  CHECK_THAT(verdict("< HTTP/1.1 200 OK\n<open\n", response("keep-alive")),
             ContainsSubstring("expected a response"));
}

TEST_CASE("Replay finds a byte too many", "[conversations][rfc9112-9.3]") {
  CHECK_THAT(verdict("< HTTP/1.1 200 OK\n<end\n", response("close") + "x"),
             ContainsSubstring("not one more byte"));
  CHECK_THAT(verdict("< HTTP/1.1 200 OK\n<open\n", response("keep-alive") + "x"),
             ContainsSubstring("this is no response"));
}

TEST_CASE("Replay takes no response that a strict client would not take", "[conversations][rfc9112-4]") {
  const std::string good = response("close");
  const auto judge = [](const std::string& answer) { return verdict("< HTTP/1.1 200 OK\n<end\n", answer); };
  CHECK(judge(good) == "");
  for (const char* field : {"Date", "Server", "Connection", "Content-Length"}) {
    const std::size_t at = good.find(field);
    CHECK(judge(std::string(good).erase(at, good.find("\r\n", at) + 2 - at)) != "");
    CHECK(judge(std::string(good).insert(at, "X : y\r\n")) != "");
    CHECK(judge(std::string(good).insert(at, good.substr(at, good.find("\r\n", at) + 2 - at))) != "");
  }
  CHECK(judge("\n" + good) != "");
  CHECK(judge(without(good, "\r")) != "");
  CHECK(judge(without(good, " GMT")) != "");
  CHECK(judge(std::string(good).replace(good.find("Sun"), 3, "Mon")) != "");
  CHECK(judge(std::string(good).replace(good.find("1.1"), 3, "1.0")) != "");
  CHECK(judge(std::string(good).replace(good.find("Length: 5"), 9, "Length: 4")) != "");
  CHECK(judge(std::string(good).replace(good.find("Length: 5"), 9, "Length: 6")) != "");
  CHECK(judge(response("Keep-Alive")) != "");
  CHECK(judge(std::string(good).insert(good.find("Date"), "Transfer-Encoding: chunked\r\n")) != "");
  CHECK(verdict("< HTTP/1.1 204 No Content\n<end\n", response("close", "", "204 No Content")) != "");
}

TEST_CASE("A conversation file is refused with its line if it makes no sense", "[conversations]") {
  CHECK(parse_error(std::string(kAsk) + "<end\n") == "");
  CHECK_THAT(parse_error("# rfc9112-1\n> GET / HTTP/1.1\n"),
             ContainsSubstring("test:2: the last line must be"));
  CHECK_THAT(parse_error("# prose only\n<end\n"), ContainsSubstring("no line of tags"));
  CHECK_THAT(parse_error("nonsense\n"), ContainsSubstring("test:1:"));
  CHECK_THAT(parse_error(">> \\q\n"), ContainsSubstring("an escape is one of"));
  CHECK_THAT(parse_error(">> \\x1\n"), ContainsSubstring("two hex digits"));
  CHECK_THAT(parse_error("< Name: value\n"), ContainsSubstring("no response"));
  CHECK_THAT(parse_error("< HTTP/1.1 200 OK\n<? x\n"), ContainsSubstring("nobody knows"));
  CHECK_THAT(parse_error("< HTTP/1.1 200 OK\n< Name value\n"), ContainsSubstring("Name: value"));
  CHECK_THAT(parse_error("set requests many\n"), ContainsSubstring("not a number"));
}

TEST_CASE("A conversation file says what it means", "[conversations]") {
  const Conversation parsed =
      parse_conversation("test",
                         "# Prose, with a comma.\n# stage05, rfc9112-1\nset requests 3\n\n>> "
                         "a\\r\\n\\0\\x7f\\\\\n> HEAD / HTTP/1.1\n>\n"
                         "< HTTP/1.1 200 OK\n<file two words.txt 3-5\n<again 2\n<end\n");
  CHECK(parsed.tags == std::vector<std::string>{"stage05", "rfc9112-1"});
  CHECK(parsed.settings.at("requests") == 3);
  REQUIRE(parsed.steps.size() == 3);
  CHECK(parsed.steps[0].text == std::string("a\r\n\0\x7f\\", 6) + "HEAD / HTTP/1.1\r\n\r\n");
  CHECK(parsed.steps[0].methods == std::vector<std::string>{"HEAD"});
  CHECK(parsed.steps[1].times == 3);
  CHECK(parsed.steps[1].expectations.at(0).name == "two words.txt");
  CHECK(parsed.steps[1].expectations.at(0).text == "3-5");
}

TEST_CASE("Placeholders are filled in, other braces stay", "[conversations]") {
  WireResponse last;
  last.fields = {{"ETag", "\"x\""}};
  CHECK(fill_in("{host} {port} {last:etag} {repeat:ab:3} {repeat::):2} {\"a\":{}}", "localhost:80", last) ==
        "localhost:80 80 \"x\" ababab :):) {\"a\":{}}");
  CHECK_THROWS(fill_in("{last:Age}", "localhost:80", last));
  CHECK_THROWS(fill_in("{repeat:ab}", "localhost:80", last));
}
