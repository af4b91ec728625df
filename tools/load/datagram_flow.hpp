/// \file
/// Numbered datagrams to a UDP echo server: which came back, which did not, which twice or out of order.
/// Sources: RFC 862, man 7 udp.
#pragma once

#include <array>
#include <asio/ip/udp.hpp>
#include <memory>
#include <string_view>
#include <vector>

#include "load/failure_kind.hpp"
#include "load/flow.hpp"

namespace ladder::tools::load {

class Worker;

/// One connected UDP socket. In a closed loop one datagram is under way at a time; an open loop sends each
/// when it is due, whatever has come back. A datagram without a reply within --timeout is lost.
class DatagramFlow final : public Flow {
 public:
  explicit DatagramFlow(Worker& worker);

  void start(Clock::time_point now) override;
  bool has_room() const override;
  void begin(Clock::time_point intended, Clock::time_point now) override;
  void flush(Clock::time_point) override {}
  void sweep(Clock::time_point now) override;
  void close() override;

 private:
  enum class State : std::uint8_t { waiting, settled, lost };
  struct Datagram {
    Clock::time_point intended;
    Clock::time_point begun;
    State state = State::settled;
  };

  void send(std::uint64_t number, Clock::time_point now);
  void receive();
  void datagrams_came(std::size_t bytes);
  void reply_came(std::string_view reply, Clock::time_point now);
  void answer_came(std::uint64_t number, std::string_view reply, Clock::time_point now);
  void oldest_failed(FailureKind kind, Clock::time_point now);
  void fail(Datagram& datagram, FailureKind kind);
  void forget_settled();
  Datagram& datagram(std::uint64_t number) { return datagrams_[number & (datagrams_.size() - 1)]; }

  Worker& worker_;
  asio::ip::udp::socket socket_;
  bool is_open_loop_;
  bool is_closed_ = false;
  bool is_resting_ = false;
  Clock::time_point resting_since_{};
  std::vector<Datagram> datagrams_;  // by number, modulo its size, which is a power of two
  std::uint64_t oldest_ = 0;         // none before it waits
  std::uint64_t next_ = 0;
  std::uint64_t waiting_ = 0;
  std::uint64_t highest_answered_ = 0;
  std::unique_ptr<char[]> input_;
};

}  // namespace ladder::tools::load
