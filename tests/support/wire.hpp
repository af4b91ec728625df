/// \file
/// Wire: what a conversation is replayed over. SessionWire is a session in this thread, SocketWire a TCP
/// connection. For tests only.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

namespace ladder::test {

/// The connection did something that no client should have to bear: a reset, a silence.
struct WireError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// The client's end. One conversation each.
class Wire {
 public:
  Wire() = default;
  Wire(const Wire&) = delete;
  Wire& operator=(const Wire&) = delete;
  virtual ~Wire() = default;

  /// Host and port of the server under test: "localhost:8080".
  virtual std::string host() const = 0;
  virtual void send(std::string_view bytes) = 0;
  /// The client ends its side.
  virtual void end_sending() = 0;
  /// The client stays silent until a deadline of the server has passed.
  virtual void wait() = 0;
  /// Appends what comes next; false if the server has closed. Throws WireError if nothing comes.
  virtual bool receive(std::string& bytes) = 0;
};

}  // namespace ladder::test
