/// \file
/// TempDirectory: a directory of a test's own, gone at its end. Opened in stage 06.
#pragma once

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace ladder::test {

/// Made with mkdtemp(3) under $TMPDIR or /tmp; removed with all that is in it. One thread.
class TempDirectory {
 public:
  TempDirectory() {
    const char* base = std::getenv("TMPDIR");
    path_ = std::string(base != nullptr && *base != '\0' ? base : "/tmp") + "/ladder-test-XXXXXX";
    if (::mkdtemp(path_.data()) == nullptr) throw std::runtime_error("mkdtemp " + path_);
  }
  TempDirectory(const TempDirectory&) = delete;
  TempDirectory& operator=(const TempDirectory&) = delete;
  ~TempDirectory() {
    std::error_code ignored;  // a destructor must not throw, and a forgotten file fails no test
    std::filesystem::remove_all(path_, ignored);
  }

  const std::string& path() const { return path_; }
  std::string path(std::string_view name) const { return path_ + "/" + std::string(name); }

  /// Creates or overwrites a file in place (its inode stays).
  void write(std::string_view name, std::string_view text) const {
    std::ofstream file(path(name), std::ios::binary | std::ios::trunc);
    file.write(text.data(), static_cast<std::streamsize>(text.size()));
    file.close();
    if (!file) throw std::runtime_error("write " + path(name));
  }

  std::string read(std::string_view name) const {
    std::ifstream file(path(name), std::ios::binary);
    if (!file) throw std::runtime_error("read " + path(name));
    std::ostringstream text;
    text << file.rdbuf();
    return std::move(text).str();
  }

  void make_directory(std::string_view name) const { std::filesystem::create_directories(path(name)); }
  void link(std::string_view target, std::string_view name) const {
    std::filesystem::create_symlink(std::string(target), path(name));
  }
  bool exists(std::string_view name) const { return std::filesystem::exists(path(name)); }
  void remove(std::string_view name) const { std::filesystem::remove_all(path(name)); }

  /// What is in it (or in a directory beneath), sorted.
  std::vector<std::string> names(std::string_view beneath = ".") const {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(path(beneath))) {
      names.push_back(entry.path().filename().string());
    }
    std::sort(names.begin(), names.end());
    return names;
  }

  /// Sets the modification time back, so that the file is no longer fresh. The change time cannot be set.
  void age(std::string_view name, int seconds) const {
    std::filesystem::last_write_time(
        path(name), std::filesystem::last_write_time(path(name)) - std::chrono::seconds(seconds));
  }

 private:
  std::string path_;
};

}  // namespace ladder::test
