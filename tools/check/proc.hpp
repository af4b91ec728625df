/// \file
/// What Linux tells about processes and sockets in /proc (man 5 proc), read without touching the program.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace ladder::check {

/// TCP or UDP.
enum class Transport { tcp, udp };

/// The processes of a group that have not ended. Zombies do not count.
std::vector<pid_t> processes_of_group(pid_t group);

/// The entries of a directory; 0 if it cannot be read.
std::size_t count_entries(const std::string& directory);

/// Whether a TCP socket listens on this port, or a UDP socket is bound to it, on 127.0.0.1 or every address.
/// It is read from /proc/net, so that no connection is made that the server would have to serve.
bool is_bound(Transport transport, std::uint16_t port);

/// Connections to this listening port that the program has not accepted yet; 0 if nobody listens there.
std::size_t waiting_for_accept(std::uint16_t port);

/// A port that nobody uses, below those that outgoing connections get. Throws CannotWork if there is none.
std::uint16_t free_port();

}  // namespace ladder::check
