#include "slow/run.hpp"

#include <algorithm>
#include <asio/io_context.hpp>
#include <asio/signal_set.hpp>
#include <asio/steady_timer.hpp>
#include <csignal>
#include <iostream>
#include <memory>

#include "network/descriptors.hpp"
#include "network/find_server.hpp"
#include "network/terminal.hpp"
#include "network/text.hpp"
#include "slow/connection.hpp"
#include "slow/manner.hpp"

namespace ladder::tools::slow {
namespace {

using Clock = Connection::Clock;

// How long a name with several addresses is tried.
constexpr std::chrono::seconds kLookUpTimeout{5};

/// The places for connections, the clock and the signals; one thread.
class Run {
 public:
  explicit Run(const Options& options)
      : options_(options),
        manner_(manner_of(options)),
        server_(find_tcp_server(context_, options.host, options.port, kLookUpTimeout)),
        places_(options.connections) {}

  Summary go() {
    signals_.async_wait([this](const std::error_code& error, int) {
      summary_.was_interrupted = !error;
      if (!error) finish();
    });
    const auto start = Clock::now();
    end_.expires_at(start + options_.duration);
    end_.async_wait([this](const std::error_code& error) {
      if (!error) finish();
    });
    if (!options_.quiet && errors_go_to_terminal()) tick_at(start + std::chrono::seconds(1), 1);
    for (auto& place : places_) fill(place);
    context_.run();
    summary_.elapsed = Clock::now() - start;
    return std::move(summary_);
  }

 private:
  /// A connection, and after its end perhaps another one.
  struct Place {
    std::unique_ptr<Connection> connection;
    std::unique_ptr<asio::steady_timer> next;
  };

  void fill(Place& place) {
    if (is_finished_) return;
    ++open_;
    place.connection =
        std::make_unique<Connection>(context_, manner_, options_, server_, [this, &place](const Fate& fate) {
          --open_;
          summary_.fates.push_back(fate);
          if (is_finished_) return;
          if (options_.again && summary_.fates.size() < kMostFates) return refill_later(place);
          if (open_ == 0 && !options_.again) finish();
        });
    place.connection->start();
  }

  // After an interval, when no operation of the connection that has ended is under way any more.
  void refill_later(Place& place) {
    place.next = std::make_unique<asio::steady_timer>(context_, options_.interval);
    place.next->async_wait([this, &place](const std::error_code& error) {
      if (!error) fill(place);
    });
  }

  void tick_at(Clock::time_point time, unsigned seconds) {
    ticker_.expires_at(time);
    ticker_.async_wait([this, time, seconds](const std::error_code& error) {
      if (error || is_finished_) return;
      std::cerr << "slow: " << seconds << " s: " << count_text(open_) << " open, "
                << count_text(summary_.fates.size()) << " ended" << std::endl;
      tick_at(time + std::chrono::seconds(1), seconds + 1);
    });
  }

  void finish() {
    is_finished_ = true;
    for (auto& place : places_) {
      if (place.connection) place.connection->stop();
      if (place.next) place.next->cancel();
    }
    ticker_.cancel();
    end_.cancel();
    signals_.cancel();
    signals_.clear();  // a second signal does what it always does
  }

  const Options& options_;
  Manner manner_;
  asio::io_context context_{1};
  asio::ip::tcp::endpoint server_;
  asio::signal_set signals_{context_, SIGINT, SIGTERM};
  asio::steady_timer end_{context_};
  asio::steady_timer ticker_{context_};
  std::vector<Place> places_;
  std::size_t open_ = 0;
  bool is_finished_ = false;
  Summary summary_;
};

}  // namespace

Summary run(const Options& options) {
  make_room_for(options.connections);
  return Run(options).go();
}

}  // namespace ladder::tools::slow
