/// \file
/// OpenFile: a large file while it is being sent, and what tells two versions of a file apart. Opened in
/// stage 06.
///
/// Each slice is preceded by a look. If the times have moved meanwhile, samples of the bytes that were
/// announced tell what happened: the same, and the file was touched or appended to, which harms nobody;
/// others, and the answer ends. What was changed only between the samples, or while the kernel was sending,
/// is not seen: for every answer to be exact a large file must be replaced by rename(2), not rewritten in
/// place. See docs/decisions/0017-names-are-looked-at-again.md.
#pragma once

#include <sys/stat.h>

#include <compare>
#include <cstdint>
#include <optional>
#include <string>

#include "http/response.hpp"
#include "os/fd.hpp"

namespace ladder::content {

/// A moment as the file system keeps it. In two numbers, since one of nanoseconds ends in the year 2262.
struct FileTime {
  std::int64_t seconds = 0;      ///< since 1970; negative before
  std::int64_t nanoseconds = 0;  ///< 0 to 999,999,999 behind it
  auto operator<=>(const FileTime&) const = default;
};

/// What tells two versions of a file apart.
struct FileIdentity {
  std::uint64_t device = 0;
  std::uint64_t inode = 0;
  std::uint64_t size_bytes = 0;
  FileTime modified;
  FileTime changed;
  bool operator==(const FileIdentity&) const = default;
};

/// The identity in what fstat(2) said. Any thread.
FileIdentity identity_of(const struct stat& status);

/// A large file that is being sent. Any thread may ask for slices.
class OpenFile final : public http::FileSource {
 public:
  /// The most that one slice gives, so that a change is noticed at the latest after this much.
  static constexpr std::uint64_t kSliceBytes = std::uint64_t{1024} * 1024;

  /// `identity` is the version that will be promised: what fstat(2) said when the field lines were made.
  /// Reads the samples.
  OpenFile(os::Fd fd, const FileIdentity& identity);
  /// False once size or modification time have changed: a new answer needs new field lines. (Not the change
  /// time: it moves when the name is replaced, and a download of the old version may finish.)
  bool is_unchanged() const;
  /// Nothing once the bytes that were promised have changed, as far as can be told.
  std::optional<seam::FileSlice> slice(std::uint64_t offset, std::uint64_t length_bytes) const override;

 private:
  bool holds_what_was_promised() const;
  std::string read_samples() const;

  os::Fd fd_;
  FileIdentity identity_;
  std::string samples_;  // of the promised bytes; all of them, if they are few
};

/// Fills `bytes` from `offset` on, and shortens it if the file ends before. 0, or the error number. Any
/// thread.
int read_at(int fd, std::string& bytes, std::uint64_t offset);

}  // namespace ladder::content
