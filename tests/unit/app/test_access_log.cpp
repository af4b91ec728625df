/// \file
/// One line a request that nobody can forge (app/access_log.hpp).
#include "app/access_log.hpp"

#include <algorithm>
#include <sstream>
#include <string>
#include <string_view>

#include "support/catch.hpp"

using namespace ladder;
using namespace std::string_view_literals;

namespace {

std::string escaped(std::string_view text) {
  std::string out = "before ";
  app::append_escaped(out, text);
  return out.substr(7);
}

/// A worker's log that writes into a string.
struct Written {
  std::ostringstream text;
  app::Counters totals;
  app::WarningRates rates;
  app::TakeLines take = [this](std::string_view lines) { text << lines; };
};

http::Exchange exchange(std::string_view request_line) {
  return {"127.0.0.1:5", request_line, http::Status::ok, 12, std::chrono::microseconds(34), "inline", true};
}

}  // namespace

TEST_CASE("Printable text is logged as it is", "[app][stage12]") {
  CHECK(escaped("GET /a?b=c%20d HTTP/1.1") == "GET /a?b=c%20d HTTP/1.1");
  CHECK(escaped("").empty());
}

TEST_CASE("What could forge or garble a line is logged as hex", "[app][stage12]") {
  CHECK(escaped("a\r\nb") == R"(a\x0d\x0ab)");
  CHECK(escaped("\"\\"sv) == R"(\x22\x5c)");
  CHECK(escaped("\0\x1b\x7f\x80\xff"sv) == R"(\x00\x1b\x7f\x80\xff)");
}

TEST_CASE("Lines are gathered until they are flushed, and none is lost at the end", "[app][stage12]") {
  Written written;
  {
    app::WorkerLog log(written.take, written.totals, written.rates);
    log.exchanged(exchange("GET / HTTP/1.1"));
    log.exchanged(exchange("GET /\"\n HTTP/1.1"));
    CHECK(written.text.str().empty());
    log.flush();
    const std::string lines = written.text.str();
    CHECK(std::ranges::count(lines, '\n') == 2);
    CHECK(lines.find("127.0.0.1:5 \"GET / HTTP/1.1\" 200 12 bytes 34 us inline\n") != std::string::npos);
    CHECK(lines.find(R"("GET /\x22\x0a HTTP/1.1" 200)") != std::string::npos);
    log.flush();
    CHECK(written.text.str() == lines);
    log.exchanged(exchange("GET /last HTTP/1.1"));
  }
  CHECK(written.text.str().find("/last") != std::string::npos);
  CHECK(written.totals.requests == 3);
  CHECK(written.totals.body_bytes == 36);
}

TEST_CASE("A worker that never waits still hands its lines on", "[app][stage12]") {
  Written written;
  app::WorkerLog log(written.take, written.totals, written.rates);
  for (int i = 0; i < 1'000; ++i) log.exchanged(exchange("GET / HTTP/1.1"));
  CHECK_FALSE(written.text.str().empty());
}

TEST_CASE("Of one kind of warning so many a second are admitted, the others counted", "[app][stage12]") {
  using namespace std::chrono_literals;
  const std::chrono::steady_clock::time_point start{100s};
  app::WarningRate rate;
  for (std::uint64_t i = 0; i < app::WarningRate::kEachSecond; ++i) CHECK(rate.admit(start) == 0u);
  for (int i = 0; i < 7; ++i) CHECK(rate.admit(start + 999ms) == std::nullopt);
  CHECK(rate.admit(start + 1s) == 7u);
  CHECK(rate.admit(start + 1s) == 0u);
}

TEST_CASE("Without an access log requests are only counted", "[app][stage12]") {
  app::Counters totals;
  app::WarningRates rates;
  { app::WorkerLog(nullptr, totals, rates).exchanged(exchange("GET / HTTP/1.1")); }
  CHECK(totals.requests == 1);
}
