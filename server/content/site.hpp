/// \file
/// Site: what stands behind the HTTP sessions of one worker. It only routes: files to GetHandler, /upload to
/// PostHandler, errors to error_page. Opened in stage 06; uploads in stage 07.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "content/files/file_cache.hpp"
#include "content/files/get_handler.hpp"
#include "content/mime_types.hpp"
#include "content/trouble.hpp"
#include "content/uploads/json_validator.hpp"
#include "content/uploads/post_handler.hpp"
#include "content/uploads/upload_store.hpp"
#include "http/handler.hpp"
#include "os/directory.hpp"

namespace ladder::content {

/// What is served, and how.
struct SiteOptions {
  std::string root = "resources";  ///< the directory that is served; uploads go to `uploads` in it
  Extensions extensions;           ///< nothing else is served
  FileCache::Options cache;        ///< for each worker
  std::size_t max_ranges = http::kMaxRanges;
  std::size_t max_json_depth = kDefaultJsonDepth;
  std::vector<std::string> allowed_origins;  ///< of pages of other sites that may send uploads
  bool uploads = true;                       ///< off (stage 06): POST is 405 everywhere
  bool forms = true;     ///< off (stages 07 to 11): of uploads, multipart/form-data is 415
  ReportTrouble report;  ///< who hears what goes wrong with the storage; any thread may call it
};

/// What all workers share. Open it once, then pass copies. Any thread.
struct SiteStorage {
  std::shared_ptr<const os::Directory> root;
  std::shared_ptr<const UploadStore> uploads;  ///< null without uploads

  /// Opens the root and, with uploads, its directory `uploads`. Throws std::system_error naming the path.
  static SiteStorage open(const SiteOptions& options);
};

/// The handler of a whole site. One a worker, one thread at a time.
class Site final : public http::Handler {
 public:
  /// `storage` is shared with the other workers; cache and handlers are this worker's own. `now` is the
  /// cache's clock.
  Site(const SiteOptions& options, const SiteStorage& storage,
       FileCache::MonotonicTime now = coarse_monotonic_time);
  /// With a storage of its own: for stages and tests with one worker. Throws std::system_error.
  explicit Site(const SiteOptions& options) : Site(options, SiteStorage::open(options)) {}

  std::unique_ptr<http::BodyConsumer> handle(const http::Request& request, bool has_body,
                                             http::Response& response) override;
  void describe_error(http::Status status, std::string_view detail, const http::Request* request,
                      http::Response& response) override;

  seam::TimePoint about_to_wait() override { return get_.about_to_wait(); }

  /// For tests and the log: what the cache holds and has counted.
  const FileCache& cache() const { return get_.cache(); }

 private:
  bool is_upload(const http::Request& request) const;
  std::string_view methods_of(const http::Request& request) const;
  void answer_options(const http::Request& request, http::Response& response) const;
  void refuse_method(const http::Request& request, http::Response& response) const;

  GetHandler get_;
  std::optional<PostHandler> post_;  // only with uploads
};

}  // namespace ladder::content
