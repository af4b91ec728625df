#include "slow/manner.hpp"

#include "network/failure.hpp"

namespace ladder::tools::slow {
namespace {

std::string head_start(const Options& options, const char* method) {
  return std::string(method) + ' ' + options.target +
         " HTTP/1.1\r\nHost: " + host_field(options.host, options.port) + "\r\n";
}

// A JSON array of one long string: valid to the last byte, should anybody wait for it.
std::string json_of(std::size_t bytes) {
  constexpr std::size_t kAround = 4;
  return "[\"" + std::string(bytes - kAround, 'x') + "\"]";
}

}  // namespace

Manner manner_of(const Options& options) {
  Manner manner;
  const std::string get = head_start(options, "GET");
  switch (options.mode) {
    case Mode::head:
      manner.dribbled = get;
      manner.endless = "X-Slow: more to come\r\n";
      break;
    case Mode::body:
      manner.at_once = head_start(options, "POST") + "Content-Type: application/json\r\nContent-Length: " +
                       std::to_string(options.body_bytes) + "\r\n\r\n";
      manner.dribbled = json_of(options.body_bytes);
      break;
    case Mode::read:
      manner.at_once = get + "Connection: close\r\n\r\n";
      manner.reads_slowly = true;
      break;
    case Mode::idle:
      if (options.after_request) manner.at_once = get + "\r\n";
      break;
    case Mode::reset:
      manner.at_once = get + "Connection: close\r\n\r\n";
      manner.resets = true;
      break;
  }
  return manner;
}

}  // namespace ladder::tools::slow
