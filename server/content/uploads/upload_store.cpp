/// \file
/// Create, lock, write, flush, rename, flush the directory: in this order and no other. Opened in stage 07.
#include "content/uploads/upload_store.hpp"

#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include "content/uploads/form_files.hpp"
#include "os/error.hpp"

namespace ladder::content {
namespace {

constexpr std::string_view kUploadsName = "uploads";

// 36^4 names a second: so many collisions in a row mean that something else is wrong.
constexpr int kNameAttempts = 100;

// "upload_20240131_235959_"
std::string stem_of(std::time_t seconds) {
  std::tm utc{};
  (void)::gmtime_r(&seconds, &utc);  // fails only for years beyond an int
  char text[64];
  const std::size_t length = std::strftime(text, sizeof text, "upload_%Y%m%d_%H%M%S_", &utc);
  return std::string(text, length);
}

// Between creating and locking, a server that starts elsewhere may have taken the file for a stale one.
bool still_has_a_name(int fd) {
  struct stat status {};
  return ::fstat(fd, &status) == 0 && status.st_nlink > 0;
}

//! [remove-stale]
void remove_stale(const os::Directory& directory) {
  for (const std::string& name : directory.names()) {
    if (!name.starts_with(UploadStore::kTemporaryPrefix)) continue;
    const os::OpenResult opened = directory.open_file(name);
    // Removed while locked, so that nobody can begin to use it in between.
    if (opened.fd && lock_for_life(opened.fd.get())) (void)directory.remove(name);
  }
}
//! [remove-stale]

// A file that nobody is told of. 0, or the error number.
int try_to_store(const os::Directory& directory) {
  const std::string name = std::string(UploadStore::kTemporaryPrefix) + random_suffix() + random_suffix();
  if (const os::OpenResult created = directory.create_file(name); !created.fd) return created.error_number;
  const int error_number = directory.remove(name);
  return error_number == ENOENT ? 0 : error_number;  // ENOENT: swept by a server that starts beside this one
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
    case EMFILE:
    case ENFILE:
    case ESTALE:
      return http::Status::service_unavailable;
    default:
      return http::Status::internal_server_error;
  }
}

//! [append]
int write_all(int fd, std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(fd, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return errno;
    bytes = bytes.subspan(static_cast<std::size_t>(count));  // a full disk takes a part first, then refuses
  }
  return 0;
}
//! [append]

int flush_file(int fd) {
  while (::fsync(fd) != 0)
    if (errno != EINTR) return errno;
  return 0;
}

bool lock_for_life(int fd) { return ::flock(fd, LOCK_EX | LOCK_NB) == 0; }

PendingUpload::PendingUpload(const UploadStore& store, std::unique_ptr<Leftover>&& leftover)
    : store_(store), leftover_(std::move(leftover)) {}

PendingUpload::~PendingUpload() {
  if (leftover_) store_.discard(std::move(leftover_));
}

int PendingUpload::append(std::span<const std::byte> bytes) {
  return write_all(leftover_->file.get(), bytes);
}

//! [commit]
CommitResult PendingUpload::commit(std::string_view extension) {
  const os::Directory& directory = *leftover_->directory;
  std::string& name = leftover_->names.front();  // what is removed, if anything fails from here on
  if (const int error_number = flush_file(leftover_->file.get()); error_number != 0)
    return {error_number, {}};
  if (!store_.is_current(directory)) return {ESTALE, {}};
  CommitResult published = store_.publish(directory, name, extension);
  if (published.error_number != 0) return published;
  name.swap(published.name);
  if (const int error_number = directory.flush(); error_number != 0) return {error_number, {}};
  published.name = std::move(name);
  leftover_.reset();  // and nothing is removed any more
  return published;
}
//! [commit]

//! [discard]
void PendingUpload::discard() {
  if (leftover_) leftover_->remove();
  leftover_.reset();
}
//! [discard]

UploadStore::UploadStore(const os::Directory& root, const UploadNaming& naming, ReportTrouble report)
    : root_path_(root.path()),
      path_(root.path() + "/" + std::string(kUploadsName)),
      naming_(naming),
      report_(std::move(report)),
      directory_(open(root)) {
  sweep(*directory_);
}

std::shared_ptr<const os::Directory> UploadStore::open(const os::Directory& root) {
  return std::make_shared<const os::Directory>(root.subdirectory(std::string(kUploadsName)));
}

void UploadStore::sweep(const os::Directory& directory) const {
  recover_forms(*this, directory);
  remove_stale(directory);
}

//! [current-uploads]
UploadStore::Opened UploadStore::current() const {
  std::shared_ptr<const os::Directory> directory;
  {
    const concurrency::MutexLock lock(mutex_);
    directory = directory_;
  }
  if (is_current(*directory)) return {std::move(directory), 0};
  return open_anew();
}

// Two at a time do no harm: both get the same directory. Tried before it is swept or told of: a confined
// process may read the new one, and nothing else.
UploadStore::Opened UploadStore::open_anew() const try {
  auto directory = open(os::Directory(root_path_));
  if (const int error_number = try_to_store(*directory); error_number != 0) return refused(error_number);
  sweep(*directory);
  if (report_) report_(Trouble::upload, path_ + " is another directory now: storing there");
  const concurrency::MutexLock lock(mutex_);
  directory_ = directory;
  told_refused_ = false;
  return {std::move(directory), 0};
} catch (const std::system_error& error) {
  return refused(error.code().value());
}
//! [current-uploads]

UploadStore::Opened UploadStore::refused(int error_number) const {
  if (error_number != EACCES) return {nullptr, error_number};
  bool told = false;
  {
    const concurrency::MutexLock lock(mutex_);
    told = std::exchange(told_refused_, true);
  }
  if (!told && report_)
    report_(Trouble::upload, path_ +
                                 " is not the directory it was, and this process may not write to it: if it "
                                 "is confined, restart it, or start it with --confine no");
  return {nullptr, ESTALE};
}

UploadStore::Begun UploadStore::begin() const {
  Created created = create_locked(kTemporaryPrefix);
  if (!created.leftover) return {nullptr, created.error_number};
  return {std::make_unique<PendingUpload>(*this, std::move(created.leftover)), 0};
}

//! [begin-upload]
UploadStore::Created UploadStore::create_locked(std::string_view prefix) const try {
  reaper_.start();
  const Opened uploads = current();
  if (!uploads.directory) return {nullptr, uploads.error_number};
  for (int attempt = 0; attempt < kNameAttempts; ++attempt) {
    const std::string name = std::string(prefix) + random_suffix() + random_suffix();
    auto leftover = std::make_unique<Leftover>(Leftover{uploads.directory, {name}, {}, {}, {}});
    os::OpenResult created = uploads.directory->create_file(name);
    if (created.error_number == EEXIST) continue;
    if (!created.fd) return {nullptr, created.error_number};
    leftover->file = std::move(created.fd);
    const int fd = leftover->file.get();
    if (lock_for_life(fd) && still_has_a_name(fd)) return {std::move(leftover), 0};
    leftover->remove();
  }
  return {nullptr, EEXIST};
} catch (const std::system_error& error) {  // no thread to be had
  return {nullptr, error.code().value()};
}
//! [begin-upload]

//! [free-name]
CommitResult UploadStore::publish(const os::Directory& directory, const std::string& temporary_name,
                                  std::string_view extension) const {
  for (int attempt = 0; attempt < kNameAttempts; ++attempt) {
    std::string name = stem_of(naming_.now()) + naming_.suffix() + "." + std::string(extension);
    const int error_number = directory.rename_new(temporary_name, name);
    if (error_number == 0) return {0, std::move(name)};
    if (error_number != EEXIST) return {error_number, {}};
  }
  return {EEXIST, {}};
}
//! [free-name]

void UploadStore::report(int error_number) const {
  if (report_)
    report_(Trouble::upload,
            "an upload could not be stored in " + path_ + ": " + os::error_text(error_number));
}

}  // namespace ladder::content
