/// \file
/// One function a kind of line; the first word decides which.
#include <algorithm>
#include <charconv>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include "http/syntax.hpp"
#include "support/conversation.hpp"

namespace ladder::test {

namespace {

using Kind = Expectation::Kind;

/// "GET / HTTP/1.1" tells GET. What is no request line tells nothing.
void note_methods(std::string_view text, std::vector<std::string>& methods) {
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    const std::size_t space = line.find(' ');
    const bool request = space != line.npos && line.find(" HTTP/", space) != line.npos;
    const std::string_view method = line.substr(0, request ? space : 0);
    if (!method.empty() && http::is_token(method)) methods.emplace_back(method);
  }
}

bool is_tag(std::string_view word) {
  if (word.starts_with("stage"))
    return word.size() == 7 && http::is_digit(word[5]) && http::is_digit(word[6]);
  return word.starts_with("rfc") && word.find('-') != word.npos;
}

/// The tags in a comment line, or none if it is prose.
std::vector<std::string> tags_in(std::string_view comment) {
  std::vector<std::string> tags;
  while (!comment.empty()) {
    const std::size_t comma = std::min(comment.find(','), comment.size());
    tags.emplace_back(http::trim(comment.substr(0, comma)));
    if (!is_tag(tags.back())) return {};
    comment.remove_prefix(std::min(comma + 1, comment.size()));
  }
  return tags;
}

class Parser {
 public:
  explicit Parser(std::string_view name) { conversation_.name = name; }

  void take_line(std::string_view line) {
    ++line_;
    if (line.empty()) return;
    if (line.starts_with("#")) return take_comment(line.substr(1));
    if (line.starts_with("set ")) return take_setting(line.substr(4));
    if (line == "wait") return add(Step::Kind::wait);
    if (line == ">eof") return add(Step::Kind::end);
    if (line == "<end") return add(Step::Kind::closed);
    if (line == "<open") return add(Step::Kind::open);
    if (line.starts_with(">> ")) return take_sent(unescaped(line.substr(3)));
    if (line == ">" || line == "> ") return take_sent("\r\n");
    if (line.starts_with("> ")) return take_sent(std::string(line.substr(2)) + "\r\n");
    if (line.starts_with("< HTTP/")) return take_status_line(line.substr(2));
    if (line.starts_with("<")) return take_expectation(line.substr(1));
    fail("this line begins with nothing that is known");
  }

  Conversation finish() && {
    const auto& steps = conversation_.steps;
    const bool decided =
        !steps.empty() && (steps.back().kind == Step::Kind::closed || steps.back().kind == Step::Kind::open);
    if (!decided) fail("the last line must be <end or <open");
    const auto is_clause = [](const std::string& tag) { return tag.starts_with("rfc"); };
    if (std::ranges::none_of(conversation_.tags, is_clause))
      fail("there is no line of tags with an RFC clause");
    return std::move(conversation_);
  }

 private:
  [[noreturn]] void fail(const std::string& what) const {
    throw std::runtime_error(conversation_.name + ":" + std::to_string(line_) + ": " + what);
  }
  std::string unescaped(std::string_view text) const {
    try {
      return unescape(text);
    } catch (const std::invalid_argument& error) {
      fail(error.what());
    }
  }
  void add(Step::Kind kind, std::string text = {}) {
    Step& step = conversation_.steps.emplace_back();
    step.kind = kind;
    step.line = line_;
    step.text = std::move(text);
  }

  void take_comment(std::string_view comment) {
    const auto tags = tags_in(http::trim(comment));
    conversation_.tags.insert(conversation_.tags.end(), tags.begin(), tags.end());
  }

  std::uint64_t number(std::string_view digits) const {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (error != std::errc() || end != digits.data() + digits.size())
      fail("not a number: " + std::string(digits));
    return value;
  }

  void take_setting(std::string_view text) {
    const std::size_t space = std::min(text.find(' '), text.size());
    const std::string_view digits = text.substr(std::min(space + 1, text.size()));
    conversation_.settings[std::string(text.substr(0, space))] = number(digits);
  }

  void take_sent(std::string text) {
    auto& steps = conversation_.steps;
    if (steps.empty() || steps.back().kind != Step::Kind::send) add(Step::Kind::send);
    note_methods(text, steps.back().methods);
    steps.back().text += text;
  }

  void take_status_line(std::string_view line) { add(Step::Kind::response, std::string(line)); }

  void take_expectation(std::string_view text) {
    auto& steps = conversation_.steps;
    if (steps.empty() || steps.back().kind != Step::Kind::response)
      fail("no response is being described here");
    if (text.starts_with("again ")) {
      steps.back().times = 1 + number(text.substr(6));
      return;
    }
    steps.back().expectations.push_back(expectation(text));
  }

  Expectation expectation(std::string_view text) const {
    if (text == "0") return {Kind::body_is, line_, {}, {}};
    const std::size_t space = std::min(text.find(' '), text.size());
    const std::string_view word = text.substr(0, space);
    const std::string_view rest = text.substr(std::min(space + 1, text.size()));
    if (rest.empty()) fail("something must stand behind <" + std::string(word));
    if (word.empty()) return field(Kind::field_is, rest);
    if (word == "*") return field(Kind::field_contains, rest);
    if (word == "+") return {Kind::field_exists, line_, std::string(rest), {}};
    if (word == "-") return {Kind::field_absent, line_, std::string(rest), {}};
    if (word == "=") return {Kind::body_is, line_, {}, unescaped(rest)};
    if (word == "~") return {Kind::body_contains, line_, {}, unescaped(rest)};
    if (word == "!~") return {Kind::body_lacks, line_, {}, unescaped(rest)};
    if (word == "file") return file(rest);
    fail("nobody knows what <" + std::string(word) + " means");
  }

  Expectation field(Kind kind, std::string_view text) const {
    const std::size_t colon = text.find(": ");
    if (colon == text.npos) fail("a field is: Name: value");
    return {kind, line_, std::string(text.substr(0, colon)), std::string(text.substr(colon + 2))};
  }

  Expectation file(std::string_view text) const {
    const std::size_t space = text.rfind(' ');
    const std::string_view range = space == text.npos ? std::string_view() : text.substr(space + 1);
    if (range.empty() || range.find_first_not_of("0123456789-") != range.npos)
      return {Kind::body_is_file, line_, std::string(text), {}};
    return {Kind::body_is_file, line_, std::string(text.substr(0, space)), std::string(range)};
  }

  Conversation conversation_;
  int line_ = 0;
};

}  // namespace

Conversation parse_conversation(std::string_view name, std::string_view text) {
  Parser parser(name);
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    parser.take_line(line);
  }
  return std::move(parser).finish();
}

Conversation load_conversation(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("cannot open " + path);
  const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  return parse_conversation(path.substr(path.find_last_of('/') + 1), text);
}

}  // namespace ladder::test
