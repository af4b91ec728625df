/// \file
/// Which Hosts the complete server answers for. Opened in stage 12.
#pragma once

#include "app/options.hpp"
#include "http/allowed_hosts.hpp"
#include "os/address.hpp"

namespace ladder::app {

/// The bound address, localhost, 127.0.0.1, [::1] and the machine's name with the bound port; the addresses
/// of all interfaces if bound to a wildcard; and every `--allow-host`. Throws std::invalid_argument naming a
/// bad one.
http::AllowedHosts allowed_hosts(const ServerOptions& options, const os::Address& bound);

}  // namespace ladder::app
