/// \file
/// Directory: a directory held open, and files beneath it. Names are resolved by the kernel with
/// RESOLVE_BENEATH, so no "..", link or race leads outside. Opened in stage 06; uploads in stage 07.
/// Sources: man 2 openat2, man 2 renameat, man 2 fsync.
#pragma once

#include <sys/stat.h>

#include <string>
#include <vector>

#include "os/fd.hpp"

namespace ladder::os {

/// What opening a name gave: a descriptor, or the error number that says why not.
struct OpenResult {
  Fd fd;
  int error_number = 0;
};

/// An open directory. After construction every call may come from any thread.
///
/// \par Example
/// \snippet examples/os.cpp directory
class Directory {
 public:
  /// Throws std::system_error naming the path.
  explicit Directory(const std::string& path);

  /// Opens a file beneath this directory for reading, without blocking on a FIFO. Links that stay beneath are
  /// followed; one that leads outside gives EXDEV.
  OpenResult open_file(const std::string& relative_path) const;

  /// Creates a new file beneath for writing; EEXIST if the name is taken. Mode 0600: it holds what a stranger
  /// has sent, and who serves it is its owner; nobody else on this machine has been promised it (nginx's and
  /// PHP's files of uploads have the same).
  OpenResult create_file(const std::string& name) const;

  /// Gives `from` the name `to`, atomically, unless `to` exists. 0, or the error number (EEXIST: taken).
  int rename_new(const std::string& from, const std::string& to) const;

  /// Removes a name. 0, or the error number.
  int remove(const std::string& name) const;

  /// Makes renames durable: fsync(2) on the directory itself. 0, or the error number.
  int flush() const;

  /// A subdirectory beneath, created (mode 0755), and its name made durable, if it is missing. Throws
  /// std::system_error.
  Directory subdirectory(const std::string& name) const;

  /// The names in it, without "." and "..". Throws std::system_error.
  std::vector<std::string> names() const;

  /// True if `path` leads to this very directory now, and not to another one that has taken its place or to
  /// nothing. One stat(2).
  bool is_at(const std::string& path) const;

  /// As it was given; of a subdirectory the parent's path, a slash and its name. For messages.
  const std::string& path() const { return path_; }

 private:
  Directory(Fd fd, std::string path) : fd_(std::move(fd)), path_(std::move(path)) {}
  Fd fd_;
  std::string path_;
};

}  // namespace ladder::os
