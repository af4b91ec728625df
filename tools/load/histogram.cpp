#include "load/histogram.hpp"

#include <algorithm>
#include <bit>

namespace ladder::tools::load {

using std::chrono::nanoseconds;

// Values below 128 have a bucket each. From there on, a value is shifted right until seven bits are left
// behind its highest one: how often says which doubling, and those seven bits say which bucket in it.
std::size_t Histogram::bucket_of(std::uint64_t value) {
  if (value < kBucketsADoubling) return value;
  const auto shift = static_cast<unsigned>(std::bit_width(value)) - (kBitsKept + 1);
  return shift * kBucketsADoubling + (value >> shift);
}

std::uint64_t Histogram::middle_of(std::size_t bucket) {
  if (bucket < 2 * kBucketsADoubling) return bucket;
  const auto shift = bucket / kBucketsADoubling - 1;
  const auto lowest = (bucket - shift * kBucketsADoubling) << shift;
  return lowest + (std::uint64_t{1} << shift) / 2;
}

void Histogram::record(nanoseconds value) {
  value = std::max(value, nanoseconds(0));
  const auto counted = static_cast<std::uint64_t>(std::min(value.count(), kLargestCounted));
  ++counts_[bucket_of(counted)];
  ++count_;
  sum_ += static_cast<std::uint64_t>(value.count());
  smallest_ = std::min(smallest_, value);
  largest_ = std::max(largest_, value);
}

void Histogram::merge(const Histogram& other) {
  for (std::size_t bucket = 0; bucket < kBuckets; ++bucket) counts_[bucket] += other.counts_[bucket];
  count_ += other.count_;
  sum_ += other.sum_;
  smallest_ = std::min(smallest_, other.smallest_);
  largest_ = std::max(largest_, other.largest_);
}

nanoseconds Histogram::mean() const {
  return nanoseconds(count_ == 0 ? 0 : static_cast<std::int64_t>(sum_ / count_));
}

nanoseconds Histogram::percentile(Percentile share) const {
  constexpr std::uint64_t kAll = 100'000;
  // The smallest rank that covers the share, counted from 1 (the nearest-rank definition).
  const std::uint64_t rank =
      (count_ / kAll) * share.thousandths + ((count_ % kAll) * share.thousandths + kAll - 1) / kAll;
  std::uint64_t seen = 0;
  for (std::size_t bucket = 0; bucket < kBuckets && count_ > 0; ++bucket) {
    seen += counts_[bucket];
    if (seen < rank || seen == 0) continue;
    return std::clamp(nanoseconds(static_cast<std::int64_t>(middle_of(bucket))), smallest_, largest_);
  }
  return largest_;
}

}  // namespace ladder::tools::load
