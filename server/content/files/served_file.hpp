/// \file
/// One version of one file, ready to be sent: its field lines are made once, its bytes are in memory (small
/// files) or behind an open descriptor (large ones). Opened in stage 06. Sources: RFC 9110 sections 8.8
/// and 14.3.
///
/// In memory no answer mixes two versions: the file is read between two looks at its identity, and read again
/// if they differ. By descriptor: see OpenFile.
#pragma once

#include <cstddef>
#include <cstdint>
#include <ctime>
#include <memory>
#include <string>
#include <string_view>

#include "content/files/open_file.hpp"
#include "http/conditional.hpp"
#include "http/response.hpp"
#include "http/status.hpp"
#include "os/directory.hpp"
#include "os/fd.hpp"

namespace ladder::content {

/// Immutable once made, so that any number of answers and threads may share it.
struct ServedFile {
  /// Content-Type, Content-Disposition of a download, X-Content-Type-Options, Last-Modified, ETag,
  /// Accept-Ranges: each ended by CRLF.
  std::string fields;
  std::size_t validators_begin = 0;  ///< where in `fields` those of a 304 begin
  std::string etag;                  ///< strong, with its quotes
  std::time_t last_modified = 0;
  FileIdentity identity;
  bool is_attachment = true;
  /// False if it was loaded so soon after a change that a further change might not show in its times.
  bool settled = true;

  /// The same content, compressed beforehand: the file `name.gz` beside this one. Null without a usable one.
  std::shared_ptr<const ServedFile> gzip;

  std::string bytes;                          ///< all of it, if it is held in memory
  std::shared_ptr<const OpenFile> open_file;  ///< else this

  /// The fields that a 304 must repeat (RFC 9110 section 15.4.5): the end of `fields`, a view into it.
  std::string_view not_modified_fields() const { return std::string_view(fields).substr(validators_begin); }
  /// For evaluate_preconditions(); views into this.
  http::Validators validators() const { return {etag, last_modified}; }
};

/// A file, or the status that says why there is none.
struct LoadResult {
  std::shared_ptr<const ServedFile> file;
  http::Status status = http::Status::ok;
  std::string_view error;  ///< static text; empty where the sentence for the status says it all
};

/// What `name.gz` beside a file must be to be sent in its place: a regular file, not older (or it would be
/// stale) and smaller (or it would be of no use). Its descriptor; none if there is no such file. Any thread.
os::Fd open_gzip(const os::Directory& root, const std::string& name, const FileIdentity& original);

/// Loads `name` beneath `root`: into memory up to `in_memory_bytes`, beyond that as an open file; with what
/// is compressed beside it, which goes the same way. Any thread.
LoadResult load_file(const os::Directory& root, const std::string& name, std::uint64_t in_memory_bytes);

/// What an error number of opening a file means to a client: 403, 404, 503 or 500. Any thread.
http::Status status_of_open_error(int error_number);

/// Fills `bytes` from the beginning of `fd`, and shortens it if the file is shorter. 0, or the error number.
using ReadWhole = int (*)(int fd, std::string& bytes);
/// The one that load_file() uses: pread(2) until the end.
int read_whole(int fd, std::string& bytes);

/// The bytes of one version of a file, with the identity they belong to.
struct StableContent {
  int error_number = 0;  ///< EAGAIN: it changed again and again, or grew too large
  FileIdentity identity;
  bool settled = true;
  std::string bytes;
};

/// Reads until one version stood still, if it has at most `most_bytes`. `read` is a parameter so that a test
/// can change the file in mid-read. Any thread.
StableContent read_stable(int fd, std::uint64_t most_bytes, ReadWhole read = read_whole);

}  // namespace ladder::content
