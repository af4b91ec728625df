/// \file
/// How content/ tells of what went wrong with the storage, without knowing who keeps the log.
/// Opened in stage 12.
#pragma once

#include <functional>
#include <string_view>

namespace ladder::content {

/// What it is about: a log may bound each kind by itself.
enum class Trouble {
  upload,  ///< something could not be stored, or not be removed
  root     ///< the directory that is served is gone, or is another one
};

/// Hears of it: one line of plain text. Called from any thread, must not throw. Empty: nobody wants to know.
using ReportTrouble = std::function<void(Trouble kind, std::string_view what)>;

}  // namespace ladder::content
