#include "os/directory.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <memory>

#include "os/error.hpp"

namespace ladder::os {
namespace {

// The kernel reports EAGAIN when it lost sight of the root because of a rename elsewhere. Somebody who
// renames without end must not hold us here for ever.
constexpr int kOpenAttempts = 64;

constexpr mode_t kFileMode = 0600;
constexpr mode_t kDirectoryMode = 0755;

//! [open-beneath]
// glibc has no wrapper for openat2(2).
OpenResult open_beneath(int directory_fd, const std::string& name, int flags, mode_t mode = 0) {
  struct open_how how {};
  how.flags = static_cast<unsigned>(flags | O_CLOEXEC);
  how.mode = mode;
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS;
  for (int attempt = 0; attempt < kOpenAttempts; ++attempt) {
    const long fd = ::syscall(SYS_openat2, directory_fd, name.c_str(), &how, sizeof how);
    if (fd >= 0) return {Fd(static_cast<int>(fd)), 0};
    if (errno != EINTR && errno != EAGAIN) break;
  }
  return {Fd(), errno};
}
//! [open-beneath]

Fd open_directory(const std::string& path) {
  return Fd(check(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC), "open", path));
}

// A kernel or sandbox without openat2 is better known at start than by a 500 for every request.
void require_openat2(int directory_fd, const std::string& path) {
  const OpenResult probe = open_beneath(directory_fd, ".", O_PATH | O_DIRECTORY);
  if (!probe.fd) throw_system_error(probe.error_number, "openat2", path);
}

}  // namespace

Directory::Directory(const std::string& path) : fd_(open_directory(path)), path_(path) {
  require_openat2(fd_.get(), path_);
}

OpenResult Directory::open_file(const std::string& relative_path) const {
  return open_beneath(fd_.get(), relative_path, O_RDONLY | O_NONBLOCK | O_NOCTTY);
}

OpenResult Directory::create_file(const std::string& name) const {
  return open_beneath(fd_.get(), name, O_WRONLY | O_CREAT | O_EXCL | O_NOCTTY, kFileMode);
}

//! [rename-new]
int Directory::rename_new(const std::string& from, const std::string& to) const {
  const int fd = fd_.get();
  if (::renameat2(fd, from.c_str(), fd, to.c_str(), RENAME_NOREPLACE) == 0) return 0;
  // Some file systems (FUSE, NFS) do not know the flag. link(2) never replaces either, but leaves both names.
  if (errno != EINVAL) return errno;
  if (::linkat(fd, from.c_str(), fd, to.c_str(), 0) != 0) return errno;
  return remove(from);
}
//! [rename-new]

int Directory::remove(const std::string& name) const {
  return ::unlinkat(fd_.get(), name.c_str(), 0) == 0 ? 0 : errno;
}

int Directory::flush() const {
  int result = 0;
  do {
    result = ::fsync(fd_.get());
  } while (result != 0 && errno == EINTR);
  return result == 0 ? 0 : errno;
}

Directory Directory::subdirectory(const std::string& name) const {
  const std::string full = path_ + "/" + name;
  if (::mkdirat(fd_.get(), name.c_str(), kDirectoryMode) == 0) {
    if (const int error_number = flush(); error_number != 0) throw_system_error(error_number, "fsync", path_);
  } else if (errno != EEXIST) {
    throw_system_error("mkdir", full);
  }
  OpenResult opened = open_beneath(fd_.get(), name, O_RDONLY | O_DIRECTORY);
  if (!opened.fd) throw_system_error(opened.error_number, "open", full);
  return Directory(std::move(opened.fd), full);
}

bool Directory::is_at(const std::string& path) const {
  struct stat there {
  }, here{};
  return ::stat(path.c_str(), &there) == 0 && ::fstat(fd_.get(), &here) == 0 && there.st_dev == here.st_dev &&
         there.st_ino == here.st_ino;
}

std::vector<std::string> Directory::names() const {
  // A descriptor of its own, because the position in the listing belongs to the open file.
  OpenResult opened = open_beneath(fd_.get(), ".", O_RDONLY | O_DIRECTORY);
  if (!opened.fd) throw_system_error(opened.error_number, "open", path_);
  const std::unique_ptr<DIR, int (*)(DIR*)> listing(::fdopendir(opened.fd.get()), &::closedir);
  if (!listing) throw_system_error("fdopendir", path_);
  (void)opened.fd.release();  // closedir() closes it now

  std::vector<std::string> names;
  errno = 0;
  while (const dirent* entry = ::readdir(listing.get())) {
    const std::string name = entry->d_name;
    if (name != "." && name != "..") names.push_back(name);
    errno = 0;
  }
  if (errno != 0) throw_system_error("readdir", path_);
  return names;
}

}  // namespace ladder::os
