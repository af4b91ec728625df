#include "check/command.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "check/check.hpp"

namespace ladder::check {

namespace {

/// Milliseconds as seconds: 300 as "0.3", 10000 as "10".
std::string in_seconds(Milliseconds time) {
  std::string text = std::to_string(time.count() / 1000);
  if (time.count() % 1000 != 0) {
    std::string rest = std::to_string(1000 + time.count() % 1000).substr(1);
    rest.erase(rest.find_last_not_of('0') + 1);
    text += "." + rest;
  }
  return text;
}

std::string fill(std::string word, const Values& values) {
  word = replaced(std::move(word), "{port}", std::to_string(values.port));
  word = replaced(std::move(word), "{threads}", std::to_string(values.settings.threads));
  word = replaced(std::move(word), "{queue}", std::to_string(values.settings.queue));
  word = replaced(std::move(word), "{header_timeout}", in_seconds(values.settings.header_timeout));
  return replaced(std::move(word), "{root}", values.root);
}

bool is_for_a_shell(const std::vector<std::string>& words) {
  return words.size() == 1 && words.front().find(' ') != std::string::npos;
}

}  // namespace

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
  return text;
}

std::string shell_word(const std::string& word) {
  constexpr std::string_view kPlain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./=:,+@%";
  if (!word.empty() && word.find_first_not_of(kPlain) == std::string::npos) return word;
  return "'" + replaced(word, "'", "'\\''") + "'";
}

unsigned Command::offers() const {
  constexpr std::array<std::pair<const char*, unsigned>, 4> kPlaceholders{
      {{"{threads}", kThreads},
       {"{queue}", kQueue},
       {"{root}", kRoot},
       {"{header_timeout}", kHeaderTimeout}}};
  unsigned bits = empty() ? kNothing : kServer;
  for (const auto& [text, bit] : kPlaceholders)
    for (const std::string& word : words_)
      if (word.find(text) != std::string::npos) bits |= bit;
  return bits;
}

std::vector<std::string> Command::filled(const Values& values) const {
  std::vector<std::string> words;
  for (const std::string& word : words_) words.push_back(fill(word, values));
  if (is_for_a_shell(words)) return {"/bin/sh", "-c", words.front()};
  return words;
}

std::string Command::shown(const Values& values) const {
  std::string line;
  for (const std::string& word : words_) {
    const std::string text = fill(word, values);
    line += (line.empty() ? "" : " ") + (is_for_a_shell(words_) ? text : shell_word(text));
  }
  return line;
}

}  // namespace ladder::check
