#include "check/pieces.hpp"

#include "check/command.hpp"
#include "check/excerpt.hpp"

namespace ladder::check {

namespace {

/// More than this is no help to anybody. Runs of one byte are told in a few characters.
constexpr std::size_t kMostBytes = 50'000;
constexpr std::size_t kMostPieces = 8;
constexpr std::size_t kMostCharacters = 4'000;

}  // namespace

void Pieces::add(std::string_view bytes) {
  if (bytes.empty()) return;
  total_ += bytes.size();
  if (total_ <= kMostBytes && pieces_.size() <= kMostPieces) pieces_.emplace_back(bytes);
}

std::string Pieces::by_hand(std::uint16_t port) const {
  if (pieces_.empty() || pieces_.size() > kMostPieces || total_ > kMostBytes || end_ == End::reset) return {};
  std::string commands;
  for (const std::string& piece : pieces_)
    commands += (commands.empty() ? "" : "; sleep 0.5; ") +
                printf_of(replaced(piece, ":" + std::to_string(port), ":{port}"));
  if (commands.size() > kMostCharacters) return {};
  const bool ends = end_ == End::half_closed;
  if (!ends) commands += "; sleep 2";
  if (commands.find(';') != std::string::npos) commands = "{ " + commands + "; }";
  return commands + " | nc " + (ends ? "-N " : "") + "127.0.0.1 {port}";
}

}  // namespace ladder::check
