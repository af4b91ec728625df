/// \file
/// The names that the files of a form have until they are stored, and what becomes of them when the server
/// died meanwhile. Opened in stage 12. See docs/decisions/0016-forms-all-or-none.md.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "content/uploads/upload_store.hpp"
#include "os/directory.hpp"

namespace ladder::content {

/// All of them begin with this and the form's id; with a dot first they are never served.
inline constexpr std::string_view kFormPrefix = ".form-";

/// ".form-x1y2z3a4": the form is not complete.
std::string open_form_name(std::string_view id);
/// ".form-x1y2z3a4.whole": it is, and has been promised its names.
std::string whole_form_name(std::string_view id);
/// ".form-x1y2z3a4.07-png": one of its files.
std::string form_part_name(std::string_view id, std::size_t number, std::string_view extension);

/// Brings every form that a dead server has left in `directory` to its end: a whole one gets its names, the
/// others are removed. What a living server holds locked is left alone. Throws std::system_error if
/// `directory` cannot be read.
void recover_forms(const UploadStore& store, const os::Directory& directory);

}  // namespace ladder::content
