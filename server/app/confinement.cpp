#include "app/confinement.hpp"

#include <ctime>
#include <filesystem>
#include <stdexcept>
#include <string_view>
#include <system_error>

#include "os/landlock.hpp"
#include "os/privileges.hpp"
#include "os/seccomp.hpp"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || defined(LADDER_COVERAGE)
#define LADDER_WATCHED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define LADDER_WATCHED 1
#endif
#endif

namespace ladder::app {

namespace {

namespace fs = std::filesystem;

/// A sanitizer reads /proc, starts a program that knows the names of functions, and stops threads by ptrace;
/// who counts lines writes them into a file at the end.
#ifdef LADDER_WATCHED
constexpr std::string_view kWatched = "this build is watched by a sanitizer or counts its lines";
#else
constexpr std::string_view kWatched;
#endif

//! [path-rules]
/// What a server opens while it runs: files beneath its root, uploads, and its logs anew.
std::vector<os::PathRule> path_rules(const ServerOptions& options) {
  const std::string& root = options.site.root;
  std::vector<os::PathRule> rules{{.path = root, .read = true}};
  if (options.site.uploads)
    rules.push_back({.path = root + "/uploads", .read = true, .write = true, .create = true, .remove = true});
  // A rule is for a directory, so a log should have one of its own. What is no file is never opened anew.
  if (!options.access_log.empty() && fs::is_regular_file(options.access_log))
    rules.push_back({.path = fs::canonical(options.access_log).parent_path(), .write = true, .create = true});
  return rules;
}
//! [path-rules]

std::string why_no_landlock() {
  if (!kWatched.empty()) return std::string(kWatched);
  return os::landlock_version() > 0 ? "" : "this kernel has none, or has it switched off";
}

std::string why_no_seccomp() { return kWatched.empty() ? os::why_no_seccomp() : std::string(kWatched); }

/// Restricts paths or calls, or notes why not.
template <class Restrict>
void restrict(Confinement& confinement, const std::string& name, const std::string& obstacle,
              const Restrict& by_doing) {
  if (!obstacle.empty()) return confinement.missing.push_back("no " + name + ": " + obstacle);
  by_doing();
  confinement.done += ", " + name;
}

}  // namespace

void refuse_whole_machine(const std::string& root) {
  std::error_code unknown;  // then whoever opens it says why
  if (fs::equivalent(root, "/", unknown))
    throw std::invalid_argument("--root " + root +
                                " is the whole machine: give a directory that holds what is to be served");
}

namespace {

void take_user(const ServerOptions& options) {
  if (!os::is_root())
    throw std::runtime_error("--user " + options.user + ": only root can become another user");
  try {
    os::become_user(options.user);
  } catch (const std::invalid_argument& error) {
    throw std::invalid_argument(std::string("--user: ") + error.what());
  }
}

}  // namespace

void give_up_rights(const ServerOptions& options) {
  if (!options.user.empty()) take_user(options);
  if (options.confine == Confine::no) return;
  // capset(2) is for the calling thread and those that it starts. A sanitizer has threads of its own.
  if (kWatched.empty()) os::require_one_thread();
  os::drop_capabilities();
}

//! [confine]
Confinement confine(const ServerOptions& options) {
  Confinement confinement;
  if (options.confine == Confine::no) return confinement;
  ::tzset();  // reads /etc/localtime, which whoever first asks for a time would do too late
  os::forbid_new_privileges();
  confinement.done = "no new privileges, no capabilities";
  restrict(confinement, "landlock " + std::to_string(os::landlock_version()), why_no_landlock(),
           [&] { os::restrict_to_paths(path_rules(options)); });
  // Last, for the calls above are not on its list.
  restrict(confinement, "seccomp", why_no_seccomp(),
           [&] { os::filter_calls({.uring = options.engine == Engine::uring}); });
  if (options.confine == Confine::require && !confinement.missing.empty())
    throw std::runtime_error("--confine require: " + confinement.missing.front());
  return confinement;
}
//! [confine]

}  // namespace ladder::app
