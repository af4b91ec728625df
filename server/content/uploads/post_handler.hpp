/// \file
/// PostHandler: POST /upload. Judges the head and chooses who takes the body. Opened in stage 07; forms in
/// stage 12. Sources: RFC 9110 sections 8.3, 8.4, 9.3.3 and 15.5.16; Accept-Post: W3C Linked Data
/// Platform 1.0 section 7.1.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "content/mime_types.hpp"
#include "content/uploads/block_upload.hpp"
#include "content/uploads/upload_store.hpp"
#include "http/handler.hpp"
#include "http/media_type.hpp"

namespace ladder::content {

/// What /upload answers to.
inline constexpr std::string_view kUploadMethods = "OPTIONS, POST";

/// Refuses by the head alone what cannot be stored, so that no body need be read for it. One a worker, one
/// thread; the store is shared by all.
class PostHandler {
 public:
  /// Takes JSON at most `max_json_depth` deep into `store`, which other workers may share.
  PostHandler(std::shared_ptr<const UploadStore> store, std::size_t max_json_depth)
      : store_(std::move(store)), max_json_depth_(max_json_depth) {}

  /// Forms too, which may bring files with these extensions: those that are served.
  void take_forms(Extensions served) { form_extensions_ = std::move(served); }

  /// Pages of these origins may send uploads, too ("https://example.org"), besides those of this site.
  void allow_origins(std::vector<std::string> origins) { allowed_origins_ = std::move(origins); }

  /// The consumer of the body, or null with an answer: 400, 403, 411 or 415.
  std::unique_ptr<http::BodyConsumer> handle(const http::Request& request, bool has_body,
                                             http::Response& response) const;

 private:
  bool is_form(const http::MediaType& type) const;
  std::unique_ptr<BlockUpload> consumer_for(const http::MediaType& type) const;
  void refuse_type(const http::Request& request, http::Response& response) const;

  std::shared_ptr<const UploadStore> store_;
  std::size_t max_json_depth_;
  std::vector<std::string> allowed_origins_;
  std::optional<Extensions> form_extensions_;  // only if forms are taken
};

}  // namespace ladder::content
