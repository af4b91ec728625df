/// \file
/// MissingNames: which paths led to nothing a moment ago. Crawlers and broken links ask for the same missing
/// file again and again; the kernel need not look for it each time. nginx: open_file_cache_errors. Opened in
/// stage 12.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

#include "seam/conversation.hpp"

namespace ladder::content {

/// A table of fixed size: a path has one place in it, and the last one that comes there keeps it. So whatever
/// clients ask for, it takes no more memory. One thread.
class MissingNames {
 public:
  using MonotonicTime = seam::TimePoint (*)();

  /// `time` tells it; see FileCache for how long a path stays believed to be missing.
  explicit MissingNames(MonotonicTime time) : now_(time) {}

  /// True if this path was missing less than FileCache::kCheckAfter ago.
  bool contains(std::string_view path) const;
  /// It was missing when somebody looked, not before `looked_at`.
  void add(std::string_view path, seam::TimePoint looked_at);
  /// Forgets all of them.
  void clear();
  /// The time to hand to add(), to be taken before looking.
  seam::TimePoint now() const { return now_(); }

 private:
  /// Enough for the dead links of a site; 10 KiB a worker, and as much again for each 40 bytes of path.
  static constexpr std::size_t kPlaces = 256;
  /// Longer ones are looked for each time: they are rare.
  static constexpr std::size_t kMaxPathBytes = 256;

  struct Place {
    std::string path;
    seam::TimePoint seen_at{};
  };
  static std::size_t place_of(std::string_view path);

  MonotonicTime now_;
  std::array<Place, kPlaces> places_;
};

}  // namespace ladder::content
