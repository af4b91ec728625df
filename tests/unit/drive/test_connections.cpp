/// \file
/// The table of what one loop holds (drive/connections.hpp).
#include "drive/connections.hpp"

#include <fcntl.h>

#include <vector>

#include "echo/session.hpp"
#include "support/catch.hpp"
#include "support/sockets.hpp"

using namespace ladder;
using namespace ladder::test;
using seam::Clock;
using Client = drive::Connection<echo::Session>;

namespace {

struct Table {
  drive::Admission admission{1, 10, 0};
  drive::Connections<echo::Session> connections{admission, 0};

  /// A connection that holds a place, as a loop takes one on.
  Client& add(os::Fd fd = {}) {
    REQUIRE(admission.try_enter(0));
    Client& client = connections.add(std::move(fd));
    client.admitted = true;
    client.conversation.emplace();
    return client;
  }
};

}  // namespace

TEST_CASE("A removed connection is closed and the others keep their places in the table",
          "[drive][stage09]") {
  Table table;
  Sockets sockets = unix_pair();
  const int fd = sockets.ours.get();
  Client& first = table.add(std::move(sockets.ours));
  Client& second = table.add();
  Client& third = table.add();
  table.connections.remove(first);
  CHECK(::fcntl(fd, F_GETFD) < 0);
  REQUIRE(table.connections.size() == 2);
  CHECK(&table.connections[0] == &third);
  CHECK(third.index == 0);
  CHECK(second.index == 1);
  table.connections.remove(third);
  table.connections.remove(second);
  CHECK(table.connections.empty());
}

TEST_CASE("A place is given back once, when the connection ends or begins to linger", "[drive][stage09]") {
  Table table;
  Client& removed = table.add();
  Client& lingering = table.add();
  CHECK(table.admission.load(0) == 2);
  CHECK_FALSE(table.connections.take_room_opened());
  table.connections.remove(removed);
  CHECK(table.admission.load(0) == 1);
  CHECK(table.connections.take_room_opened());
  CHECK_FALSE(table.connections.take_room_opened());
  REQUIRE(table.connections.start_lingering(lingering, Clock::now()));
  CHECK(table.admission.load(0) == 0);
  CHECK(table.connections.take_room_opened());
  table.connections.remove(lingering);
  CHECK(table.admission.load(0) == 0);
  CHECK_FALSE(table.connections.take_room_opened());
}

TEST_CASE("A refused connection holds no place", "[drive][stage09]") {
  Table table;
  Client& refused = table.connections.add(os::Fd());
  REQUIRE(table.connections.start_lingering(refused, Clock::now()));
  table.connections.remove(refused);
  CHECK(table.admission.load(0) == 0);
  CHECK_FALSE(table.connections.take_room_opened());
}

TEST_CASE("Who lingers has no conversation any more, and a deadline of its own", "[drive][stage09]") {
  Table table;
  Client& client = table.add();
  CHECK(client.deadline() == seam::kNever);
  const auto now = Clock::now();
  REQUIRE(table.connections.start_lingering(client, now));
  CHECK(client.phase == drive::Phase::lingering);
  CHECK_FALSE(client.conversation);
  CHECK(client.deadline() == now + drive::kLingerTime);
}

TEST_CASE("A flood cannot make more than a bounded number linger", "[drive][stage09]") {
  Table table;
  for (std::size_t i = 0; i < drive::LingeringClose::kMaxLingering; ++i)
    REQUIRE(table.connections.start_lingering(table.connections.add(os::Fd()), Clock::now()));
  Client& one_more = table.connections.add(os::Fd());
  CHECK_FALSE(table.connections.start_lingering(one_more, Clock::now()));
  table.connections.remove(one_more);
  table.connections.remove(table.connections[0]);
  CHECK(table.connections.start_lingering(table.connections.add(os::Fd()), Clock::now()));
}

TEST_CASE("Who gave way gets its turn in order, once each time", "[drive][stage09]") {
  Table table;
  Client& first = table.add();
  Client& second = table.add();
  table.connections.give_way(second);
  table.connections.give_way(first);
  table.connections.give_way(second);
  std::vector<Client*> turns;
  table.connections.take_turns([&](Client& client) {
    turns.push_back(&client);
    if (&client == &second) table.connections.give_way(client);  // still not done: next time again
  });
  CHECK(turns == std::vector<Client*>{&second, &first});
  CHECK(table.connections.any_gave_way());
  turns.clear();
  table.connections.take_turns([&](Client& client) { turns.push_back(&client); });
  CHECK(turns == std::vector<Client*>{&second});
  CHECK_FALSE(table.connections.any_gave_way());
}

TEST_CASE("A connection that goes while it waits for its turn gets none", "[drive][stage09]") {
  Table table;
  Client& gone = table.add();
  Client& stays = table.add();
  table.connections.give_way(gone);
  table.connections.give_way(stays);
  table.connections.remove(gone);
  std::vector<Client*> turns;
  table.connections.take_turns([&](Client& client) {
    turns.push_back(&client);
    table.connections.remove(client);  // a turn may be the last one
  });
  CHECK(turns == std::vector<Client*>{&stays});
  CHECK(table.connections.empty());
}
