/// \file
/// The name and version that the programs tell. Opened in stage 12.
#pragma once

namespace ladder::app {

/// Told by --version and in the start line.
inline constexpr const char* kVersion = "ladder 0.1.0";

}  // namespace ladder::app
