/// \file
/// A session as a Wire: no socket, no thread, no clock. The driver's part is played here, by the letter of
/// seam/conversation.hpp, with pieces of any size. For tests only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <string_view>

#include "http/context.hpp"
#include "http/session.hpp"
#include "support/wire.hpp"

namespace ladder::test {

/// The first `most` bytes of what is to be sent; those of a file are read from it. Throws WireError.
std::string beginning_of(const seam::Output& out, std::size_t most);
/// How many bytes are to be sent.
std::size_t size_of(const seam::Output& out);

/// Into which pieces bytes are cut. 0: none, everything at once.
struct Pieces {
  std::string_view name;
  std::size_t input_bytes = 0;
  std::size_t output_bytes = 0;
  /// Not 0: pieces of any size from 1 to the two above, as this seed has it.
  std::uint32_t seed = 0;
};

/// Plays driver and clock for one http::Session.
class SessionWire final : public Wire {
 public:
  /// `context` outlives the wire.
  SessionWire(http::Context& context, const Pieces& pieces);

  std::string host() const override { return "localhost:8080"; }
  void send(std::string_view bytes) override { to_session_ += bytes; }
  void end_sending() override { client_ended_ = true; }
  void wait() override;
  bool receive(std::string& bytes) override;

  /// All bytes that came out of the session.
  const std::string& output() const { return output_; }

 private:
  enum class Moved : std::uint8_t { yes, waits_for_input, ended };
  Moved step();
  void take_output();
  bool give_input();
  void run_work();
  std::size_t piece(std::size_t most, std::size_t available);

  const Pieces pieces_;
  std::mt19937 random_;
  seam::TimePoint now_{std::chrono::hours(1)};
  http::Session session_;
  std::string to_session_;  // all that was sent
  std::size_t given_ = 0;   // of to_session_
  std::string output_;
  std::size_t handed_on_ = 0;  // of output_
  bool client_ended_ = false;
  bool end_told_ = false;
};

}  // namespace ladder::test
