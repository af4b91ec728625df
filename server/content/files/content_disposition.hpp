/// \file
/// Content-Disposition for downloads. Opened in stage 06. Sources: RFC 6266, RFC 8187 section 3.2.
#pragma once

#include <string>
#include <string_view>

namespace ladder::content {

/// The field's value: `attachment; filename="a.txt"`. A name that is not plain ASCII gets an ASCII fallback
/// there and, after it, its real spelling in the field's other form, `filename*`. Never holds a control
/// character. Any thread.
///
/// \par Example
/// \snippet examples/content.cpp content-disposition
std::string attachment_disposition(std::string_view file_name);

}  // namespace ladder::content
