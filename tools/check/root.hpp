/// \file
/// The directory behind `{root}`: made for one run of the grader, with files that it knows, and removed
/// again.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace ladder::check {

/// A temporary directory with known files in it and, beside it, one that must never be served. Throws
/// std::filesystem::filesystem_error.
class Root {
 public:
  Root();
  ~Root();
  Root(const Root&) = delete;
  Root& operator=(const Root&) = delete;

  std::string path() const { return root_.string(); }
  std::string read(const std::string& name) const;
  void write(const std::string& name, std::string_view content) const;
  void link(const std::string& target, const std::string& name) const;
  void remove(const std::string& name) const;
  /// The names in uploads/, sorted; empty if there is none.
  std::vector<std::string> uploads() const;

 private:
  std::filesystem::path scratch_;
  std::filesystem::path root_;
};

/// Where the root is when somebody repeats a check by hand: the real one is gone by then.
inline constexpr const char* kRootByHand = "/tmp/graded/root";

/// Shell lines that make it: the same names, with other words in them.
std::string root_by_hand();

/// What the file outside the root says: if an answer has it, the server has left its root.
inline constexpr std::string_view kSecret = "what lies beside the root is nobody's business";

/// Bytes without a pattern, the same in every run: every value occurs, NUL included.
std::string noise(std::size_t count);

}  // namespace ladder::check
