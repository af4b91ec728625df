/// \file
/// Numbers as a person reads them: 1,234,567, 12.5 MB, 1.25 ms. For tables and progress lines; a program
/// reads the JSON instead.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace ladder::tools {

/// "1,234,567". Any thread.
std::string count_text(std::uint64_t count);

/// "980 B", "12.5 MB": decimal units, as disks and networks count. Any thread.
std::string bytes_text(std::uint64_t bytes);

/// Three or four digits and a unit: "850 ns", "12.5 us", "1.25 ms", "2.00 s". Any thread.
std::string duration_text(std::chrono::nanoseconds duration);

}  // namespace ladder::tools
