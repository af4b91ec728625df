/// \file
/// Whether the next client is served: the cheapest question that a stage's server has to answer.
#pragma once

#include <functional>

namespace ladder::check {

class Trial;

/// Throws Failure unless a client that comes now is served. A server that has still to deal with clients that
/// have left may say for a while that it has no place.
using Probe = std::function<void(Trial&)>;

void probe_echo(Trial& trial);
void probe_datagrams(Trial& trial);
void probe_http(Trial& trial);

}  // namespace ladder::check
