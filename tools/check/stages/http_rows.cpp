#include "check/stages/http_rows.hpp"

#include <algorithm>

#include "check/command.hpp"
#include "check/excerpt.hpp"

namespace ladder::check {

namespace {

/// A line longer than this is no help to anybody.
constexpr std::size_t kLongestLine = 1'500;

std::string one_of(const std::vector<int>& statuses) {
  std::string text;
  for (const int status : statuses) text += (text.empty() ? "" : " or ") + std::to_string(status);
  return text;
}

void expect_row(HttpClient& client, const Row& row) {
  const bool is_head = row.sent.starts_with("HEAD ");
  const Response response = client.ask(row.sent, is_head ? Body::none : Body::expected);
  const auto& due = row.statuses;
  expect(std::find(due.begin(), due.end(), response.status) != due.end(), client,
         one_of(due) + " for " + row.what);
  expect(row.field.empty() || response.has(row.field), client, "the field " + row.field + " in the answer");
  if (row.then == Then::open) {
    expect(!response.says_close(), client,
           "no \"Connection: close\": after this answer the connection stays");
    client.expect_open("it goes on after " + std::to_string(response.status));
  }
  if (row.then == Then::ends)
    client.expect_end("the server closes after " + row.what +
                      ", since it cannot know where the next request begins");
}

}  // namespace

std::string by_hand(std::string_view sent) {
  if (sent.size() > kLongestLine) return "# too long for a line: it is described above";
  const std::string text = replaced(std::string(sent), "{host}", "127.0.0.1:{port_number}");
  return replaced(printf_of(text), "{port_number}", "{port}") + " | nc -N 127.0.0.1 {port}";
}

void expect_rows(Trial& trial, const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    HttpClient client(trial);
    try {
      expect_row(client, row);
    } catch (Failure& failure) {
      failure.sent = row.what + "\n" + failure.sent;
      failure.why = row.why;
      failure.by_hand = by_hand(row.sent);
      throw;
    }
  }
}

}  // namespace ladder::check
