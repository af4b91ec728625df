/// \file
/// Where the measuring clients write their JSON.
#pragma once

#include <string>
#include <string_view>

namespace ladder::tools {

/// The path that stands for the standard output.
inline constexpr std::string_view kStandardOutput = "-";

/// Writes a report to a file, or to the standard output. Throws std::runtime_error.
void write_report(const std::string& path, const std::string& text);

}  // namespace ladder::tools
