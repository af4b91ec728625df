/// \file
/// echo::Session: what comes in goes out, whatever the bytes, the sizes and the order of moves.
#include "echo/session.hpp"

#include <cstring>
#include <random>
#include <string>

#include "support/catch.hpp"

using namespace ladder;
using namespace std::chrono_literals;
using seam::has;
using seam::Want;

namespace {

constexpr seam::TimePoint kNow{1h};

std::size_t receive(echo::Session& session, std::string_view bytes) {
  const auto space = session.input_space();
  const std::size_t count = std::min(space.size(), bytes.size());
  std::memcpy(space.data(), bytes.data(), count);
  session.input_received(count, kNow);
  return count;
}

std::string_view waiting(const echo::Session& session) {
  const auto span = session.output().memory[0];
  return {reinterpret_cast<const char*>(span.data()), span.size()};
}

}  // namespace

TEST_CASE("echo::Session wants input first, and after input both", "[echo][stage03]") {
  echo::Session session;
  CHECK(session.want() == Want::input);
  CHECK(session.deadline() == seam::kNever);
  CHECK(session.take_work() == nullptr);
  receive(session, "hello");
  CHECK(session.want() == (Want::input | Want::output));
  CHECK(waiting(session) == "hello");
  CHECK(session.output().file.length_bytes == 0);
}

TEST_CASE("echo::Session sends the rest of what was sent in part", "[echo][stage03]") {
  echo::Session session;
  receive(session, "hello");
  session.output_sent(2, kNow);
  CHECK(waiting(session) == "llo");
  receive(session, " you");
  CHECK(waiting(session) == "llo you");
  session.output_sent(7, kNow);
  CHECK(session.want() == Want::input);
}

TEST_CASE("echo::Session wants no input while its buffer is full", "[echo][stage03]") {
  echo::Session session;
  const std::string much(100'000, 'x');
  std::size_t taken = 0;
  while (has(session.want(), Want::input)) taken += receive(session, std::string_view(much).substr(taken));
  CHECK(session.want() == Want::output);
  CHECK(waiting(session).size() == taken);
  CHECK(taken < much.size());
  session.output_sent(taken, kNow);
  CHECK(session.want() == Want::input);
  CHECK(session.input_space().size() == taken);
}

TEST_CASE("echo::Session sends the rest after the peer has ended its side, then closes", "[echo][stage03]") {
  echo::Session session;
  receive(session, "bye");
  session.input_received(0, kNow);
  CHECK(session.want() == Want::output);
  session.output_sent(3, kNow);
  CHECK(session.want() == Want::close);
}

TEST_CASE("echo::Session closes at once when nothing came", "[echo][stage03]") {
  echo::Session session;
  session.input_received(0, kNow);
  CHECK(session.want() == Want::close);
}

TEST_CASE("echo::Session waits for ever until it is drained, and then lingers", "[echo][stage04]") {
  echo::Session session;
  session.expire(kNow);
  CHECK(session.want() == Want::input);
  receive(session, "in flight");
  session.drain(kNow);
  CHECK(session.deadline() == kNow);
  session.expire(kNow - 1ms);
  CHECK(has(session.want(), Want::input));
  session.expire(kNow);
  CHECK(session.deadline() == seam::kNever);
  CHECK(session.want() == Want::output);
  session.output_sent(9, kNow);
  CHECK(session.want() == Want::linger);
}

TEST_CASE("echo::Session keeps every byte and their order over random moves, both directions in flight",
          "[echo][stage03][stage11]") {
  std::mt19937 random(7);
  const auto up_to = [&](std::size_t most) {
    return std::uniform_int_distribution<std::size_t>(1, most)(random);
  };
  std::string sent(1'000'000, '\0');
  for (char& c : sent) c = static_cast<char>(random() & 0xff);
  echo::Session session;
  std::string back;
  std::size_t given = 0;
  while (back.size() < sent.size()) {
    // As io_uring does it: the space is taken first, output leaves meanwhile, then the bytes arrive.
    const bool receives = has(session.want(), Want::input) && given < sent.size();
    const auto space = receives ? session.input_space() : std::span<std::byte>();
    if (has(session.want(), Want::output)) {
      const std::string_view out = waiting(session);
      const std::size_t count = up_to(out.size());
      back.append(out.substr(0, count));
      session.output_sent(count, kNow);
    }
    if (!receives) continue;
    const std::size_t count = std::min({space.size(), up_to(20'000), sent.size() - given});
    std::memcpy(space.data(), sent.data() + given, count);
    session.input_received(count, kNow);
    given += count;
  }
  CHECK(back == sent);
}
