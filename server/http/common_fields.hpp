/// \file
/// CommonFields: what every answer of a server says, whatever was asked. Source: RFC 9110 sections 6.6.1 and
/// 10.2.4. Opened in stage 05.
#pragma once

#include <ctime>
#include <string>
#include <string_view>

namespace ladder::http {

/// Date and Server as field lines, each ended by CRLF: made once a second, however many answers need them.
/// One thread.
class CommonFields {
 public:
  /// The lines as they are in the given second since 1970. Valid until the next call.
  std::string_view at(std::time_t seconds);

 private:
  std::time_t seconds_ = -1;
  std::string lines_;
};

}  // namespace ladder::http
