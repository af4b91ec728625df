/// \file
/// From a name and a port to the one address that is meant.
#pragma once

#include <asio/io_context.hpp>
#include <asio/ip/tcp.hpp>
#include <chrono>
#include <string>

namespace ladder::tools {

/// Looks the host up. A name often stands for an IPv6 and an IPv4 address, of which the server may listen on
/// one: of several the first that takes a connection within `timeout` is returned, the first of all if none
/// does. Runs `context`, which must have nothing else to do. Throws NetworkFailure for an unknown host.
asio::ip::tcp::endpoint find_tcp_server(asio::io_context& context, const std::string& host,
                                        const std::string& port, std::chrono::milliseconds timeout);

}  // namespace ladder::tools
