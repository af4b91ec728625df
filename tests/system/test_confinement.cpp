/// \file
/// Whoever gets into the complete server has not got into the machine: what a confined process is refused,
/// and that the server is confined, on every engine, and serves all the same.
#include <grp.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "os/landlock.hpp"
#include "os/seccomp.hpp"
#include "support/catch.hpp"
#include "support/engine_names.hpp"
#include "support/http_server.hpp"

using namespace ladder;
using namespace ladder::test;

namespace {

/// A sanitizer needs calls and files of its own, so such a build is not wholly confined. True where this
/// kernel and this build confine; says once why not.
bool confines(bool landlock, bool seccomp) {
  const bool all =
      !kSanitized && (!landlock || os::landlock_version() > 0) && (!seccomp || os::why_no_seccomp().empty());
  if (!all) WARN("not tested here: this build or this kernel does not confine");
  return all;
}

/// A value of /proc/PID/task/TID/status (man 5 proc).
std::string field(const std::filesystem::path& task, const std::string& name) {
  std::ifstream file(task / "status");
  for (std::string line; std::getline(file, line);)
    if (line.starts_with(name + ":")) return line.substr(line.find_first_not_of(" \t", name.size() + 1));
  return {};
}

/// Every thread of the process has this value.
void check_threads(const Process& process, const std::string& name, const std::string& value) {
  int threads = 0;
  for (const auto& task :
       std::filesystem::directory_iterator("/proc/" + std::to_string(process.pid()) + "/task")) {
    CAPTURE(name, task.path());
    CHECK(field(task.path(), name) == value);
    ++threads;
  }
  CHECK(threads > 1);
}

/// What `confined` says of an attempt: its last line, or "killed" for SIGSYS.
std::string attempt(const std::string& engine, const std::string& what) {
  const ServedRoot root;
  const TempDirectory logs;
  logs.write("access.log", "");
  root.write("uploads/one", "");
  Process process({program("confined"), engine, root.path(), logs.path(), what});
  const auto status = process.wait_for_exit();
  const std::string said = process.whole_output() + process.whole_log();
  CAPTURE(said);
  if (status == 128 + SIGSYS) return "killed";
  REQUIRE(status == 0);
  const std::string lines = said.substr(0, said.size() - 1);
  return lines.substr(lines.rfind('\n') + 1);
}

struct Expectation {
  const char* what;
  const char* answer;
};

}  // namespace

TEST_CASE("A confined process reaches the files it serves, its uploads and its log, and no others",
          "[system][stage12][landlock.7]") {
  if (!confines(true, false)) return;
  const std::string refused = "Permission denied";
  for (const char* what :
       {"read a served file", "store an upload", "name an upload", "remove an upload", "begin a new log"}) {
    CAPTURE(what);
    CHECK(attempt("epoll", what) == "done");
  }
  for (const char* what :
       {"read /etc/passwd", "list /", "read the log", "change a served file", "add a served file",
        "remove a served file", "make a directory", "move an upload out"}) {
    CAPTURE(what);
    CHECK(attempt("epoll", what) == refused);
  }
}

TEST_CASE("A confined process makes no sockets, processes, links or executable memory",
          "[system][stage12][seccomp.2]") {
  if (!confines(false, true)) return;
  for (const char* what :
       {"make a link", "make a socket", "connect a socket", "fork", "signal another process", "be root again",
        "raise a limit", "make memory executable", "set up a ring"}) {
    CAPTURE(what);
    CHECK(attempt("epoll", what) == "Operation not permitted");
  }
}

TEST_CASE("A confined process that calls what only an intruder would is ended",
          "[system][stage12][seccomp.2]") {
  if (!confines(false, true)) return;
  for (const char* what : {"execute a program", "trace a process", "mount", "load a module",
                           "load a BPF program", "read a key", "make a namespace", "read another's memory"}) {
    CAPTURE(what);
    CHECK(attempt("epoll", what) == "killed");
  }
}

TEST_CASE("What a ring does for a confined process is refused by Landlock", "[system][stage12][landlock.7]") {
  if (!uring_works() || !confines(true, true)) return;
  CHECK(attempt("uring", "read /etc/passwd by a ring") == "Permission denied");
  if (os::landlock_version() >= 4)
    CHECK(attempt("uring", "connect a socket by a ring") == "Permission denied");
}

TEST_CASE("Every thread of the server is confined, and it serves, stores and reopens its log",
          "[system][stage12]") {
  const std::string engine = GENERATE(from_range(every_engine()));
  CAPTURE(engine);
  const TempDirectory logs;
  HttpServer server({"--engine", engine, "--threads", "2", "--access-log", logs.path("access.log")});
  CHECK(server.get("/hello.txt").status == 200);
  CHECK(server.post("{}").status == 201);
  check_threads(server.process(), "NoNewPrivs", "1");
  check_threads(server.process(), "CapEff", "0000000000000000");
  check_threads(server.process(), "CapPrm", "0000000000000000");
  if (confines(false, true)) check_threads(server.process(), "Seccomp", "2");
  REQUIRE(eventually([&] { return logs.read("access.log").find("/upload") != std::string::npos; }));
  std::filesystem::rename(logs.path("access.log"), logs.path("access.log.1"));
  server.process().signal(SIGUSR1);
  REQUIRE(server.process().log_says("log files reopened"));
  (void)server.add_file("large.txt", 1'000'000);
  CHECK(server.get("/large.txt").body.size() == 1'000'000);
  CHECK(eventually([&] { return logs.exists("access.log") && !logs.read("access.log").empty(); }));
  CHECK(server.process().stop() == 0);
}

TEST_CASE("The start line says how the server is confined", "[system][stage12]") {
  if (!confines(true, true)) return;
  HttpServer server;
  CHECK(server.process().log_says("confined: no new privileges, no capabilities, landlock " +
                                  std::to_string(os::landlock_version()) + ", seccomp)"));
}

TEST_CASE("With --confine no nothing is given up, with require all of it", "[system][stage12]") {
  HttpServer free({"--confine", "no"});
  CHECK(free.process().log_says("not confined)"));
  CHECK(free.get("/hello.txt").status == 200);
  check_threads(free.process(), "Seccomp", field("/proc/self/task/" + std::to_string(::gettid()), "Seccomp"));
  const ServedRoot root;
  Process all({program("http_server"), "0", "--root", root.path(), "--confine", "require"});
  if (confines(true, true)) {
    (void)all.wait_until_listening();
    CHECK(all.stop() == 0);
  } else {
    CHECK(all.wait_for_exit() == 1);
    CHECK(all.whole_log().find("--confine require: no ") != std::string::npos);
  }
}

TEST_CASE("A root that is the whole machine is refused, whatever it is called", "[system][stage12]") {
  const TempDirectory directory;
  directory.link("/", "disguised");
  for (const std::string& root : {std::string("/"), std::string("//tmp/.."), directory.path("disguised")}) {
    Process process({program("http_server"), "0", "--root", root});
    CHECK(process.wait_for_exit() == 2);
    CHECK(process.whole_log() ==
          "http_server: --root " + root +
              " is the whole machine: give a directory that holds what is to be served\n");
  }
}

TEST_CASE("With --user the server is that user, in its groups alone, and so are its uploads",
          "[system][stage12][credentials.7]") {
  const passwd* const nobody = ::getpwnam("nobody");
  // LeakSanitizer reads /proc/self, which a process that was root no longer may.
  if (::geteuid() != 0 || nobody == nullptr || kSanitized) {
    WARN("not tested here: it takes root, a user nobody, and no sanitizer");
    return;
  }
  const std::string uid = std::to_string(nobody->pw_uid), gid = std::to_string(nobody->pw_gid);
  const ServedRoot root;
  REQUIRE(::chmod(root.path().c_str(), 0755) == 0);
  REQUIRE(::chown(root.path("uploads").c_str(), nobody->pw_uid, nobody->pw_gid) == 0);
  Process process({program("http_server"), "0", "--root", root.path(), "--user", "nobody"});
  const os::Address address = process.wait_until_listening();
  CHECK(process.log().find("runs as root") == std::string::npos);
  check_threads(process, "Uid", uid + "\t" + uid + "\t" + uid + "\t" + uid);
  check_threads(process, "Gid", gid + "\t" + gid + "\t" + gid + "\t" + gid);
  CHECK(ask(address, get(address.port(), "/hello.txt")).status == 200);
  CHECK(ask(address, post_json(address.port(), "{}")).status == 201);
  REQUIRE(root.uploads().size() == 1);
  struct stat status {};
  REQUIRE(::stat(root.path("uploads/" + root.uploads()[0]).c_str(), &status) == 0);
  CHECK(status.st_uid == nobody->pw_uid);
  CHECK(process.stop() == 0);
}

TEST_CASE("A --user that cannot be is refused at the start", "[system][stage12]") {
  const ServedRoot root;
  const auto told = [&root](const std::string& user, int status) {
    Process process({program("http_server"), "0", "--root", root.path(), "--user", user});
    CHECK(process.wait_for_exit() == status);
    const std::string log = process.whole_log();
    return log.substr(std::min(log.find("http_server: "), log.size()));
  };
  if (::geteuid() == 0) {
    CHECK(told("no-such-user", 2) == "http_server: --user: there is no user \"no-such-user\"\n");
    CHECK(told("root", 2) == "http_server: --user: \"root\" is root\n");
  } else {
    CHECK(told("nobody", 1) == "http_server: --user nobody: only root can become another user\n");
  }
}

TEST_CASE("A server that stays root says so", "[system][stage12]") {
  HttpServer server;
  CHECK((server.process().log().find("runs as root; with --user NAME") != std::string::npos) ==
        (::geteuid() == 0));
}
