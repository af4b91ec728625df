#include "client/progress_bar.hpp"

#include <algorithm>

#include "network/text.hpp"

namespace ladder::tools {
namespace {

// What is over before that needs no bar; and more often than that nobody can read.
constexpr std::chrono::milliseconds kPatience{500};
constexpr std::chrono::milliseconds kRedraw{100};
// Back to the start of the line, and erase it (ECMA-48, EL).
constexpr const char* kFreshLine = "\r\x1b[K";

std::string bar(std::uint64_t done, std::uint64_t whole) {
  constexpr std::uint64_t kWidth = 30;
  const auto filled = static_cast<std::size_t>(done * kWidth / whole);
  std::string text(kWidth, ' ');
  std::fill_n(text.begin(), filled, '=');
  if (filled < kWidth) text[filled] = '>';
  return '[' + text + ']';
}

}  // namespace

std::string progress_line(std::uint64_t done_bytes, std::optional<std::uint64_t> whole_bytes,
                          std::chrono::milliseconds elapsed) {
  const auto milliseconds = static_cast<std::uint64_t>(std::max<std::int64_t>(elapsed.count(), 1));
  const std::string speed = ", " + bytes_text(done_bytes * 1000 / milliseconds) + "/s";
  if (!whole_bytes || *whole_bytes == 0) return bytes_text(done_bytes) + speed;
  done_bytes = std::min(done_bytes, *whole_bytes);
  const std::string percent = std::to_string(done_bytes * 100 / *whole_bytes);
  return bar(done_bytes, *whole_bytes) + std::string(4 - percent.size(), ' ') + percent + " %  " +
         bytes_text(done_bytes) + " of " + bytes_text(*whole_bytes) + speed;
}

ProgressBar::~ProgressBar() {
  if (is_drawn_) terminal_ << std::endl;
}

void ProgressBar::start(std::optional<std::uint64_t> whole_bytes) {
  whole_bytes_ = whole_bytes;
  started_ = Clock::now();
  next_ = started_ + kPatience;
}

void ProgressBar::show(std::uint64_t done_bytes) {
  if (!is_shown_) return;
  const auto now = Clock::now();
  if (now < next_) return;
  next_ = now + kRedraw;
  is_drawn_ = true;
  const auto elapsed = std::chrono::duration_cast<std::chrono::milliseconds>(now - started_);
  terminal_ << kFreshLine << progress_line(done_bytes, whole_bytes_, elapsed) << std::flush;
}

void ProgressBar::finish() {
  if (is_drawn_) terminal_ << kFreshLine << std::flush;
  is_drawn_ = false;
}

}  // namespace ladder::tools
