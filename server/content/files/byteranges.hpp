/// \file
/// An answer with several ranges of one file: multipart/byteranges. Opened in stage 12.
/// Sources: RFC 9110 sections 14.6 and 15.3.7.2, RFC 2046 section 5.1.1.
#pragma once

#include <memory>
#include <vector>

#include "content/files/served_file.hpp"
#include "http/range.hpp"
#include "http/response.hpp"

namespace ladder::content {

/// False if the ranges overlap so much that together they are longer than the file: then the whole file is
/// the better answer (RFC 9110 section 14.2). Any thread.
bool worth_sending(const std::vector<http::ByteRange>& ranges, std::uint64_t size_bytes);

/// Fills a 206 with `ranges`, two or more, in the order given. The answer names the pieces, in memory or in
/// the open file, and copies none. Any thread.
void fill_byteranges(const std::shared_ptr<const ServedFile>& file,
                     const std::vector<http::ByteRange>& ranges, http::Response& response);

/// "bytes 0-499/1234". Any thread.
std::string content_range(const http::ByteRange& range, std::uint64_t size_bytes);

}  // namespace ladder::content
