/// \file
/// Fuzzes content::MultipartParser and content::parse_part_head. An input is a line of cuts (fuzz/cuts.hpp),
/// a line with the boundary, and a body. However it is cut, the parser gives the parts that the reference
/// gives.
#include <string>
#include <vector>

#include "content/uploads/multipart_parser.hpp"
#include "content/uploads/part_head.hpp"
#include "fuzz/cuts.hpp"
#include "fuzz/reference_multipart.hpp"
#include "fuzz/violation.hpp"

namespace {

using namespace ladder::fuzz;
using ladder::content::MultipartParser;
using ladder::content::parse_part_head;
using ladder::content::PartHead;
using State = MultipartParser::State;
using End = ReferenceMultipart::End;

struct Part {
  std::string head;
  std::string data;
  bool ended = false;
  bool operator==(const Part&) const = default;
};

struct Outcome {
  std::vector<Part> parts;
  End end = End::incomplete;
  std::string_view error;

  bool same(const Outcome& other) const {
    return parts == other.parts && end == other.end && error == other.error;
  }
};

void note(const MultipartParser& parser, const MultipartParser::Step& step, Outcome& outcome) {
  std::vector<Part>& parts = outcome.parts;
  const bool in_part = !parts.empty() && !parts.back().ended;
  require(step.data.empty() == (step.state != State::data), "data and their state do not go together");
  switch (step.state) {
    case State::part:
      require(!in_part, "a part begins inside another");
      parts.push_back({std::string(parser.head()), {}, false});
      return;
    case State::data:
      require(in_part, "data outside of every part");
      parts.back().data += step.data;
      return;
    case State::part_end:
      require(in_part, "the end of no part");
      parts.back().ended = true;
      return;
    case State::done:
      require(!in_part, "the body ends inside a part");
      outcome.end = End::done;
      return;
    case State::malformed:
      outcome.end = End::malformed;
      return;
    case State::more:
      return;
  }
}

void take(MultipartParser& parser, std::string_view piece, Outcome& outcome) {
  std::size_t last_consumed = 1;
  while (!piece.empty() && outcome.end != End::malformed) {
    const MultipartParser::Step step = parser.step(piece);
    require(step.consumed <= piece.size(), "more is consumed than there is");
    // A step that consumes nothing gives up what looked like a delimiter: the next one goes on.
    require(step.consumed + last_consumed > 0, "two steps in a row consume nothing");
    last_consumed = step.consumed;
    note(parser, step, outcome);
    piece.remove_prefix(step.consumed);
  }
}

Outcome parse(std::string_view body, std::string_view boundary, Cuts cuts) {
  MultipartParser parser(boundary);
  Outcome outcome;
  feed(body, cuts, [&](std::string_view piece) {
    take(parser, piece, outcome);
    return outcome.end != End::malformed;
  });
  outcome.error = parser.error();
  require((outcome.end == End::malformed) != outcome.error.empty(),
          "a reason is given exactly when it is malformed");
  require(parser.done() == (outcome.end == End::done), "done() says something else");
  std::size_t bytes = 0;
  for (const Part& part : outcome.parts) bytes += part.head.size() + part.data.size();
  require(bytes <= body.size(), "the parts are larger than the body");
  return outcome;
}

void check_against(const ReferenceMultipart& reference, const Outcome& outcome) {
  require(outcome.end == reference.end, "the reference comes to another end");
  require(outcome.parts.size() == reference.parts.size(), "the reference finds another number of parts");
  for (std::size_t i = 0; i < outcome.parts.size(); ++i) {
    const ReferenceMultipart::Part& wanted = reference.parts[i];
    require(outcome.parts[i].head == wanted.head, "the reference reads another head");
    require(outcome.parts[i].data == wanted.data, "the reference reads other data");
    require(outcome.parts[i].ended == wanted.ended, "the reference has the part end elsewhere");
  }
}

/// Neither adds nor invents: what it says stands in the head, but for quotes and backslashes.
void check_part_head(const Part& part) {
  const PartHead head = parse_part_head(part.head);
  if (!head.error.empty()) return;
  require(part.head.find('\0') == std::string::npos, "the head of a part with a NUL is accepted");
  require(head.name.size() + head.filename.value_or("").size() <= part.head.size(),
          "a name comes from nowhere");
  for (const std::string& text : {head.name, head.filename.value_or("")})
    require(text.find_first_of("\r\n") == std::string::npos, "a name holds the end of a line");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size_bytes) {
  std::string_view body = text_of(data, size_bytes);
  const Cuts cuts(take_line(body));
  std::string_view boundary = take_line(body);
  if (!MultipartParser::is_boundary(boundary)) boundary = "b";

  const Outcome whole = parse(body, boundary, Cuts(""));
  require(parse(body, boundary, cuts).same(whole), "whole and cut, the body is not the same");
  const std::string with_line_end = "\r\n" + std::string(body);
  check_against(read_multipart(with_line_end, boundary), whole);
  for (const Part& part : whole.parts) check_part_head(part);
  return 0;
}
