/// \file
/// UploadStore: uploads become files either whole and durable, or not at all. Written under a temporary name,
/// flushed, renamed, the directory flushed; a crash at any moment leaves at most a temporary file, which the
/// next start removes. Opened in stage 07. Sources: man 2 fsync, man 2 flock, man 2 rename.
#pragma once

#include <cstddef>
#include <cstdint>
#include <ctime>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "concurrency/mutex.hpp"
#include "content/trouble.hpp"
#include "content/uploads/reaper.hpp"
#include "content/uploads/upload_block.hpp"
#include "http/status.hpp"
#include "os/clock.hpp"
#include "os/directory.hpp"

namespace ladder::content {

/// Four random characters of 0-9a-z. Any thread.
std::string random_suffix();

/// Where the names of uploads come from; tests bring their own.
struct UploadNaming {
  std::time_t (*now)() = os::wall_clock_seconds;
  std::string (*suffix)() = random_suffix;
};

/// 507 if the storage is full, 503 for what passes by itself (too many open files; another directory has
/// taken the place of this one), else 500. Any thread.
http::Status status_of_storage_error(int error_number);

/// What commit() gave.
struct CommitResult {
  int error_number = 0;
  std::string name;  ///< beneath uploads/: "upload_20240131_235959_x1y2.json"
};

/// The most descriptors that one upload holds at a time: a form has the file that is being written and the
/// one that says it is alive.
inline constexpr std::size_t kMostDescriptorsOfAnUpload = 2;

/// Writes all of it. 0, or the error number. Any thread.
int write_all(int fd, std::span<const std::byte> bytes);
/// Makes a file's bytes durable. 0, or the error number: then it must not be asked again, for the kernel
/// reports a failed write once. Any thread.
int flush_file(int fd);
/// Locks a file until its last descriptor is closed, however that comes. False if somebody else has. Any
/// thread.
bool lock_for_life(int fd);

class UploadStore;

/// One upload being written. Unless commit() succeeds, nothing of it remains. One thread at a time; every
/// call but the destructor touches the disk.
class PendingUpload {
 public:
  /// Takes over a locked temporary file. `store`, which outlives it, made it: see UploadStore::begin().
  PendingUpload(const UploadStore& store, std::unique_ptr<Leftover>&& leftover);
  PendingUpload(const PendingUpload&) = delete;
  PendingUpload& operator=(const PendingUpload&) = delete;
  /// What was not committed is removed, on another thread.
  ~PendingUpload();

  /// Writes all of it. 0, or the error number.
  int append(std::span<const std::byte> bytes);

  /// Makes it durable under a new name with this extension, which becomes visible. Call once, last. ESTALE:
  /// another directory has taken the place of the one it lies in, so that nobody would find it.
  CommitResult commit(std::string_view extension);

  /// Removes what was not committed, now and here.
  void discard();

 private:
  const UploadStore& store_;
  std::unique_ptr<Leftover> leftover_;  // null once there is nothing to remove
};

/// The directory `uploads` beneath the root, as it is now: removed, it is made again; replaced, the new one
/// is used. After construction every call may come from any thread.
///
/// \par Example
/// \snippet examples/content.cpp upload-store
class UploadStore {
 public:
  /// Temporary files begin with this. They have no extension, so they are never served.
  static constexpr std::string_view kTemporaryPrefix = ".incoming-";

  /// Opens or creates the directory and removes temporary files that no living server holds locked.
  /// Throws std::system_error.
  explicit UploadStore(const os::Directory& root, const UploadNaming& naming = {}, ReportTrouble report = {});

  /// What begin() gave.
  struct Begun {
    std::unique_ptr<PendingUpload> upload;  ///< null: see the error number
    int error_number = 0;
  };
  /// Creates a temporary file, locked for as long as it is held.
  Begun begin() const;

  // For those who write uploads.

  /// A file that has just been created, or the error number. One that nobody takes over is removed: there was
  /// no memory for who was to write it.
  struct Created {
    std::unique_ptr<Leftover> leftover;  ///< with its one name, and its descriptor as `file`
    int error_number = 0;
    ~Created() {
      if (leftover) leftover->remove();
    }
  };
  /// Creates a file and locks it. Its name is `prefix` and eight random characters.
  Created create_locked(std::string_view prefix) const;
  /// Gives a file in `directory` a free name with this extension: "upload_20240131_235959_x1y2.json", in UTC,
  /// so that names sort by time whatever the machine's zone does.
  CommitResult publish(const os::Directory& directory, const std::string& temporary_name,
                       std::string_view extension) const;
  /// True if `directory` is what the path leads to now: what lies in it can be found.
  bool is_current(const os::Directory& directory) const { return directory.is_at(path_); }
  /// Has it removed on another thread. Does not wait, needs no memory.
  void discard(std::unique_ptr<Leftover> leftover) const noexcept { reaper_.take(std::move(leftover)); }
  /// Returns when all that was discarded is removed.
  void settle() const { reaper_.settle(); }
  /// What all uploads to this store hold in memory.
  BlockBudget& block_budget() const { return block_budget_; }
  /// Tells whoever keeps the log that something could not be stored.
  void report(int error_number) const;

 private:
  struct Opened {
    std::shared_ptr<const os::Directory> directory;
    int error_number = 0;
  };
  Opened current() const LADDER_EXCLUDES(mutex_);
  Opened open_anew() const LADDER_EXCLUDES(mutex_);
  Opened refused(int error_number) const LADDER_EXCLUDES(mutex_);
  static std::shared_ptr<const os::Directory> open(const os::Directory& root);
  void sweep(const os::Directory& directory) const;

  const std::string root_path_;
  const std::string path_;
  const UploadNaming naming_;
  const ReportTrouble report_;
  mutable concurrency::Mutex mutex_;
  mutable Reaper reaper_;
  mutable BlockBudget block_budget_;
  mutable std::shared_ptr<const os::Directory> directory_ LADDER_GUARDED_BY(mutex_);
  mutable bool told_refused_ LADDER_GUARDED_BY(mutex_) = false;  // it has been told that it may not be used
};

}  // namespace ladder::content
