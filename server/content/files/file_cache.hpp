/// \file
/// FileCache: the files asked for lately, each ready to be sent after one lookup. One a worker, so there are
/// no locks. A hit allocates nothing. Opened in stage 06.
///
/// An entry is looked at again once it is a second old: if name, size or times have changed, it is dropped.
/// So an edited file is seen within a second; the same goes for what is compressed beside it. What does not
/// exist is not remembered.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "content/files/served_file.hpp"
#include "os/directory.hpp"
#include "seam/conversation.hpp"

namespace ladder::content {

/// CLOCK_MONOTONIC_COARSE: a few nanoseconds to read, up to 10 ms late. Any thread.
seam::TimePoint coarse_monotonic_time();

/// Least recently used entries go first, when bytes or descriptors exceed their bounds. One thread.
///
/// \par Example
/// \snippet examples/content.cpp file-cache
class FileCache {
 public:
  using MonotonicTime = seam::TimePoint (*)();

  /// By so much the coarse clock may lag behind the one that loops wait by: who came at the very time would
  /// find it not yet come, again and again.
  static constexpr std::chrono::milliseconds kMostLag{10};

  /// A second, less the tick by which the coarse clock may lag: "within a second" is a promise.
  static constexpr std::chrono::milliseconds kCheckAfter{985};

  /// A file that nobody has asked for in so long is held open no more: it may be deleted, and its room on the
  /// disk is given back only then (nginx: open_file_cache, inactive=60s).
  static constexpr std::chrono::seconds kCloseAfter{60};

  /// The bounds of one cache.
  struct Options {
    /// Bounds what is kept in memory, bookkeeping included. 0: no bytes are kept, small files go by
    /// descriptor too.
    std::size_t budget_bytes = std::size_t{32} * 1024 * 1024;
    /// Larger files are sent from an open descriptor: to keep them in memory saves no time worth the room.
    std::size_t largest_in_memory_bytes = std::size_t{256} * 1024;
    /// Bounds the large files kept open between requests; each holds a descriptor, with `.gz` beside it two.
    std::size_t open_files = 64;
  };

  /// For tests and the log.
  struct Counters {
    std::uint64_t hits = 0;       ///< answered without any look at the file system
    std::uint64_t checks = 0;     ///< looked at again after a second
    std::uint64_t changes = 0;    ///< of those: dropped
    std::uint64_t loads = 0;      ///< loaded by load()
    std::uint64_t evictions = 0;  ///< dropped to stay within the bounds
  };

  /// An empty cache of files beneath `root`. `now` tells the age of entries; tests bring their own clock.
  FileCache(std::shared_ptr<const os::Directory> root, const Options& options,
            MonotonicTime now = coarse_monotonic_time);
  FileCache(const FileCache&) = delete;
  FileCache& operator=(const FileCache&) = delete;

  /// The file under this key (a canonical path), at most a second old; null: load() it.
  std::shared_ptr<const ServedFile> find(std::string_view key);

  /// Loads `name` beneath the root and keeps it under `key`, if it fits.
  LoadResult load(std::string_view key, const std::string& name);

  /// Forgets all files and goes on with those beneath another root. Answers in flight are not touched.
  void restart(std::shared_ptr<const os::Directory> root);

  /// Closes the large files that nobody has asked for in kCloseAfter. Returns when to call again: never, if
  /// none is open. To be called when there is a moment, however often.
  seam::TimePoint close_idle();

  /// What has happened so far; never reset.
  const Counters& counters() const { return counters_; }
  /// Bytes that entries in memory cost now, bookkeeping included; at most Options::budget_bytes.
  std::size_t kept_bytes() const { return kept_bytes_; }
  /// Large files held open between requests now; at most Options::open_files.
  std::size_t kept_open_files() const { return open_.size(); }
  /// Entries of both kinds.
  std::size_t entries() const { return index_.size(); }

 private:
  struct Entry {
    std::string key;
    std::string name;
    std::shared_ptr<const ServedFile> file;
    seam::TimePoint checked_at;
    seam::TimePoint used_at;
    std::size_t cost_bytes = 0;
  };
  using Shelf = std::list<Entry>;  // most recently used in front

  Shelf& shelf_of(const ServedFile& file) { return file.open_file ? open_ : in_memory_; }
  bool is_current(const Entry& entry) const;
  void keep(Entry entry);
  void drop(Shelf::iterator position);
  void evict();

  std::shared_ptr<const os::Directory> root_;
  Options options_;
  MonotonicTime now_;
  Shelf in_memory_;
  Shelf open_;
  std::unordered_map<std::string_view, Shelf::iterator> index_;  // the keys are views of Entry::key
  std::size_t kept_bytes_ = 0;
  Counters counters_;
};

}  // namespace ladder::content
