#include "os/error.hpp"

#include <cerrno>
#include <system_error>

namespace ladder::os {

void throw_system_error(int error_number, std::string_view call, std::string_view argument) {
  std::string what(call);
  if (!argument.empty()) what.append(" ").append(argument);
  throw std::system_error(error_number, std::generic_category(), what);
}

void throw_system_error(std::string_view call, std::string_view argument) {
  throw_system_error(errno, call, argument);
}

std::string error_text(int error_number) { return std::generic_category().message(error_number); }

}  // namespace ladder::os
