/// \file
/// The program on trial: started when a check asks for it, shared by checks that want the same settings,
/// replaced when it fails.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "check/check.hpp"
#include "check/command.hpp"
#include "check/connection.hpp"
#include "check/patience.hpp"
#include "check/proc.hpp"
#include "check/process.hpp"
#include "check/root.hpp"

namespace ladder::check {

/// What the checks of one run work with. One thread. Every call may throw Failure.
class Trial {
 public:
  Trial(Command server, Command client, Transport transport, Patience patience)
      : server_(std::move(server)), client_(std::move(client)), transport_(transport), patience_(patience) {}

  /// A server with these settings: the one that runs, if it has them and has not been spoilt.
  void use(const Settings& settings);
  /// A server that no other check has talked to, and none will.
  void use_fresh(const Settings& settings = {});
  /// The port of the server; starts one with the default settings if none runs.
  std::uint16_t port();
  Process& process();
  Root& root();

  Connection connect(Width width = Width::usual) {
    return Connection(port(), patience_.must_happen(), width);
  }
  Patience patience() const { return patience_; }
  /// From now on nothing is waited for longer.
  void wait_at_most(Milliseconds limit) { patience_.most = limit; }
  /// Asks until it holds, as long as anything may take.
  template <class Condition>
  bool eventually(Condition&& condition) {
    return check::eventually(patience_.must_happen(), std::forward<Condition>(condition));
  }

  /// Sends SIGTERM and throws unless the program ends in time; and with `status`, if one is promised.
  void expect_stop(std::optional<int> status = std::nullopt);
  /// Throws unless the program stops in time, SIGTERM having been sent before.
  void expect_end(std::optional<int> status);

  const Command& client() const { return client_; }

  /// Whether a program runs, and no stop has been asked for.
  bool is_running() const { return process_ != nullptr && !may_end_; }
  /// Throws if the program has ended by itself.
  void expect_alive();
  /// Between two checks: ends a program that no other check may have.
  void finish_check();
  /// The running server is not used by the next check. Returns what it said last.
  std::string give_up();
  /// How the server of this check was started, as lines for a person: with `port` and a root of their own in
  /// place of the real ones. Empty if none was.
  std::string start_line(std::uint16_t port) const;
  /// The bits of Needs that server and client offer.
  unsigned offers() const { return server_.offers() | (client_.empty() ? 0U : unsigned{kClient}); }
  /// Ends the server that still runs.
  void end();

 private:
  StartFailure cannot_be_executed() const;
  std::string shown_command(std::uint16_t port) const;
  void start(const Settings& settings);
  bool wait_until_bound();

  Command server_;
  Command client_;
  Transport transport_;
  Patience patience_;
  Settings settings_;
  std::uint16_t port_ = 0;
  bool is_spoilt_ = false;    // not to be shared with the next check
  bool has_started_ = false;  // once, with whatever settings
  bool may_end_ = false;      // the check itself stops it
  std::optional<Root> root_;
  std::unique_ptr<Process> process_;
};

}  // namespace ladder::check
