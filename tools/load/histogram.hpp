/// \file
/// Latencies counted in fixed memory: buckets that are a nanosecond wide at first and twice as wide with
/// every doubling, so that each value keeps its first digits. The idea is HdrHistogram's (Gil Tene); the code
/// is not.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace ladder::tools::load {

/// A share of all values, in thousandths of a percent: 99'900 is the 99.9th percentile. No floating point, so
/// that the rank it stands for is exact.
struct Percentile {
  std::uint32_t thousandths;
};

/// Counts durations up to 73 minutes (longer ones as that) with an error of at most 0.4 %. Smallest and
/// largest are exact. 37 kB, never more. One thread; merge() brings several together.
class Histogram {
 public:
  /// Counts one duration; a negative one counts as zero.
  void record(std::chrono::nanoseconds value);
  /// Adds all that another one has counted.
  void merge(const Histogram& other);

  std::uint64_t count() const { return count_; }
  /// Zero as long as nothing is recorded; so are the others.
  std::chrono::nanoseconds smallest() const { return count_ == 0 ? std::chrono::nanoseconds(0) : smallest_; }
  std::chrono::nanoseconds largest() const { return largest_; }
  std::chrono::nanoseconds mean() const;
  /// The duration that this share of all recorded ones does not exceed.
  std::chrono::nanoseconds percentile(Percentile share) const;

 private:
  // 128 buckets for each doubling: the middle of one is at most 1/256 away from all that fall into it.
  static constexpr unsigned kBitsKept = 7;
  static constexpr unsigned kHighestBit = 42;
  static constexpr std::size_t kBucketsADoubling = std::size_t{1} << kBitsKept;
  static constexpr std::size_t kBuckets = kBucketsADoubling * (1 + kHighestBit - kBitsKept);
  static constexpr std::int64_t kLargestCounted = (std::int64_t{1} << kHighestBit) - 1;

  static std::size_t bucket_of(std::uint64_t value);
  static std::uint64_t middle_of(std::size_t bucket);

  std::array<std::uint64_t, kBuckets> counts_{};
  std::uint64_t count_ = 0;
  std::uint64_t sum_ = 0;  // nanoseconds: 584 years of waiting fit
  std::chrono::nanoseconds smallest_ = std::chrono::nanoseconds::max();
  std::chrono::nanoseconds largest_{0};
};

}  // namespace ladder::tools::load
