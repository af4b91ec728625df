#include "content/utf8.hpp"

namespace ladder::content {
namespace {

constexpr Utf8Lead kLeads[] = {
    {0x00, 0x7f, 0, 0, 1},       {0xc2, 0xdf, 0x80, 0xbf, 2}, {0xe0, 0xe0, 0xa0, 0xbf, 3},
    {0xe1, 0xec, 0x80, 0xbf, 3}, {0xed, 0xed, 0x80, 0x9f, 3}, {0xee, 0xef, 0x80, 0xbf, 3},
    {0xf0, 0xf0, 0x90, 0xbf, 4}, {0xf1, 0xf3, 0x80, 0xbf, 4}, {0xf4, 0xf4, 0x80, 0x8f, 4},
};

bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xc0) == 0x80; }

}  // namespace

const Utf8Lead* utf8_lead_of(unsigned char byte) {
  for (const Utf8Lead& lead : kLeads)
    if (byte >= lead.first && byte <= lead.last) return &lead;
  return nullptr;
}

std::size_t utf8_sequence_bytes(std::string_view text) {
  if (text.empty()) return 0;
  const Utf8Lead* lead = utf8_lead_of(static_cast<unsigned char>(text[0]));
  if (lead == nullptr || text.size() < lead->length) return 0;
  if (lead->length == 1) return 1;
  const auto second = static_cast<unsigned char>(text[1]);
  if (second < lead->second_low || second > lead->second_high) return 0;
  for (std::size_t i = 2; i < lead->length; ++i)
    if (!is_continuation(text[i])) return 0;
  return lead->length;
}

bool is_valid_utf8(std::string_view text) {
  while (!text.empty()) {
    const std::size_t length = utf8_sequence_bytes(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

}  // namespace ladder::content
