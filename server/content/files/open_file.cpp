#include "content/files/open_file.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

namespace ladder::content {
namespace {

FileTime file_time(const timespec& time) { return {time.tv_sec, time.tv_nsec}; }

}  // namespace

int read_at(int fd, std::string& bytes, std::uint64_t offset) {
  std::size_t filled = 0;
  while (filled < bytes.size()) {
    const ssize_t count =
        ::pread(fd, bytes.data() + filled, bytes.size() - filled, static_cast<off_t>(offset + filled));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return errno;
    if (count == 0) break;  // it was truncated: the second look will see it
    filled += static_cast<std::size_t>(count);
  }
  bytes.resize(filled);
  return 0;
}

FileIdentity identity_of(const struct stat& status) {
  return {status.st_dev, status.st_ino, static_cast<std::uint64_t>(status.st_size), file_time(status.st_mtim),
          file_time(status.st_ctim)};
}

OpenFile::OpenFile(os::Fd fd, const FileIdentity& identity)
    : fd_(std::move(fd)), identity_(identity), samples_(read_samples()) {}

bool OpenFile::is_unchanged() const {
  struct stat status {};
  if (::fstat(fd_.get(), &status) != 0) return false;
  const FileIdentity now = identity_of(status);
  return now.size_bytes == identity_.size_bytes && now.modified == identity_.modified;
}

//! [holds]
// touch(1), an appended line and an edit in place all move the times; only the bytes tell them apart.
bool OpenFile::holds_what_was_promised() const {
  struct stat status {};
  if (::fstat(fd_.get(), &status) != 0) return false;
  const FileIdentity now = identity_of(status);
  return now == identity_ || (now.size_bytes >= identity_.size_bytes && read_samples() == samples_);
}
//! [holds]

// From the beginning to the end at equal distances; what cannot be read is left out.
std::string OpenFile::read_samples() const {
  constexpr std::uint64_t kSamples = 8, kSampleBytes = 512;
  const bool few = identity_.size_bytes <= kSamples * kSampleBytes;
  const std::uint64_t count = few ? 1 : kSamples, length = few ? identity_.size_bytes : kSampleBytes;
  std::string samples;
  for (std::uint64_t i = 0; i < count; ++i) {
    std::string sample(length, '\0');
    const std::uint64_t offset = few ? 0 : i * (identity_.size_bytes - length) / (count - 1);
    if (read_at(fd_.get(), sample, offset) != 0) sample.clear();
    samples += sample;
  }
  return samples;
}

//! [slice]
std::optional<seam::FileSlice> OpenFile::slice(std::uint64_t offset, std::uint64_t length_bytes) const {
  if (!holds_what_was_promised() || offset > identity_.size_bytes) return std::nullopt;
  const std::uint64_t available = std::min(kSliceBytes, identity_.size_bytes - offset);
  return seam::FileSlice{fd_.get(), offset, std::min(length_bytes, available)};
}
//! [slice]

}  // namespace ladder::content
