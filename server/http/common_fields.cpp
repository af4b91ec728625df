#include "http/common_fields.hpp"

#include "http/date.hpp"
#include "http/response_builder.hpp"

namespace ladder::http {

namespace {

constexpr std::string_view kServerName = "ladder";

}  // namespace

//! [common-fields]
std::string_view CommonFields::at(std::time_t seconds) {
  if (seconds != seconds_ || lines_.empty()) {
    lines_.clear();
    HttpResponseBuilder(lines_).field("Date", format_date(seconds)).field("Server", kServerName);
    seconds_ = seconds;
  }
  return lines_;
}
//! [common-fields]

}  // namespace ladder::http
