/// \file
/// What has come for a conversation that does not want it yet (drive/uring_connection.hpp,
/// drive/held_input.hpp).
#include "drive/uring_connection.hpp"

#include <new>
#include <string>

#include "http/session.hpp"
#include "support/catch.hpp"
#include "support/scripted.hpp"

using namespace ladder;
using namespace ladder::test;
using seam::Want;

// An idle connection, its place in the table and what malloc adds stay below half a KiB.
static_assert(sizeof(drive::UringConnection<http::Session>) <= 400);

namespace {

struct Talk {
  std::shared_ptr<Script> script = std::make_shared<Script>();
  drive::UringConnection<Scripted> connection;
  Talk() {
    script->space_bytes = 4;
    connection.conversation.emplace(script);
  }
  bool take(std::string_view text) {
    return connection.take(std::as_bytes(std::span(text)), seam::Clock::now());
  }
  void give_held() { connection.give_held(seam::Clock::now()); }
};

}  // namespace

TEST_CASE("Bytes that are wanted are given at once, in pieces of the space there is", "[drive][stage11]") {
  Talk talk;
  CHECK(talk.take("0123456789"));
  CHECK(talk.script->received == "0123456789");
  CHECK(talk.connection.held.empty());
}

TEST_CASE("What is not wanted is held, and what comes after it stands behind it", "[drive][stage11]") {
  Talk talk;
  talk.script->on_input = [](Script& one) { one.want = Want::none; };
  CHECK(talk.take("0123456789"));
  CHECK(talk.script->received == "0123");
  talk.script->want = Want::input;
  CHECK(talk.take("abc"));  // wanted again, but others were first
  CHECK(talk.script->received == "0123");
  talk.give_held();
  CHECK(talk.script->received == "01234567");
  talk.script->on_input = [](Script&) {};
  talk.script->want = Want::input;
  talk.give_held();
  CHECK(talk.script->received == "0123456789abc");
  CHECK(talk.connection.held.empty());
}

TEST_CASE("The end is told once, behind the bytes, and when input is wanted", "[drive][stage11]") {
  Talk talk;
  talk.script->want = Want::none;
  CHECK(talk.take("last"));
  talk.connection.held.end(false);
  talk.give_held();
  CHECK(talk.script->ends == 0);
  talk.script->want = Want::input;
  talk.give_held();
  CHECK(talk.script->received == "last");
  CHECK(talk.script->ends == 1);
  talk.give_held();
  CHECK(talk.script->ends == 1);
}

TEST_CASE("A broken connection has no end to be told", "[drive][stage11]") {
  Talk talk;
  talk.connection.held.end(true);
  talk.give_held();
  CHECK(talk.script->ends == 0);
  CHECK(talk.connection.held.broken());
}

TEST_CASE("Bytes for a conversation that is over are dropped", "[drive][stage11]") {
  Talk talk;
  talk.connection.phase = GENERATE(drive::Phase::lingering, drive::Phase::ending);
  CHECK(talk.take("too late"));
  CHECK(talk.script->received.empty());
  CHECK(talk.connection.held.empty());
}

TEST_CASE("A conversation for whose bytes there is no memory ends, and gets nothing more",
          "[drive][stage11]") {
  Talk talk;
  talk.script->on_input = [](Script&) { throw std::bad_alloc(); };
  CHECK_FALSE(talk.take("0123"));
  talk.script->on_input = [](Script&) {};
  CHECK(talk.take("4567"));
  CHECK(talk.script->received == "0123");
}
