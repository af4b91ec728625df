/// \file
/// GetHandler: GET and HEAD of files: path, coding, conditions, ranges, in this order. Opened in stage 06.
/// Sources: RFC 9110 sections 9.3.1, 9.3.2, 12.5.3, 13.2.2, 14 and 15.3.7.
#pragma once

#include <memory>
#include <string_view>

#include "content/files/current_root.hpp"
#include "content/files/file_cache.hpp"
#include "content/files/missing_names.hpp"
#include "content/files/safe_path.hpp"
#include "content/mime_types.hpp"
#include "http/range.hpp"
#include "http/request.hpp"
#include "http/response.hpp"
#include "os/directory.hpp"

namespace ladder::content {

/// What a file answers to.
inline constexpr std::string_view kFileMethods = "GET, HEAD, OPTIONS";

/// Serves the files beneath one directory. One a worker, one thread.
class GetHandler {
 public:
  /// Serves from `root` what has one of the `extensions`; `cache` bounds what is kept. More than
  /// `most_ranges` in one request get the whole file. If another directory takes the place of the root, that
  /// is served within a second, and `report` hears of it.
  GetHandler(std::shared_ptr<const os::Directory> root, Extensions extensions,
             const FileCache::Options& cache, FileCache::MonotonicTime now = coarse_monotonic_time,
             std::size_t most_ranges = http::kMaxRanges, ReportTrouble report = {});

  /// Answers GET and HEAD. For HEAD the response is filled exactly as for GET: the session leaves its body
  /// away. A hit in the cache allocates nothing.
  void handle(const http::Request& request, http::Response& response);

  /// Closes files that have been idle for long. Returns when to call again, or never.
  seam::TimePoint about_to_wait() { return cache_.close_idle(); }

  /// For tests and the log: what the cache holds and has counted.
  const FileCache& cache() const { return cache_; }

 private:
  void follow_root();
  std::shared_ptr<const ServedFile> find_file(const http::Request& request, http::Response& response);
  void refuse_path(const ResourcePath& path, const http::Request& request, http::Response& response) const;

  CurrentRoot root_;
  Extensions extensions_;
  FileCache cache_;
  MissingNames missing_;
  std::size_t most_ranges_;
};

}  // namespace ladder::content
