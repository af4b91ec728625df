#include "check/trial.hpp"

#include <csignal>

namespace ladder::check {

namespace {

std::string seconds(Milliseconds time) { return std::to_string(time.count() / 1000) + " s"; }

}  // namespace

bool Trial::wait_until_bound() {
  (void)check::eventually(patience_.start(),
                          [&] { return is_bound(transport_, port_) || process_->status().has_value(); });
  return !process_->status() && is_bound(transport_, port_);
}

void Trial::start(const Settings& settings) {
  process_.reset();
  settings_ = settings;
  is_spoilt_ = may_end_ = false;
  const std::string directory = (server_.offers() & kRoot) != 0 ? root().path() : "";
  // The port was free a moment ago. If somebody took it meanwhile, the second one is certainly free.
  for (int attempt = 0; attempt < 2; ++attempt) {
    port_ = free_port();
    process_ = std::make_unique<Process>(server_.filled({port_, settings, directory}));
    if (process_->execution_error()) throw cannot_be_executed();
    if (wait_until_bound()) {
      has_started_ = true;
      return;
    }
    if (!process_->status()) break;
  }
  const auto status = process_->status();
  StartFailure failure("the command: " + shown_command(port_),
                       status ? "the program " + describe_status(*status) : "nobody listens on the port",
                       "a program that listens on 127.0.0.1 within " + seconds(patience_.start()));
  failure.why = "every stage promises it: the grader's clients come to the port in place of {port}";
  if (has_started_)
    throw Failure(failure);  // with other settings it did: the other checks are worth their time
  throw failure;
}

StartFailure Trial::cannot_be_executed() const {
  StartFailure failure("the command: " + shown_command(port_),
                       "it cannot be executed: " + process_->execution_error().message(),
                       "the path of a program that may be executed, or a name that is found in PATH");
  failure.why = "man 3 execvp; a script also needs its interpreter in front, as in \"python3 my_server.py\"";
  return failure;
}

void Trial::use(const Settings& settings) {
  if (process_ && !is_spoilt_ && settings_ == settings && !process_->status()) return;
  if (process_) process_->end();
  start(settings);
}

void Trial::use_fresh(const Settings& settings) {
  if (process_) process_->end();
  start(settings);
  is_spoilt_ = true;
}

std::uint16_t Trial::port() {
  if (!process_) use({});
  return port_;
}

Process& Trial::process() {
  if (!process_) use({});
  return *process_;
}

Root& Trial::root() {
  if (!root_) root_.emplace();
  return *root_;
}

void Trial::expect_stop(std::optional<int> status) {
  process().signal(SIGTERM);
  expect_end(status);
}

void Trial::expect_end(std::optional<int> status) {
  may_end_ = is_spoilt_ = true;
  const Milliseconds limit = patience_.stop();
  const auto ended = process().wait(limit);
  if (!ended)
    throw Failure("SIGTERM", "the program was still running after " + seconds(limit),
                  "a program that ends within " + seconds(limit) + " of SIGTERM");
  if (status && *ended != *status)
    throw Failure("SIGTERM", "the program " + describe_status(*ended),
                  "a program that ends with status " + std::to_string(*status));
}

void Trial::expect_alive() {
  const auto status = process_ ? process_->status() : std::nullopt;
  if (status && !may_end_)
    throw Failure("all that this check sends", "the program " + describe_status(*status),
                  "a program that goes on, whatever its clients do");
}

void Trial::finish_check() {
  if (!process_ || !is_spoilt_) return;
  process_->end();
  process_.reset();
}

std::string Trial::give_up() {
  if (!process_) return {};
  std::string words = process_->last_words();
  process_.reset();
  return words;
}

void Trial::end() {
  if (process_) process_->end();
  process_.reset();
}

std::string Trial::start_line(std::uint16_t port) const {
  if (server_.empty()) return {};
  return ((server_.offers() & kRoot) != 0 ? root_by_hand() + "\n" : std::string()) + shown_command(port);
}

std::string Trial::shown_command(std::uint16_t port) const {
  return server_.shown({port, settings_, kRootByHand});
}

}  // namespace ladder::check
