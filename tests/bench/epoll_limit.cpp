/// \file
/// epoll_limit [PORT]: the do-nothing limit of an event loop. One thread, one epoll, and for each request
/// what cannot be left out: one recv(2) and one send(2). The complete server's cost beyond this program's is
/// the price of being correct; `./course bench` prints the ratio. Sources: man 7 epoll, man 2 accept4.

#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <exception>
#include <vector>

#include "canned.hpp"
#include "os/error.hpp"

namespace {

using namespace ladder;

/// All that is kept of a connection; its place in the table is its descriptor.
struct Connection {
  std::uint32_t last = 0;      // the newest bytes received (bench::count_heads)
  std::size_t owed_bytes = 0;  // of answers that are not sent yet
};

class Loop {
 public:
  explicit Loop(os::Fd listener)
      : listener_(std::move(listener)), epoll_(os::check(::epoll_create1(EPOLL_CLOEXEC), "epoll_create1")) {
    watch(listener_.get(), EPOLLIN);
  }

  [[noreturn]] void run() {
    std::array<epoll_event, 512> events;
    for (;;) {
      const int ready = ::epoll_wait(epoll_.get(), events.data(), static_cast<int>(events.size()), -1);
      for (int i = 0; i < ready; ++i) handle(events[static_cast<std::size_t>(i)]);
      if (ready < 0 && errno != EINTR) os::throw_system_error("epoll_wait");
    }
  }

 private:
  void watch(int fd, std::uint32_t what) {
    epoll_event event{.events = what, .data = {.fd = fd}};
    os::check(::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, fd, &event), "epoll_ctl");
  }

  void handle(const epoll_event& event) {
    if (event.data.fd == listener_.get()) return accept_all();
    const bool ended = (event.events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0;
    // Answers that fit no send buffer come first: room for them may be what woke us.
    if (!send_owed(event.data.fd) || !receive(event.data.fd, ended)) (void)::close(event.data.fd);
  }

  void accept_all() {
    for (;;) {
      const int fd = ::accept4(listener_.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
      if (fd < 0)
        return;  // nobody waits, or no descriptor is left: those who wait are seen at the next event
      const int on = 1;
      (void)::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);  // without it slower, not wrong
      const auto place = static_cast<std::size_t>(fd);
      if (place >= connections_.size()) connections_.resize(place + 1);
      connections_[place] = {};
      // Edge-triggered and registered once: no epoll_ctl(2) ever again, and no second look at a drained
      // socket.
      watch(fd, EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET);
    }
  }

  /// False: the connection is over.
  bool receive(int fd, bool ended) {
    for (;;) {
      const ssize_t count = ::recv(fd, input_.data(), input_.size(), 0);
      if (count < 0) return errno == EAGAIN || errno == EINTR;
      Connection& connection = connections_[static_cast<std::size_t>(fd)];
      if (count == 0) return connection.owed_bytes > 0;
      const auto bytes = static_cast<std::size_t>(count);
      connection.owed_bytes +=
          bench::count_heads(connection.last, {input_.data(), bytes}) * answers_.answer_bytes();
      if (!send_owed(fd)) return false;
      // A short read has drained the socket (man 7 epoll): asking again would be a system call for nothing.
      if (bytes < input_.size() && !ended) return true;
    }
  }

  bool send_owed(int fd) {
    std::size_t& owed_bytes = connections_[static_cast<std::size_t>(fd)].owed_bytes;
    while (owed_bytes > 0) {
      const std::string_view bytes = answers_.next(owed_bytes);
      const ssize_t sent = ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent < 0) return errno == EAGAIN || errno == EINTR;  // EPOLLOUT tells when there is room again
      owed_bytes -= static_cast<std::size_t>(sent);
    }
    return true;
  }

  os::Fd listener_, epoll_;
  const bench::Answers answers_;
  std::vector<Connection> connections_;
  std::array<char, 64 * 1024> input_;  // one for all: nothing outlives the event
};

}  // namespace

int main(int argc, char** argv) try {
  Loop(bench::listen_as_told(argc, argv)).run();
} catch (const std::exception& error) {
  std::cerr << "epoll_limit: " << error.what() << std::endl;
  return 1;
}
