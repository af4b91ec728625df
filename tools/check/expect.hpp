/// \file
/// What checks say most often. Each throws Failure with what travelled.
#pragma once

#include <string>
#include <string_view>

#include "check/connection.hpp"

namespace ladder::check {

/// Throws the connection's failure unless it holds.
inline void expect(bool holds, const Connection& connection, const std::string& expected) {
  if (!holds) throw connection.failure(expected);
}

/// Sends bytes, receiving meanwhile, and expects exactly them back.
void expect_echo(Connection& client, std::string_view bytes);

/// Expects that `came` is `bytes`; else says where they part.
void expect_same(const Connection& client, std::string_view came, std::string_view bytes);

/// "the same 5 bytes", "every byte value" and so on, shown where it is short.
std::string the_same(std::string_view bytes);

}  // namespace ladder::check
