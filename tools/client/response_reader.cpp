#include "client/response_reader.hpp"

#include <charconv>
#include <limits>

#include "network/failure.hpp"

namespace ladder::tools {
namespace {

// Twice what the complete server takes in a request: an answer may have long cookies.
constexpr std::size_t kMaxHeadBytes = 64UL * 1024;
// A chunk size of 16 hex digits, and room for extensions.
constexpr std::size_t kMaxChunkLineBytes = 4UL * 1024;
// RFC 9110 section 15.2 sets no limit; a server that sends more than this never comes to the point.
constexpr int kMaxInterimAnswers = 32;

std::uint64_t parse_chunk_size(std::string_view line) {
  const auto text = trimmed(line.substr(0, line.find(';')));
  std::uint64_t size_bytes = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), size_bytes, 16);
  if (result.ec != std::errc() || result.ptr != text.data() + text.size()) {
    throw BadAnswer("a chunk size is not a hexadecimal number");
  }
  return size_bytes;
}

}  // namespace

bool ResponseReader::read_answer(std::string_view request_method, AnswerListener& listener) {
  if (input_.at_end()) throw NetworkFailure("the server closed the connection without an answer");
  auto head = read_head();
  listener.head_came(head);
  for (int interim = 0; head.is_interim(); ++interim) {
    if (interim == kMaxInterimAnswers)
      throw BadAnswer("one interim answer after the other, and no final one");
    head = read_head();
    listener.head_came(head);
  }
  const auto framing = body_framing(head, request_method);
  read_body(framing, listener);
  listener.answer_complete(head);
  return head.keeps_connection() && framing.kind != BodyFraming::Kind::until_close;
}

ResponseHead ResponseReader::read_head() {
  std::size_t left_bytes = kMaxHeadBytes;
  auto line = input_.read_line(left_bytes);
  auto head = parse_status_line(line);
  while (true) {
    left_bytes -= line.size();
    line = input_.read_line(left_bytes);
    if (line.empty()) return head;
    try {
      head.fields.push_back(parse_field(line));
    } catch (const std::invalid_argument& error) {
      throw BadAnswer(error.what());
    }
  }
}

void ResponseReader::read_body(const BodyFraming& framing, AnswerListener& listener) {
  switch (framing.kind) {
    case BodyFraming::Kind::none:
      return;
    case BodyFraming::Kind::length:
      return read_exactly(framing.length_bytes, listener);
    case BodyFraming::Kind::chunked:
      return read_chunks(listener);
    case BodyFraming::Kind::until_close:
      while (!input_.at_end())
        listener.body_came(input_.read_stretch(std::numeric_limits<std::uint64_t>::max()));
  }
}

void ResponseReader::read_exactly(std::uint64_t length_bytes, AnswerListener& listener) {
  for (auto left_bytes = length_bytes; left_bytes > 0;) {
    const auto stretch = input_.read_stretch(left_bytes);
    if (stretch.empty()) {
      throw NetworkFailure("the server closed the connection " + std::to_string(left_bytes) + " of " +
                           std::to_string(length_bytes) + " bytes before the end of the body");
    }
    left_bytes -= stretch.size();
    listener.body_came(stretch);
  }
}

void ResponseReader::read_chunks(AnswerListener& listener) {
  while (const auto size_bytes = parse_chunk_size(input_.read_line(kMaxChunkLineBytes))) {
    read_exactly(size_bytes, listener);
    if (!input_.read_line(kMaxChunkLineBytes).empty())
      throw BadAnswer("a chunk is longer than its size says");
  }
  std::size_t trailer_bytes = 0;
  for (auto line = input_.read_line(kMaxHeadBytes); !line.empty(); line = input_.read_line(kMaxHeadBytes)) {
    trailer_bytes += line.size();
    if (trailer_bytes > kMaxHeadBytes) throw BadAnswer("the trailers are longer than this client reads");
  }
}

}  // namespace ladder::tools
