/// \file
/// Nobody waits for the log, and nothing is missing from it without a word (app/log_writer.hpp).
#include "app/log_writer.hpp"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include <csignal>
#include <optional>
#include <sstream>
#include <string>
#include <thread>

#include "os/fd.hpp"
#include "support/catch.hpp"
#include "support/patience.hpp"
#include "support/temp_directory.hpp"

using namespace ladder;
using namespace ladder::test;

namespace {

struct Pipe {
  Pipe() {
    int ends[2];
    REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
    reading = os::Fd(ends[0]);
    writing = os::Fd(ends[1]);
  }
  /// What lies in it now; with the writing end closed, all there was.
  std::string read_all() {
    writing.reset();
    std::string text;
    char buffer[4'096];
    for (ssize_t count = 0; (count = ::read(reading.get(), buffer, sizeof buffer)) > 0;)
      text.append(buffer, static_cast<std::size_t>(count));
    return text;
  }
  os::Fd reading;
  os::Fd writing;
};

std::string line(int number) { return "line " + std::to_string(number) + " of many\n"; }

}  // namespace

TEST_CASE("LogWriter writes every line, in order, before it is gone", "[app][stage12]") {
  const TempDirectory temp;
  temp.write("log", "");
  std::string wanted;
  {
    const os::Fd file(::open(temp.path("log").c_str(), O_WRONLY | O_APPEND | O_CLOEXEC));
    app::LogWriter writer(file.get());
    writer.start();
    for (int i = 0; i < 10'000; ++i) {
      writer.post(line(i));
      wanted += line(i);
    }
    CHECK(writer.dropped_lines() == 0);
  }
  CHECK(temp.read("log") == wanted);
}

TEST_CASE("LogWriter writes while it runs, without being asked", "[app][stage12]") {
  const TempDirectory temp;
  temp.write("log", "");
  const os::Fd file(::open(temp.path("log").c_str(), O_WRONLY | O_APPEND | O_CLOEXEC));
  app::LogWriter writer(file.get());
  writer.start();
  writer.post("one\n");
  CHECK(eventually([&] { return temp.read("log") == "one\n"; }));
  writer.post("two\n");
  CHECK(eventually([&] { return temp.read("log") == "one\ntwo\n"; }));
}

TEST_CASE("LogWriter drops whole lines where nobody reads, counts them, and ends all the same",
          "[app][stage12]") {
  Pipe pipe;
  std::uint64_t dropped = 0;
  const int posted = 20'000;
  {
    app::LogWriter writer(pipe.writing.get(), 16 * 1024);
    writer.start();
    for (int i = 0; i < posted; ++i) writer.post(line(i));
    dropped = writer.dropped_lines();
    CHECK(dropped > 0);
  }
  const std::string text = pipe.read_all();  // as much as a pipe holds
  CHECK(text.starts_with(line(0) + line(1)));
}

TEST_CASE("LogWriter ends where its terminal takes nothing more", "[app][stage12]") {
  const os::Fd master(::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC));
  REQUIRE(::grantpt(master.get()) == 0);
  REQUIRE(::unlockpt(master.get()) == 0);
  char name[64];
  REQUIRE(::ptsname_r(master.get(), name, sizeof name) == 0);
  const os::Fd terminal(::open(name, O_RDWR | O_NOCTTY | O_CLOEXEC));
  REQUIRE(terminal);
  std::optional<app::LogWriter> writer(std::in_place, terminal.get(), std::size_t{16} * 1024);
  writer->start();
  for (int i = 0; i < 20'000; ++i) writer->post(line(i));  // and nobody reads the other end
  writer.reset();
  CHECK_FALSE(writer);
}

TEST_CASE("LogWriter counts what a full disk does not take, and begins a new line after it",
          "[app][stage12]") {
  const TempDirectory temp;
  temp.write("log", "");
  const os::Fd file(::open(temp.path("log").c_str(), O_WRONLY | O_APPEND | O_CLOEXEC));
  rlimit before{};
  REQUIRE(::getrlimit(RLIMIT_FSIZE, &before) == 0);
  const rlimit small{100, before.rlim_max};
  const auto ignored = ::signal(SIGXFSZ, SIG_IGN);
  REQUIRE(::setrlimit(RLIMIT_FSIZE, &small) == 0);
  std::optional<app::LogWriter> writer(std::in_place, file.get());
  writer->start();
  for (int i = 0; i < 20; ++i) writer->post(line(i));  // 20 of them are more than a hundred bytes
  const bool counted = eventually([&] { return writer->dropped_lines() > 0; });
  REQUIRE(::setrlimit(RLIMIT_FSIZE, &before) == 0);
  (void)::signal(SIGXFSZ, ignored);
  CHECK(counted);
  writer->post("there is room again\n");
  writer.reset();
  const std::string text = temp.read("log");
  CAPTURE(text);
  CHECK(text.find("lines dropped here") != std::string::npos);
  CHECK(text.ends_with("\nthere is room again\n"));
  CHECK(text.find("many(") == std::string::npos);  // the torn line has been ended
}

TEST_CASE("LogWriter tells how many lines are missing, at the place where they are", "[app][stage12]") {
  Pipe pipe;
  std::optional<app::LogWriter> writer(std::in_place, pipe.writing.get(), std::size_t{16} * 1024);
  writer->start();
  std::uint64_t posted = 20'000;
  for (std::uint64_t i = 0; i < posted; ++i) writer->post(line(static_cast<int>(i)));
  REQUIRE(writer->dropped_lines() > 0);

  std::string text;
  std::jthread reader([&] {  // comes late, but comes
    char buffer[4'096];
    for (ssize_t count = 0; (count = ::read(pipe.reading.get(), buffer, sizeof buffer)) > 0;)
      text.append(buffer, static_cast<std::size_t>(count));
  });
  CHECK(eventually([&] {  // until there is room again
    const std::uint64_t before = writer->dropped_lines();
    writer->post("the last\n");
    ++posted;
    return writer->dropped_lines() == before;
  }));
  const std::uint64_t dropped = writer->dropped_lines();
  writer.reset();
  pipe.writing.reset();
  reader.join();

  std::istringstream lines(text);
  std::uint64_t written = 0, told = 0;
  for (std::string one; std::getline(lines, one);) {
    if (one.starts_with('(')) {
      told += std::stoull(one.substr(1));
      CHECK(one.ends_with(" lines dropped here: the log was not taken)"));
    } else {
      ++written;
    }
  }
  CHECK(told == dropped);
  CHECK(written + told == posted);
  CHECK(text.ends_with(" not taken)\nthe last\n"));
}

TEST_CASE("LogWriter that was never started writes what it has at its end", "[app][stage12]") {
  const TempDirectory temp;
  temp.write("log", "");
  const os::Fd file(::open(temp.path("log").c_str(), O_WRONLY | O_APPEND | O_CLOEXEC));
  {
    app::LogWriter writer(file.get());
    writer.post("one\n");
    CHECK(temp.read("log").empty());
  }
  CHECK(temp.read("log") == "one\n");
}
