/// \file
/// Loading: open, look, read, look again. Opened in stage 06. Sources: man 2 fstat, man 2 pread.
#include "content/files/served_file.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>

#include "content/files/content_disposition.hpp"
#include "content/mime_types.hpp"
#include "http/date.hpp"
#include "os/clock.hpp"

namespace ladder::content {
namespace {

constexpr int kLoadAttempts = 5;

// Kernels stamp files by the timer tick (1 to 10 ms) and at the beginning of a write, so two changes within
// this time may look like one ("racy", says git). Linux 6.13 has finer stamps on some file systems.
constexpr std::int64_t kSettleNanoseconds = 100'000'000, kNanosecondsPerSecond = 1'000'000'000;

bool has_settled(const FileIdentity& identity) {
  timespec now{};
  (void)::clock_gettime(CLOCK_REALTIME, &now);  // cannot fail with this clock
  FileTime past{now.tv_sec, now.tv_nsec - kSettleNanoseconds};
  if (past.nanoseconds < 0) past = {past.seconds - 1, past.nanoseconds + kNanosecondsPerSecond};
  return std::max(identity.changed, identity.modified) < past;
}

// RFC 9110 section 8.8.2.1: never later than Date, whatever the file says. So by the clock that Date is taken
// from: it lags behind the fine one by a tick, and at the turn of a second that is a second.
std::time_t last_modified_of(const FileIdentity& identity) {
  const std::int64_t now = os::wall_clock_seconds();
  return static_cast<std::time_t>(std::clamp<std::int64_t>(identity.modified.seconds, 0, now));
}

void append_hex(std::string& text, std::uint64_t number) {
  char digits[16];
  const auto end = std::to_chars(digits, digits + sizeof digits, number, 16).ptr;
  text.append(digits, end);
}

enum class Coding { none, gzip };

//! [etag]
// Two representations never share a strong tag, not even of one inode under two names (RFC 9110
// section 8.8.3.3).
std::string etag_of(const FileIdentity& identity, Coding coding) {
  std::string etag = "\"";
  append_hex(etag, identity.inode);
  etag += '-';
  append_hex(etag, identity.size_bytes);
  etag += '-';
  append_hex(etag, static_cast<std::uint64_t>(identity.modified.seconds));
  etag += '.';
  append_hex(etag, static_cast<std::uint64_t>(identity.modified.nanoseconds));
  return etag + (coding == Coding::gzip ? "-gzip\"" : "\"");
}
//! [etag]

void add_line(std::string& fields, std::string_view name, std::string_view value) {
  fields.append(name).append(": ").append(value).append("\r\n");
}

//! [make-fields]
// A 304 repeats what tells versions apart, not what describes the bytes (RFC 9110 section 15.4.5). What
// depends on Accept-Encoding says so in both forms (section 12.5.5).
void make_fields(ServedFile& file, std::string_view name, Coding coding) {
  const std::string_view extension = extension_of(name);
  file.is_attachment = !is_shown_inline(extension);
  add_line(file.fields, "Content-Type", media_type_of(extension));
  if (file.is_attachment) {
    const std::string_view file_name = name.substr(name.find_last_of('/') + 1);
    add_line(file.fields, "Content-Disposition", attachment_disposition(file_name));
  }
  if (coding == Coding::gzip) add_line(file.fields, "Content-Encoding", "gzip");
  add_line(file.fields, "X-Content-Type-Options", "nosniff");
  file.validators_begin = file.fields.size();
  add_line(file.fields, "Last-Modified", http::format_date(file.last_modified));
  add_line(file.fields, "ETag", file.etag);
  add_line(file.fields, "Accept-Ranges", "bytes");
  if (coding == Coding::gzip || file.gzip) add_line(file.fields, "Vary", "Accept-Encoding");
}
//! [make-fields]

std::string_view text_of_open_error(http::Status status) {
  switch (status) {
    case http::Status::forbidden:
      return "This file may not be read.";
    case http::Status::not_found:
      return {};  // the sentence for 404 says it
    case http::Status::service_unavailable:
      return "Too many files are open. Please try again in a moment.";
    default:
      return "The file cannot be read.";
  }
}

LoadResult failed(http::Status status) { return {nullptr, status, text_of_open_error(status)}; }

// 0, or the error number. EAGAIN: the file is being changed.
int load_content(os::Fd fd, bool in_memory, std::uint64_t most_bytes, ServedFile& file) {
  if (!in_memory) {
    file.settled = has_settled(file.identity);
    file.open_file = std::make_shared<OpenFile>(std::move(fd), file.identity);
    return 0;
  }
  StableContent content = read_stable(fd.get(), most_bytes);
  file.identity = content.identity;
  file.settled = content.settled;
  file.bytes = std::move(content.bytes);
  return content.error_number;
}

void describe(ServedFile& file, std::string_view name, Coding coding) {
  file.last_modified = last_modified_of(file.identity);
  file.etag = etag_of(file.identity, coding);
  make_fields(file, name, coding);
}

// Whatever is wrong with it, the file itself can still be sent.
std::shared_ptr<const ServedFile> load_gzip(const os::Directory& root, const std::string& name,
                                            const FileIdentity& original, bool in_memory,
                                            std::uint64_t most_bytes) {
  os::Fd fd = open_gzip(root, name, original);
  struct stat status {};
  if (!fd || ::fstat(fd.get(), &status) != 0) return nullptr;
  auto file = std::make_shared<ServedFile>();
  file->identity = identity_of(status);
  if (load_content(std::move(fd), in_memory, most_bytes, *file) != 0) return nullptr;
  describe(*file, name, Coding::gzip);
  return file;
}

}  // namespace

http::Status status_of_open_error(int error_number) {
  switch (error_number) {
    case EACCES:
    case EPERM:
    case EXDEV:
      return http::Status::forbidden;  // EXDEV: a link that leads out of the root
    case ENOENT:
    case ENOTDIR:
    case ENAMETOOLONG:
    case ELOOP:
    case ENXIO:  // a socket, or a device that is not there
    case ENODEV:
      return http::Status::not_found;
    case EMFILE:
    case ENFILE:
    case EAGAIN:
      return http::Status::service_unavailable;
    default:
      return http::Status::internal_server_error;
  }
}

int read_whole(int fd, std::string& bytes) { return read_at(fd, bytes, 0); }

//! [read-stable]
StableContent read_stable(int fd, std::uint64_t most_bytes, ReadWhole read) {
  std::optional<std::string> previous;
  for (int attempt = 0; attempt < kLoadAttempts; ++attempt) {
    struct stat before {
    }, after{};
    if (::fstat(fd, &before) != 0) return {errno, {}, true, {}};
    if (identity_of(before).size_bytes > most_bytes) break;  // it has grown since it was chosen for memory
    std::string bytes(static_cast<std::size_t>(before.st_size), '\0');
    if (const int error_number = read(fd, bytes); error_number != 0) return {error_number, {}, true, {}};
    if (::fstat(fd, &after) != 0) return {errno, {}, true, {}};

    const FileIdentity identity = identity_of(after);
    const bool same = identity_of(before) == identity && bytes.size() == identity.size_bytes;
    const bool settled = has_settled(identity);
    // Times that may not show every change are backed by a second reading that gave the same.
    if (same && (settled || previous == bytes)) return {0, identity, settled, std::move(bytes)};
    previous = std::move(bytes);
  }
  return {EAGAIN, {}, true, {}};
}
//! [read-stable]

os::Fd open_gzip(const os::Directory& root, const std::string& name, const FileIdentity& original) {
  os::OpenResult opened = root.open_file(name + ".gz");
  struct stat status {};
  if (!opened.fd || ::fstat(opened.fd.get(), &status) != 0 || !S_ISREG(status.st_mode)) return {};
  const FileIdentity identity = identity_of(status);
  if (identity.modified < original.modified || identity.size_bytes >= original.size_bytes) return {};
  return std::move(opened.fd);
}

//! [load-file]
LoadResult load_file(const os::Directory& root, const std::string& name, std::uint64_t in_memory_bytes) {
  os::OpenResult opened = root.open_file(name);
  if (!opened.fd) return failed(status_of_open_error(opened.error_number));
  struct stat status {};
  if (::fstat(opened.fd.get(), &status) != 0) return failed(http::Status::internal_server_error);
  if (!S_ISREG(status.st_mode)) return failed(http::Status::not_found);

  auto file = std::make_shared<ServedFile>();
  file->identity = identity_of(status);
  const bool in_memory = file->identity.size_bytes <= in_memory_bytes;
  const int error_number = load_content(std::move(opened.fd), in_memory, in_memory_bytes, *file);
  constexpr std::string_view kChanging = "This file is being changed. Please try again.";
  if (error_number == EAGAIN) return {nullptr, http::Status::service_unavailable, kChanging};
  if (error_number != 0) return failed(http::Status::internal_server_error);
  file->gzip = load_gzip(root, name, file->identity, in_memory, in_memory_bytes);
  if (file->gzip && !file->gzip->settled) file->settled = false;
  describe(*file, name, Coding::none);
  return {std::move(file), http::Status::ok, {}};
}
//! [load-file]

}  // namespace ladder::content
