/// \file
/// JsonText: the small JSON objects that the server answers with, written member by member. The strings are
/// nlohmann's work; the objects are not, because its destructor of an object allocates, and where there is no
/// memory that ends the process (basic_json's is noexcept). Opened in stage 07. Source: RFC 8259.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace ladder::content {

/// `text` as a JSON string, with its quotes. Bytes that are not UTF-8 are replaced (U+FFFD). Any thread.
std::string json_string(std::string_view text);

/// One object, its members in the order in which they are added. One thread.
class JsonText {
 public:
  /// Adds a string: `text` is plain text, escaped here.
  JsonText& member(std::string_view name, std::string_view text);
  /// Adds a number.
  JsonText& member(std::string_view name, std::uint64_t number);
  /// `json` is JSON already: an object or a list made elsewhere.
  JsonText& member_json(std::string_view name, std::string_view json);
  /// The object.
  std::string text() const { return text_ + "}"; }

 private:
  std::string text_ = "{";
};

}  // namespace ladder::content
