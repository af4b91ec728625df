/// \file
/// What all workers of a run share: where to, what is sent, from when till when.
#pragma once

#include <asio/ip/address.hpp>
#include <atomic>
#include <cstdint>
#include <string>
#include <string_view>

#include "load/options.hpp"
#include "load/schedule.hpp"

namespace ladder::tools::load {

/// The length that every right body has: given, or that of the first answer of the run. Any thread.
class ExpectedLength {
 public:
  explicit ExpectedLength(std::optional<std::uint64_t> given) : length_(given.value_or(kUnknown)) {}
  /// Is this the length? The first one asked about is, unless one was given.
  bool is(std::uint64_t length_bytes) {
    auto expected = length_.load(std::memory_order_relaxed);
    if (expected == kUnknown && length_.compare_exchange_strong(expected, length_bytes)) return true;
    return expected == length_bytes;
  }

 private:
  static constexpr std::uint64_t kUnknown = ~std::uint64_t{0};
  std::atomic<std::uint64_t> length_;
};

/// Made once before the workers; but for `expected_length` nobody changes it.
struct Plan {
  /// Looks the host up; of several addresses of a TCP server the first that takes a connection is meant.
  /// Throws NetworkFailure.
  explicit Plan(const Options& options);

  /// Message `number` of an echo, `bytes` long: consecutive messages differ in every byte but by chance, so
  /// that one which comes back in place of another is seen.
  std::string_view message(std::uint64_t number, std::size_t bytes) const;

  Options options;
  asio::ip::address address;
  std::uint16_t port = 0;
  Clock::time_point start;  ///< set before the workers run
  Clock::time_point end;
  std::size_t request_bytes = 0;  ///< HTTP: length of one request
  std::string requests;  ///< HTTP: as many requests as a connection may have in flight, behind each other
  std::string noise;     ///< TCP, UDP: where messages are cut from
  ExpectedLength expected_length;
};

}  // namespace ladder::tools::load
