/// \file
/// Every parser input is tried four ways: whole, byte by byte, with trailing bytes behind it, and right
/// before an unreadable page, where an over-read of one byte crashes (as picohttpparser's tests do it). For
/// tests only. `four_ways` is for parsers that are fed, `four_ways_at_once` for functions of a whole text.
#pragma once

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>

#include "support/catch.hpp"

namespace ladder::test {

/// A copy of `bytes` that ends where a PROT_NONE page begins.
class GuardedBytes {
 public:
  explicit GuardedBytes(std::string_view bytes) : size_(bytes.size()) {
    const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
    const std::size_t readable = (size_ + page) / page * page;  // at least one page, even for no bytes
    mapped_bytes_ = readable + page;
    mapping_ = mmap(nullptr, mapped_bytes_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (mapping_ == MAP_FAILED) throw std::runtime_error("mmap failed");
    char* const guard = static_cast<char*>(mapping_) + readable;
    if (mprotect(guard, page, PROT_NONE) != 0) throw std::runtime_error("mprotect failed");
    begin_ = guard - size_;
    std::copy(bytes.begin(), bytes.end(), begin_);
  }
  GuardedBytes(const GuardedBytes&) = delete;
  GuardedBytes& operator=(const GuardedBytes&) = delete;
  ~GuardedBytes() { (void)munmap(mapping_, mapped_bytes_); }  // nothing to do about a failure in a test

  std::string_view view() const { return {begin_, size_}; }

 private:
  std::size_t size_;
  std::size_t mapped_bytes_ = 0;
  void* mapping_ = nullptr;
  char* begin_ = nullptr;
};

/// What lies behind an input in the third way: digits, hex digits, line ends and a request, whatever a greedy
/// parser would like to swallow.
inline constexpr std::string_view kTrailingBytes = "0a1\r\n\r\n: ;,=\"GET /next HTTP/1.1\r\nHost: b\r\n\r\n";

/// One way of handing an input to a parser: `bytes` in pieces of `piece_bytes`, the last one perhaps shorter.
struct Way {
  std::string_view name;
  std::string_view bytes;
  std::size_t piece_bytes = 0;
};

/// For parsers that see all bytes so far: calls settled(so_far) with more bytes each time, until it returns
/// true or all have come.
template <class Settled>
void grow(const Way& way, Settled settled) {
  for (std::size_t size = std::min(way.piece_bytes, way.bytes.size());; size += way.piece_bytes) {
    const std::string_view so_far = way.bytes.substr(0, size);
    if (settled(so_far) || so_far.size() == way.bytes.size()) return;
  }
}

/// `no` for an input that is not finished: with more bytes behind it, it would be another input.
enum class Trailing { yes, no };

/// Calls check(const Way&) once a way. The bytes live until check returns.
template <class Check>
void four_ways(std::string_view input, Check check, Trailing trailing = Trailing::yes) {
  const std::string whole(input);
  const auto run = [&check](const Way& way) {
    INFO("way: " << way.name);
    check(way);
  };
  const std::size_t everything = std::max<std::size_t>(input.size(), 1);
  run({"whole", whole, everything});
  run({"byte by byte", whole, 1});
  const GuardedBytes guarded(input);
  run({"guard page", guarded.view(), everything});
  if (trailing == Trailing::no) return;
  const std::string longer = whole + std::string(kTrailingBytes);
  run({"trailing bytes", longer, longer.size()});
}

/// Calls check(parse(text)) with the whole text, with trailing bytes behind the view, and before a guard
/// page. In place of byte by byte, parse() must survive every beginning of the text before a guard page.
template <class Parse, class Check>
void four_ways_at_once(std::string_view text, Parse parse, Check check) {
  const auto run = [&](std::string_view name, std::string_view bytes) {
    INFO("way: " << name);
    check(parse(bytes));
  };
  const std::string whole(text);
  run("whole", whole);
  const std::string longer = whole + std::string(kTrailingBytes);
  run("trailing bytes", std::string_view(longer).substr(0, text.size()));
  run("guard page", GuardedBytes(text).view());
  for (std::size_t size = 0; size < text.size(); ++size)
    (void)parse(GuardedBytes(text.substr(0, size)).view());
}

}  // namespace ladder::test
