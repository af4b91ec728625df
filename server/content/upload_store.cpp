/// \file
/// Create, lock, write, flush, rename, flush the directory: in this order and no other. Opened in stage 07.
#include "content/upload_store.hpp"

#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "os/error.hpp"

namespace ladder::content {
namespace {

constexpr std::string_view kUploadsName = "uploads";

// 36^4 names a second: so many collisions in a row mean that something else is wrong.
constexpr int kNameAttempts = 100;

std::string temporary_name() {
  return std::string(UploadStore::kTemporaryPrefix) + random_suffix() + random_suffix();
}

// "upload_20240131_235959_"
std::string stem_of(std::time_t seconds) {
  std::tm utc{};
  (void)::gmtime_r(&seconds, &utc);  // fails only for years beyond an int
  char text[64];
  const std::size_t length = std::strftime(text, sizeof text, "upload_%Y%m%d_%H%M%S_", &utc);
  return std::string(text, length);
}

int flush_file(int fd) {
  while (::fsync(fd) != 0)
    if (errno != EINTR) return errno;
  return 0;
}

bool lock(int fd) { return ::flock(fd, LOCK_EX | LOCK_NB) == 0; }

// Between creating and locking, a server that starts elsewhere may have taken the file for a stale one.
bool still_has_a_name(int fd) {
  struct stat status {};
  return ::fstat(fd, &status) == 0 && status.st_nlink > 0;
}

}  // namespace

std::string random_suffix() {
  constexpr std::string_view kAlphabet = "0123456789abcdefghijklmnopqrstuvwxyz";
  unsigned char bytes[4];
  os::check(static_cast<int>(::getrandom(bytes, sizeof bytes, 0)),
            "getrandom");  // never short up to 256 bytes
  std::string suffix;
  for (const unsigned char byte : bytes) suffix += kAlphabet[byte % kAlphabet.size()];
  return suffix;
}

http::Status status_of_storage_error(int error_number) {
  switch (error_number) {
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
      return http::Status::insufficient_storage;
    default:
      return http::Status::internal_server_error;
  }
}

PendingUpload::PendingUpload(std::shared_ptr<const os::Directory> directory, os::Fd fd,
                             std::string temporary_name, const UploadNaming& naming)
    : directory_(std::move(directory)),
      fd_(std::move(fd)),
      temporary_name_(std::move(temporary_name)),
      naming_(naming) {}

PendingUpload::~PendingUpload() { discard(); }

//! [append]
int PendingUpload::append(std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(fd_.get(), bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return errno;
    bytes = bytes.subspan(static_cast<std::size_t>(count));  // a full disk takes a part first, then refuses
  }
  return 0;
}
//! [append]

//! [commit]
CommitResult PendingUpload::commit(std::string_view extension) {
  if (const int error_number = flush(); error_number != 0) return {error_number, {}};
  CommitResult published = publish(extension);
  if (published.error_number != 0) return published;
  if (const int error_number = directory_->flush(); error_number != 0) return {error_number, {}};
  keep();
  return published;
}
//! [commit]

int PendingUpload::flush() { return flush_file(fd_.get()); }

//! [publish]
CommitResult PendingUpload::publish(std::string_view extension) {
  std::string name;
  const int error_number = rename_to_free_name(extension, name);
  if (error_number != 0) return {error_number, {}};
  temporary_name_ = name;  // until it is kept, discarding means removing this
  return {0, std::move(name)};
}
//! [publish]

//! [free-name]
int PendingUpload::rename_to_free_name(std::string_view extension, std::string& name) {
  for (int attempt = 0; attempt < kNameAttempts; ++attempt) {
    name = stem_of(naming_.now()) + naming_.suffix() + "." + std::string(extension);
    const int error_number = directory_->rename_new(temporary_name_, name);
    if (error_number != EEXIST) return error_number;
  }
  return EEXIST;
}
//! [free-name]

//! [discard]
void PendingUpload::discard() {
  if (temporary_name_.empty()) return;
  (void)directory_->remove(temporary_name_);  // if that fails, the next start removes it
  temporary_name_.clear();
}
//! [discard]

UploadStore::UploadStore(const os::Directory& root, const UploadNaming& naming)
    : directory_(std::make_shared<const os::Directory>(root.subdirectory(std::string(kUploadsName)))),
      naming_(naming) {
  remove_stale();
}

//! [begin-upload]
UploadStore::Begun UploadStore::begin() const {
  for (int attempt = 0; attempt < kNameAttempts; ++attempt) {
    const std::string name = temporary_name();
    os::OpenResult created = directory_->create_file(name);
    if (created.error_number == EEXIST) continue;
    if (!created.fd) return {nullptr, created.error_number};
    auto upload = std::make_unique<PendingUpload>(directory_, std::move(created.fd), name, naming_);
    if (lock(upload->fd()) && still_has_a_name(upload->fd())) return {std::move(upload), 0};
  }
  return {nullptr, EEXIST};
}
//! [begin-upload]

//! [remove-stale]
void UploadStore::remove_stale() const {
  for (const std::string& name : directory_->names()) {
    if (!name.starts_with(kTemporaryPrefix)) continue;
    const os::OpenResult opened = directory_->open_file(name);
    // Removed while locked, so that nobody can begin to use it in between.
    if (opened.fd && lock(opened.fd.get())) (void)directory_->remove(name);
  }
}
//! [remove-stale]

}  // namespace ladder::content
