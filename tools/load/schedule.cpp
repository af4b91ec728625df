#include "load/schedule.hpp"

namespace ladder::tools::load {

Clock::time_point Schedule::due(std::uint64_t number) const {
  constexpr std::uint64_t kThousandths = 1'000;
  constexpr std::uint64_t kNanosecondsASecond = 1'000'000'000;
  const std::uint64_t requests = (first_ + number * step_) * kThousandths;
  // Whole seconds and the rest apart: the product with a billion must fit into 64 bits.
  const std::uint64_t seconds = requests / rate_.thousandths;
  const std::uint64_t rest = requests % rate_.thousandths * kNanosecondsASecond / rate_.thousandths;
  return start_ + std::chrono::seconds(seconds) + std::chrono::nanoseconds(rest);
}

std::uint64_t Schedule::due_before(Clock::time_point end) const {
  // due() never falls, so the first request that is not before `end` is found by doubling, then by halving.
  std::uint64_t beyond = 1;
  while (due(beyond - 1) < end) beyond *= 2;
  std::uint64_t low = beyond / 2;
  std::uint64_t high = beyond;
  while (low < high) {
    const std::uint64_t middle = low + (high - low) / 2;
    if (due(middle) < end)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

}  // namespace ladder::tools::load
