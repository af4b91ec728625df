#include "support/process.hpp"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <stdexcept>

#include "os/error.hpp"

namespace ladder::test {

namespace {

namespace fs = std::filesystem;

constexpr rlim_t kUsualDescriptors = 1'024;

struct Pipe {
  os::Fd reading_end;
  os::Fd writing_end;
};

Pipe make_pipe() {
  std::array<int, 2> ends{};
  os::check(::pipe2(ends.data(), O_CLOEXEC), "pipe2");
  return {os::Fd(ends[0]), os::Fd(ends[1])};
}

/// In the child, between fork and exec: only async-signal-safe calls (man 7 signal-safety). The descriptors 0
/// to 2 lose close-on-exec through dup2; all others of the test program have it.
[[noreturn]] void become(char* const* arguments, int input, int output, int error, pid_t parent) {
  (void)::prctl(PR_SET_PDEATHSIG, SIGKILL);
  sigset_t none;
  (void)sigemptyset(&none);
  (void)::sigprocmask(SIG_SETMASK, &none, nullptr);
  (void)::signal(SIGPIPE, SIG_DFL);
  // The limit of a plain shell, whatever the tests have raised theirs to: a program that needs more raises
  // its own.
  rlimit limit{};
  (void)::getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = std::min<rlim_t>(limit.rlim_max, kUsualDescriptors);
  (void)::setrlimit(RLIMIT_NOFILE, &limit);
  const bool ready = ::dup2(input, 0) == 0 && ::dup2(output, 1) == 1 && ::dup2(error, 2) == 2;
  // A parent that died before prctl() would never be told of: then nobody waits for us.
  if (ready && ::getppid() == parent) (void)::execv(arguments[0], arguments);
  constexpr std::string_view kFailed = "cannot execute the program\n";
  (void)!::write(2, kFailed.data(), kFailed.size());
  ::_exit(127);
}

void write_all(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(fd, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    os::check(static_cast<int>(written), "write", "standard input of the program");
    text.remove_prefix(static_cast<std::size_t>(written));
  }
}

std::size_t count_entries(const std::string& directory) {
  std::error_code error;
  std::size_t count = 0;
  for (fs::directory_iterator at(directory, error), end; !error && at != end; at.increment(error)) ++count;
  return count;
}

}  // namespace

CapturedPipe::CapturedPipe(os::Fd reading_end) : fd_(std::move(reading_end)), reader_([this] { read(); }) {}

void CapturedPipe::read() {
  std::array<char, 4096> buffer;
  for (;;) {
    const ssize_t got = ::read(fd_.get(), buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    {
      const std::lock_guard lock(mutex_);
      if (got > 0) text_.append(buffer.data(), static_cast<std::size_t>(got));
      if (got <= 0) ended_ = true;
    }
    changed_.notify_all();
    if (got <= 0) return;
  }
}

std::string CapturedPipe::text() const {
  const std::lock_guard lock(mutex_);
  return text_;
}

bool CapturedPipe::wait_for(std::string_view part, std::chrono::milliseconds at_most) const {
  const auto until = std::chrono::steady_clock::now() + at_most;
  std::unique_lock lock(mutex_);
  const auto found = [&] { return text_.find(part) != std::string::npos; };
  (void)changed_.wait_until(lock, until, [&] { return found() || ended_; });
  return found();
}

std::string CapturedPipe::text_to_the_end() {
  std::unique_lock lock(mutex_);
  (void)changed_.wait_for(lock, kPatience, [this] { return ended_; });
  return text_;
}

Process::Process(const std::vector<std::string>& command, std::string_view input) {
  std::vector<std::string> words = command;
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  Pipe in = make_pipe();
  Pipe out = make_pipe();
  Pipe err = make_pipe();
  const pid_t parent = ::getpid();
  pid_ = os::check(::fork(), "fork");
  if (pid_ == 0)
    become(arguments.data(), in.reading_end.get(), out.writing_end.get(), err.writing_end.get(), parent);
  in.reading_end.reset();
  out.writing_end.reset();
  err.writing_end.reset();
  output_.emplace(std::move(out.reading_end));
  error_.emplace(std::move(err.reading_end));
  write_all(in.writing_end.get(), input);
}

Process::~Process() {
  if (status_ || pid_ <= 0) return;
  (void)::kill(pid_, SIGKILL);
  while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) continue;
}

os::Address Process::wait_until_listening() {
  constexpr std::string_view kWords = "listening on ";
  if (!error_->wait_for(kWords, kPatience)) throw std::runtime_error("the program does not listen: " + log());
  std::string rest;
  // The line may arrive in pieces: it is complete when a blank or its end follows the address.
  (void)eventually([&] {
    const std::string text = log();
    rest = text.substr(text.find(kWords) + kWords.size());
    return rest.find_first_of(" \n") != std::string::npos;
  });
  rest = rest.substr(0, rest.find_first_of(" \n"));
  const std::size_t colon = rest.rfind(':');
  if (colon == std::string::npos) throw std::runtime_error("no port in \"" + rest + "\"");
  return os::Address::resolve("127.0.0.1", static_cast<std::uint16_t>(std::stoul(rest.substr(colon + 1))));
}

void Process::signal(int number) {
  if (!status_) os::check(::kill(pid_, number), "kill");
}

std::optional<int> Process::wait_for_exit(std::chrono::milliseconds at_most) {
  if (status_) return status_;
  (void)eventually(
      [this] {
        int status = 0;
        if (os::check(::waitpid(pid_, &status, WNOHANG), "waitpid") == 0) return false;
        status_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
        return true;
      },
      at_most);
  return status_;
}

std::optional<int> Process::stop(std::chrono::milliseconds at_most) {
  signal(SIGTERM);
  return wait_for_exit(at_most);
}

std::size_t Process::descriptors() const { return count_entries("/proc/" + std::to_string(pid_) + "/fd"); }

std::size_t Process::threads() const { return count_entries("/proc/" + std::to_string(pid_) + "/task"); }

bool Process::all_asleep() const {
  std::error_code error;
  fs::directory_iterator at("/proc/" + std::to_string(pid_) + "/task", error);
  for (const fs::directory_iterator end; !error && at != end; at.increment(error)) {
    std::ifstream file(at->path() / "stat");
    std::string text;
    (void)std::getline(file, text);
    const std::size_t name_end = text.rfind(')');  // man 5 proc: "pid (name) state ..."
    if (name_end == std::string::npos || name_end + 2 >= text.size() || text[name_end + 2] != 'S')
      return false;
  }
  return !error;
}

bool Process::settles_at(std::size_t descriptors) const {
  return eventually([&] { return this->descriptors() == descriptors && all_asleep(); });
}

}  // namespace ladder::test
