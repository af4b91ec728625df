#include "check/connection.hpp"

#include <linux/sockios.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "check/socket_queue.hpp"

namespace ladder::check {

namespace {

constexpr std::size_t kEverything = SIZE_MAX;

std::string in_words(Milliseconds time) {
  return time.count() % 1000 == 0 ? std::to_string(time.count() / 1000) + " s"
                                  : std::to_string(time.count()) + " ms";
}

/// Must come before connecting: segment size and window are agreed upon then (man 7 tcp).
void make_narrow(int fd) {
  constexpr int kSegmentBytes = 1'000;
  constexpr int kBufferBytes = 32 * 1024;
  (void)::setsockopt(fd, IPPROTO_TCP, TCP_MAXSEG, &kSegmentBytes, sizeof kSegmentBytes);
  (void)::setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &kBufferBytes, sizeof kBufferBytes);
  (void)::setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &kBufferBytes, sizeof kBufferBytes);
}

}  // namespace

Connection::Connection(std::uint16_t port, Milliseconds limit, Width width)
    : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)), port_(port), limit_(limit) {
  const auto refused = [](int error) {
    return Failure("a connection request", std::strerror(error), "a connection that is accepted");
  };
  if (!socket_) throw CannotWork("it gets no socket for a client of the program", errno);
  const int on = 1;  // small pieces leave at once, so that the server sees the pieces that we mean
  (void)::setsockopt(socket_.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (width == Width::narrow) make_narrow(socket_.get());
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(socket_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) return;
  if (errno == EADDRNOTAVAIL) throw CannotWork("it gets no port for a client of the program", errno);
  if (errno != EINPROGRESS) throw refused(errno);
  if (!wait_for(POLLOUT, limit_)) throw refused(ETIMEDOUT);
  int error = 0;
  socklen_t size = sizeof error;
  (void)::getsockopt(socket_.get(), SOL_SOCKET, SO_ERROR, &error, &size);
  if (error != 0) throw refused(error);
}

bool Connection::wait_for(short events, Milliseconds at_most) {
  pollfd entry{socket_.get(), events, 0};
  const auto until = Clock::now() + at_most;
  for (;;) {
    const auto left = std::chrono::ceil<Milliseconds>(until - Clock::now());
    const int ready = ::poll(&entry, 1, static_cast<int>(std::max<Milliseconds::rep>(left.count(), 0)));
    if (ready > 0) return true;
    if (ready == 0) return false;
    if (errno != EINTR) return false;
  }
}

void Connection::broke() { end_ = End::reset; }

std::size_t Connection::send_some(std::string_view bytes) {
  const ssize_t sent = ::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
  if (sent < 0) {
    if (errno != EAGAIN && errno != EINTR) broke();
    return 0;
  }
  sent_.add(bytes.substr(0, static_cast<std::size_t>(sent)));
  pieces_.add(bytes.substr(0, static_cast<std::size_t>(sent)));
  return static_cast<std::size_t>(sent);
}

Clock::time_point Connection::deadline() const {
  constexpr int kWaits = 3;
  return Clock::now() + kWaits * limit_;
}

bool Connection::makes_progress(short events, Clock::time_point deadline) {
  const auto left = std::chrono::ceil<Milliseconds>(deadline - Clock::now());
  if (left.count() > 0 && wait_for(events, std::min(left, limit_))) return true;
  silence_ = Clock::now() < deadline ? Silence::silent : Silence::too_slow;
  return false;
}

bool Connection::send(std::string_view bytes) {
  const auto until = deadline();
  meant_.add(bytes);
  while (!bytes.empty()) {
    if (!makes_progress(POLLOUT, until)) return false;
    const std::size_t sent = send_some(bytes);
    if (sent == 0 && end_ == End::reset) return false;
    bytes.remove_prefix(sent);
  }
  return true;
}

std::string_view Connection::send_ahead(std::string_view bytes) {
  constexpr std::size_t kPiece = 100'000;
  const auto until = deadline();
  const auto takes_some = [&] {
    const std::size_t taken = send_some(bytes.substr(0, kPiece));
    bytes.remove_prefix(taken);
    return taken > 0;
  };
  while (!bytes.empty() && Clock::now() < until && eventually(kAWhile, takes_some)) continue;
  std::size_t before = unread();
  const auto reads_some = [&] { return std::exchange(before, unread()) != before; };
  while (unread() > 0 && Clock::now() < until && eventually(kAWhile, reads_some)) continue;
  return bytes;
}

/// What the server has not read, on either machine's side of the wire (man 7 tcp: SIOCOUTQ).
std::size_t Connection::unread() const {
  int unsent = 0;
  (void)::ioctl(socket_.get(), SIOCOUTQ, &unsent);
  return static_cast<std::size_t>(unsent) + unread_by_peer(socket_.get()).value_or(0);
}

/// One receive. False if there is nothing now.
bool Connection::take(std::string& into, std::size_t at_most) {
  std::array<char, 64 * 1024> buffer;
  const ssize_t got = ::recv(socket_.get(), buffer.data(), std::min(buffer.size(), at_most), 0);
  if (got < 0) {
    if (errno == EAGAIN || errno == EINTR) return false;
    broke();
  } else if (got == 0) {
    end_ = End::clean;
  } else {
    const std::string_view bytes(buffer.data(), static_cast<std::size_t>(got));
    came_.add(bytes);
    into.append(bytes);
  }
  return true;
}

std::string Connection::receive_some(Clock::time_point deadline) {
  std::string text;
  silence_ = Silence::none;
  while (text.empty() && end_ == End::open && makes_progress(POLLIN, deadline)) (void)take(text, kEverything);
  return text;
}

std::string Connection::receive(std::size_t count) {
  std::string text;
  silence_ = Silence::none;
  const auto until = deadline();
  while (text.size() < count && end_ == End::open && makes_progress(POLLIN, until))
    (void)take(text, count - text.size());
  return text;
}

std::string Connection::receive_all() { return receive(kMostBytes); }

std::string Connection::exchange(std::string_view bytes, std::size_t expected, bool then_half_close) {
  std::string text;
  meant_.add(bytes);
  silence_ = Silence::none;
  const auto until = deadline();
  bool finished = bytes.empty();
  if (finished && then_half_close) half_close();
  while (end_ == End::open && text.size() < kMostBytes && (text.size() < expected || !finished)) {
    if (!makes_progress(static_cast<short>(finished ? POLLIN : POLLIN | POLLOUT), until)) break;
    (void)take(text, kEverything);
    if (finished || end_ != End::open) continue;
    bytes.remove_prefix(send_some(bytes));
    finished = bytes.empty();
    if (finished && then_half_close) half_close();
  }
  return text;
}

bool Connection::is_quiet_for(Milliseconds time) {
  if (end_ != End::open) return false;
  if (!wait_for(POLLIN, time)) return true;
  std::string text;
  (void)take(text, kEverything);
  return false;
}

bool Connection::is_read_within(Milliseconds time) const {
  return eventually(time, [this] { return unread() == 0; });
}

bool Connection::is_filled_within(Milliseconds time) const {
  const auto until = Clock::now() + time;
  int before = -1;
  int now = 0;
  const auto has_grown = [&] {
    (void)::ioctl(socket_.get(), FIONREAD, &now);
    return now != std::exchange(before, now);
  };
  while (eventually(kAWhile, has_grown))
    if (Clock::now() >= until) return false;
  return true;
}

bool Connection::is_all_delivered() const {
  tcp_info info{};
  socklen_t size = sizeof info;
  if (::getsockopt(socket_.get(), IPPROTO_TCP, TCP_INFO, &info, &size) != 0) return true;
  return info.tcpi_state == TCP_FIN_WAIT2 || info.tcpi_state == TCP_CLOSE || info.tcpi_state == TCP_TIME_WAIT;
}

void Connection::half_close() {
  pieces_.half_close();
  (void)::shutdown(socket_.get(), SHUT_WR);  // fails if the other side has broken off, which receiving tells
}

void Connection::reset() {
  pieces_.reset();
  const linger hard{1, 0};
  (void)::setsockopt(socket_.get(), SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
  socket_.reset();
}

std::string Connection::sent_text() const {
  if (sent_.total() > 0 || meant_.total() == 0) return sent_.text();
  return "nothing: the connection had broken off before these " + meant_.text();
}

Failure Connection::failure(std::string expected) const {
  return {sent_text(), came_text(), std::move(expected), by_hand()};
}

std::string Connection::came_text() const {
  std::string text = came_.text();
  if (end_ == End::clean) return text + ", then the end of the stream";
  if (end_ == End::reset) return text + ", then a reset: the connection broke off";
  if (silence_ == Silence::silent) return text + ", then nothing for " + in_words(limit_);
  if (silence_ == Silence::too_slow) return text + ", too slowly: the grader waits no longer";
  return text;
}

}  // namespace ladder::check
