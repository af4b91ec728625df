/// \file
/// What became of a connection.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace ladder::tools::slow {

/// How it ended.
enum class Ending : std::uint8_t {
  open,         ///< it had not, when the run was over
  closed,       ///< the server ended the stream
  reset,        ///< the server broke it
  reset_by_us,  ///< as `slow reset` does
  refused,      ///< nobody listens there
  unconnected   ///< no connection came about for another reason
};

/// Its name in the JSON, "reset_by_us". Any thread.
const char* name(Ending ending);

/// One connection from start to end.
struct Fate {
  Ending ending = Ending::open;
  int status = 0;                    ///< of the last answer; 0 if none came
  bool is_whole = false;             ///< that answer came to its end
  std::chrono::nanoseconds after{};  ///< from the start of connecting to the end
  std::uint64_t sent_bytes = 0;
  std::uint64_t received_bytes = 0;
};

/// In words: "answered 408, then closed". Connections of which the same is said belong together. Any thread.
std::string in_words(const Fate& fate);

}  // namespace ladder::tools::slow
