/// \file
/// The Range field (http/range.hpp).
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "http/range.hpp"
#include "support/catch.hpp"

using namespace ladder::http;
using namespace std::string_view_literals;

namespace {

using Kind = RangeRequest::Kind;

void check_kind(std::string_view value, std::uint64_t size_bytes, Kind expected) {
  CAPTURE(std::string(value), size_bytes);
  const RangeRequest request = parse_range(value, size_bytes);
  CHECK(request.kind == expected);
  CHECK(request.ranges.empty());
}

std::string list_of(std::size_t members) {
  std::string value = "bytes=";
  for (std::size_t i = 0; i < members; ++i) value += (i == 0 ? "" : ",") + std::to_string(i) + "-";
  return value;
}

}  // namespace

TEST_CASE("Byte ranges are measured against the size", "[http][stage06][rfc9110-14.1.2]") {
  struct Row {
    std::string_view value;
    std::uint64_t size_bytes;
    std::vector<ByteRange> ranges;
  };
  const Row rows[] = {
      {"bytes=0-499", 10000, {{0, 499}}},
      {"bytes=500-999", 10000, {{500, 999}}},
      {"bytes=-500", 10000, {{9500, 9999}}},
      {"bytes=9500-", 10000, {{9500, 9999}}},
      {"bytes=0-0,-1", 10000, {{0, 0}, {9999, 9999}}},
      {"bytes=500-600,601-999", 10000, {{500, 600}, {601, 999}}},
      {"bytes=500-700,601-999", 10000, {{500, 700}, {601, 999}}},
      {"bytes=601-999,500-700", 10000, {{601, 999}, {500, 700}}},
      {"bytes=0-", 1, {{0, 0}}},
      {"bytes=0-9999999", 10, {{0, 9}}},
      {"bytes=9-9", 10, {{9, 9}}},
      {"bytes=-10", 10, {{0, 9}}},
      {"bytes=-11", 10, {{0, 9}}},
      {"bytes=000-0001", 10, {{0, 1}}},
      {"BYTES=1-2", 10, {{1, 2}}},
      {"Bytes=1-2", 10, {{1, 2}}},
      {"bytes=1-2 , 4-5\t,\t7-8", 10, {{1, 2}, {4, 5}, {7, 8}}},
      {"bytes=,1-2,, ,4-5,", 10, {{1, 2}, {4, 5}}},
  };
  for (const Row& row : rows) {
    CAPTURE(std::string(row.value), row.size_bytes);
    const RangeRequest request = parse_range(row.value, row.size_bytes);
    CHECK(request.kind == Kind::partial);
    CHECK(request.ranges == row.ranges);
  }
}

TEST_CASE("A partly satisfiable list keeps what is satisfiable", "[http][stage06][rfc9110-14.2]") {
  const RangeRequest request = parse_range("bytes=10-,2-3,-0,99-100,5-99", 10);
  CHECK(request.kind == Kind::partial);
  CHECK(request.ranges == std::vector<ByteRange>{{2, 3}, {5, 9}});
}

TEST_CASE("Valid ranges outside of the representation are unsatisfiable",
          "[http][stage06][rfc9110-15.5.17]") {
  for (const std::string_view value : {"bytes=10-", "bytes=10-10", "bytes=11-99", "bytes=-0", "bytes=-00",
                                       "bytes=10-,20-30", "bytes=18446744073709551615-"})
    check_kind(value, 10, Kind::unsatisfiable);
}

TEST_CASE("Nothing of an empty representation can be satisfied", "[http][stage06][rfc9110-14.1.2]") {
  for (const std::string_view value : {"bytes=0-", "bytes=0-0", "bytes=-1", "bytes=-0", "bytes=5-9"})
    check_kind(value, 0, Kind::unsatisfiable);
  check_kind("bytes=x", 0, Kind::whole);
}

TEST_CASE("What is not a valid byte range is ignored", "[http][stage06][rfc9110-14.2]") {
  for (const std::string_view value : {""sv,
                                       "bytes"sv,
                                       "bytes="sv,
                                       "="sv,
                                       "=0-1"sv,
                                       "bytes=,"sv,
                                       "bytes=, ,"sv,
                                       "bytes=-"sv,
                                       "bytes=--1"sv,
                                       "bytes=1"sv,
                                       "bytes=a-b"sv,
                                       "bytes=1-b"sv,
                                       "bytes=a-1"sv,
                                       "bytes=1-2-3"sv,
                                       "bytes=+1-2"sv,
                                       "bytes=1-+2"sv,
                                       "bytes=0x1-2"sv,
                                       "bytes=1 -2"sv,
                                       "bytes=1- 2"sv,
                                       "bytes = 1-2"sv,
                                       "bytes =1-2"sv,
                                       "bytes= 1-2"sv,
                                       " bytes=1-2"sv,
                                       "bytes:1-2"sv,
                                       "items=1-2"sv,
                                       "byte=1-2"sv,
                                       "bytess=1-2"sv,
                                       "bytes=2-1"sv,
                                       "bytes=1-2;3-4"sv,
                                       "bytes=1-2 3-4"sv,
                                       "bytes=*"sv,
                                       "bytes=1-2\0"sv,
                                       "bytes=\0001-2"sv,
                                       "bytes=1-2,x"sv,
                                       "bytes=x,1-2"sv,
                                       "bytes=1-2,4-3"sv})
    check_kind(value, 10, Kind::whole);
}

TEST_CASE("A range that ends before it begins spoils its list even where it lies outside",
          "[http][stage06][rfc9110-14.1.1]") {
  check_kind("bytes=99-98", 10, Kind::whole);
  check_kind("bytes=0-1,99-98", 10, Kind::whole);
}

TEST_CASE("Numbers beyond 64 bits saturate", "[http][stage06][rfc9110-14.1.2]") {
  constexpr std::uint64_t kHighest = std::numeric_limits<std::uint64_t>::max();
  const std::vector<ByteRange> everything = {{0, 9}};
  CHECK(parse_range("bytes=0-18446744073709551616", 10).ranges == everything);
  CHECK(parse_range("bytes=0-99999999999999999999999999", 10).ranges == everything);
  CHECK(parse_range("bytes=-99999999999999999999999999", 10).ranges == everything);
  CHECK(parse_range("bytes=0-", kHighest).ranges == std::vector<ByteRange>{{0, kHighest - 1}});
  check_kind("bytes=18446744073709551616-", 10, Kind::unsatisfiable);  // wrapped around it would be 0-
  check_kind("bytes=18446744073709551617-18446744073709551616", 10, Kind::unsatisfiable);
}

TEST_CASE("More ranges than kMaxRanges are ignored", "[http][stage06][rfc9110-14.2]") {
  CHECK(parse_range(list_of(kMaxRanges), 100).ranges.size() == kMaxRanges);
  check_kind(list_of(kMaxRanges + 1), 100, Kind::whole);
  check_kind(list_of(kMaxRanges + 1), 1, Kind::whole);  // the unsatisfiable ones count as well
}

TEST_CASE("The length of a range counts both of its ends", "[http][stage06]") {
  CHECK(ByteRange{0, 0}.length_bytes() == 1);
  CHECK(ByteRange{5, 9}.length_bytes() == 5);
}

TEST_CASE("More ranges than are allowed are none", "[http][stage06][rfc9110-14.2]") {
  CHECK(parse_range("bytes=0-1,2-3", 10, 2).ranges.size() == 2);
  CHECK(parse_range("bytes=0-1,2-3,4-5", 10, 2).kind == Kind::whole);
  CHECK(parse_range("bytes=0-1,2-3,99-", 10, 2).kind == Kind::whole);
}
