/// \file
/// How a connection behaves: the five modes as data, so that one class can be all of them.
#pragma once

#include <string>

#include "slow/options.hpp"

namespace ladder::tools::slow {

/// What one connection sends, and how it reads.
struct Manner {
  std::string at_once;        ///< sent as soon as it is connected
  std::string dribbled;       ///< sent after that, a few bytes in each interval
  std::string endless;        ///< and then this, over and over; empty: nothing
  bool reads_slowly = false;  ///< a few bytes in each interval, with the smallest receive buffer there is
  bool resets = false;        ///< breaks the connection once a few bytes have come
};

/// The manner of a mode.
Manner manner_of(const Options& options);

}  // namespace ladder::tools::slow
