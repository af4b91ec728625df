/// \file
/// Fuzzes http::ChunkedDecoder. An input is a line of cuts (fuzz/cuts.hpp) and a chunked body. However it is
/// cut, the decoder gives what the reference gives: the same data, the same end, at the same byte.
#include <span>
#include <string>

#include "fuzz/cuts.hpp"
#include "fuzz/reference_chunked.hpp"
#include "fuzz/violation.hpp"
#include "http/chunked_decoder.hpp"

namespace {

using namespace ladder::fuzz;
using ladder::http::ChunkedDecoder;
using State = ChunkedDecoder::State;
using End = ReferenceChunked::End;

// So small that a short input can pass them.
constexpr std::size_t kTrailerBytes = 64;
constexpr std::size_t kTrailerFields = 3;

struct Outcome {
  State state = State::more;
  std::size_t consumed = 0;
  std::string data;
  std::string_view error;
  bool operator==(const Outcome&) const = default;

  bool ended() const { return state != State::more && state != State::data; }
};

void take_step(ChunkedDecoder& decoder, std::string_view& piece, Outcome& outcome) {
  const ChunkedDecoder::Step step = decoder.step(std::as_bytes(std::span(piece)));
  require(step.consumed <= piece.size(), "more is consumed than there is");
  require(step.data.empty() == (step.state != State::data), "data and their state do not go together");
  if (!step.data.empty()) {
    const auto* const data = reinterpret_cast<const char*>(step.data.data());
    require(data >= piece.data() && data + step.data.size() == piece.data() + step.consumed,
            "the data are no view into the input that was consumed");
    outcome.data.append(data, step.data.size());
  }
  outcome.state = step.state;
  outcome.consumed += step.consumed;
  piece.remove_prefix(step.consumed);
  require(step.state != State::more || piece.empty(), "more is wanted, and there is more");
}

Outcome decode(std::string_view body, Cuts cuts) {
  ChunkedDecoder decoder(kTrailerBytes, kTrailerFields);
  Outcome outcome;
  feed(body, cuts, [&](std::string_view piece) {
    while (!piece.empty() && !outcome.ended()) take_step(decoder, piece, outcome);
    return !outcome.ended();
  });
  if (outcome.state == State::data) outcome.state = State::more;  // the input is used up
  outcome.error = decoder.error();
  const bool refused = outcome.ended() && outcome.state != State::done;
  require(refused != outcome.error.empty(), "a reason is given exactly when the body is refused");
  if (outcome.ended()) {
    const ChunkedDecoder::Step after = decoder.step(std::as_bytes(std::span(body)));
    require(after.state == outcome.state && after.consumed == 0, "the end is not the end");
  }
  return outcome;
}

State state_of(End end) {
  switch (end) {
    case End::incomplete:
      return State::more;
    case End::done:
      return State::done;
    case End::malformed:
      return State::malformed;
    case End::trailers_too_large:
      break;
  }
  return State::trailers_too_large;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size_bytes) {
  std::string_view body = text_of(data, size_bytes);
  const Cuts cuts(take_line(body));
  const Outcome whole = decode(body, Cuts(""));
  require(decode(body, cuts) == whole, "whole and cut, the body is not the same");

  const ReferenceChunked reference = read_chunked(body, kTrailerBytes, kTrailerFields);
  require(whole.state == state_of(reference.end), "the reference comes to another end");
  require(whole.consumed == reference.consumed, "the reference comes to its end at another byte");
  require(whole.data == reference.data, "the reference reads other data");
  return 0;
}
