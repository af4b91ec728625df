/// \file
/// Reaper: removes what uploads leave when they fail or their client goes. To remove a large file takes as
/// long as the file system needs to give its blocks back (1.5 GB: 80 ms), and whoever drops an upload may be
/// an event loop. Opened in stage 07. Sources: man 2 unlink, man 2 close.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "concurrency/mutex.hpp"
#include "os/directory.hpp"
#include "os/fd.hpp"

namespace ladder::content {

/// What one upload holds until it is stored: files under temporary names, and descriptors.
struct Leftover {
  std::shared_ptr<const os::Directory> directory;
  std::vector<std::string> names;  ///< to be removed, in this order
  os::Fd file;                     ///< the one that is being written
  os::Fd lock;                     ///< says that somebody alive owns them; let go of last
  std::unique_ptr<Leftover> next;  ///< the Reaper's: so that handing over needs no memory

  /// Removes the names and closes the descriptors. May wait for the disk.
  void remove() noexcept;
};

/// One thread that removes what it is given, oldest first. take() may come from any thread.
class Reaper {
 public:
  Reaper() = default;
  /// Removes all that it has still been given.
  ~Reaper();
  Reaper(const Reaper&) = delete;
  Reaper& operator=(const Reaper&) = delete;

  /// Starts the thread, unless it runs: to be called before anything can be left. Not at construction, since
  /// a server that confines itself must have one thread until then. Throws std::system_error.
  void start();

  /// Takes it over. Allocates nothing and does not wait for the disk. What waits is as much as uploads have
  /// left: each of them took a thread of the pool to begin, so a disk that hangs lets no more of them begin.
  void take(std::unique_ptr<Leftover> leftover) noexcept LADDER_EXCLUDES(mutex_);

  /// Returns when nothing waits and nothing is being removed. Starts the thread, see there.
  void settle() LADDER_EXCLUDES(mutex_);

 private:
  void run() LADDER_EXCLUDES(mutex_);
  std::unique_ptr<Leftover> next() LADDER_EXCLUDES(mutex_);

  concurrency::Mutex mutex_;
  concurrency::ConditionVariable changed_;
  std::unique_ptr<Leftover> first_ LADDER_GUARDED_BY(mutex_);
  Leftover* last_ LADDER_GUARDED_BY(mutex_) = nullptr;  // in the list that begins with first_
  bool busy_ LADDER_GUARDED_BY(mutex_) = false;
  bool stopping_ LADDER_GUARDED_BY(mutex_) = false;
  std::once_flag started_;
  std::jthread thread_;  // last: joined before the rest goes
};

}  // namespace ladder::content
