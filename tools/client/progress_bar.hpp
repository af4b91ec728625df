/// \file
/// A line that shows how far a download is, for whoever watches the terminal.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <ostream>
#include <string>

namespace ladder::tools {

/// "[=====>    ]  52 %  5.20 MB of 10.0 MB, 1.30 MB/s", or without the bar if the whole is not known. Any
/// thread.
std::string progress_line(std::uint64_t done_bytes, std::optional<std::uint64_t> whole_bytes,
                          std::chrono::milliseconds elapsed);

/// Draws the line again and again in the same place, a few times a second. A download that is over in a
/// moment is never shown. One thread.
class ProgressBar {
 public:
  /// Nothing is ever drawn unless `is_shown`: a file or a program that reads along has no use for it.
  ProgressBar(std::ostream& terminal, bool is_shown) : terminal_(terminal), is_shown_(is_shown) {}
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;
  /// Leaves the cursor on a line of its own, so that an error message has one.
  ~ProgressBar();

  /// A download begins; its whole length, if it is known.
  void start(std::optional<std::uint64_t> whole_bytes);
  /// So much has come since the start.
  void show(std::uint64_t done_bytes);
  /// It is complete: the line goes away.
  void finish();

 private:
  using Clock = std::chrono::steady_clock;

  std::ostream& terminal_;
  bool is_shown_;
  bool is_drawn_ = false;
  std::optional<std::uint64_t> whole_bytes_;
  Clock::time_point started_;
  Clock::time_point next_;  // when the line is drawn again
};

}  // namespace ladder::tools
