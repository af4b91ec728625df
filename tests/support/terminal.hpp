/// \file
/// A terminal for a program under test: what it shows only where somebody watches. Source: man 7 pty.
#pragma once

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <string>
#include <vector>

#include "os/error.hpp"
#include "os/fd.hpp"
#include "support/process.hpp"

namespace ladder::test {

/// The terminal's own side. What is written to it waits in the kernel, 4 kB at most, until shown() is called.
class Terminal {
 public:
  Terminal() : fd_(os::check(::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC), "posix_openpt")) {
    os::check(::grantpt(fd_.get()), "grantpt");
    os::check(::unlockpt(fd_.get()), "unlockpt");
    std::array<char, 64> name{};
    if (::ptsname_r(fd_.get(), name.data(), name.size()) != 0) throw std::runtime_error("ptsname_r");
    name_ = name.data();
    // Held open: without anybody on the other side, what was written would be gone.
    other_side_ = os::Fd(os::check(::open(name_.c_str(), O_RDWR | O_NOCTTY | O_CLOEXEC), "open", name_));
    os::check(::fcntl(fd_.get(), F_SETFL, O_NONBLOCK), "fcntl");
  }

  /// A command line that runs `command` with its standard error on this terminal.
  std::vector<std::string> showing_errors(const std::vector<std::string>& command) const {
    std::vector<std::string> words{"/bin/sh", "-c", "exec \"$@\" 2>" + name_, "sh"};
    words.insert(words.end(), command.begin(), command.end());
    return words;
  }

  /// What has been written to it so far.
  std::string shown() {
    std::array<char, 4096> buffer;
    for (ssize_t got = 0; (got = ::read(fd_.get(), buffer.data(), buffer.size())) > 0;)
      shown_.append(buffer.data(), static_cast<std::size_t>(got));
    return shown_;
  }

 private:
  os::Fd fd_;
  std::string name_;
  os::Fd other_side_;
  std::string shown_;
};

}  // namespace ladder::test
