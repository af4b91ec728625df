/// \file
/// The authority of a request: host and port, as in Host and in an absolute target.
/// Sources: RFC 3986 section 3.2, RFC 9110 sections 4.2.3 and 7.2. Opened in stage 05.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ladder::http {

/// host is lower-cased, an IPv6 literal keeps its brackets; a missing or empty port is the scheme's, 80.
struct Authority {
  std::string host;
  std::uint16_t port = 80;
};

/// The same as views into the text; the host in the case it was sent in.
struct AuthorityView {
  std::string_view host;
  std::uint16_t port = 80;
};

/// True if `text` is uri-host [ ":" port ] with a port of at most 65535 and no userinfo; the host is not
/// empty. Allocates nothing. Any thread.
bool is_valid_authority(std::string_view text);

/// The parts of a valid authority, or nothing. Allocates nothing. Any thread.
std::optional<AuthorityView> split_authority(std::string_view text);

/// The parts of a valid authority, normalized and kept, or nothing. Any thread.
std::optional<Authority> parse_authority(std::string_view text);

}  // namespace ladder::http
