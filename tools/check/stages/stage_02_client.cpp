/// \file
/// Stage 02, the client: it sends its arguments or each line of its input, prints the replies, and gives up
/// after a time. The server that it talks to is the grader's own.

#include <functional>

#include "check/datagram_socket.hpp"
#include "check/excerpt.hpp"
#include "check/stages/stages.hpp"
#include "check/trial.hpp"

namespace ladder::check {

namespace {

/// How long a client may take to give up: "after a time" is left open, for ever is not.
constexpr std::chrono::seconds kGivesUp{15};
/// What the report makes of `{port}` by hand.
constexpr std::uint16_t kPortByHand = 8'002;

/// What the client did.
struct Run {
  std::vector<std::string> datagrams;  ///< what it sent
  std::optional<int> status;
  std::string output;
  std::string said;  ///< its last words, on whatever stream
  std::string command;
  std::string by_hand;
};

/// Runs the client with these texts as its last arguments and this input, against a server that answers each
/// datagram with `answer`, or not at all.
Run run_client(Trial& trial, const std::string& texts, std::string_view input,
               const std::function<std::optional<std::string>(const std::string&)>& answer) {
  DatagramSocket server(Milliseconds(0));
  const Command& command = trial.client();
  Run run;
  run.command = command.shown({server.port(), {}, ""}) + texts;
  run.by_hand =
      (input.empty() ? "" : printf_of(input) + " | ") + command.shown({kPortByHand, {}, ""}) + texts;
  Process process({"/bin/sh", "-c", "exec " + run.command}, input);
  const auto until = Clock::now() + trial.patience().scaled(kGivesUp);
  while (!(run.status = process.status()) && Clock::now() < until) {
    const auto datagram = server.receive(Milliseconds(10));
    if (!datagram) continue;
    run.datagrams.push_back(*datagram);
    if (const auto reply = answer(*datagram)) server.reply(*reply);
  }
  run.output = process.output();
  run.said = process.last_words();
  return run;
}

std::optional<std::string> in_brackets(const std::string& text) { return "[" + text + "]"; }

/// How a shell tells that it cannot execute a command, or finds none (POSIX, Shell Command Language, 2.8.2).
bool is_not_executed(int status) { return status == 126 || status == 127; }

std::string what_it_did(const Run& run) {
  if (run.status && is_not_executed(*run.status)) return "it cannot be executed: " + run.said;
  std::string text;
  for (const std::string& datagram : run.datagrams) text += "the datagram " + in_quotes(datagram) + "\n";
  text += "it printed " + in_quotes(run.output) + "\n";
  return text + (run.status ? "it " + describe_status(*run.status) : "it is still running");
}

void expect(bool holds, const Run& run, const std::string& expected) {
  if (holds) return;
  Failure failure("the command: " + run.command, what_it_did(run), expected);
  failure.by_hand = run.by_hand + "; echo \"ended with $?\"";
  throw failure;
}

void argument(Trial& trial) {
  const Run run = run_client(trial, " hello", "", in_brackets);
  expect(run.datagrams == std::vector<std::string>{"hello"}, run,
         "one datagram: \"hello\", without a newline");
  expect(run.output == "[hello]\n", run, "the reply, which is \"[hello]\", on a line of its own");
  expect(run.status == 0, run, "exit status 0, since it was answered");
}

void lines(Trial& trial) {
  const Run run = run_client(trial, "", "first line\nsecond\nno newline at the end", in_brackets);
  expect(run.datagrams == std::vector<std::string>{"first line", "second", "no newline at the end"}, run,
         "a datagram for each line of the input, without its newline");
  expect(run.output == "[first line]\n[second]\n[no newline at the end]\n", run,
         "each reply on a line of its own");
  expect(run.status == 0, run, "exit status 0, since it was answered");
}

void gives_up(Trial& trial) {
  const auto silence = [](const std::string&) { return std::optional<std::string>(); };
  const Run run = run_client(trial, " anybody", "", silence);
  expect(!run.datagrams.empty(), run, "a datagram: \"anybody\"");
  expect(run.status == 1, run, "exit status 1 after a time, since no reply came");
}

}  // namespace

Checks client_checks() {
  const std::string chapter = kChapter02;
  const char* const our_server = "./course run 02 server {port}";
  Checks checks{
      {.name = "client-argument",
       .promise = "the client sends its argument and prints the reply",
       .chapter = chapter,
       .why = "what is printed is what came back, not what was sent: the grader's server answers in brackets",
       .start_by_hand = our_server,
       .run = argument},
      {.name = "client-lines",
       .promise = "without arguments the client sends each line of its input",
       .chapter = chapter,
       .why = "one line is one datagram; the last line counts too, though it has no newline",
       .start_by_hand = our_server,
       .run = lines},
      {.name = "client-gives-up",
       .promise = "the client gives up on a server that is silent, with exit status 1",
       .chapter = chapter,
       .why =
           "a datagram or its echo may be lost (RFC 768), and then recv waits for ever unless it has a limit "
           "(SO_RCVTIMEO in man 7 socket, or man 2 poll)",
       .start_by_hand = "nc -u -l 127.0.0.1 {port}      # it answers nothing",
       .run = gives_up},
  };
  for (Check& check : checks) check.needs = kClient;
  return checks;
}

}  // namespace ladder::check
