#include "check/stages/fast.hpp"

#include <algorithm>
#include <array>

namespace ladder::check {

namespace {

struct Track {
  std::string_view stage;
  std::string_view checks;  ///< names with blanks between and around them
};

constexpr std::array kTracks{
    Track{"01", " every-byte one-at-a-time large half-close resets vanishes many-clients idle stop "},
    Track{"02",
          " every-byte sizes largest empty several-senders once client-argument client-lines "
          "idle stop "},
    Track{"03",
          " sizes half-close resets silent-client slow-client two-hundred own-bytes "
          "many-clients stop "},
    Track{"04",
          " every-byte half-close threads-at-once queue-in-order busy busy-without-queue "
          "places-given-back left-in-queue workers-survive stop-finishes stop "},
    Track{"05",
          " page methods accepted host-of-another too-long request-lines-refused fields-refused "
          "lengths-refused codings-refused body-skipped http-1.0 close-asked pipelining "
          "half-closed not-found unavailable waits-in-queue stop-says-so idle "},
    Track{"06",
          " files types always-fields outside outside-disguised conditions ranges missing "
          "no-ranges range-conditions malformed-paths extensions links slow-download "},
    Track{"07",
          " stores other-types not-json chunks chunks-refused hundred-requests own-names "
          "abandoned no-forms waits-in-queue unavailable "},
    Track{"08",
          " late-head dribbled-head idle-is-not-late flood drains partial-dropped stop-says-so "
          "stop "},
    Track{"09",
          " together slow-download stuck-downloads uploads-take-turns late-head dribbled-head "
          "drains stop-says-so idle stop "},
    Track{"10",
          " loops together slow-download stuck-downloads uploads-take-turns dribbled-head "
          "drains survives stop-says-so stop "},
    Track{"11",
          " any-split slow-download uploads-take-turns late-head half-closed drains "
          "stop-says-so stop "},
    Track{"12",
          " page outside conditions ranges stores chunks several-ranges compressed forms "
          "together stuck-downloads uploads-take-turns late-head drains stop-says-so stop "},
};

bool has(std::string_view names, std::string_view name) {
  for (std::size_t at = names.find(name); at != std::string_view::npos; at = names.find(name, at + 1))
    if (names[at - 1] == ' ' && names[at + name.size()] == ' ') return true;
  return false;
}

}  // namespace

bool is_fast(std::string_view stage, std::string_view name) {
  const auto* const track =
      std::find_if(kTracks.begin(), kTracks.end(), [&](const Track& one) { return one.stage == stage; });
  if (track == kTracks.end()) return false;
  return has(track->checks, name);
}

}  // namespace ladder::check
