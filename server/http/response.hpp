/// \file
/// Response: what a handler answers. The session adds Date, Server, Connection and Content-Length.
/// Opened in stage 05.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/status.hpp"
#include "seam/conversation.hpp"

namespace ladder::http {

/// An open file that is being sent. Asked before each slice, so that a file which is seen to change while
/// it is sent ends the connection.
class FileSource {
 public:
  FileSource() = default;
  FileSource(const FileSource&) = delete;
  FileSource& operator=(const FileSource&) = delete;
  virtual ~FileSource() = default;
  /// The slice to send, or nothing if the file is no longer what the head of the answer promised.
  virtual std::optional<seam::FileSlice> slice(std::uint64_t offset, std::uint64_t length_bytes) const = 0;
};

/// A piece of what is being sent, behind bytes made for this answer (RFC 9110 section 14.6): of the file, or
/// of memory that the answer's `owner` keeps alive.
struct BodyPart {
  std::string heading;
  std::uint64_t offset = 0;        ///< in the file
  std::uint64_t length_bytes = 0;  ///< of the file; may be 0
  std::string_view memory = {};    ///< may be empty
};

/// One answer. Exactly one of `text`, `shared_body`, `file` and `parts` holds the body; where `parts` are of
/// a file, that is `file`. clear() keeps allocated memory.
struct Response {
  Status status = Status::ok;
  /// Ready-made field lines, each ended by CRLF; must live as long as `owner` or statically.
  std::string_view ready_fields;
  /// Further field lines made for this answer, each ended by CRLF. Use add_field().
  std::string fields;

  std::string text;              ///< a body made for this answer
  std::string_view shared_body;  ///< a body in memory that `owner` keeps alive (a cached file)
  std::shared_ptr<const FileSource> file;
  std::uint64_t file_offset = 0;
  std::uint64_t file_length_bytes = 0;
  /// If there are any, they are the body, and neither `shared_body` nor the one piece at `file_offset`.
  std::vector<BodyPart> parts;
  std::shared_ptr<const void> owner;

  /// The handler asks for the connection to be closed after this answer.
  bool close = false;
  /// What the access log calls this transfer: "inline", "attachment", "upload", "page", "none". Static text.
  std::string_view transfer = "none";

  /// Appends "name: value CRLF". The caller vouches that the value holds no CR, LF or NUL.
  void add_field(std::string_view name, std::string_view value);
  /// The length of whichever body it has: what Content-Length announces.
  std::uint64_t body_bytes() const;
  /// As if newly made, but strings keep their memory for the next answer.
  void clear();
};

}  // namespace ladder::http
