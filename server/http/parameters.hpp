/// \file
/// The `;name=value` lists of Content-Type, Accept and Content-Disposition. Source: RFC 9110 sections 5.6.4
/// and 5.6.6. Opened in stage 07.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ladder::http {

/// One parameter. The name is a view into the text; the value is without quotes and backslashes.
struct Parameter {
  std::string_view name;
  std::string value;
};

/// The parameters behind one value, no name twice.
class Parameters {
 public:
  /// Real lists have one or two. Each is compared with those before it, so without a bound a head of 32 KiB
  /// would cost some 30 million comparisons.
  static constexpr std::size_t kMost = 16;

  /// Reads what follows the value, from the first semicolon to the end. Nothing if the syntax is wrong, a
  /// name stands twice, or there are more than kMost. Any thread.
  static std::optional<Parameters> read(std::string_view rest);

  /// Null if there is none of this name, in any case.
  const std::string* find(std::string_view name) const;

 private:
  std::vector<Parameter> list_;
};

/// Takes the token off the front; empty if there is none. Any thread.
std::string_view take_token(std::string_view& rest);

}  // namespace ladder::http
