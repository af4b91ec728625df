#include "check/expect.hpp"

#include <algorithm>

namespace ladder::check {

std::string the_same(std::string_view bytes) {
  constexpr std::size_t kShort = 40;
  if (bytes.size() <= kShort) return in_quotes(bytes);
  return "the same " + grouped(bytes.size()) + " bytes";
}

void expect_same(const Connection& client, std::string_view came, std::string_view bytes) {
  if (came == bytes) return;
  const auto [at, other] = std::mismatch(came.begin(), came.end(), bytes.begin(), bytes.end());
  const auto position = static_cast<std::size_t>(at - came.begin());
  std::string difference;
  if (at == came.end()) {
    difference = "\nonly the first " + grouped(position) + " bytes are there";
  } else if (other == bytes.end()) {
    difference = "\nthere is more behind them: " + in_quotes(came.substr(position), 20);
  } else {
    difference = "\nthey part after " + grouped(position) +
                 " bytes: " + in_quotes(came.substr(position), 20) + " instead of " +
                 in_quotes(bytes.substr(position), 20);
  }
  throw client.failure(the_same(bytes) + difference);
}

void expect_echo(Connection& client, std::string_view bytes) {
  expect_same(client, client.exchange(bytes, bytes.size()), bytes);
}

}  // namespace ladder::check
