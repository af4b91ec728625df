/// \file
/// How set-up code fails: one exception that names the call and its argument.
/// "bind 127.0.0.1:80: Permission denied". The hot path never throws; it returns os::IoResult.
/// Opened in stage 01.
#pragma once

#include <string>
#include <string_view>

namespace ladder::os {

/// Throws std::system_error made of errno, with `call` and `argument` in its text. Any thread.
[[noreturn]] void throw_system_error(std::string_view call, std::string_view argument = {});

/// The same for an error number that a call returned instead of setting errno. Any thread.
[[noreturn]] void throw_system_error(int error_number, std::string_view call, std::string_view argument);

/// Passes a non-negative result through, throws for a negative one: `check(bind(...), "bind", name)`.
inline int check(int result, std::string_view call, std::string_view argument = {}) {
  if (result < 0) throw_system_error(call, argument);
  return result;
}

/// The text of an error number, as strerror(3) gives it, safe in any thread.
std::string error_text(int error_number);

}  // namespace ladder::os
