/// \file
/// How far a download is (client/progress_bar.hpp).
#include "client/progress_bar.hpp"

#include <sstream>

#include "support/catch.hpp"

using namespace ladder::tools;
using namespace std::chrono_literals;

TEST_CASE("The line tells how much of the whole has come, and how fast", "[tools][client]") {
  CHECK(progress_line(0, 10'000'000, 0ms) == "[>                             ]   0 %  0 B of 10.0 MB, 0 B/s");
  CHECK(progress_line(5'200'000, 10'000'000, 4s) ==
        "[===============>              ]  52 %  5.20 MB of 10.0 MB, 1.30 MB/s");
  CHECK(progress_line(10'000'000, 10'000'000, 10s) ==
        "[==============================] 100 %  10.0 MB of 10.0 MB, 1.00 MB/s");
}

TEST_CASE("Without a known whole there is no bar", "[tools][client]") {
  CHECK(progress_line(2'000, std::nullopt, 1s) == "2.00 kB, 2.00 kB/s");
  CHECK(progress_line(0, 0, 1s) == "0 B, 0 B/s");
}

TEST_CASE("More than was announced never overflows the bar", "[tools][client]") {
  CHECK(progress_line(20, 10, 1s) == "[==============================] 100 %  10 B of 10 B, 20 B/s");
}

TEST_CASE("A download that is over in a moment is never shown", "[tools][client]") {
  std::ostringstream terminal;
  {
    ProgressBar bar(terminal, true);
    bar.start(100);
    bar.show(50);
    bar.finish();
  }
  CHECK(terminal.str().empty());
}
