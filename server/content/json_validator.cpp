#include "content/json_validator.hpp"

#include <nlohmann/json.hpp>

#include "content/json_characters.hpp"

namespace ladder::content {
namespace {

using Json = nlohmann::json;

// nlohmann: "[...] parse error at ...: syntax error while parsing value - invalid literal; last read:
// 'tru}'". Wanted is what stands between the dash and "last read", which quotes the peer.
std::string reason_in(std::string_view message) {
  constexpr std::string_view kBefore = " - ";
  constexpr std::string_view kAfter = "; last read: ";
  const std::size_t begin = message.find(kBefore, message.find("syntax error"));
  if (begin == std::string_view::npos) return "not valid JSON";
  message.remove_prefix(begin + kBefore.size());
  return std::string(message.substr(0, message.find(kAfter)));
}

// Hears the parser's events and builds nothing: it counts the depth and keeps the first error. The names and
// signatures are those of nlohmann's SAX interface.
class Listener {
 public:
  Listener(const JsonCharacters& characters, std::size_t max_depth)
      : characters_(characters), max_depth_(max_depth) {}

  bool null() { return true; }
  bool boolean(bool) { return true; }
  bool number_integer(Json::number_integer_t) { return true; }
  bool number_unsigned(Json::number_unsigned_t) { return true; }
  bool number_float(Json::number_float_t, const Json::string_t&) { return true; }
  bool string(const Json::string_t&) { return true; }
  bool binary(const Json::binary_t&) { return true; }
  bool key(const Json::string_t&) { return true; }
  bool start_object(std::size_t) { return enter(); }
  bool start_array(std::size_t) { return enter(); }
  bool end_object() { return leave(); }
  bool end_array() { return leave(); }

  bool parse_error(std::size_t parser_position, const std::string&, const Json::exception& error) {
    const std::uint64_t position = position_of(parser_position);
    if (characters_.nul_position() != 0 && position == characters_.nul_position()) {
      return refuse(position, "a NUL byte");
    }
    if (characters_.has_byte_order_mark()) {
      return refuse(1, "a byte order mark, or a byte that no JSON begins with");
    }
    return refuse(position, reason_in(error.what()));
  }

  JsonVerdict verdict;

 private:
  //! [depth]
  bool enter() {
    if (++depth_ <= max_depth_) return true;
    return refuse(characters_.position(), "nested more than " + std::to_string(max_depth_) + " deep");
  }
  //! [depth]

  bool leave() {
    --depth_;
    return true;
  }

  bool refuse(std::uint64_t position, std::string reason) {
    verdict.position = position;
    verdict.reason = std::move(reason);
    return false;
  }

  // The parser counts what was passed on to it, the end included. It may have taken its last character back.
  std::uint64_t position_of(std::uint64_t parser_position) const {
    return characters_.position() + parser_position - characters_.passed_on();
  }

  const JsonCharacters& characters_;
  std::size_t max_depth_;
  std::size_t depth_ = 0;
};

//! [validate]
JsonVerdict validate(JsonCharacters& characters, std::size_t max_depth) {
  Listener listener(characters, max_depth);
  listener.verdict.valid =
      Json::sax_parse(JsonCharacterIterator(characters), JsonCharacterIterator(), &listener);
  if (characters.error_number() != 0) return {false, 0, {}, characters.error_number()};
  if (characters.position() == 0) return {false, 0, "the body is empty", 0};
  return std::move(listener.verdict);
}
//! [validate]

}  // namespace

JsonVerdict validate_json(std::string_view text, std::size_t max_depth) {
  JsonCharacters characters(text);
  return validate(characters, max_depth);
}

JsonVerdict validate_json_file(int fd, std::size_t max_depth) {
  JsonCharacters characters(fd);
  return validate(characters, max_depth);
}

}  // namespace ladder::content
