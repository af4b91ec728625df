/// \file
/// What the two limits (epoll_limit, uring_limit) have in common: the least that still looks like HTTP. A
/// request is anything that ends in an empty line; the answer is always the same 1 KB page. Nothing is
/// parsed, checked, logged or timed out, so a real server can come near a limit but not pass it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <iostream>
#include <string>
#include <string_view>

#include "os/address.hpp"
#include "os/limits.hpp"
#include "os/socket.hpp"

namespace ladder::bench {

/// One answer: a head of a usual size and a body of 1,024 bytes.
inline std::string one_answer() {
  return "HTTP/1.1 200 OK\r\nServer: limit\r\nContent-Type: text/html; charset=utf-8\r\n"
         "Last-Modified: Thu, 01 Jan 2026 00:00:00 GMT\r\nETag: \"0123456789abcdef\"\r\n"
         "Content-Length: 1024\r\n\r\n" +
         std::string(1024, 'x');
}

/// The bytes that are still owed to a client. All answers are alike, so what is owed is a stretch of one
/// endless row of them, and its length alone tells where the stretch begins.
class Answers {
 public:
  std::size_t answer_bytes() const { return answer_.size(); }

  /// The next bytes to send when `owed_bytes` are owed. Valid as long as this object.
  std::string_view next(std::size_t owed_bytes) const {
    const std::size_t begin = (answer_.size() - owed_bytes % answer_.size()) % answer_.size();
    return std::string_view(row_).substr(begin, owed_bytes);
  }

 private:
  static constexpr int kInOneSend = 64;  // pipelined requests that one send can answer

  const std::string answer_ = one_answer();
  const std::string row_ = [this] {
    std::string row;
    for (int i = 0; i < kInOneSend; ++i) row += answer_;
    return row;
  }();
};

/// Counts the ends of request heads, wherever they were cut: `last` keeps the four newest bytes of a
/// connection.
inline std::size_t count_heads(std::uint32_t& last, std::string_view received) {
  constexpr std::uint32_t kEmptyLine = 0x0d0a0d0a;  // "\r\n\r\n"
  std::size_t heads = 0;
  for (const char byte : received) {
    last = last << 8 | static_cast<unsigned char>(byte);
    heads += last == kEmptyLine;
  }
  return heads;
}

/// Listens on 127.0.0.1, on the port of the command line (0 takes a free one), and says where on standard
/// error. SIGTERM needs no code: it ends the process, and the kernel closes what was open. Throws
/// std::exception.
inline os::Fd listen_as_told(int argc, char** argv) {
  const int port = argc == 2 ? std::stoi(argv[1]) : 0;
  (void)os::raise_descriptor_limit();
  os::Fd listener = os::listen_tcp(os::Address::resolve("127.0.0.1", static_cast<std::uint16_t>(port)));
  std::cerr << "listening on http://" << os::local_address(listener.get()).to_string() << "/" << std::endl;
  return listener;
}

}  // namespace ladder::bench
