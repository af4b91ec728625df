/// \file
/// PendingForm: the files of one form on their way to the disk. All of them are stored or none, at a crash
/// too: docs/decisions/0016-forms-all-or-none.md. It holds two descriptors, however many files there are.
/// Opened in stage 12. Sources: man 2 fsync, man 2 flock, man 2 rename.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "content/uploads/upload_store.hpp"

namespace ladder::content {

/// Unless commit() succeeds, nothing of it remains. One thread at a time; every call but the destructor
/// touches the disk.
///
/// On the disk it is, beside the files under temporary names, an empty file that is locked for as long as its
/// server lives. That file's name is the law: `.form-ID` says that the files are to be removed once the lock
/// is free, `.form-ID.whole` says that those which have no final name yet are to get one.
class PendingForm {
 public:
  /// What begin() gave.
  struct Begun {
    std::unique_ptr<PendingForm> form;  ///< null: see the error number
    int error_number = 0;
  };
  /// What commit() gave: a name beneath uploads/ for each file, in order.
  struct Stored {
    int error_number = 0;
    std::vector<std::string> names;
  };

  /// A form without files. `store` outlives it.
  static Begun begin(const UploadStore& store);
  /// Takes over a locked file that exists under `id`'s name. See begin().
  PendingForm(const UploadStore& store, std::string id, std::unique_ptr<Leftover>&& leftover);
  PendingForm(const PendingForm&) = delete;
  PendingForm& operator=(const PendingForm&) = delete;
  /// What was not committed is removed, on another thread.
  ~PendingForm();

  /// One more file, which will have this extension. 0, or the error number.
  int begin_file(std::string_view extension);
  /// Writes all of it to the file that was begun last. 0, or the error number.
  int append(std::span<const std::byte> bytes);
  /// That file is complete: makes its bytes durable and closes it. 0, or the error number.
  int end_file();
  /// Makes the files durable under new names. Call once, last, with at least one file.
  Stored commit();
  /// Removes what was not committed, now and here.
  void discard();

 private:
  struct Part {
    std::string temporary_name;
    std::string extension;
  };
  Stored publish_one();
  Stored publish_all();
  int declare_and_name(const os::Directory& directory, std::vector<std::string>& names) const;
  int declare_whole(const os::Directory& directory) const;
  int give_names(const os::Directory& directory, std::vector<std::string>& names) const;
  bool take_back(const os::Directory& directory, const std::vector<std::string>& names) const;

  const UploadStore& store_;
  const std::string id_;
  const std::string open_name_;
  const std::string whole_name_;
  std::vector<Part> parts_;
  std::unique_ptr<Leftover> leftover_;  // null once there is nothing to remove
};

}  // namespace ladder::content
