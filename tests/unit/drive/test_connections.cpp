/// \file
/// The table of what one loop holds (drive/connections.hpp).
#include "drive/connections.hpp"

#include <fcntl.h>

#include <memory>
#include <utility>
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
  drive::Connections<echo::Session> connections{admission, 0, std::make_shared<drive::LoopMail>(10)};

  /// A connection that holds a place, as a loop takes one on.
  Client& add(os::Fd fd = {}) {
    REQUIRE(admission.try_enter(0));
    Client& client = *connections.add(std::move(fd));
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
  const drive::SlotId id = table.connections.id_of(third);
  table.connections.remove(first);
  CHECK(::fcntl(fd, F_GETFD) < 0);
  CHECK(table.connections.size() == 2);
  CHECK(table.connections.find(id) == &third);
  std::vector<Client*> met;
  table.connections.for_each([&](Client& client) {
    met.push_back(&client);
    table.connections.remove(client);
  });
  CHECK(met == std::vector<Client*>{&second, &third});
  CHECK(table.connections.empty());
}

TEST_CASE("Who is gone is found by nobody, also when another has its place", "[drive][stage09]") {
  Table table;
  Client& first = table.add();
  const drive::SlotId gone = table.connections.id_of(first);
  CHECK(table.connections.find(gone) == &first);
  table.connections.remove(first);
  CHECK(table.connections.find(gone) == nullptr);
  Client& heir = table.add();
  REQUIRE(heir.index == gone.index);
  CHECK(table.connections.find(gone) == nullptr);
  CHECK(table.connections.find(table.connections.id_of(heir)) == &heir);
}

TEST_CASE("A table that grows moves nobody", "[drive][stage09]") {
  Table table;
  std::vector<std::pair<Client*, drive::SlotId>> all;
  for (int i = 0; i < 100; ++i) {
    Client* const client = table.connections.add(os::Fd());
    REQUIRE(client != nullptr);
    all.emplace_back(client, table.connections.id_of(*client));
  }
  for (const auto& [client, id] : all) CHECK(table.connections.find(id) == client);
  CHECK(table.connections.size() == 100);
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
  table.connections.start_lingering(lingering, Clock::now());
  CHECK(table.admission.load(0) == 0);
  CHECK(table.connections.take_room_opened());
  table.connections.remove(lingering);
  CHECK(table.admission.load(0) == 0);
  CHECK_FALSE(table.connections.take_room_opened());
}

TEST_CASE("While a job of its runs, a connection keeps its place, whatever becomes of it",
          "[drive][stage09]") {
  Table table;
  Client& removed = table.add();
  Client& lingering = table.add();
  const drive::SlotId removed_id = table.connections.id_of(removed);
  const drive::SlotId lingering_id = table.connections.id_of(lingering);
  table.connections.work_begun(removed);
  table.connections.work_begun(lingering);
  table.connections.remove(removed);
  table.connections.start_lingering(lingering, Clock::now());
  CHECK(table.connections.size() == 1);
  CHECK(table.connections.find(removed_id) == nullptr);
  CHECK(table.admission.load(0) == 2);
  CHECK_FALSE(table.connections.take_room_opened());
  table.connections.work_ended(removed_id);
  CHECK(table.admission.load(0) == 1);
  CHECK(table.connections.take_room_opened());
  const Client& heir = table.add();
  CHECK(heir.index == removed_id.index);  // its place in the table is free as well
  table.connections.work_ended(lingering_id);
  CHECK(table.admission.load(0) == 1);
  table.connections.remove(lingering);
  CHECK(table.admission.load(0) == 1);
}

TEST_CASE("A refused connection holds no place", "[drive][stage09]") {
  Table table;
  Client& refused = *table.connections.add(os::Fd());
  table.connections.start_lingering(refused, Clock::now());
  table.connections.remove(refused);
  CHECK(table.admission.load(0) == 0);
  CHECK_FALSE(table.connections.take_room_opened());
}

TEST_CASE("Who lingers has no conversation any more, and a deadline of its own", "[drive][stage09]") {
  Table table;
  Client& client = table.add();
  CHECK(client.deadline() == seam::kNever);
  const auto now = Clock::now();
  table.connections.start_lingering(client, now);
  CHECK(client.phase == drive::Phase::lingering);
  CHECK_FALSE(client.conversation);
  CHECK(client.deadline() == now + drive::kLingerTime);
}

TEST_CASE("A flood cannot make more than a bounded number linger: the oldest give way, in order",
          "[drive][stage09][rfc9112-9.6]") {
  Table table;
  std::vector<os::Fd> peers;
  std::vector<Client*> clients;
  const auto linger = [&] {
    Sockets sockets = unix_pair();
    peers.push_back(std::move(sockets.peers));
    clients.push_back(table.connections.add(std::move(sockets.ours)));
    REQUIRE(clients.back() != nullptr);
    table.connections.start_lingering(*clients.back(), Clock::now());
  };
  const auto is_shut_down = [&](std::size_t i) {
    return drive::discard_input(clients[i]->fd.get()) == drive::Outcome::close;
  };
  for (std::size_t i = 0; i < drive::LingeringClose::kMaxLingering; ++i) linger();
  CHECK_FALSE(is_shut_down(0));
  linger();
  CHECK(is_shut_down(0));
  CHECK_FALSE(is_shut_down(1));
  // One that goes by itself makes room, in the middle and at both ends of their list.
  table.connections.remove(*clients[5]);
  linger();
  CHECK_FALSE(is_shut_down(1));
  table.connections.remove(*clients.back());
  table.connections.remove(*clients[0]);  // the one that gave way, closed by its loop
  linger();
  CHECK_FALSE(is_shut_down(1));
  linger();
  CHECK(is_shut_down(1));
  CHECK_FALSE(is_shut_down(2));
  for (std::size_t i = 2; i < 10; ++i)
    if (i != 5) CHECK_FALSE(is_shut_down(i));
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

TEST_CASE("A round has so many turns and no more, and nobody loses his place", "[drive][stage09]") {
  Table table;
  std::vector<Client*> waiting;
  for (int i = 0; i < 300; ++i) waiting.push_back(table.connections.add({}));
  for (Client* client : waiting) table.connections.give_way(*client);
  std::vector<Client*> turns;
  std::vector<std::size_t> rounds;
  while (table.connections.any_gave_way()) {
    rounds.push_back(table.connections.turns_next());
    const std::size_t before = turns.size();
    table.connections.take_turns([&](Client& client) { turns.push_back(&client); });
    CHECK(turns.size() - before == rounds.back());
  }
  CHECK(turns == waiting);
  CHECK(rounds == std::vector<std::size_t>{128, 128, 44});
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
