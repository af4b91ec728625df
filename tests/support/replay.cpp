#include "support/replay.hpp"

#include <algorithm>
#include <deque>
#include <fstream>
#include <iterator>
#include <optional>

#include "support/placeholders.hpp"
#include "support/wire_response.hpp"

namespace ladder::test {

namespace {

using Kind = Expectation::Kind;

/// Something else came than the line says.
struct Mismatch {
  int line;
  std::string what;
};

std::string file_bytes(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("cannot open " + path);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

/// "first-last", or nothing for all of it.
std::string part_of(const std::string& bytes, const std::string& range) {
  if (range.empty()) return bytes;
  const std::size_t first = std::stoul(range);
  const std::size_t last = std::stoul(range.substr(range.find('-') + 1));
  return bytes.substr(first, last - first + 1);
}

class Replay {
 public:
  Replay(const Conversation& conversation, Wire& wire, const std::string& root)
      : conversation_(conversation), wire_(wire), root_(root) {}

  void run() {
    for (const Step& step : conversation_.steps) {
      line_ = step.line;
      take(step);
    }
  }
  int line() const { return line_; }

 private:
  void take(const Step& step) {
    switch (step.kind) {
      case Step::Kind::send:
        return send(step);
      case Step::Kind::end:
        client_ended_ = true;
        return wire_.end_sending();
      case Step::Kind::wait:
        waited_ = true;
        return wire_.wait();
      case Step::Kind::response:
        for (std::uint64_t i = 0; i < step.times; ++i) expect_response(step);
        return;
      case Step::Kind::closed:
        return expect_close();
      case Step::Kind::open:
        return expect_open();
    }
  }

  void send(const Step& step) {
    methods_.insert(methods_.end(), step.methods.begin(), step.methods.end());
    wire_.send(filled(step.text));
  }

  std::string filled(const std::string& text) const { return fill_in(text, wire_.host(), last_); }
  [[noreturn]] void mismatch(const std::string& expected, const std::string& got) const {
    throw Mismatch{line_, "expected " + expected + ", got " + got};
  }

  std::string next_method() const { return methods_.empty() ? std::string("GET") : methods_.front(); }

  /// The next response. A final one uses up a request.
  WireResponse receive_response() {
    if (last_said_close())
      mismatch("no response after one that said Connection: close", printable(received_));
    for (;;) {
      if (auto response = take_response(received_, next_method())) {
        check_always(*response);
        if (!response->interim() && !methods_.empty()) methods_.pop_front();
        return *response;
      }
      if (!wire_.receive(received_)) mismatch("a response", "a close after \"" + printable(received_) + "\"");
    }
  }

  bool last_said_close() const { return last_.find("Connection") == "close"; }

  void expect_response(const Step& step) {
    WireResponse response = receive_response();
    const std::string whole = response.status_line + " with the body \"" + printable(response.body) + "\"";
    line_ = step.line;
    if (response.status_line != step.text) mismatch(step.text, whole);
    for (const Expectation& expectation : step.expectations) {
      line_ = expectation.line;
      check(expectation, response);
    }
    if (!response.interim()) last_ = std::move(response);
  }

  void check(const Expectation& expectation, const WireResponse& response) const {
    const auto field = [&] { return response.find(expectation.name); };
    const auto got = [&] {
      return field() ? "\"" + printable(*field()) + "\"" : std::string("no such field");
    };
    const std::string text = filled(expectation.text);
    switch (expectation.kind) {
      case Kind::field_is:
        if (field() != text) mismatch("exactly this field", got());
        return;
      case Kind::field_exists:
        if (!field()) mismatch("this field", got());
        return;
      case Kind::field_absent:
        if (field()) mismatch("no such field", got());
        return;
      case Kind::field_contains:
        if (!field() || field()->find(text) == std::string::npos) mismatch("this in the field", got());
        return;
      case Kind::body_is:
        return check_body(response.body, text);
      case Kind::body_is_file:
        return check_body(response.body, part_of(file_bytes(root_ + "/" + expectation.name), text));
      case Kind::body_contains:
        if (response.body.find(text) == std::string::npos)
          mismatch("this in the body", printable(response.body));
        return;
      case Kind::body_lacks:
        if (response.body.find(text) != std::string::npos)
          mismatch("no such text in the body", printable(response.body));
        return;
    }
  }

  void check_body(const std::string& body, const std::string& wanted) const {
    if (body == wanted) return;
    const auto [at, unused] = std::ranges::mismatch(body, wanted);
    mismatch(printable(wanted) + " (" + std::to_string(wanted.size()) + " bytes)",
             printable(body) + " (" + std::to_string(body.size()) + " bytes), different from byte " +
                 std::to_string(at - body.begin()));
  }

  void expect_close() {
    while (received_.empty() && wire_.receive(received_)) continue;
    if (!received_.empty()) mismatch("the end and not one more byte", "\"" + printable(received_) + "\"");
    // A client that has left, or been silent for too long, is not owed an announcement.
    const bool excused = client_ended_ || waited_ || last_.status == 0;
    if (!excused && !last_said_close())
      mismatch("Connection: close in the last response", "keep-alive and a close");
  }

  /// The proof is a further request: its answer shows that the connection lives, that both sides agree where
  /// it begins, and that nothing else came before.
  void expect_open() {
    if (last_said_close()) mismatch("an open connection", "Connection: close in the last response");
    methods_.assign({"HEAD"});
    wire_.send("HEAD /hello.txt HTTP/1.1\r\nHost: " + wire_.host() + "\r\nConnection: close\r\n\r\n");
    last_ = receive_response();
    if (last_.status != 200) mismatch("200 for a further request", last_.status_line);
    expect_close();
  }

  const Conversation& conversation_;
  Wire& wire_;
  const std::string& root_;
  std::deque<std::string> methods_;  // of requests not yet answered
  std::string received_;             // not yet taken
  WireResponse last_;                // the last final response
  bool client_ended_ = false;
  bool waited_ = false;
  int line_ = 0;
};

}  // namespace

std::string replay(const Conversation& conversation, Wire& wire, const std::string& root) {
  Replay replay(conversation, wire, root);
  const auto at = [&conversation](int line) { return conversation.name + ":" + std::to_string(line) + ": "; };
  try {
    replay.run();
    return {};
  } catch (const Mismatch& mismatch) {
    return at(mismatch.line) + mismatch.what;
  } catch (const std::exception& error) {
    return at(replay.line()) + error.what();
  }
}

}  // namespace ladder::test
