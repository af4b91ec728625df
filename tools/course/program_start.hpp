/// \file
/// What every program of a workspace is compiled with, read once for all of them where "./course check"
/// builds: what says that a task is still to be written, and the standard headers that app/stage.hpp brings
/// along anyway.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "still_to_be_written.hpp"
