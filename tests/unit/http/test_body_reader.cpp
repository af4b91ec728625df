/// \file
/// BodyReader: any framing, any split, any consumer. Answers and jobs come at the same byte however it is
/// cut.
#include "http/body_reader.hpp"

#include <cstring>
#include <memory>
#include <string>
#include <utility>

#include "support/catch.hpp"

using namespace ladder;
using http::BodyReader;
using http::Framing;
using http::InputBuffer;
using State = http::BodyReader::State;

namespace {

/// Writes down what it gets. Knows its answer after `answers_after` bytes; has a job every `job_every` bytes.
struct Notes {
  std::size_t answers_after = SIZE_MAX;
  std::size_t job_every = SIZE_MAX;
  std::string taken;
  int jobs_done = 0;
  int finishes = 0;
};

class NoJob final : public seam::Work {
 public:
  void run() noexcept override {}
};

class NotingConsumer final : public http::BodyConsumer {
 public:
  explicit NotingConsumer(Notes& notes) : notes_(notes) {}
  std::size_t consume(std::span<const std::byte> bytes) override {
    const std::size_t until_job = notes_.job_every - notes_.taken.size() % notes_.job_every;
    const std::size_t count = std::min({bytes.size(), until_job, notes_.answers_after - notes_.taken.size()});
    notes_.taken.append(reinterpret_cast<const char*>(bytes.data()), count);
    if (notes_.taken.size() % notes_.job_every == 0) job_ = std::make_shared<NoJob>();
    return count;
  }
  void finish() override { ++notes_.finishes; }
  std::shared_ptr<seam::Work> take_work() override { return std::exchange(job_, nullptr); }
  void work_done() override { ++notes_.jobs_done; }
  bool answered() const override {
    return notes_.finishes > 0 || notes_.taken.size() >= notes_.answers_after;
  }
  void answer(http::Response&) override {}

 private:
  Notes& notes_;
  std::shared_ptr<seam::Work> job_;
};

struct Reading {
  http::Limits limits;
  InputBuffer input;
  BodyReader reader;

  void begin(const Framing& framing, Notes* notes = nullptr) {
    reader.begin(framing, notes ? std::make_unique<NotingConsumer>(*notes) : nullptr, limits);
  }
  /// Feeds `bytes` in pieces and runs all jobs, until the body has ended in some way.
  State feed(std::string_view bytes, std::size_t piece_bytes) {
    for (;;) {
      const State state = reader.read(input);
      if (state == State::work) {
        CHECK(reader.has_work());
        reader.take_work()->run();
        CHECK_FALSE(reader.has_work());
        reader.work_done();
      } else if (state != State::need_input || bytes.empty()) {
        return state;
      } else {
        const std::string_view piece = bytes.substr(0, piece_bytes);
        input.make_space();
        std::memcpy(input.space().data(), piece.data(), piece.size());
        input.received(piece.size());
        bytes.remove_prefix(piece.size());
      }
    }
  }
};

Framing counted(std::uint64_t length) { return {Framing::Kind::length, length, http::Status::ok, {}}; }
Framing chunked() { return {Framing::Kind::chunked, 0, http::Status::ok, {}}; }

constexpr std::string_view kChunked = "4\r\nabcd\r\n6;x=y\r\nefghij\r\n0\r\nTrailer: x\r\n\r\n";

}  // namespace

TEST_CASE("BodyReader feeds a counted body and leaves what follows", "[http][stage07][rfc9112-6.2]") {
  const std::size_t piece_bytes = GENERATE(1U, 3U, 100U);
  Reading reading;
  Notes notes;
  reading.begin(counted(10), &notes);
  CHECK(reading.feed("abcdefghijNEXT", piece_bytes) == State::complete);
  CHECK(notes.taken == "abcdefghij");
  CHECK(notes.finishes == 1);
  CHECK(std::string_view("NEXT").starts_with(reading.input.unread()));
}

TEST_CASE("BodyReader feeds a chunked body and leaves what follows", "[http][stage07][rfc9112-7.1]") {
  const std::size_t piece_bytes = GENERATE(1U, 3U, 100U);
  Reading reading;
  Notes notes;
  reading.begin(chunked(), &notes);
  CHECK(reading.feed(std::string(kChunked) + "NEXT", piece_bytes) == State::complete);
  CHECK(notes.taken == "abcdefghij");
  CHECK(notes.finishes == 1);
  CHECK(std::string_view("NEXT").starts_with(reading.input.unread()));
}

TEST_CASE("BodyReader reads and drops a body without a consumer", "[http][stage05]") {
  Reading reading;
  SECTION("counted") {
    reading.begin(counted(10));
    CHECK(reading.feed("abcdefghij", 4) == State::complete);
  }
  SECTION("chunked") {
    reading.begin(chunked());
    CHECK(reading.feed(kChunked, 4) == State::complete);
  }
  CHECK(reading.input.empty());
}

TEST_CASE("BodyReader finishes an empty body at once", "[http][stage07]") {
  Reading reading;
  Notes notes;
  reading.begin(counted(0), &notes);
  CHECK(reading.reader.read(reading.input) == State::complete);
  CHECK(notes.finishes == 1);
}

TEST_CASE("BodyReader waits for more and never finishes a body that is cut", "[http][stage07][rfc9112-8]") {
  Reading reading;
  Notes notes;
  SECTION("counted") {
    reading.begin(counted(10), &notes);
    CHECK(reading.feed("abcdefghi", 100) == State::need_input);
  }
  SECTION("chunked, without its last line") {
    reading.begin(chunked(), &notes);
    CHECK(reading.feed(kChunked.substr(0, kChunked.size() - 1), 100) == State::need_input);
  }
  CHECK(notes.finishes == 0);
}

TEST_CASE("BodyReader lets each job run before it goes on", "[http][stage07]") {
  const std::size_t piece_bytes = GENERATE(1U, 3U, 100U);
  Reading reading;
  Notes notes;
  notes.job_every = 3;
  reading.begin(counted(10), &notes);
  CHECK(reading.feed("abcdefghij", piece_bytes) == State::complete);
  CHECK(notes.taken == "abcdefghij");
  CHECK(notes.jobs_done == 3);
}

TEST_CASE("BodyReader tells an answer that comes before the end of the body", "[http][stage07]") {
  const std::size_t piece_bytes = GENERATE(1U, 3U, 100U);
  Reading reading;
  Notes notes;
  notes.answers_after = 5;
  SECTION("counted") { reading.begin(counted(10), &notes); }
  SECTION("at its very last byte") { reading.begin(counted(5), &notes); }
  CHECK(reading.feed("abcdefghij", piece_bytes) == State::answered);
  CHECK(notes.taken == "abcde");
  CHECK(notes.finishes == 0);
}

TEST_CASE("BodyReader refuses broken chunks with 400", "[http][stage05][rfc9112-7.1]") {
  Reading reading;
  reading.begin(chunked());
  CHECK(reading.feed("4\r\nabcdX", 100) == State::failed);
  CHECK(reading.reader.status() == http::Status::bad_request);
  CHECK_FALSE(reading.reader.error().empty());
}

TEST_CASE("BodyReader bounds trailers like a head, with 431", "[http][stage05][rfc6585-5]") {
  Reading reading;
  reading.limits.fields = 2;
  reading.begin(chunked());
  CHECK(reading.feed("0\r\nA: b\r\nA: b\r\nA: b\r\n\r\n", 100) == State::failed);
  CHECK(reading.reader.status() == http::Status::header_fields_too_large);
}

TEST_CASE("BodyReader takes a chunked body up to the limit, and not a byte more",
          "[http][stage07][rfc9110-15.5.14]") {
  const std::size_t piece_bytes = GENERATE(1U, 3U, 100U);
  Reading reading;
  Notes notes;
  reading.limits.body_bytes = 10;
  reading.begin(chunked(), &notes);
  SECTION("exactly") { CHECK(reading.feed(kChunked, piece_bytes) == State::complete); }
  SECTION("one more, in the same chunk") {
    CHECK(reading.feed("b\r\nabcdefghijk\r\n0\r\n\r\n", piece_bytes) == State::failed);
    CHECK(reading.reader.status() == http::Status::content_too_large);
    CHECK(notes.finishes == 0);
  }
  SECTION("one more, in a chunk of its own") {
    CHECK(reading.feed("a\r\nabcdefghij\r\n1\r\nk\r\n0\r\n\r\n", piece_bytes) == State::failed);
    CHECK(reading.reader.status() == http::Status::content_too_large);
  }
  CHECK(notes.taken == "abcdefghij");  // the consumer has seen the same, however the bytes came
}

TEST_CASE("BodyReader answers before it refuses, if the answer was known within the limit",
          "[http][stage07]") {
  const std::size_t piece_bytes = GENERATE(1U, 100U);
  Reading reading;
  Notes notes;
  notes.answers_after = 3;
  reading.limits.body_bytes = 10;
  reading.begin(chunked(), &notes);
  CHECK(reading.feed("b\r\nabcdefghijk\r\n0\r\n\r\n", piece_bytes) == State::answered);
}

TEST_CASE("BodyReader begins anew after a body over the limit", "[http][stage07]") {
  Reading reading;
  reading.limits.body_bytes = 1;
  reading.begin(chunked());
  CHECK(reading.feed("2\r\nab", 100) == State::failed);
  Notes notes;
  reading.begin(counted(2), &notes);
  CHECK(reading.feed("xy", 100) == State::complete);
  CHECK(notes.taken == "xy");
}
