/// \file
/// Replays every conversation file: on a session alone, in many splits, and over TCP on every engine.
/// `CONVERSATION=name.txt` in the environment picks one file.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "http/limits.hpp"
#include "support/catch.hpp"
#include "support/conversation.hpp"
#include "support/fixture_site.hpp"
#include "support/patience.hpp"
#include "support/replay.hpp"
#include "support/running_server.hpp"
#include "support/session_wire.hpp"
#include "support/socket_wire.hpp"

using namespace ladder;
using namespace ladder::test;

namespace {

const std::string kFolder = LADDER_CONVERSATIONS;

std::vector<std::string> listed_files() {
  std::ifstream manifest(kFolder + "/MANIFEST");
  std::vector<std::string> names;
  for (std::string line; std::getline(manifest, line);)
    if (!line.empty() && line.front() != '#') names.push_back(line);
  return names;
}

const std::vector<Conversation>& conversations() {
  static const std::vector<Conversation> all = [] {
    const char* const only = std::getenv("CONVERSATION");
    std::vector<Conversation> loaded;
    for (const std::string& name : listed_files())
      if (only == nullptr || name == only) loaded.push_back(load_conversation(kFolder + "/" + name));
    return loaded;
  }();
  return all;
}

std::uint64_t setting(const Conversation& conversation, const std::string& name, std::uint64_t otherwise) {
  const auto found = conversation.settings.find(name);
  return found == conversation.settings.end() ? otherwise : found->second;
}

http::Limits limits_of(const Conversation& conversation) {
  const http::Limits defaults;
  const auto milliseconds = [&](const char* name, std::chrono::milliseconds otherwise) {
    const auto count = setting(conversation, name, static_cast<std::uint64_t>(otherwise.count()));
    return std::chrono::milliseconds(static_cast<std::int64_t>(count));
  };
  http::Limits limits;
  limits.body_bytes = setting(conversation, "body_bytes", defaults.body_bytes);
  limits.requests = static_cast<std::uint32_t>(setting(conversation, "requests", defaults.requests));
  limits.header_timeout = milliseconds("header_timeout", defaults.header_timeout);
  limits.body_timeout = milliseconds("body_timeout", defaults.body_timeout);
  limits.answer_timeout = milliseconds("answer_timeout", defaults.answer_timeout);
  limits.idle_timeout = milliseconds("idle_timeout", defaults.idle_timeout);
  return limits;
}

/// Replays on a session of its own. Gives what came out of it.
std::string replay_on_session(const Conversation& conversation, const FixtureSite& fixture,
                              const Pieces& pieces) {
  content::Site site(fixture.options(), fixture.repeatable_storage());
  http::Context context;
  context.limits = limits_of(conversation);
  context.allowed_hosts = http::AllowedHosts::loopback(8080);
  context.handler = &site;
  context.wall_clock = [] { return std::time_t{1'700'000'000}; };
  SessionWire wire(context, pieces);
  INFO("pieces: " << pieces.name);
  CHECK(replay(conversation, wire, fixture.root()) == "");
  return wire.output();
}

Step answered_hello(int line) {
  Step step{Step::Kind::response, line, "HTTP/1.1 200 OK", {}, {}, 1};
  step.expectations.push_back({Expectation::Kind::body_is_file, line, "hello.txt", {}});
  return step;
}

std::uint64_t answers_in(const Conversation& conversation) {
  std::uint64_t answers = 0;
  for (const Step& step : conversation.steps)
    if (step.kind == Step::Kind::response) answers += step.times;
  return answers;
}

constexpr std::string_view kOneMore = "GET /hello.txt HTTP/1.1\r\nHost: {host}\r\n\r\n";

/// The same with another request before it in its first segment: that is answered, and then all goes as the
/// file says. Nothing if the file does not begin with a request, or counts them.
std::optional<Conversation> preceded(Conversation conversation) {
  Step& first = conversation.steps.front();
  if (first.kind != Step::Kind::send || answers_in(conversation) >= limits_of(conversation).requests)
    return std::nullopt;
  first.text.insert(0, kOneMore);
  first.methods.insert(first.methods.begin(), "GET");
  const Step answer = answered_hello(first.line);
  conversation.steps.insert(conversation.steps.begin() + 1, answer);
  return conversation;
}

/// The same with another request behind it in its last segment, which must never be answered. Nothing if the
/// connection does not end by what the server says to that segment.
std::optional<Conversation> followed(Conversation conversation) {
  if (conversation.steps.back().kind != Step::Kind::closed) return std::nullopt;
  Step* last = nullptr;
  for (Step& step : conversation.steps) {
    if (step.kind == Step::Kind::send) last = &step;
    if (step.kind == Step::Kind::end || step.kind == Step::Kind::wait) return std::nullopt;
  }
  if (last == nullptr) return std::nullopt;
  last->text.append(kOneMore);
  return conversation;
}

/// True if all uploads are whole: an unfinished one would still have its temporary name.
bool nothing_left_behind(const FixtureSite& fixture) {
  return std::ranges::all_of(fixture.uploads(),
                             [](const std::string& name) { return name.starts_with("upload_"); });
}

/// The servers of one engine: one for each set of limits that some file asks for.
class Servers {
 public:
  Servers(const Engine& engine, const FixtureSite& fixture) : engine_(engine), fixture_(fixture) {}

  std::uint16_t port_for(const Conversation& conversation) {
    auto& server = servers_[conversation.settings];
    if (!server)
      server = std::make_unique<RunningServer>(engine_, limits_of(conversation), fixture_.options());
    return server->port();
  }

 private:
  const Engine& engine_;
  const FixtureSite& fixture_;
  std::map<std::map<std::string, std::uint64_t>, std::unique_ptr<RunningServer>> servers_;
};

}  // namespace

TEST_CASE("The manifest lists every conversation file once and no other", "[conversations]") {
  std::set<std::string> there;
  for (const auto& entry : std::filesystem::directory_iterator(kFolder))
    if (entry.path().extension() == ".txt") there.insert(entry.path().filename().string());
  const auto listed = listed_files();
  CHECK(std::set<std::string>(listed.begin(), listed.end()) == there);
  CHECK(std::ranges::is_sorted(listed));
  CHECK(listed.size() == there.size());
}

TEST_CASE("Session answers every conversation with the same bytes however they are split",
          "[conversations][http][rfc9112-2.2]") {
  constexpr Pieces kWhole{"whole", 0, 0, 0};
  constexpr Pieces kOthers[] = {{"whole, sent byte by byte", 0, 1, 0},
                                {"byte by byte, sent whole", 1, 0, 0},
                                {"byte by byte, sent byte by byte", 1, 1, 0},
                                {"random, seed 1", 7, 5, 1},
                                {"random, seed 2", 100, 50, 2},
                                {"random, seed 3", 3'000, 20'000, 3}};
  const FixtureSite fixture;
  for (const Conversation& conversation : conversations()) {
    const std::string whole = replay_on_session(conversation, fixture, kWhole);
    for (const Pieces& pieces : kOthers) {
      const bool same = replay_on_session(conversation, fixture, pieces) == whole;
      INFO(conversation.name << ", " << pieces.name);
      CHECK(same);
    }
    INFO(conversation.name);
    CHECK(nothing_left_behind(fixture));
  }
}

TEST_CASE("Every conversation goes the same behind another request in one segment",
          "[conversations][http][rfc9112-9.3.2]") {
  const FixtureSite fixture;
  int replayed = 0;
  for (const Conversation& conversation : conversations()) {
    const auto two = preceded(conversation);
    if (!two) continue;
    ++replayed;
    const std::string whole = replay_on_session(*two, fixture, {"whole", 0, 0, 0});
    const bool same = replay_on_session(*two, fixture, {"byte by byte", 1, 1, 0}) == whole;
    INFO(conversation.name);
    CHECK(same);
  }
  CHECK((std::getenv("CONVERSATION") != nullptr || replayed > 200));
}

TEST_CASE("What stands behind the end of a conversation is never answered as a request",
          "[conversations][http][rfc9112-11.2]") {
  const FixtureSite fixture;
  int replayed = 0;
  for (const Conversation& conversation : conversations()) {
    const auto more = followed(conversation);
    if (!more) continue;
    ++replayed;
    const std::string whole = replay_on_session(*more, fixture, {"whole", 0, 0, 0});
    const bool same = replay_on_session(*more, fixture, {"byte by byte", 1, 1, 0}) == whole;
    INFO(conversation.name);
    CHECK(same);
  }
  CHECK((std::getenv("CONVERSATION") != nullptr || replayed > 100));
}

TEST_CASE("Every engine answers every conversation over TCP", "[conversations][drive][rfc9112-9.6]") {
  for (const Engine& engine : engines()) {
    DYNAMIC_SECTION("engine " << engine.name) {
      const FixtureSite fixture;
      Servers servers(engine, fixture);
      for (const Conversation& conversation : conversations()) {
        for (const std::size_t piece_bytes : {0U, 1U}) {
          SocketWire wire(servers.port_for(conversation),
                          {piece_bytes, setting(conversation, "may_reset", 0) != 0});
          INFO("pieces of " << piece_bytes << " bytes (0: whole)");
          CHECK(replay(conversation, wire, fixture.root()) == "");
        }
        // A reset may follow an answer behind which the client sends on.
        for (const auto& changed : {preceded(conversation), followed(conversation)}) {
          if (!changed) continue;
          SocketWire wire(servers.port_for(conversation), {0, true});
          INFO("with one more request");
          CHECK(replay(*changed, wire, fixture.root()) == "");
        }
      }
      CHECK(eventually([&] { return nothing_left_behind(fixture); }));
    }
  }
}
