/// \file
/// What a request for a cached file costs in allocations: none. A program of its own, because it counts every
/// allocation of the process; not built with sanitizers, which bring an allocator of their own.
#include <cstring>
#include <ctime>
#include <new>
#include <string>
#include <string_view>

#include "app/access_log.hpp"
#include "content/site.hpp"
#include "http/context.hpp"
#include "http/session.hpp"
#include "support/catch.hpp"
#include "support/faults.hpp"
#include "support/fixture_site.hpp"

using namespace ladder;

namespace {

/// A worker of the complete server without its driver: one session, with counters, without access lines.
struct Worker {
  test::FixtureSite fixture;
  content::SiteOptions options = fixture.options();
  content::Site site{options};
  app::Counters counters;
  app::WarningRates rates;
  app::WorkerLog log{nullptr, counters, rates};
  http::Context context;
  std::optional<http::Session> session;
  seam::TimePoint now{std::chrono::hours(1)};

  Worker() {
    context.limits.requests = 1'000'000;
    context.allowed_hosts = http::AllowedHosts::loopback(8080);
    context.handler = &site;
    context.observer = &log;
    context.wall_clock = [] { return std::time(nullptr); };
    session.emplace(context, "127.0.0.1:1", now);
  }

  /// One exchange, or several that are pipelined. The number of bytes that were answered.
  std::size_t exchange(std::string_view requests) {
    const std::span<std::byte> space = session->input_space();
    REQUIRE(space.size() >= requests.size());
    std::memcpy(space.data(), requests.data(), requests.size());
    session->input_received(requests.size(), now);
    std::size_t answered = 0;
    while (has(session->want(), seam::Want::output)) {
      const seam::Output out = session->output();
      const std::size_t bytes = out.memory[0].size() + out.memory[1].size();
      session->output_sent(bytes + out.file.length_bytes, now);
      answered += bytes;
    }
    return answered;
  }
};

std::string request(std::string_view path, std::string_view fields = {}) {
  return "GET " + std::string(path) + " HTTP/1.1\r\nHost: localhost:8080\r\n" + std::string(fields) + "\r\n";
}

/// Allocations of a hundred exchanges, once a few have warmed everything up.
std::size_t allocations_of(const std::string& requests) {
  Worker worker;
  for (int i = 0; i < 10; ++i) REQUIRE(worker.exchange(requests) > 0);
  const std::size_t before = test::allocations();
  std::size_t answered = 0;
  for (int i = 0; i < 100; ++i) answered += worker.exchange(requests);
  const std::size_t made = test::allocations() - before;
  REQUIRE(answered > 10'000);
  return made;
}

}  // namespace

TEST_CASE("The counter of allocations counts", "[http][stage12]") {
  const std::size_t before = test::allocations();
  const auto one = std::make_unique<std::string>(100, 'x');
  CHECK(test::allocations() == before + 2);
}

TEST_CASE("A request for a cached file allocates nothing", "[http][content][stage12]") {
  CHECK(allocations_of(request("/")) == 0);
  CHECK(allocations_of(request("/picture.png")) == 0);
}

TEST_CASE("A request as browsers send it allocates nothing either", "[http][content][stage12]") {
  CHECK(
      allocations_of(request("/index.html",
                             "User-Agent: Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/115.0\r\n"
                             "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8\r\n"
                             "Accept-Language: de,en-US;q=0.7,en;q=0.3\r\nAccept-Encoding: gzip, deflate\r\n"
                             "Connection: keep-alive\r\nUpgrade-Insecure-Requests: 1\r\n")) == 0);
}

TEST_CASE("A file that has not changed, and pipelined requests, allocate nothing",
          "[http][content][stage12]") {
  CHECK(allocations_of(request("/", "If-None-Match: *\r\n")) == 0);
  std::string sixteen;
  for (int i = 0; i < 16; ++i) sixteen += request("/");
  CHECK(allocations_of(sixteen) == 0);
}

TEST_CASE("A file that was missing a moment ago allocates nothing", "[http][content][stage12]") {
  CHECK(allocations_of(request("/never.html")) == 0);
}
