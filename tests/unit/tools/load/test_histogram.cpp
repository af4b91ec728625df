/// \file
/// Latencies in fixed memory (load/histogram.hpp): how far from the truth it may be.
#include "load/histogram.hpp"

#include <algorithm>
#include <random>
#include <vector>

#include "support/catch.hpp"
#include "support/patience.hpp"

using namespace ladder::tools::load;
using std::chrono::nanoseconds;

namespace {

constexpr std::vector<std::uint32_t>::size_type kMany = 20'000;

// The definition, by sorting: the smallest value that this share of all does not exceed.
std::int64_t sorted_percentile(const std::vector<std::int64_t>& sorted, std::uint64_t thousandths) {
  const auto rank = (sorted.size() * thousandths + 99'999) / 100'000;
  return sorted[std::max<std::size_t>(rank, 1) - 1];
}

// Within one percent, the promise; and within a nanosecond where a percent is less.
bool is_near(std::int64_t measured, std::int64_t truth) {
  return std::abs(measured - truth) <= std::max<std::int64_t>(truth / 100, 1);
}

}  // namespace

TEST_CASE("A histogram that has counted nothing tells zero", "[tools][load]") {
  const Histogram empty;
  CHECK(empty.count() == 0);
  CHECK(empty.smallest() == nanoseconds(0));
  CHECK(empty.mean() == nanoseconds(0));
  CHECK(empty.percentile({99'000}) == nanoseconds(0));
  CHECK(empty.largest() == nanoseconds(0));
}

TEST_CASE("Every single value is told within one percent", "[tools][load]") {
  std::mt19937_64 random(7);
  for (unsigned bit = 0; bit < 42; ++bit) {
    for (int repeat = 0; repeat < 100; ++repeat) {
      const auto low = std::int64_t{1} << bit;
      const auto value = low + static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(low));
      Histogram histogram;
      // Neighbours on both sides, so that the exact smallest and largest do not help.
      histogram.record(nanoseconds(value / 2));
      histogram.record(nanoseconds(value));
      histogram.record(nanoseconds(value * 2));
      CAPTURE(value);
      REQUIRE(is_near(histogram.percentile({50'000}).count(), value));
    }
  }
}

TEST_CASE("Percentiles agree with those of the sorted values", "[tools][load]") {
  std::mt19937_64 random(11);
  std::lognormal_distribution<double> latencies(13, 2);  // from microseconds to seconds, as latencies lie
  Histogram histogram;
  std::vector<std::int64_t> values;
  std::int64_t sum = 0;
  for (std::size_t i = 0; i < kMany; ++i) {
    values.push_back(static_cast<std::int64_t>(latencies(random)));
    sum += values.back();
    histogram.record(nanoseconds(values.back()));
  }
  std::sort(values.begin(), values.end());
  for (const std::uint32_t share : {0U, 1'000U, 50'000U, 90'000U, 99'000U, 99'900U, 99'990U, 100'000U}) {
    CAPTURE(share);
    CHECK(is_near(histogram.percentile({share}).count(), sorted_percentile(values, share)));
  }
  CHECK(histogram.smallest().count() == values.front());
  CHECK(histogram.largest().count() == values.back());
  CHECK(histogram.mean().count() == sum / static_cast<std::int64_t>(kMany));
  CHECK(histogram.count() == kMany);
}

TEST_CASE("A percentile is the nearest rank, not one beside it", "[tools][load]") {
  Histogram histogram;
  for (int i = 1; i <= 100; ++i) histogram.record(nanoseconds(i));  // a bucket each
  CHECK(histogram.percentile({50'000}) == nanoseconds(50));
  CHECK(histogram.percentile({50'001}) == nanoseconds(51));
  CHECK(histogram.percentile({99'000}) == nanoseconds(99));
  CHECK(histogram.percentile({99'900}) == nanoseconds(100));
  CHECK(histogram.percentile({100'000}) == nanoseconds(100));
}

TEST_CASE("Several histograms make one", "[tools][load]") {
  std::mt19937_64 random(3);
  Histogram whole;
  Histogram parts[3];
  for (int i = 0; i < 3'000; ++i) {
    const nanoseconds value(random() % 1'000'000'000);
    whole.record(value);
    parts[i % 3].record(value);
  }
  Histogram merged;
  for (const auto& part : parts) merged.merge(part);
  CHECK(merged.count() == whole.count());
  CHECK(merged.smallest() == whole.smallest());
  CHECK(merged.largest() == whole.largest());
  CHECK(merged.mean() == whole.mean());
  for (const std::uint32_t share : {10'000U, 50'000U, 99'900U})
    CHECK(merged.percentile({share}) == whole.percentile({share}));
}

TEST_CASE("What lies beyond the range keeps its place, its count and its largest", "[tools][load]") {
  Histogram histogram;
  histogram.record(nanoseconds(-5));
  histogram.record(std::chrono::hours(100));
  CHECK(histogram.smallest() == nanoseconds(0));
  CHECK(histogram.largest() == std::chrono::hours(100));
  CHECK(histogram.percentile({50'000}) == nanoseconds(0));
  CHECK(histogram.percentile({100'000}) > std::chrono::hours(1));
}
