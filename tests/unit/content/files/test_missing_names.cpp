/// \file
/// Paths that led to nothing a moment ago (content/files/missing_names.hpp).
#include "content/files/missing_names.hpp"

#include <string>

#include "content/files/file_cache.hpp"
#include "support/catch.hpp"

using namespace ladder;
using content::FileCache;
using content::MissingNames;

namespace {

seam::TimePoint the_time{std::chrono::hours(1)};
seam::TimePoint told_time() { return the_time; }

}  // namespace

TEST_CASE("A path that was missing is believed to be so for less than a second", "[content][stage12]") {
  MissingNames missing(told_time);
  CHECK_FALSE(missing.contains("/a.html"));
  missing.add("/a.html", told_time());
  CHECK(missing.contains("/a.html"));
  CHECK_FALSE(missing.contains("/b.html"));
  the_time += FileCache::kCheckAfter - std::chrono::milliseconds(1);
  CHECK(missing.contains("/a.html"));
  the_time += std::chrono::milliseconds(1);
  CHECK_FALSE(missing.contains("/a.html"));
  static_assert(FileCache::kCheckAfter < std::chrono::seconds(1));
}

TEST_CASE("However many paths are missing, none is taken for another", "[content][stage12]") {
  MissingNames missing(told_time);
  for (int i = 0; i < 10'000; ++i) missing.add("/missing-" + std::to_string(i), told_time());
  CHECK(missing.contains("/missing-9999"));
  for (int i = 0; i < 10'000; ++i) REQUIRE_FALSE(missing.contains("/other-" + std::to_string(i)));
}

TEST_CASE("A path too long to be kept, and none at all, are never believed to be missing",
          "[content][stage12]") {
  MissingNames missing(told_time);
  const std::string longest = "/" + std::string(255, 'x');
  missing.add(longest, told_time());
  CHECK(missing.contains(longest));
  missing.add(longest + "x", told_time());
  CHECK_FALSE(missing.contains(longest + "x"));
  CHECK_FALSE(missing.contains(""));
}
