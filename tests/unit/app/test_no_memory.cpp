/// \file
/// A lack of memory ends one conversation and nothing else: the n-th allocation fails, for every n until a
/// whole exchange needs no more. Whatever is thrown is caught by a driver; what a destructor throws would end
/// the process, and so this program. A program of its own: see support/faults.hpp.
#include <fcntl.h>

#include <chrono>
#include <cstring>
#include <exception>
#include <new>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "app/access_log.hpp"
#include "content/site.hpp"
#include "http/context.hpp"
#include "http/refusal.hpp"
#include "http/session.hpp"
#include "os/address.hpp"
#include "os/clock.hpp"
#include "os/fd.hpp"
#include "os/trace.hpp"
#include "support/catch.hpp"
#include "support/faults.hpp"
#include "support/fixture_site.hpp"
#include "support/temp_directory.hpp"

using namespace ladder;

namespace {

/// One worker of the complete server without its driver.
struct Worker {
  test::FixtureSite fixture;
  content::SiteOptions options = fixture.options();
  content::Site site{options, fixture.repeatable_storage()};
  app::Counters counters;
  app::WarningRates rates;
  std::string lines;
  app::WorkerLog log{[this](std::string_view text) { lines = text.substr(0, 1); }, counters, rates};
  http::Context context;
  seam::TimePoint now{std::chrono::hours(1)};

  Worker() {
    context.allowed_hosts = http::AllowedHosts::loopback(8080);
    context.handler = &site;
    context.observer = &log;
    context.wall_clock = os::wall_clock_seconds;
  }

  /// A connection from its beginning to its end, as a driver leads it. What was answered.
  std::string converse(std::string_view bytes) {
    std::string answered;
    try {
      http::Session session(context, "127.0.0.1:1", now);
      lead(session, bytes, answered);
    } catch (const std::exception&) {  // as in the drivers: this connection ends
    }
    return answered;
  }

 private:
  void lead(http::Session& session, std::string_view bytes, std::string& answered) {
    using seam::Want;
    for (;;) {
      const Want want = session.want();
      if (has(want, Want::output)) {
        const seam::Output out = session.output();
        for (const auto& span : out.memory)
          answered.append(reinterpret_cast<const char*>(span.data()), span.size());
        session.output_sent(out.memory[0].size() + out.memory[1].size() + out.file.length_bytes, now);
      } else if (want == Want::work) {
        if (const auto work = session.take_work()) work->run();
        session.work_done(now);
      } else if (has(want, Want::input) && !bytes.empty()) {
        const std::span<std::byte> space = session.input_space();
        const std::size_t count = std::min({space.size(), bytes.size(), std::size_t{4'096}});
        std::memcpy(space.data(), bytes.data(), count);
        session.input_received(count, now);
        bytes.remove_prefix(count);
      } else {
        return;
      }
    }
  }
};

std::string post(std::string_view type, std::string_view body) {
  return "POST /upload HTTP/1.1\r\nHost: localhost:8080\r\nContent-Type: " + std::string(type) +
         "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string(body);
}

std::string get(std::string_view path, std::string_view fields = {}) {
  return "GET " + std::string(path) + " HTTP/1.1\r\nHost: localhost:8080\r\n" + std::string(fields) + "\r\n";
}

/// Calls `attempt` with 0, 1, 2 and so on, until no allocation has failed in it.
template <class Attempt>
void each_point(const Attempt& attempt) {
  bool met = true;
  for (std::size_t nth = 0; met; ++nth) {
    CAPTURE(nth);
    REQUIRE(nth < 1'000);
    attempt(nth);
    met = test::Fault::met() > 0;
  }
}

struct Row {
  const char* what;
  std::string bytes;
  const char* answer;
};

std::vector<Row> rows() {
  const std::string part =
      "--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a.txt\"\r\n\r\nhello\r\n";
  return {
      {"a page", get("/"), "200 OK"},
      {"a file that is sent from its descriptor", get("/big.txt"), "200 OK"},
      {"a part of a file", get("/hello.txt", "Range: bytes=0-1,3-4\r\n"), "206 "},
      {"what is not there", get("/missing.html"), "404 "},
      {"what is not there, in JSON", get("/missing.html", "Accept: application/json\r\n"), "404 "},
      {"a foreign host", "GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n", "421 "},
      {"no request", "BAD\r\n\r\n", "400 "},
      {"a long head", get("/", "X: " + std::string(20'000, 'y') + "\r\n"), "200 OK"},
      {"half a long head", "GET / HTTP/1.1\r\nX: " + std::string(20'000, 'y'), ""},
      {"JSON", post("application/json", "{\"a\":[1,2,{\"b\":\"c\"}]}"), "201 "},
      {"what is no JSON", post("application/json", "{\"a\":"), "400 "},
      {"a form", post("multipart/form-data; boundary=b", part + part + "--b--\r\n"), "201 "},
      {"three requests at once", get("/") + get("/hello.txt") + get("/picture.png"), "200 OK"},
  };
}

}  // namespace

TEST_CASE("The n-th allocation fails, for every n: the next connection is served all the same",
          "[app][http][content][stage12]") {
  for (const Row& row : rows()) {
    CAPTURE(row.what);
    Worker worker;
    std::size_t points = 0;
    for (;; ++points) {
      REQUIRE(points < 5'000);
      {
        const test::Fault scarcity(test::Point::allocation, points, test::Fault::kAllBehind);
        (void)worker.converse(row.bytes);
      }
      const bool met = test::Fault::met() > 0;
      // With memory again, whoever comes is served; a new one, and who asks for the same.
      REQUIRE(worker.converse(get("/hello.txt")).find("200 OK") != std::string::npos);
      if (!met) break;  // it went through: there are no more points
    }
    CHECK(points > 1);
    CHECK(worker.converse(row.bytes).find(row.answer) != std::string::npos);
    INFO(points << " points failed");
  }
}

TEST_CASE("A refusal for which there is no memory is an exception, and the next one is complete",
          "[app][stage12]") {
  Worker worker;
  std::size_t points = 0;
  for (bool met = true; met; ++points) {
    const test::Fault scarcity(test::Point::allocation, points, test::Fault::kAllBehind);
    try {
      (void)http::refusal(worker.context);
    } catch (const std::bad_alloc&) {
    }
    met = test::Fault::met() > 0;
  }
  CHECK(points > 2);
  CHECK(http::refusal(worker.context).starts_with("HTTP/1.1 503 "));
}

TEST_CASE("Events of a trace for which there is no memory are left out, also at the end of a descriptor",
          "[os][stage12][trace]") {
  each_point([](std::size_t nth) {
    const test::TempDirectory directory;
    {
      os::Trace trace(directory.path("trace.json"));
      const test::Fault scarcity(test::Point::allocation, nth, test::Fault::kAllBehind);
      const os::Fd connection(::open("/dev/null", O_RDONLY | O_CLOEXEC));
      trace.accepted(connection.get(), {});
      trace.noted(connection.get(), "taken");
      trace.moved(connection.get(), "received", 1, os::Trace::Clock::now());
      trace.request("127.0.0.1:1", "GET / HTTP/1.1", 200, 1, std::chrono::microseconds(1));
      os::name_thread_in_trace("a lane with a name of some length", nth);
    }  // the trace hears of the close in a destructor
    CHECK(nlohmann::json::accept(directory.read("trace.json")));
  });
}

TEST_CASE("Of a connection whose beginning is left out of a trace nothing else is told",
          "[os][stage12][trace]") {
  each_point([](std::size_t nth) {
    const test::TempDirectory directory;
    {
      os::Trace trace(directory.path("trace.json"));
      const os::Fd connection(::open("/dev/null", O_RDONLY | O_CLOEXEC));
      {
        const test::Fault scarcity(test::Point::allocation, nth);
        trace.accepted(connection.get(), {});
      }
      trace.noted(connection.get(), "taken");
    }
    std::size_t begins = 0;
    std::size_t others = 0;
    for (const auto& event : nlohmann::json::parse(directory.read("trace.json")))
      ++(event.at("ph") == "b" ? begins : others);
    CAPTURE(begins, others);
    CHECK((begins == 1 || others == 0));
  });
}
