/// \file
/// Workspace: the memory that a connection needs only while bytes are in flight. It belongs to the worker and
/// is lent; an idle connection holds none. Opened in stage 05; why it is lent shows in stage 09.
#pragma once

#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

#include "http/body_reader.hpp"
#include "http/head_parser.hpp"
#include "http/input_buffer.hpp"
#include "http/output_queue.hpp"
#include "http/response.hpp"

namespace ladder::http {

/// Everything one exchange works with.
struct Workspace {
  InputBuffer input;
  HeadParser parser;
  BodyReader body;
  OutputQueue output;
  Response response;

  /// Ready for the next connection: nothing of the last one is left but memory.
  void reset() {
    input.reset();
    parser.reset();
    body.reset();
    output.clear();
    response.clear();
  }
};

/// The free workspaces of one worker. One thread.
class WorkspacePool {
 public:
  /// Allocates all that give_back() needs: destructors call it.
  WorkspacePool() { free_.reserve(kMaxFree); }

  /// A free one, or a new one. Bring it back with give_back().
  std::unique_ptr<Workspace> lend() {
    if (free_.empty()) return std::make_unique<Workspace>();
    std::unique_ptr<Workspace> one = std::move(free_.back());
    free_.pop_back();
    return one;
  }
  /// The last one given back is lent first: it is still in the processor's cache.
  void give_back(std::unique_ptr<Workspace> one) {
    if (!one || free_.size() == kMaxFree) return;
    one->reset();
    free_.push_back(std::move(one));
  }

 private:
  /// Free workspaces kept (some 50 KiB each): more than a loop usually has in flight, less than a burst
  /// leaves.
  static constexpr std::size_t kMaxFree = 64;
  std::vector<std::unique_ptr<Workspace>> free_;
};

}  // namespace ladder::http
