#include "content/uploads/json_validator.hpp"

#include <array>
#include <cstdio>
#include <utility>

#include "http/syntax.hpp"

namespace ladder::content {

//! [push]
bool JsonValidator::push(std::string_view bytes) {
  while (!bytes.empty() && !refused_) {
    // Most of a text are letters in strings: they change nothing.
    const bool in_string = state_ == State::string || state_ == State::name_string;
    const std::size_t plain = in_string ? string_.plain_prefix(bytes) : 0;
    position_ += plain;
    bytes.remove_prefix(plain);
    if (bytes.empty()) break;
    ++position_;
    refused_ = !take(bytes.front());
    bytes.remove_prefix(1);
  }
  return !refused_;
}
//! [push]

//! [finish]
const JsonVerdict& JsonValidator::finish() {
  if (refused_) return verdict_;
  const bool empty = position_++ == 0;  // the end stands behind the last byte
  if (empty) {
    verdict_.reason = "the body is empty";
  } else if (state_ < State::minus || take_in_number(' ')) {  // a number goes on until something else comes
    verdict_.valid = state_ == State::end;
    if (!verdict_.valid) (void)refuse("unexpected end of input" + std::string(expected()));
  }
  return verdict_;
}
//! [finish]

bool JsonValidator::take(char c) {
  if (c == '\0') return refuse("a NUL byte");
  if (state_ >= State::minus) return take_in_number(c);
  if (state_ >= State::string) return take_in_string(c);
  return state_ == State::literal ? take_in_literal(c) : take_structure(c);
}

//! [structure]
bool JsonValidator::take_structure(char c) {
  if (c == ' ' || c == '\t' || c == '\n' || c == '\r') return true;
  switch (state_) {
    case State::value_or_end:
      return c == ']' ? leave() : begin_value(c);
    case State::value:
      return begin_value(c);
    case State::name_or_end:
      if (c == '}') return leave();
      [[fallthrough]];
    case State::name:
      return c == '"' ? go(State::name_string) : unexpected(c);
    case State::colon:
      return c == ':' ? go(State::value) : unexpected(c);
    case State::separator:
      if (c == ',') return go(in_object() ? State::name : State::value);
      return c == (in_object() ? '}' : ']') ? leave() : unexpected(c);
    default:
      return unexpected(c);
  }
}
//! [structure]

bool JsonValidator::begin_value(char c) {
  switch (c) {
    case '{':
    case '[':
      return enter(c == '{');
    case '"':
      return go(State::string);
    case '-':
      return go(State::minus);
    case 't':
      return begin_literal("rue");
    case 'f':
      return begin_literal("alse");
    case 'n':
      return begin_literal("ull");
    default:
      if (http::is_digit(c)) return go(c == '0' ? State::zero : State::integer);
      if (c == '\xef' && position_ == 1)
        return refuse("a byte order mark, or a byte that no JSON begins with");
      return unexpected(c);
  }
}

//! [depth]
bool JsonValidator::enter(bool object) {
  if (open_.size() == max_depth_) return refuse("nested more than " + std::to_string(max_depth_) + " deep");
  open_.push_back(object);
  return go(object ? State::name_or_end : State::value_or_end);
}
//! [depth]

bool JsonValidator::leave() {
  open_.pop_back();
  return end_value();
}

bool JsonValidator::end_value() { return go(open_.empty() ? State::end : State::separator); }

bool JsonValidator::begin_literal(std::string_view rest) {
  literal_ = rest;
  return go(State::literal);
}

bool JsonValidator::take_in_literal(char c) {
  if (c != literal_.front()) return refuse("invalid literal");
  literal_.remove_prefix(1);
  return !literal_.empty() || end_value();
}

bool JsonValidator::take_in_string(char c) {
  std::string reason;
  switch (string_.take(c, reason)) {
    case JsonStringScanner::Result::more:
      return true;
    case JsonStringScanner::Result::end:
      return state_ == State::name_string ? go(State::colon) : end_value();
    case JsonStringScanner::Result::refused:
      break;
  }
  return refuse(std::move(reason));
}

//! [number]
// RFC 8259 section 6: [ minus ] int [ frac ] [ exp ]. Nothing marks the end of a number but what follows it.
bool JsonValidator::take_in_number(char c) {
  const bool digit = http::is_digit(c);
  const bool e = c == 'e' || c == 'E';
  bool may_end = false;
  switch (state_) {
    case State::minus:
      if (digit) return go(c == '0' ? State::zero : State::integer);
      break;
    case State::zero:
    case State::integer:
      if (digit && state_ == State::integer) return true;
      if (c == '.') return go(State::point);
      if (e) return go(State::exponent);
      may_end = true;
      break;
    case State::point:
    case State::fraction:
      if (digit) return go(State::fraction);
      if (e && state_ == State::fraction) return go(State::exponent);
      may_end = state_ == State::fraction;
      break;
    default:
      if ((c == '+' || c == '-') && state_ == State::exponent) return go(State::sign);
      if (digit) return go(State::power);
      may_end = state_ == State::power;
      break;
  }
  if (!may_end) return refuse("invalid number; expected a digit");
  return end_value() && take_structure(c);
}
//! [number]

std::string_view JsonValidator::expected() const {
  switch (state_) {
    case State::value:
      return "; expected a value";
    case State::value_or_end:
      return "; expected a value or ']'";
    case State::name:
      return "; expected a name in quotes";
    case State::name_or_end:
      return "; expected a name in quotes or '}'";
    case State::colon:
      return "; expected ':'";
    case State::separator:
      return in_object() ? "; expected ',' or '}'" : "; expected ',' or ']'";
    case State::end:
      return "; expected end of input";
    case State::literal:
      return "; invalid literal";
    default:
      return "; missing closing quote";
  }
}

bool JsonValidator::go(State next) {
  state_ = next;
  return true;
}

bool JsonValidator::unexpected(char c) {
  const auto byte = static_cast<unsigned char>(c);
  const bool visible = byte > 0x20 && byte < 0x7f;
  std::array<char, 32> text{};
  (void)std::snprintf(text.data(), text.size(), visible ? "unexpected '%c'" : "unexpected byte 0x%02X", byte);
  return refuse(text.data() + std::string(expected()));
}

bool JsonValidator::refuse(std::string reason) {
  verdict_.position = position_;
  verdict_.reason = std::move(reason);
  return false;
}

JsonVerdict validate_json(std::string_view text, std::size_t max_depth) {
  JsonValidator validator(max_depth);
  (void)validator.push(text);
  return validator.finish();
}

}  // namespace ladder::content
