/// \file
/// The owner of a descriptor in the grader.
#pragma once

#include <unistd.h>

#include <utility>

namespace ladder::check {

/// Closes what it holds. Movable.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~Descriptor() { reset(); }

  int get() const { return fd_; }
  explicit operator bool() const { return fd_ >= 0; }
  void reset() {
    if (fd_ >= 0) (void)::close(std::exchange(fd_, -1));  // nothing can be done about a failed close
  }

 private:
  int fd_ = -1;
};

}  // namespace ladder::check
