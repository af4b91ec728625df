/// \file
/// How much of what was sent the other side has not yet read: asked of the kernel, which knows both ends of a
/// connection on the loopback.
#pragma once

#include <cstddef>
#include <optional>

namespace ladder::check {

/// Bytes in the receive queue of the socket at the other end of `fd`, a TCP connection over the loopback.
/// Nothing if the kernel does not tell (man 7 sock_diag).
std::optional<std::size_t> unread_by_peer(int fd);

/// Bytes sent on `fd` that have not arrived at the other end's machine (man 7 tcp: SIOCOUTQ).
std::size_t not_delivered(int fd);

}  // namespace ladder::check
