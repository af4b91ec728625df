/// \file
/// Reception::take_waiting, tried with a loop that only notes what it is given.
#include <memory>
#include <vector>

#include "concurrency/stop.hpp"
#include "drive/reception.hpp"
#include "support/catch.hpp"

using namespace ladder;

namespace {

struct Mail {
  int posted = 0;
  int woken = 0;
  void post(os::Accepted) { ++posted; }
  void wake() { ++woken; }
};

struct NotingLoop {
  Mail letters;
  int adopted = 0;
  int refused = 0;
  void adopt(os::Accepted) { ++adopted; }
  void refuse(os::Accepted) { ++refused; }
  void rest_from_accepting(int) {}
  bool connections_are_brief() const { return false; }
  Mail& mail() { return letters; }
};

std::vector<std::unique_ptr<NotingLoop>> two_loops() {
  std::vector<std::unique_ptr<NotingLoop>> loops;
  for (int i = 0; i < 2; ++i) loops.push_back(std::make_unique<NotingLoop>());
  return loops;
}

/// Two loops, each with as many places as it is told, and a queue of four. The reception is the first loop's.
struct House {
  explicit House(std::size_t places) : admission(2, places, 4) {}

  /// So many connections wait in the queue.
  void wait(int count) {
    for (int i = 0; i < count; ++i) {
      os::Accepted accepted;
      REQUIRE(admission.waiting().try_push(accepted));
    }
  }
  void take_waiting() { reception.take_waiting(); }

  concurrency::Stop stop;
  drive::StopEvents stop_events{stop.tokens()};
  drive::Admission admission;
  concurrency::ThreadPool jobs{1, 1};
  std::vector<std::unique_ptr<NotingLoop>> loops = two_loops();
  NotingLoop& first = *loops.front();
  drive::Reception<NotingLoop> reception{first, 0, {-1, stop_events, admission, jobs, loops}};
};

}  // namespace

TEST_CASE("who waits is adopted, while there is room, and each has a place then") {
  House house(10);
  house.wait(3);
  house.take_waiting();
  CHECK(house.first.adopted == 3);
  CHECK(house.admission.load(0) == 3);
  CHECK(house.admission.waiting().size() == 0);
}

TEST_CASE("no more than there is room for: the others wait on") {
  House house(2);
  house.wait(4);
  house.take_waiting();
  CHECK(house.first.adopted == 2);
  CHECK(house.admission.load(0) == 2);
  CHECK(house.admission.waiting().size() == 2);
}

TEST_CASE("where nobody waits, no place is kept") {
  House house(2);
  house.take_waiting();
  CHECK(house.first.adopted == 0);
  CHECK(house.admission.load(0) == 0);
}
