/// \file
/// The flow for what a plan speaks.
#pragma once

#include <memory>

#include "load/flow.hpp"

namespace ladder::tools::load {

class Worker;

/// A flow of this worker, which must outlive it.
std::unique_ptr<Flow> make_flow(Worker& worker);

}  // namespace ladder::tools::load
