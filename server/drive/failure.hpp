/// \file
/// Failure: what becomes of a server one of whose threads cannot go on. Opened in stage 03.
#pragma once

#include <atomic>
#include <exception>

#include "concurrency/stop.hpp"

namespace ladder::drive {

//! [failure]
/// The first failure of the threads of one server. It is not swallowed: the server ends, at once, and the
/// failure is thrown where the server was run. Any thread, but for rethrow().
class Failure {
 public:
  /// `whole` is what ends; it outlives this.
  explicit Failure(concurrency::Stop& whole) : whole_(whole) {}

  /// Runs `run`; whatever it throws, is the failure of the server.
  template <class Run>
  void watch(Run&& run) noexcept {
    try {
      run();
    } catch (...) {
      if (!failed_.exchange(true)) first_ = std::current_exception();
      whole_.abandon();
    }
  }
  /// Throws the first failure, if there was one. When all threads are joined.
  void rethrow() const {
    if (first_) std::rethrow_exception(first_);
  }

 private:
  concurrency::Stop& whole_;
  std::atomic<bool> failed_{false};
  std::exception_ptr first_;  // written once, by who set failed_; read after the join
};
//! [failure]

}  // namespace ladder::drive
