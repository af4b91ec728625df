/// \file
/// Text that arrives piece by piece where it lies, as in a receive buffer. For tests only.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <vector>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define LADDER_HAS_ADDRESS_SANITIZER 1
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define LADDER_HAS_ADDRESS_SANITIZER 1
#endif
#ifdef LADDER_HAS_ADDRESS_SANITIZER
#include <sanitizer/asan_interface.h>
#endif

namespace ladder::fuzz {

/// A copy of a text, of which only the beginning has come. Under AddressSanitizer, whoever reads a byte that
/// has not come ends the program.
class Arrival {
 public:
  explicit Arrival(std::string_view text) : bytes_(text.begin(), text.end()) { hide(); }
  Arrival(const Arrival&) = delete;
  Arrival& operator=(const Arrival&) = delete;
  ~Arrival() { show(bytes_.size()); }

  std::string_view all() const { return {bytes_.data(), bytes_.size()}; }
  std::string_view come() const { return all().substr(0, come_bytes_); }
  std::size_t missing_bytes() const { return bytes_.size() - come_bytes_; }
  /// More has come: at most what is missing.
  void grow(std::size_t bytes) { show(come_bytes_ += bytes); }

 private:
#ifdef LADDER_HAS_ADDRESS_SANITIZER
  void hide() const { __asan_poison_memory_region(bytes_.data(), bytes_.size()); }
  void show(std::size_t bytes) const { __asan_unpoison_memory_region(bytes_.data(), bytes); }
#else
  void hide() const {}
  void show(std::size_t) const {}
#endif

  std::vector<char> bytes_;
  std::size_t come_bytes_ = 0;
};

}  // namespace ladder::fuzz
