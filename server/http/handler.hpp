/// \file
/// What stands behind a Session: the handler that knows what is served. content/site.hpp is the real
/// one; a stage may bring its own of ten lines. Opened in stage 05.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>

#include "http/request.hpp"
#include "http/response.hpp"
#include "seam/conversation.hpp"

namespace ladder::http {

/// Takes one request body as it streams in, and makes the answer to it. All calls come from the connection's
/// thread; only the Work it hands out runs elsewhere. Destroyed early if the client leaves: then nothing may
/// be left behind.
class BodyConsumer {
 public:
  BodyConsumer() = default;
  BodyConsumer(const BodyConsumer&) = delete;
  BodyConsumer& operator=(const BodyConsumer&) = delete;
  virtual ~BodyConsumer() = default;

  /// Takes decoded body bytes and returns how many it took. Fewer than all (0 included) means that it has
  /// work to be run, or its answer, first.
  virtual std::size_t consume(std::span<const std::byte> bytes) = 0;
  /// The body is complete.
  virtual void finish() = 0;
  /// A blocking job to be run before anything else, or null. Each is handed out once.
  virtual std::shared_ptr<seam::Work> take_work() = 0;
  /// The job has been run; its results may be read.
  virtual void work_done() = 0;
  /// True as soon as the answer is known; before finish() this refuses the rest of the body.
  virtual bool answered() const = 0;
  /// Moves the answer out; call once, when answered().
  virtual void answer(Response& response) = 0;
};

/// Decides what a request gets. One object a worker, used by one thread at a time.
///
/// \par Example
/// \snippet examples/http.cpp handler
//! [handler]
class Handler {
 public:
  Handler() = default;
  Handler(const Handler&) = delete;
  Handler& operator=(const Handler&) = delete;
  virtual ~Handler() = default;

  /// Answers at once by filling `response` and returning null, or returns the consumer of the body.
  /// Called when the head is complete and valid and the Host is one of ours. `has_body` tells whether the
  /// framing announces a body (possibly empty). The views in `request` are not kept beyond the call.
  virtual std::unique_ptr<BodyConsumer> handle(const Request& request, bool has_body, Response& response) = 0;

  /// Fills the status and body of an error answer (400, 404, 503, ...). `request` is null if its head could
  /// not be parsed. `detail` is plain text for the reader; it is escaped here.
  virtual void describe_error(Status status, std::string_view detail, const Request* request,
                              Response& response) = 0;

  /// The worker has nothing to do: a moment to let go of what has been idle for long. Returns when it wants
  /// to be called again, although nothing may have come.
  virtual seam::TimePoint about_to_wait() { return seam::kNever; }
};
//! [handler]

}  // namespace ladder::http
