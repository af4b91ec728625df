/// \file
/// UDP sockets: one send is one datagram, one receive is one datagram. Opened in stage 02.
/// Sources: man 7 udp, man 2 recvfrom.
#pragma once

#include <cstddef>
#include <span>

#include "os/address.hpp"
#include "os/fd.hpp"
#include "os/io.hpp"

namespace ladder::os {

/// The largest UDP payload over IPv4: 65,535 less the IP (20) and UDP (8) headers.
inline constexpr std::size_t kMaxDatagramBytes = 65'507;

/// A UDP socket bound to an address, non-blocking. Throws std::system_error naming the address.
Fd bind_udp(const Address& address);

/// A UDP socket that talks to one peer only: others' datagrams are dropped by the kernel, and "port
/// unreachable" comes back as ECONNREFUSED. Throws std::system_error.
Fd connect_udp(const Address& peer);

/// One datagram into `space`, never waiting; `from` becomes its sender. Here `transferred` with 0 bytes is an
/// empty datagram, not the end of anything: UDP has no end. Any thread.
///
/// \par Example
/// \snippet examples/os.cpp datagram
IoResult receive_datagram(int fd, std::span<std::byte> space, Address& from);

/// One datagram to `to`, whole or not at all, never waiting. Any thread.
IoResult send_datagram(int fd, std::span<const std::byte> bytes, const Address& to);

}  // namespace ladder::os
