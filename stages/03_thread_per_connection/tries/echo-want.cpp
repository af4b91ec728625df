/// \file
/// Session::want, tried without a socket: bytes are put in and taken out, and it says what it wants next.
#include <cstring>
#include <string>

#include "echo/session.hpp"
#include "support/catch.hpp"

using namespace ladder;
using seam::Want;

namespace {

constexpr seam::TimePoint kNow{std::chrono::hours(1)};

/// What a Want is, in words, so that a failure can be read.
std::string words(Want want) {
  std::string text;
  for (const auto& [one, word] :
       {std::pair{Want::input, "input "}, std::pair{Want::output, "output "}, std::pair{Want::work, "work "},
        std::pair{Want::close, "close "}, std::pair{Want::linger, "linger "}})
    if (seam::has(want, one)) text += word;
  return text.empty() ? "none" : text.substr(0, text.size() - 1);
}

std::size_t receive(echo::Session& session, std::string_view bytes) {
  const auto space = session.input_space();
  const std::size_t count = std::min(space.size(), bytes.size());
  std::memcpy(space.data(), bytes.data(), count);
  session.input_received(count, kNow);
  return count;
}

}  // namespace

TEST_CASE("at first: input") { CHECK(words(echo::Session().want()) == "input"); }

TEST_CASE("while it holds something, and has room: both") {
  echo::Session session;
  receive(session, "hello");
  CHECK(words(session.want()) == "input output");
}

TEST_CASE("when all is sent: input again") {
  echo::Session session;
  receive(session, "hello");
  session.output_sent(5, kNow);
  CHECK(words(session.want()) == "input");
}

TEST_CASE("when the buffer is full: output only") {
  echo::Session session;
  while (!session.input_space().empty()) receive(session, std::string(10'000, 'x'));
  CHECK(words(session.want()) == "output");
}

TEST_CASE("when the client has ended and something is left: output only") {
  echo::Session session;
  receive(session, "bye");
  session.input_received(0, kNow);
  CHECK(words(session.want()) == "output");
}

TEST_CASE("when the client has ended and all is sent: close") {
  echo::Session session;
  receive(session, "bye");
  session.input_received(0, kNow);
  session.output_sent(3, kNow);
  CHECK(words(session.want()) == "close");
}

TEST_CASE("when the server ends it and nothing is held: linger, for the client may still be sending") {
  echo::Session session;
  session.drain(kNow);
  session.expire(session.deadline());
  CHECK(words(session.want()) == "linger");
}
