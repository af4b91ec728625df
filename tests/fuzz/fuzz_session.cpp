/// \file
/// Fuzzes http::Session with the real content::Site behind it. An input is three lines and what the client
/// sends: cuts of what it sends, cuts of what it takes (fuzz/cuts.hpp), and what happens meanwhile
/// (fuzz::Script). However it is cut, the same is answered; each answer is what fuzz/answers.hpp says;
/// nothing from outside the root is told; what was stored is there, and nothing half.
#include <algorithm>
#include <string>
#include <vector>

#include "content/site.hpp"
#include "fuzz/answers.hpp"
#include "fuzz/cuts.hpp"
#include "fuzz/driven_session.hpp"
#include "fuzz/violation.hpp"
#include "support/conversation.hpp"
#include "support/fixture_site.hpp"

namespace {

using namespace ladder;
using namespace ladder::fuzz;

constexpr std::string_view kSecret = "Nobody may read this";

const test::FixtureSite& fixture() {
  static const test::FixtureSite once;
  return once;
}

/// So small that a short input can pass them.
http::Limits small_limits() {
  http::Limits limits;
  limits.target_bytes = 500;
  limits.head_bytes = 2'000;
  limits.fields = 20;
  limits.body_bytes = 2'000;
  limits.requests = 8;
  return limits;
}

content::SiteOptions site_options() {
  content::SiteOptions options = fixture().options();
  options.cache.largest_in_memory_bytes = 1'000;  // so that files go both ways
  options.max_json_depth = 8;
  return options;
}

struct Served {
  Conversed conversed;
  std::vector<std::string> uploads;
};

/// A server of its own, in which nothing has happened yet and the clocks stand still.
Served serve(std::string_view message, const Script& script, const http::Limits& limits) {
  content::Site site(site_options(), fixture().repeatable_storage(), [] { return seam::TimePoint{}; });
  http::Context context;
  context.limits = limits;
  context.allowed_hosts = http::AllowedHosts::loopback(8080);
  context.handler = &site;
  context.wall_clock = [] { return std::time_t{1'700'000'000}; };
  Served served;
  served.conversed = converse(context, message, script);
  served.uploads = fixture().uploads();
  return served;
}

/// Every upload that is there was answered with 201, and none of them is half. A form may store several.
void check_uploads(const Served& served, const std::vector<test::WireResponse>& responses) {
  std::size_t answered = 0;
  for (const Answered& told : served.conversed.answers) answered += told.status == 201;
  require(answered > 0 || served.uploads.empty(), "something is left behind of an upload that was refused");
  require(served.uploads.size() >= answered, "an upload was answered and is not there");
  for (const std::string& name : served.uploads)
    require(name.starts_with("upload_"), "an upload that was not finished is left behind");
  for (const test::WireResponse& response : responses) {
    if (response.status != 201) continue;
    const std::string path = response.find("Location").value_or("");
    require(path.starts_with("/uploads/") && std::ranges::count(served.uploads, path.substr(9)) == 1,
            "an upload is not where its answer says");
  }
}

std::vector<test::WireResponse> check(std::string_view message, const Script& script,
                                      const http::Limits& limits, Served& served) {
  served = serve(message, script, limits);
  const auto responses = check_answers(message, served.conversed, script, limits);
  check_uploads(served, responses);
  const bool told = served.conversed.output.find(kSecret) != std::string::npos;
  require(!told || message.find(kSecret) != std::string_view::npos, "a file outside the root is told");
  return responses;
}

/// What was uploaded on the connection itself and is then fetched has another time, and so another tag, each
/// time.
bool same(const test::WireResponse& a, const test::WireResponse& b) {
  if (a.status_line != b.status_line) return false;
  return a.find("ETag") != b.find("ETag") || (a.fields == b.fields && a.body == b.body);
}

/// For the message: where two connections part.
std::string difference(const std::vector<test::WireResponse>& a, const std::vector<test::WireResponse>& b) {
  const auto [one, other] = std::ranges::mismatch(a, b, same);
  const auto told = [](auto position, const auto& all) {
    if (position == all.end()) return std::string("nothing");
    std::string text = position->status_line;
    for (const auto& [name, value] : position->fields)
      text.append("; ").append(name).append(": ").append(value);
    return text + "; " + test::printable(position->body);
  };
  return "answer " + std::to_string(one - a.begin()) + " is " + told(one, a) + ", in place of " +
         told(other, b);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size_bytes) {
  static const http::Limits limits = small_limits();
  std::string_view message = text_of(data, size_bytes);
  Script script;
  script.input = Cuts(take_line(message));
  script.output = Cuts(take_line(message));
  script.moments = take_line(message);

  Served cut;
  const auto responses = check(message, script, limits, cut);
  if (!script.undisturbed()) return 0;
  Script at_once;
  at_once.moments = script.client_stays() ? "s" : "";
  Served whole;
  const auto wanted = check(message, at_once, limits, whole);
  if (!std::ranges::equal(responses, wanted, same))
    throw Violation("whole and cut, the answers are not the same: " + difference(responses, wanted));
  require(cut.uploads == whole.uploads, "whole and cut, the uploads are not the same");
  return 0;
}
