/// \file
/// file_ways FILE ROUNDS SIZE:TIMES...: what it costs to send a file over TCP in the three ways of stage 06.
/// For each size, round and way one line of JSON: the CPU time of the sending thread for one file. The
/// receiver, another thread, throws the bytes away without copying them (MSG_TRUNC). Sources: man 2 sendfile,
/// man 7 tcp.

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdio>
#include <ctime>
#include <exception>
#include <functional>
#include <span>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "os/error.hpp"
#include "os/io.hpp"
#include "os/socket.hpp"

namespace {

using namespace ladder;
using Bytes = std::vector<std::byte>;
using Kind = os::IoResult::Kind;

constexpr std::size_t kBufferBytes = 64 * 1024;  // one read of those who copy; nginx's output_buffers: 32k

/// Two ends of one connection, and a thread that empties the far one.
class Wire {
 public:
  Wire() {
    const os::Fd listener = os::listen_tcp(os::Address::resolve("127.0.0.1", 0));
    far_ = os::connect_tcp(os::local_address(listener.get()));
    (void)os::wait_ready(listener.get(), {.readable = true}, -1);
    near_ = os::accept_connection(listener.get()).fd;  // the server's end sends
    if (!near_) throw std::runtime_error("accept: nobody came");
    drain_ = std::thread([this] { drain(); });
  }
  ~Wire() {
    os::shutdown_sending(near_.get());
    drain_.join();
  }
  Wire(const Wire&) = delete;
  Wire& operator=(const Wire&) = delete;

  /// Calls `send_some` until `size_bytes` are gone; it is told how many have gone before.
  void send_all(std::size_t size_bytes, const std::function<os::IoResult(std::size_t)>& send_some) const {
    for (std::size_t sent = 0; sent < size_bytes;) {
      const os::IoResult result = send_some(sent);
      if (result.kind == Kind::transferred) sent += result.bytes;
      if (result.kind == Kind::would_block) (void)os::wait_ready(near_.get(), {.writable = true}, -1);
      if (result.kind == Kind::end_of_stream) throw std::runtime_error("the file has become shorter");
      if (result.kind == Kind::failed) os::throw_system_error(result.error_number, "send", "file_ways");
    }
  }
  void send_bytes(std::span<const std::byte> bytes) const {
    send_all(bytes.size(), [&](std::size_t sent) {
      const std::span<const std::byte> rest[] = {bytes.subspan(sent)};
      return os::send_some(near_.get(), rest);
    });
  }
  int near() const { return near_.get(); }

 private:
  void drain() const {
    for (;;) {
      (void)os::wait_ready(far_.get(), {.readable = true}, -1);
      // TCP with MSG_TRUNC: the bytes are dropped, and the buffer is not looked at (man 7 tcp).
      if (::recv(far_.get(), nullptr, std::size_t{1} << 20, MSG_TRUNC) == 0) return;
    }
  }

  os::Fd near_, far_;
  std::thread drain_;
};

os::Fd open_file(const std::string& path) {
  return os::Fd(os::check(::open(path.c_str(), O_RDONLY | O_CLOEXEC), "open", path));
}

void send_copied(const Wire& wire, const std::string& path, Bytes& buffer) {
  const os::Fd file = open_file(path);
  for (;;) {
    const ssize_t count = ::read(file.get(), buffer.data(), buffer.size());
    if (count < 0) os::throw_system_error("read", path);
    if (count == 0) return;
    wire.send_bytes(std::span(buffer).first(static_cast<std::size_t>(count)));
  }
}

/// Microseconds of this thread's CPU time for each of `times` calls.
double cpu_us(int times, const std::function<void()>& send) {
  const auto now_ns = [] {
    timespec time{};
    os::check(::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time), "clock_gettime");
    return static_cast<double>(time.tv_sec) * 1e9 + static_cast<double>(time.tv_nsec);
  };
  send();  // the first is not counted: caches fill
  const double before = now_ns();
  for (int i = 0; i < times; ++i) send();
  return (now_ns() - before) / 1e3 / times;
}

void measure(const std::string& path, int rounds, std::size_t size_bytes, int times) {
  const Bytes content(size_bytes, std::byte{'x'});
  {
    const os::Fd file(
        os::check(::open(path.c_str(), O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0600), "open", path));
    for (std::size_t put = 0; put < size_bytes;)
      put += static_cast<std::size_t>(os::check(
          static_cast<int>(::write(file.get(), content.data() + put, size_bytes - put)), "write", path));
  }
  const os::Fd open_one = open_file(path);
  const Wire wire;
  Bytes buffer(kBufferBytes);
  const std::pair<const char*, std::function<void()>> ways[] = {
      {"copy", [&] { send_copied(wire, path, buffer); }},
      {"memory", [&] { wire.send_bytes(content); }},
      {"sendfile", [&] {
         wire.send_all(size_bytes, [&](std::size_t sent) {
           return os::send_file_some(wire.near(), open_one.get(), sent, size_bytes - sent);
         });
       }}};
  for (int round = 1; round <= rounds; ++round)
    for (const auto& [way, send] : ways)
      std::printf("{\"way\": \"%s\", \"size_bytes\": %zu, \"round\": %d, \"times\": %d, \"cpu_us\": %.3f}\n",
                  way, size_bytes, round, times, cpu_us(times, send));
}

}  // namespace

int main(int count, char** arguments) try {
  if (count < 4) throw std::runtime_error("usage: file_ways FILE ROUNDS SIZE:TIMES...");
  for (int i = 3; i < count; ++i) {
    const std::string text = arguments[i];
    measure(arguments[1], std::stoi(arguments[2]), std::stoull(text),
            std::stoi(text.substr(text.find(':') + 1)));
  }
  return 0;
} catch (const std::exception& error) {
  (void)std::fprintf(stderr, "file_ways: %s\n", error.what());
  return 2;
}
