/// \file
/// FormUpload: the files of a multipart/form-data body, streamed to the disk. All of them are stored or none.
/// Opened in stage 12. Source: RFC 7578.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "content/mime_types.hpp"
#include "content/uploads/block_upload.hpp"
#include "content/uploads/upload_store.hpp"

namespace ladder::content {

/// Each is flushed by itself, and renamed by itself in the end.
inline constexpr std::size_t kMaxFormFiles = 16;
/// Files and plain fields together. A form is made for a person, who fills in no hundred fields.
inline constexpr std::size_t kMaxFormParts = 100;

/// The extension under which a file of this client's name may be stored, in lower case; empty if it may not
/// be: it must be one that is served, and nothing that a browser would show as a page of this site. Any
/// thread.
std::string storable_extension(std::string_view filename, const Extensions& served);

/// Answers 201 with one entry a file once all are durable, else 400, 415, 507 or 500. Plain fields
/// are passed over. After a crash, too, all of the files are there or none.
class FormUpload final : public BlockUpload {
 public:
  /// `boundary` satisfies MultipartParser::is_boundary().
  FormUpload(std::shared_ptr<const UploadStore> store, Extensions served, std::string_view boundary);
};

}  // namespace ladder::content
