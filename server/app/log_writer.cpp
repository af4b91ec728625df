#include "app/log_writer.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <climits>
#include <cstdio>
#include <exception>

#include "os/io.hpp"

namespace ladder::app {

namespace {

using std::chrono::steady_clock;

/// The sentence that counts what was dropped, with the largest number.
constexpr std::size_t kNoteBytes = 96;

bool is_regular_file(int fd) {
  struct stat status {};
  return ::fstat(fd, &status) == 0 && S_ISREG(status.st_mode);
}

/// The same pipe or terminal by a description of its own: O_NONBLOCK belongs to that, and the one we were
/// given is shared with others. None if that cannot be (a socket, or no /proc): then poll(2) must be trusted.
os::Fd open_anew(int fd) {
  const std::string path = "/proc/self/fd/" + std::to_string(fd);
  return os::Fd(::open(path.c_str(), O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
}

}  // namespace

LogWriter::LogWriter(int fd, std::size_t capacity_bytes)
    : own_(is_regular_file(fd) ? os::Fd() : open_anew(fd)),
      fd_(own_ ? own_.get() : fd),
      capacity_bytes_(capacity_bytes),
      never_waits_(is_regular_file(fd)) {
  waiting_.reserve(capacity_bytes + kNoteBytes);
  writing_.reserve(capacity_bytes + kNoteBytes);
}

void LogWriter::start() {
  thread_ = std::jthread([this] { run(); });
}

LogWriter::~LogWriter() {
  {
    const concurrency::MutexLock lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  stop_.set();
  if (!thread_.joinable()) run();
}

//! [log-post]
void LogWriter::post(std::string_view lines) noexcept {
  bool wake = false;
  {
    const concurrency::MutexLock lock(mutex_);
    const std::size_t before = waiting_.size();
    if (before + lines.size() > capacity_bytes_ || !note_dropped()) {
      dropped_ += static_cast<std::uint64_t>(std::ranges::count(lines, '\n'));
      return;
    }
    waiting_.append(lines);  // room was reserved for it: nothing is allocated
    // Between the two the writer comes by itself.
    wake = before == 0 || (before < capacity_bytes_ / 2 && waiting_.size() >= capacity_bytes_ / 2);
  }
  if (wake) wake_.notify_one();
}
//! [log-post]

/// Says how many lines are missing before the next one stands there. False if there is no room for that.
bool LogWriter::note_dropped() {
  if (dropped_ == told_) return true;
  char note[kNoteBytes];
  const int length = std::snprintf(note, sizeof note, "(%llu lines dropped here: the log was not taken)\n",
                                   static_cast<unsigned long long>(dropped_ - told_));
  if (waiting_.size() + static_cast<std::size_t>(length) > waiting_.capacity()) return false;
  waiting_.append(note, static_cast<std::size_t>(length));
  told_ = dropped_;
  return true;
}

std::uint64_t LogWriter::dropped_lines() const noexcept {
  const concurrency::MutexLock lock(mutex_);
  return dropped_;
}

//! [log-run]
void LogWriter::run() {
  while (take_waiting()) {
    const bool written = write_out(writing_);
    writing_.clear();
    if (ending_ && !written) return;  // nobody takes it
    rest();
  }
}

/// Waits for lines and takes them all: they are written without the lock. False: there are no more, and none
/// will come.
bool LogWriter::take_waiting() {
  const concurrency::MutexLock lock(mutex_);
  while (waiting_.empty() && !stopping_) wake_.wait(mutex_);
  ending_ = stopping_;
  (void)note_dropped();
  waiting_.swap(writing_);
  return !writing_.empty();
}

/// Lets lines gather, unless it is time to hurry.
void LogWriter::rest() {
  const auto until = steady_clock::now() + kFlushEvery;
  const concurrency::MutexLock lock(mutex_);
  while (!stopping_ && waiting_.size() < capacity_bytes_ / 2 && wake_.wait_until(mutex_, until)) continue;
}
//! [log-run]

/// What cannot be written (the disk is full, the reader is gone) is counted with what was dropped: false.
bool LogWriter::write_out(std::string_view text) {
  // A pipe that poll(2) calls writable takes so much without waiting (man 7 pipe); a file takes all.
  const std::size_t most = never_waits_ ? text.size() : std::size_t{PIPE_BUF};
  std::string_view line_end = line_is_torn_ ? "\n" : "";
  while (!text.empty() && wait_writable()) {
    std::string_view& next = line_end.empty() ? text : line_end;
    const os::IoResult written = os::write_some(fd_, std::as_bytes(std::span(next.substr(0, most))));
    if (written.kind == os::IoResult::Kind::failed) break;
    if (written.bytes > 0) line_is_torn_ = next[written.bytes - 1] != '\n';
    next.remove_prefix(written.bytes);
  }
  lose(text);
  return text.empty();
}

void LogWriter::lose(std::string_view text) {
  if (text.empty()) return;
  const concurrency::MutexLock lock(mutex_);
  dropped_ += static_cast<std::uint64_t>(std::ranges::count(text, '\n'));
}

/// False if nobody reads and time is over, or if there is no memory even to wait.
bool LogWriter::wait_writable() try {
  const bool stopping = write_until_ != steady_clock::time_point{};
  if (stopping && steady_clock::now() >= write_until_) return false;
  if (never_waits_) return true;
  os::WaitTime left = os::kWaitForever;
  if (stopping) left = std::chrono::ceil<os::WaitTime>(write_until_ - steady_clock::now());
  const os::Ready ready = os::wait_ready(fd_, {.writable = true}, stopping ? -1 : stop_.fd(), left);
  if (ready.stopped) write_until_ = steady_clock::now() + kLastWords;
  return ready.writable || (ready.stopped && wait_writable());
} catch (const std::exception&) {
  return false;
}

}  // namespace ladder::app
