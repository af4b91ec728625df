#include "check/process.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <system_error>
#include <thread>

#include "check/check.hpp"
#include "check/clean_up.hpp"
#include "check/proc.hpp"

namespace ladder::check {

namespace {

/// How long end() lets a program heed SIGTERM. Checks of the stop itself wait as long as is promised.
constexpr Milliseconds kMoment{300};

/// What the grader was started with, for the programs that it starts.
rlimit original_limit{};

/// Holds the ending signals back, so that the handler finds each program that has been started.
class EndingBlocked {
 public:
  EndingBlocked() {
    sigset_t ending;
    (void)sigemptyset(&ending);
    for (const int number : kEndingSignals) (void)sigaddset(&ending, number);
    (void)::sigprocmask(SIG_BLOCK, &ending, &before_);
  }
  ~EndingBlocked() { (void)::sigprocmask(SIG_SETMASK, &before_, nullptr); }
  EndingBlocked(const EndingBlocked&) = delete;
  EndingBlocked& operator=(const EndingBlocked&) = delete;

 private:
  sigset_t before_{};
};

Descriptor memory_file(const char* name) {
  Descriptor file(::memfd_create(name, MFD_CLOEXEC));
  if (!file) throw CannotWork("it gets no file in memory", errno);
  return file;
}

Descriptor input_file(std::string_view input) {
  Descriptor file = memory_file("input");
  const ssize_t written = ::pwrite(file.get(), input.data(), input.size(), 0);
  if (written != static_cast<ssize_t>(input.size()))
    throw CannotWork("it cannot write the input of a program", errno);
  return file;
}

std::string contents(const Descriptor& file) {
  std::string text;
  std::array<char, 4096> buffer;
  ssize_t got = 0;
  while ((got = ::pread(file.get(), buffer.data(), buffer.size(), static_cast<off_t>(text.size()))) > 0)
    text.append(buffer.data(), static_cast<std::size_t>(got));
  return text;
}

/// In the child, between fork and exec: async-signal-safe calls only (man 7 signal-safety).
/// `report` gets errno if it fails, and is closed by a success.
[[noreturn]] void become(char* const* words, int input, int output, int error, int report, pid_t parent) {
  (void)::setpgid(0, 0);
  (void)::prctl(PR_SET_PDEATHSIG, SIGKILL);
  sigset_t none;
  (void)sigemptyset(&none);
  (void)::sigprocmask(SIG_SETMASK, &none, nullptr);
  for (const int number : kEndingSignals) (void)::signal(number, SIG_DFL);
  if (original_limit.rlim_cur != 0) (void)::setrlimit(RLIMIT_NOFILE, &original_limit);
  const bool ready = ::dup2(input, 0) == 0 && ::dup2(output, 1) == 1 && ::dup2(error, 2) == 2;
  if (ready && ::getppid() == parent) (void)::execvp(words[0], words);
  const int why = errno;
  (void)!::write(report, &why, sizeof why);  // if nobody reads it, the status still tells
  ::_exit(127);
}

struct Pipe {
  Descriptor reading;
  Descriptor writing;
};

Pipe make_pipe() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw CannotWork("it gets no pipe", errno);
  return {Descriptor(ends[0]), Descriptor(ends[1])};
}

/// Waits until the child has become the program, or has said why it cannot.
std::error_code read_error(const Descriptor& report) {
  int why = 0;
  const ssize_t got = ::read(report.get(), &why, sizeof why);
  return got == sizeof why ? std::error_code(why, std::generic_category()) : std::error_code();
}

std::string last_lines(const std::string& text, std::size_t count) {
  std::size_t at = text.size();
  while (count > 0 && at > 0) {
    const std::size_t line = text.rfind('\n', at - 1);
    if (line == std::string::npos) return text;
    at = line;
    if (line + 1 < text.size()) --count;
  }
  return count == 0 ? text.substr(at + 1) : text;
}

}  // namespace

Process::Process(const std::vector<std::string>& words, std::string_view input)
    : output_(memory_file("output")), error_(memory_file("error")) {
  std::vector<std::string> copies = words;
  std::vector<char*> pointers;
  for (std::string& word : copies) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  const Descriptor in = input_file(input);
  const pid_t parent = ::getpid();
  Pipe report = make_pipe();
  const EndingBlocked until_noted;
  group_ = ::fork();
  if (group_ < 0) throw CannotWork("it cannot start a process", errno);
  if (group_ == 0)
    become(pointers.data(), in.get(), output_.get(), error_.get(), report.writing.get(), parent);
  (void)::setpgid(group_, group_);  // either of us is first; the second finds it done
  note_group(0, group_);
  report.writing.reset();
  execution_error_ = read_error(report.reading);
}

Process::~Process() {
  signal(SIGKILL);
  if (!status_) (void)::waitpid(group_, nullptr, 0);
  note_group(group_, 0);
}

void Process::signal(int number) const {
  if (!status_ || !members().empty()) (void)::kill(-group_, number);
}

std::optional<int> Process::status() {
  if (status_) return status_;
  int raw = 0;
  if (::waitpid(group_, &raw, WNOHANG) == group_)
    status_ = WIFEXITED(raw) ? WEXITSTATUS(raw) : 128 + WTERMSIG(raw);
  return status_;
}

std::optional<int> Process::wait(Milliseconds at_most) {
  const bool ended = eventually(at_most, [&] { return status().has_value() && members().empty(); });
  if (!ended) return std::nullopt;
  note_group(group_, 0);  // the number may be somebody else's from now on
  return status_;
}

void Process::end() {
  signal(SIGTERM);
  if (!wait(kMoment)) signal(SIGKILL);
}

std::string Process::output() const { return contents(output_); }

std::string Process::last_words() const {
  constexpr std::size_t kLines = 12;
  return last_lines(contents(error_), kLines) + last_lines(contents(output_), kLines);
}

std::vector<pid_t> Process::members() const { return processes_of_group(group_); }

std::size_t Process::descriptors() const {
  std::size_t count = 0;
  for (const pid_t pid : members()) count += count_entries("/proc/" + std::to_string(pid) + "/fd");
  return count;
}

std::size_t Process::threads() const {
  std::size_t count = 0;
  for (const pid_t pid : members()) count += count_entries("/proc/" + std::to_string(pid) + "/task");
  return count;
}

std::size_t Process::mapped_bytes() const {
  std::size_t pages = 0;
  for (const pid_t pid : members()) {
    std::size_t size = 0;  // the first number (man 5 proc)
    if (std::ifstream("/proc/" + std::to_string(pid) + "/statm") >> size) pages += size;
  }
  return pages * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

std::map<pid_t, RunTime> Process::run_times() const { return check::run_times(members()); }

void raise_descriptor_limit() {
  if (::getrlimit(RLIMIT_NOFILE, &original_limit) != 0) return;
  const rlimit raised{original_limit.rlim_max, original_limit.rlim_max};
  (void)::setrlimit(RLIMIT_NOFILE, &raised);
}

std::size_t late_threads() { return std::max<std::size_t>(8, 2 * std::thread::hardware_concurrency()); }

std::string describe_status(int status) {
  if (status <= 128) return "ended with status " + std::to_string(status);
  return "was killed by signal " + std::to_string(status - 128) + " (" + ::strsignal(status - 128) + ")";
}

}  // namespace ladder::check
