#include "os/landlock.hpp"

#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdint>
#include <stdexcept>

#include "os/error.hpp"
#include "os/fd.hpp"

namespace ladder::os {

namespace {

// The header of Debian 12 knows version 2: what came later has its number here.
constexpr std::uint64_t kVersion1 = (std::uint64_t{1} << 13) - 1;
constexpr std::uint64_t kRefer = std::uint64_t{1} << 13;        // version 2
constexpr std::uint64_t kTruncate = std::uint64_t{1} << 14;     // version 3
constexpr std::uint64_t kIoctlDevice = std::uint64_t{1} << 15;  // version 5
constexpr std::uint64_t kBindTcp = 1, kConnectTcp = 2;          // version 4
constexpr std::uint64_t kAbstractUnixSocket = 1, kSignal = 2;   // version 6

/// struct landlock_ruleset_attr of version 6. An older kernel takes a longer one if the rest is zero.
struct Ruleset {
  std::uint64_t filesystem;
  std::uint64_t network;
  std::uint64_t scoped;
};

//! [landlock-handled]
/// All that this version can refuse is refused, unless a rule allows it.
Ruleset everything(int version) {
  Ruleset all{kVersion1, 0, 0};
  if (version >= 2) all.filesystem |= kRefer;
  if (version >= 3) all.filesystem |= kTruncate;
  if (version >= 4) all.network = kBindTcp | kConnectTcp;
  if (version >= 5) all.filesystem |= kIoctlDevice;
  if (version >= 6) all.scoped = kAbstractUnixSocket | kSignal;
  return all;
}
//! [landlock-handled]

std::uint64_t rights_of(const PathRule& rule, bool is_directory, std::uint64_t known) {
  std::uint64_t rights = 0;
  if (rule.read) rights |= LANDLOCK_ACCESS_FS_READ_FILE;
  if (rule.write) rights |= LANDLOCK_ACCESS_FS_WRITE_FILE | kTruncate;
  if (is_directory && rule.read) rights |= LANDLOCK_ACCESS_FS_READ_DIR;
  if (is_directory && rule.create) rights |= LANDLOCK_ACCESS_FS_MAKE_REG;
  if (is_directory && rule.remove) rights |= LANDLOCK_ACCESS_FS_REMOVE_FILE;
  return rights & known;
}

void add_rule(int ruleset_fd, const PathRule& rule, std::uint64_t known) {
  const Fd path(check(::open(rule.path.c_str(), O_PATH | O_CLOEXEC), "open", rule.path));
  struct stat status {};
  check(::fstat(path.get(), &status), "fstat", rule.path);
  landlock_path_beneath_attr beneath{};
  beneath.allowed_access = rights_of(rule, S_ISDIR(status.st_mode), known);
  beneath.parent_fd = path.get();
  check(
      static_cast<int>(::syscall(SYS_landlock_add_rule, ruleset_fd, LANDLOCK_RULE_PATH_BENEATH, &beneath, 0)),
      "landlock_add_rule", rule.path);
}

}  // namespace

// A directory has a link for each directory in it (man 5 proc: /proc/self/task has one for each thread).
void require_one_thread() {
  struct stat status {};
  if (::stat("/proc/self/task", &status) != 0) return;  // no /proc: it cannot be told
  if (status.st_nlink != 3) throw std::logic_error("a process is confined before its second thread starts");
}

int landlock_version() {
  const long version = ::syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION);
  return version < 0 ? 0 : static_cast<int>(version);  // ENOSYS: no such call; EOPNOTSUPP: switched off
}

//! [landlock]
void restrict_to_paths(std::span<const PathRule> rules) {
  require_one_thread();
  const Ruleset all = everything(landlock_version());
  const Fd ruleset(check(static_cast<int>(::syscall(SYS_landlock_create_ruleset, &all, sizeof all, 0)),
                         "landlock_create_ruleset"));
  for (const PathRule& rule : rules) add_rule(ruleset.get(), rule, all.filesystem);
  check(static_cast<int>(::syscall(SYS_landlock_restrict_self, ruleset.get(), 0)), "landlock_restrict_self");
}
//! [landlock]

}  // namespace ladder::os
