/// \file
/// Workers over each kind of event loop in turn: what is promised of one is promised of all.
#pragma once

#include <string>
#include <utility>

#include "drive/epoll_loop.hpp"
#include "drive/workers.hpp"
#include "support/catch.hpp"
#include "support/engine_names.hpp"
#ifdef LADDER_WITH_URING
#include "drive/uring_loop.hpp"
#endif

namespace ladder::test {

/// For RunningEngine. A test that makes one runs once for each kind of loop.
template <drive::Service S>
class EachLoop {
 public:
  EachLoop(drive::MakeService<S> make, drive::WorkersOptions options)
      : make_(std::move(make)), options_(options), kind_(GENERATE(from_range(loop_engines()))) {
    UNSCOPED_INFO("event loop: " << kind_);
  }
  void run(int listener_fd, concurrency::Stop& stop) {
#ifdef LADDER_WITH_URING
    if (kind_ == "uring")
      return drive::Workers<S, drive::UringLoop<S>>(make_, options_).run(listener_fd, stop);
#endif
    drive::Workers<S, drive::EpollLoop<S>>(make_, options_).run(listener_fd, stop);
  }

 private:
  const drive::MakeService<S> make_;
  const drive::WorkersOptions options_;
  const std::string kind_;
};

}  // namespace ladder::test
