/// \file
/// JsonUpload: one JSON body, stored as it came. Opened in stage 07.
#pragma once

#include <cstddef>
#include <memory>

#include "content/uploads/block_upload.hpp"
#include "content/uploads/upload_store.hpp"

namespace ladder::content {

/// Answers 201 with Location once the upload is durable, else 400, 507, 503 or 500. Every block is judged
/// before it reaches the disk.
class JsonUpload final : public BlockUpload {
 public:
  /// Stores in `store` what is valid JSON at most `max_depth` deep.
  JsonUpload(std::shared_ptr<const UploadStore> store, std::size_t max_depth);
};

}  // namespace ladder::content
