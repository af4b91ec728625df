#include "fuzz/answers.hpp"

#include <algorithm>
#include <optional>
#include <span>
#include <string>
#include <utility>

#include "fuzz/request_walk.hpp"
#include "fuzz/violation.hpp"

namespace ladder::fuzz {
namespace {

using test::WireResponse;

std::string_view without_line_ends(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of("\r\n"), text.size()));
  return text;
}

/// Of the beginning of an answer, how much belongs to the body.
std::size_t bytes_of_body(std::string_view cut_off) {
  const std::size_t end = cut_off.find("\r\n\r\n");
  return end == std::string_view::npos ? 0 : cut_off.size() - end - 4;
}

bool ends_connection(int status) {
  constexpr int kThose[] = {400, 408, 413, 414, 431, 503, 505};
  return std::ranges::find(kThose, status) != std::end(kThose);
}

class Checker {
 public:
  Checker(std::string_view message, const Conversed& conversed, const Script& script,
          const http::Limits& limits)
      : unanswered_(message),
        conversed_(conversed),
        script_(script),
        limits_(limits),
        bytes_(conversed.output) {}

  std::vector<WireResponse> run() && {
    while (!bytes_.empty()) {
      request_ = walk_request(unanswered_, limits_);
      auto response = take();
      if (!response) break;
      test::check_always(*response);
      if (response->interim()) {
        check_interim(*response);
      } else {
        check_final(*response);
      }
      responses_.push_back(std::move(*response));
    }
    check_end();
    return std::move(responses_);
  }

 private:
  /// Nothing if a passed deadline has cut it off.
  std::optional<WireResponse> take() {
    require(!closed_, "there are bytes behind the end of the connection");
    auto response = test::take_response(bytes_, method());
    require(response || conversed_.timed_out, "an answer is cut off though no deadline has passed");
    return response;
  }

  /// Only an answer to HEAD has no body, and a head that could not be read is no HEAD. The exception is a
  /// head that the deadline cut off: what makes it whole came too late.
  std::string method() const {
    if (!request_.head) return "GET";
    const bool too_late = bytes_.starts_with("HTTP/1.1 408 ") && !bytes_.ends_with("\r\n\r\n");
    return too_late ? "GET" : std::string(request_.head->method);
  }

  void check_interim(const WireResponse& response) {
    require(response.status == 100 && !interim_, "an interim response that nobody waits for");
    require(request_.head && request_.head->minor_version >= 1, "100 to a client that does not know it");
    require(request_.head->values("expect").size() == 1, "100 to a client that did not ask");
    interim_ = true;
  }

  void check_final(const WireResponse& response) {
    require(finals_ < conversed_.answers.size(), "an answer that was not told to the observer");
    const Answered& told = conversed_.answers[finals_++];
    require(told.complete && told.status == response.status && told.body_bytes == response.body.size(),
            "the observer was told of another answer");
    check_place(told.request_line);
    check_close(response);
    interim_ = false;
    if (request_.rest) unanswered_ = *request_.rest;
  }

  /// The answer belongs to the request that stands here.
  void check_place(std::string_view request_line) const {
    if (request_.head && request_line == request_.head->request_line) return;
    // It could not be read, or not in time: then the log has what came in its place.
    require(!request_.head || conversed_.timed_out, "a request was read elsewhere than it begins");
    require(request_line == "-" || without_line_ends(unanswered_).starts_with(request_line),
            "the log has what nobody sent");
  }

  void check_close(const WireResponse& response) {
    closed_ = response.find("Connection") == "close";
    require(finals_ < limits_.requests || closed_, "the connection stays open behind its last request");
    require(finals_ <= limits_.requests, "more requests are answered than are allowed");
    if (closed_) return;
    require(!ends_connection(response.status), "the connection stays open behind an error that ends it");
    require(request_.head.has_value(), "the connection stays open behind something that is no request");
    require(request_.rest.has_value(), "the connection stays open in the middle of a body");
    require(!request_.asks_for_close(), "the connection stays open though the client asked for the close");
  }

  /// What was told and not sent was in the queue when a deadline passed, and so is told to be incomplete.
  void check_end() const {
    const auto unsent = std::span(conversed_.answers).subspan(finals_);
    require(unsent.empty() || conversed_.timed_out, "the observer was told of an answer that was not sent");
    std::size_t sent = bytes_of_body(bytes_);  // of the first of them; nothing of the others
    for (const Answered& told : unsent) {
      require(!told.complete, "an answer that was cut off is told to be complete");
      require(told.body_bytes == std::exchange(sent, 0),
              "another part of an answer is told to be sent than was");
    }
    if (closed_ || !script_.undisturbed()) return;
    require(without_line_ends(unanswered_).empty(), "a request is left without an answer");
  }

  std::string_view unanswered_;
  const Conversed& conversed_;
  const Script& script_;
  const http::Limits& limits_;
  std::string bytes_;
  WalkedRequest request_;
  std::vector<WireResponse> responses_;
  std::size_t finals_ = 0;
  bool interim_ = false;
  bool closed_ = false;
};

}  // namespace

std::vector<WireResponse> check_answers(std::string_view message, const Conversed& conversed,
                                        const Script& script, const http::Limits& limits) {
  return Checker(message, conversed, script, limits).run();
}

}  // namespace ladder::fuzz
