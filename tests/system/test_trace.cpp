/// \file
/// --trace FILE: every request's life stands in it, on every engine, and on the stages without HTTP too.
#include <string>
#include <vector>

#include "support/catch.hpp"
#include "support/engine_names.hpp"
#include "support/http_server.hpp"
#include "support/trace_file.hpp"

using namespace ladder;
using namespace ladder::test;
using Names = std::vector<std::string>;

namespace {

/// Both ends of a bar have one id; the beginning is not behind the end.
void check_bars(const TraceFile& trace, std::string_view name, std::size_t count) {
  const auto begins = trace.named(name, "b");
  const auto ends = trace.named(name, "e");
  CHECK(begins.size() == count);
  REQUIRE(ends.size() == begins.size());
  for (std::size_t i = 0; i < begins.size(); ++i) {
    CHECK(std::ranges::any_of(ends, [&](const auto& end) { return end["id"] == begins[i]["id"]; }));
    CHECK(begins[i]["ts"] <= ends[i]["ts"]);
  }
}

}  // namespace

TEST_CASE("A trace holds the life of every request, on every engine", "[system][stage12][trace]") {
  for (const std::string& engine : every_engine()) {
    CAPTURE(engine);
    TempDirectory directory;
    {
      HttpServer server({"--engine", engine, "--trace", directory.path("trace.json"), "--threads", "2"});
      for (int i = 0; i < 3; ++i) {
        Client client = server.connect();
        client.send(get(server.port(), "/hello.txt") + get(server.port(), "/no\"thing.html"));
        CHECK(read_response(client).status == 200);
        CHECK(read_response(client).status >= 400);
      }
      CHECK(server.post(R"({"a":1})").status == 201);
      CHECK(server.process().stop() == 0);
    }
    const TraceFile trace(directory.read("trace.json"));
    check_bars(trace, "connection", 4);
    check_bars(trace, "GET /hello.txt HTTP/1.1", 3);
    check_bars(trace, "POST /upload HTTP/1.1", 1);
    for (std::uint64_t connection = 1; connection <= 4; ++connection) {
      const Names life = trace.life_of(connection);
      CAPTURE(connection, life);
      REQUIRE(life.size() >= 4);
      CHECK(life.front() == "accepted");
      CHECK(life.back() == "closed");
      const auto at = [&](std::string_view name) { return std::ranges::find(life, name) - life.begin(); };
      CHECK(at("taken") < at("received"));
      CHECK(at("received") < at("sent"));
      CHECK(at("sent") < at("closed"));
    }
  }
}

TEST_CASE("A trace tells who was refused", "[system][stage08][trace]") {
  TempDirectory directory;
  {
    HttpServer server(
        {"--engine", "threads", "--trace", directory.path("trace.json"), "--threads", "1", "--queue", "0"});
    const Client idle = server.connect_and_ask();
    CHECK(server.get("/hello.txt").status == 503);
    CHECK(server.process().stop() == 0);
  }
  const TraceFile trace(directory.read("trace.json"));
  REQUIRE(trace.named("refused", "n").size() == 1);
  CHECK(trace.life_of(trace.named("refused", "n").front()["id"]).back() == "closed");
}

TEST_CASE("A trace file that cannot be written is an error of one line", "[system][stage12][trace]") {
  Process process({program("http_server"), "0", "--trace", "/no/such/folder/trace.json"});
  CHECK(process.wait_for_exit() == 1);
  CHECK(process.whole_log() == "http_server: open /no/such/folder/trace.json: No such file or directory\n");
}
