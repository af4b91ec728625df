/// \file
/// BodyReader: takes one request body out of the input, undoes its framing, and feeds it to its consumer, or
/// to nobody. Opened in stage 05 (bodies are discarded), used in full in stage 07. Source: RFC 9112 sections
/// 6 and 7.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

#include "http/chunked_decoder.hpp"
#include "http/framing.hpp"
#include "http/handler.hpp"
#include "http/input_buffer.hpp"
#include "http/limits.hpp"

namespace ladder::http {

/// One body after another of one connection: begin(), then read() whenever bytes have come, until it is
/// complete, answered or failed. One thread.
class BodyReader {
 public:
  enum class State : std::uint8_t {
    need_input,  ///< all that has come is used up
    work,        ///< take_work() has a job; call work_done(), then read() again
    complete,    ///< the body has ended; with a consumer, its answer is ready
    answered,    ///< the consumer has its answer before the end of the body: the rest is refused
    failed       ///< the framing is broken or a limit is passed: answer status() and read no more
  };

  /// Begins a body. `consumer` null: it is read and dropped. `limits` must outlive the body.
  void begin(const Framing& framing, std::unique_ptr<BodyConsumer> consumer, const Limits& limits);
  /// Reads on until something else must happen first.
  State read(InputBuffer& input);

  /// After State::work: the job to run. Given once; null if it has been taken.
  std::shared_ptr<seam::Work> take_work() { return std::move(work_); }
  /// True while a job waits in take_work().
  bool has_work() const { return work_ != nullptr; }
  /// The job has been run: tells the consumer. Then read() goes on.
  void work_done() { consumer_->work_done(); }
  /// Who takes this body, until reset(); null: it is dropped. Borrowed.
  BodyConsumer* consumer() { return consumer_.get(); }

  /// After State::failed: what to answer, 400, 413 or 431.
  Status status() const { return status_; }
  /// After State::failed: why, for the error page. Static text.
  std::string_view error() const { return error_; }
  /// Drops the consumer, and with it what it has begun to store.
  void reset();

 private:
  State take_data(InputBuffer& input);
  State take_chunked(InputBuffer& input);
  State take_counted(InputBuffer& input);
  State fail(Status status, std::string_view error);

  const Limits* limits_ = nullptr;
  std::unique_ptr<BodyConsumer> consumer_;
  std::shared_ptr<seam::Work> work_;
  std::optional<ChunkedDecoder> decoder_;
  std::span<const std::byte> data_;  // decoded, not yet consumed; lies in the input buffer, behind its back
  std::uint64_t left_bytes_ = 0;     // Content-Length: still to come. Chunked: still allowed
  bool ended_ = false;               // the last byte of the body is in data_ or consumed
  bool finished_ = false;            // the consumer knows it
  bool over_limit_ = false;          // behind data_ more has come than is allowed
  Status status_ = Status::bad_request;
  std::string_view error_;
};

}  // namespace ladder::http
