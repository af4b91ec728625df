/// \file
/// What a 201 says of an upload: JSON for a program, a page for a person who sent a form without a script.
/// Opened in stage 07; pages in stage 12. Source: RFC 9110 section 15.3.2.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "http/response.hpp"

namespace ladder::content {

/// One file that an upload brought.
struct StoredFile {
  std::string filename;  ///< the client's name for it; empty if there was none
  std::string path;      ///< ours: what path_of_upload() says
  bool served = false;   ///< whether a GET of the path gets it
};

/// Where the stored files are served: "/uploads/" and the name. Any thread.
std::string path_of_upload(std::string_view name);

/// 201 with Location: `path`; `json` is the body. Any thread.
void fill_created_json(const std::string& path, std::string json, http::Response& response);

/// 201 with a page that names each file, as a link if it is served, and leads back. At least one file;
/// Location is the path of the first. Any thread.
void fill_created_page(std::string_view message, std::span<const StoredFile> files, http::Response& response);

}  // namespace ladder::content
