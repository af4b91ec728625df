#include "check/stages/http_rows.hpp"

#include <algorithm>

#include "check/command.hpp"
#include "check/excerpt.hpp"
#include "check/report.hpp"

namespace ladder::check {

namespace {

/// A line longer than this is no help to anybody.
constexpr std::size_t kLongestLine = 1'500;

std::string one_of(const std::vector<int>& statuses) {
  std::string text;
  for (const int status : statuses) text += (text.empty() ? "" : " or ") + std::to_string(status);
  return text;
}

/// What was due is more to the point than that something was.
Response ask_for(HttpClient& client, const Row& row, Body body) {
  try {
    return client.ask(row.sent, body);
  } catch (Failure& failure) {
    failure.expected = one_of(row.statuses) + " for " + row.what + ": " + failure.expected;
    throw;
  }
}

void expect_row(HttpClient& client, const Row& row) {
  const bool is_head = row.sent.starts_with("HEAD ");
  const Response response = ask_for(client, row, is_head ? Body::none : Body::expected);
  const auto& due = row.statuses;
  expect(std::find(due.begin(), due.end(), response.status) != due.end(), client,
         one_of(due) + " for " + row.what);
  expect(row.field.empty() || response.has(row.field), client, "the field " + row.field + " in the answer");
  if (row.then == Then::as_it_says) return client.expect_truth(response);
  client.expect_end("the server closes after " + row.what +
                    ", since it cannot know where the next request begins");
  expect(response.says_close(), client,
         "\"Connection: close\" in the answer, since the connection ends behind it");
}

}  // namespace

std::string by_hand(std::string_view sent) {
  const std::string text = replaced(std::string(sent), "{host}", "127.0.0.1:{port_number}");
  const std::string commands = replaced(printf_of(text), "{port_number}", "{port}");
  if (commands.size() > kLongestLine) return "# too long for a line: it is described above";
  return "{ " + commands + "; sleep 2; } | nc 127.0.0.1 {port}";
}

void expect_rows(Trial& trial, const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    HttpClient client(trial);
    try {
      expect_row(client, row);
    } catch (Failure& failure) {
      failure.sent = row.what + "\n" + failure.sent;
      failure.why = row.why;
      failure.by_hand = own_or(failure.exchange, by_hand(row.sent));
      throw;
    }
  }
}

}  // namespace ladder::check
