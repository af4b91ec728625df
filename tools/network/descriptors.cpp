#include "network/descriptors.hpp"

#include <sys/resource.h>

#include <string>

#include "network/failure.hpp"

namespace ladder::tools {

void make_room_for(std::size_t connections) {
  constexpr std::size_t kOthers = 64;  // standard streams, an epoll, an event and a timer a thread
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;  // then each connection will tell for itself
  limit.rlim_cur = limit.rlim_max;
  (void)::setrlimit(RLIMIT_NOFILE, &limit);  // up to the hard limit it cannot fail
  if (limit.rlim_max >= connections + kOthers) return;
  throw NetworkFailure(std::to_string(connections) + " connections are more than the " +
                       std::to_string(limit.rlim_max) + " descriptors that ulimit -n allows");
}

}  // namespace ladder::tools
