#include "http/body_reader.hpp"

#include <algorithm>

namespace ladder::http {

void BodyReader::begin(const Framing& framing, std::unique_ptr<BodyConsumer> consumer, const Limits& limits) {
  reset();
  limits_ = &limits;
  consumer_ = std::move(consumer);
  if (framing.kind == Framing::Kind::chunked) {
    decoder_.emplace(limits.head_bytes, limits.fields);
    left_bytes_ = limits.body_bytes;
  } else {
    left_bytes_ = framing.length_bytes;
    ended_ = left_bytes_ == 0;
  }
}

void BodyReader::reset() {
  consumer_.reset();
  work_.reset();
  decoder_.reset();
  data_ = {};
  left_bytes_ = 0;
  ended_ = finished_ = over_limit_ = false;
}

//! [read-body]
BodyReader::State BodyReader::read(InputBuffer& input) {
  for (bool stuck = false;;) {
    if (consumer_) {
      work_ = consumer_->take_work();
      if (work_) return State::work;
      if (consumer_->answered()) return finished_ ? State::complete : State::answered;
      if (stuck) return fail(Status::internal_server_error, "the request body could not be taken");
    }
    if (!data_.empty()) {
      const std::size_t taken = consumer_ ? consumer_->consume(data_) : data_.size();
      data_ = data_.subspan(taken);
      stuck = taken == 0;  // then a job or an answer must come first
    } else if (!ended_) {
      if (const State state = take_data(input); state != State::complete) return state;
    } else if (consumer_ && !finished_) {
      consumer_->finish();
      finished_ = true;
    } else {
      return State::complete;
    }
  }
}
//! [read-body]

/// State::complete means here: data_ or ended_ has changed.
BodyReader::State BodyReader::take_data(InputBuffer& input) {
  if (over_limit_) return fail(Status::content_too_large, "the body is over the limit");
  if (input.empty()) return State::need_input;
  return decoder_ ? take_chunked(input) : take_counted(input);
}

BodyReader::State BodyReader::take_counted(InputBuffer& input) {
  const auto unread = std::as_bytes(std::span(input.unread()));
  data_ = unread.first(static_cast<std::size_t>(std::min<std::uint64_t>(left_bytes_, unread.size())));
  input.use_up(data_.size());
  left_bytes_ -= data_.size();
  ended_ = left_bytes_ == 0;
  return State::complete;
}

BodyReader::State BodyReader::take_chunked(InputBuffer& input) {
  const ChunkedDecoder::Step step = decoder_->step(std::as_bytes(std::span(input.unread())));
  input.use_up(step.consumed);
  switch (step.state) {
    case ChunkedDecoder::State::more:
      return State::need_input;
    case ChunkedDecoder::State::malformed:
      return fail(Status::bad_request, decoder_->error());
    case ChunkedDecoder::State::trailers_too_large:
      return fail(Status::header_fields_too_large, decoder_->error());
    case ChunkedDecoder::State::done:
      ended_ = true;
      break;
    case ChunkedDecoder::State::data:
      // Up to the limit the consumer sees every byte, however they come: so the answer depends on no split.
      data_ =
          step.data.first(static_cast<std::size_t>(std::min<std::uint64_t>(left_bytes_, step.data.size())));
      left_bytes_ -= data_.size();
      over_limit_ = data_.size() < step.data.size();
      break;
  }
  return State::complete;
}

BodyReader::State BodyReader::fail(Status status, std::string_view error) {
  status_ = status;
  error_ = error;
  return State::failed;
}

}  // namespace ladder::http
