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

#include "http/status.hpp"
#include "os/clock.hpp"
#include "os/directory.hpp"
#include "os/fd.hpp"

namespace ladder::content {

/// Four random characters of 0-9a-z. Any thread.
std::string random_suffix();

/// Where the names of uploads come from; tests bring their own.
struct UploadNaming {
  std::time_t (*now)() = os::wall_clock_seconds;
  std::string (*suffix)() = random_suffix;
};

/// 507 if the storage is full, else 500. Any thread.
http::Status status_of_storage_error(int error_number);

/// What commit() gave.
struct CommitResult {
  int error_number = 0;
  std::string name;  ///< beneath uploads/: "upload_20240131_235959_x1y2.json"
};

/// One upload being written. Unless commit() succeeds, nothing of it remains. One thread at a time; every
/// call, the destructor included, touches the disk.
class PendingUpload {
 public:
  /// Takes over a temporary file that exists under `temporary_name` in `directory`. See UploadStore::begin().
  PendingUpload(std::shared_ptr<const os::Directory> directory, os::Fd fd, std::string temporary_name,
                const UploadNaming& naming);
  PendingUpload(const PendingUpload&) = delete;
  PendingUpload& operator=(const PendingUpload&) = delete;
  ~PendingUpload();

  /// Writes all of it. 0, or the error number.
  int append(std::span<const std::byte> bytes);

  /// Makes it durable under a new name with this extension: flush(), publish(), the directory flushed,
  /// keep(). Call once, last.
  CommitResult commit(std::string_view extension);

  // The same in steps, for several that stand or fall together.

  /// Makes the bytes durable. 0, or the error number.
  int flush();
  /// Gives it a new name: "upload_YYYYmmdd_HHMMSS_xxxx.json", in UTC, so that names sort by time whatever the
  /// machine's zone does. It is visible now, and still vanishes unless it is kept. Call once.
  CommitResult publish(std::string_view extension);
  /// From now on it stays.
  void keep() { temporary_name_.clear(); }

  /// For reading back what was written. Borrowed.
  int fd() const { return fd_.get(); }

 private:
  int rename_to_free_name(std::string_view extension, std::string& name);
  void discard();

  std::shared_ptr<const os::Directory> directory_;
  os::Fd fd_;
  std::string temporary_name_;  // empty once there is nothing to discard
  UploadNaming naming_;
};

/// The directory `uploads` beneath the root. After construction every call may come from any thread.
///
/// \par Example
/// \snippet examples/content.cpp upload-store
class UploadStore {
 public:
  /// Temporary files begin with this. They have no extension, so they are never served.
  static constexpr std::string_view kTemporaryPrefix = ".incoming-";

  /// Opens or creates the directory and removes temporary files that no living server holds locked.
  /// Throws std::system_error.
  explicit UploadStore(const os::Directory& root, const UploadNaming& naming = {});

  /// What begin() gave.
  struct Begun {
    std::unique_ptr<PendingUpload> upload;  ///< null: see the error number
    int error_number = 0;
  };
  /// Creates a temporary file, locked for as long as it is held.
  Begun begin() const;
  /// Makes the published names durable. 0, or the error number.
  int flush_names() const { return directory_->flush(); }

 private:
  void remove_stale() const;

  std::shared_ptr<const os::Directory> directory_;
  UploadNaming naming_;
};

}  // namespace ladder::content
