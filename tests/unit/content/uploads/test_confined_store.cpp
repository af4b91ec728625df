/// \file
/// An UploadStore whose process may write only to the directory that was there at the start.
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <exception>
#include <filesystem>
#include <string>
#include <vector>

#include "content/uploads/upload_store.hpp"
#include "os/landlock.hpp"
#include "os/privileges.hpp"
#include "support/catch.hpp"
#include "support/patience.hpp"
#include "support/temp_directory.hpp"

using namespace ladder;
using content::UploadStore;

namespace {

enum Outcome : int { as_expected, not_confined, other_error, other_reports };

/// In a process of its own with one thread. What was opened at the start is called `started_with` by now.
Outcome begin_confined(const UploadStore& store, const std::string& root, const std::string& started_with,
                       const std::vector<std::string>& told, const std::string& expected) try {
  os::forbid_new_privileges();
  const std::array rules{
      os::PathRule{.path = root, .read = true},
      os::PathRule{.path = started_with, .read = true, .write = true, .create = true, .remove = true}};
  os::restrict_to_paths(rules);
  for (int i = 0; i < 2; ++i)
    if (store.begin().error_number != ESTALE) return other_error;
  return told == std::vector<std::string>{expected} ? as_expected : other_reports;
} catch (const std::exception&) {
  return not_confined;
}

}  // namespace

TEST_CASE("A confined UploadStore says once that it may not write to the directory that is there now",
          "[content][stage12][landlock.7]") {
  if (test::kSanitized || os::landlock_version() == 0) {
    WARN("not tested here: this build or this kernel does not confine");
    return;
  }
  const test::TempDirectory temp;
  std::vector<std::string> told;
  const UploadStore store(os::Directory(temp.path()), {},
                          [&](content::Trouble, std::string_view what) { told.emplace_back(what); });
  std::filesystem::rename(temp.path("uploads"), temp.path("elsewhere"));
  SECTION("another") { temp.make_directory("uploads"); }
  SECTION("none") {}
  const std::string expected = temp.path("uploads") +
                               " is not the directory it was, and this process may not write to it: if it is "
                               "confined, restart it, or start it with --confine no";
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  // No Catch in here, and no destructors: the exit status tells.
  if (child == 0) ::_exit(begin_confined(store, temp.path(), temp.path("elsewhere"), told, expected));
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  REQUIRE(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == as_expected);
}
