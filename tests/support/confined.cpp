/// \file
/// confined ENGINE ROOT LOG ATTEMPT: confines itself exactly as the complete server does that serves ROOT
/// with ENGINE and writes LOG, and then, on a thread made after it, attempts what an intruder in a handler
/// would. Prints "done" or why not. For tests.
#include <fcntl.h>
#include <linux/capability.h>
#include <netinet/in.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <exception>
#include <functional>
#include <iostream>
#include <map>
#include <string>
#include <thread>

#include "app/confinement.hpp"
#include "os/address.hpp"
#include "os/error.hpp"
#include "os/fd.hpp"
#ifdef LADDER_WITH_URING
#include <liburing.h>
#endif

namespace {

using namespace ladder;

/// 0, or the error number.
using Attempt = std::function<int()>;

int result_of(long result) { return result >= 0 ? 0 : errno; }

int opening(const std::string& path, int flags) {
  return result_of(os::Fd(::open(path.c_str(), flags | O_CLOEXEC, 0600)).get());
}

int calling(long number, long first = 0, long second = 0, long third = 0) {
  return result_of(::syscall(number, first, second, third, 0, 0, 0));
}

int executable_memory() {
  void* const page = ::mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  return page == MAP_FAILED ? errno : result_of(::mprotect(page, 4096, PROT_READ | PROT_EXEC));
}

#ifdef LADDER_WITH_URING
/// What a filter of system calls does not see: an operation that the kernel carries out for a ring.
int by_ring(const std::function<void(io_uring_sqe*)>& prepare) {
  io_uring ring{};
  if (const int error = ::io_uring_queue_init(4, &ring, 0); error < 0) return -error;
  prepare(::io_uring_get_sqe(&ring));
  io_uring_cqe* completion = nullptr;
  (void)::io_uring_submit_and_wait(&ring, 1);
  (void)::io_uring_wait_cqe(&ring, &completion);
  const int result = completion->res;
  ::io_uring_queue_exit(&ring);
  return result >= 0 ? 0 : -result;
}
#endif

/// `socket_fd` was made before: the intruder finds one.
std::map<std::string, Attempt> attempts(const std::string& root, const std::string& logs, int socket_fd) {
  const std::string uploads = root + "/uploads";
  static sockaddr_in somewhere{AF_INET, htons(9), {htonl(INADDR_LOOPBACK)}, {}};
  static const char* arguments[] = {"/bin/true", nullptr};
  std::map<std::string, Attempt> all{
      {"read a served file", [=] { return opening(root + "/hello.txt", O_RDONLY); }},
      {"store an upload", [=] { return opening(uploads + "/new", O_RDWR | O_CREAT | O_EXCL); }},
      {"name an upload",
       [=] { return result_of(::rename((uploads + "/one").c_str(), (uploads + "/two").c_str())); }},
      {"remove an upload", [=] { return result_of(::unlink((uploads + "/one").c_str())); }},
      {"begin a new log", [=] { return opening(logs + "/access.log.new", O_WRONLY | O_CREAT | O_APPEND); }},
      {"read /etc/passwd", [] { return opening("/etc/passwd", O_RDONLY); }},
      {"list /", [] { return opening("/", O_RDONLY | O_DIRECTORY); }},
      {"read the log", [=] { return opening(logs + "/access.log", O_RDONLY); }},
      {"change a served file", [=] { return opening(root + "/hello.txt", O_WRONLY); }},
      {"add a served file", [=] { return opening(root + "/new.html", O_WRONLY | O_CREAT); }},
      {"remove a served file", [=] { return result_of(::unlink((root + "/hello.txt").c_str())); }},
      {"move an upload out",
       [=] { return result_of(::rename((uploads + "/one").c_str(), (root + "/one").c_str())); }},
      {"make a directory", [=] { return result_of(::mkdirat(AT_FDCWD, (uploads + "/d").c_str(), 0700)); }},
      {"make a link", [=] { return result_of(::symlink("/etc/passwd", (uploads + "/l.txt").c_str())); }},
      {"make a socket", [] { return result_of(::socket(AF_INET, SOCK_STREAM, 0)); }},
      {"connect a socket",
       [=] {
         return result_of(::connect(socket_fd, reinterpret_cast<sockaddr*>(&somewhere), sizeof somewhere));
       }},
      {"fork", [] { return calling(SYS_clone, SIGCHLD); }},
      {"signal another process", [] { return result_of(::kill(::getppid(), 0)); }},
      {"be root again", [] { return result_of(::setuid(0)); }},
      {"raise a limit",
       [] {
         const rlimit limit{64, 64};
         return result_of(::setrlimit(RLIMIT_CORE, &limit));
       }},
      {"make memory executable", executable_memory},
      {"set up a ring", [] { return calling(SYS_io_uring_setup, 0, 0); }},
      {"execute a program",
       [] {
         return calling(SYS_execve, reinterpret_cast<long>(arguments[0]), reinterpret_cast<long>(arguments));
       }},
      {"trace a process", [] { return calling(SYS_ptrace, PTRACE_TRACEME); }},
      {"mount", [] { return calling(SYS_mount); }},
      {"load a module", [] { return calling(SYS_init_module); }},
      {"load a BPF program", [] { return calling(SYS_bpf); }},
      {"read a key", [] { return calling(SYS_keyctl); }},
      {"make a namespace", [] { return calling(SYS_unshare, CLONE_NEWUSER); }},
      {"read another's memory", [] { return calling(SYS_process_vm_readv, ::getppid()); }},
  };
#ifdef LADDER_WITH_URING
  all["read /etc/passwd by a ring"] = [] {
    return by_ring(
        [](io_uring_sqe* entry) { ::io_uring_prep_openat(entry, AT_FDCWD, "/etc/passwd", O_RDONLY, 0); });
  };
  all["connect a socket by a ring"] = [=] {
    return by_ring([&](io_uring_sqe* entry) {
      ::io_uring_prep_connect(entry, socket_fd, reinterpret_cast<sockaddr*>(&somewhere), sizeof somewhere);
    });
  };
#endif
  return all;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 5) return 2;
  try {
    app::ServerOptions options;
    options.engine = std::string(argv[1]) == "uring" ? app::Engine::uring : app::Engine::epoll;
    options.site.root = argv[2];
    options.access_log = std::string(argv[3]) + "/access.log";
    const os::Fd socket(os::check(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), "socket"));
    const auto all = attempts(argv[2], argv[3], socket.get());
    const Attempt attempt = all.at(argv[4]);
    std::cout << app::confine(options).done << std::endl;
    std::thread([&attempt] {
      const int error = attempt();
      std::cout << (error == 0 ? "done" : os::error_text(error)) << std::endl;
    }).join();
    return 0;
  } catch (const std::exception& error) {
    std::cerr << "confined: " << error.what() << '\n';
    return 1;
  }
}
