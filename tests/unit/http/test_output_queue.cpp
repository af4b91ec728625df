/// \file
/// OutputQueue: what goes out, in order, however little of it leaves at a time.
#include "http/output_queue.hpp"

#include <memory>
#include <optional>
#include <string>

#include "support/catch.hpp"

using namespace ladder;
using http::OutputQueue;
using http::Response;

namespace {

std::string_view text_of(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

Response with_text(std::string text) {
  Response response;
  response.text = std::move(text);
  return response;
}

/// Hands out slices of at most 100 bytes, until it has handed out `slices_left` of them.
class CountedFile final : public http::FileSource {
 public:
  explicit CountedFile(int slices) : slices_left_(slices) {}
  std::optional<seam::FileSlice> slice(std::uint64_t offset, std::uint64_t length_bytes) const override {
    if (slices_left_-- == 0) return std::nullopt;
    return seam::FileSlice{3, offset, std::min<std::uint64_t>(length_bytes, 100)};
  }

 private:
  mutable int slices_left_;
};

Response with_file(int slices, std::uint64_t offset, std::uint64_t length_bytes) {
  Response response;
  response.file = std::make_shared<CountedFile>(slices);
  response.file_offset = offset;
  response.file_length_bytes = length_bytes;
  return response;
}

}  // namespace

TEST_CASE("OutputQueue is empty at first and has room", "[http][stage05]") {
  OutputQueue queue;
  CHECK(queue.empty());
  CHECK(queue.has_room());
  CHECK(queue.exchanges().empty());
}

TEST_CASE("OutputQueue copies a small body behind its head", "[http][stage05]") {
  OutputQueue queue;
  queue.buffer() += "head ";
  Response response = with_text("body");
  queue.append_body(response);
  CHECK(text_of(queue.output().memory[0]) == "head body");
  CHECK(queue.output().memory[1].empty());
  CHECK(queue.has_room());
}

TEST_CASE("OutputQueue sends a large body from where it lies", "[http][stage06]") {
  const auto owner = std::make_shared<std::string>(OutputQueue::kCopyBytes + 1, 'x');
  Response response;
  response.shared_body = *owner;
  response.owner = owner;
  OutputQueue queue;
  queue.buffer() += "head";
  queue.append_body(response);
  CHECK(owner.use_count() == 2);  // the queue keeps it alive, the response no longer does
  CHECK(text_of(queue.output().memory[1]).data() == owner->data());
  CHECK_FALSE(queue.has_room());
  queue.sent(4 + owner->size());
  CHECK(queue.empty());
  queue.clear();
  CHECK(owner.use_count() == 1);
}

TEST_CASE("OutputQueue copies a shared body of exactly the limit", "[http][stage06]") {
  const auto owner = std::make_shared<std::string>(OutputQueue::kCopyBytes, 'x');
  Response response;
  response.shared_body = *owner;
  response.owner = owner;
  OutputQueue queue;
  queue.append_body(response);
  CHECK(text_of(queue.output().memory[0]) == *owner);
  CHECK(queue.has_room());
}

TEST_CASE("OutputQueue takes a large text over", "[http][stage05]") {
  OutputQueue queue;
  Response response = with_text(std::string(50'000, 't'));
  queue.append_body(response);
  response.clear();
  CHECK(text_of(queue.output().memory[1]) == std::string(50'000, 't'));
}

TEST_CASE("OutputQueue counts down byte by byte across head, body and file", "[http][stage06]") {
  OutputQueue queue;
  queue.buffer() += "head";
  SECTION("memory") {
    Response response = with_text(std::string(20'000, 'b'));
    queue.append_body(response);
    for (std::size_t left = 20'004; left > 0; --left) {
      REQUIRE_FALSE(queue.empty());
      const auto out = queue.output();
      REQUIRE(out.memory[0].size() + out.memory[1].size() == left);
      REQUIRE(queue.tail_bytes_left() == std::min<std::size_t>(left, 20'000));
      queue.sent(1);
    }
  }
  SECTION("file") {
    Response response = with_file(100, 1'000, 250);
    queue.append_body(response);
    queue.sent(4);
    for (std::uint64_t done = 0; done < 250; ++done) {
      REQUIRE_FALSE(queue.empty());
      REQUIRE(queue.output().file.offset == 1'000 + done);
      REQUIRE(queue.tail_bytes_left() == 250 - done);
      queue.sent(1);
    }
  }
  CHECK(queue.empty());
  CHECK_FALSE(queue.broken());
}

TEST_CASE("OutputQueue takes one step across all its parts", "[http][stage11]") {
  OutputQueue queue;
  queue.buffer() += "head";
  Response response = with_file(100, 0, 100);
  queue.append_body(response);
  queue.sent(4 + 30);
  CHECK(queue.output().memory[0].empty());
  CHECK(queue.output().file.offset == 30);
  CHECK(queue.output().file.length_bytes == 70);
}

TEST_CASE("OutputQueue asks the file again before each slice, and is broken if it has changed",
          "[http][stage06]") {
  OutputQueue queue;
  SECTION("after the first slice") {
    Response response = with_file(1, 0, 250);
    queue.append_body(response);
    CHECK_FALSE(queue.broken());
    queue.sent(99);
    CHECK_FALSE(queue.broken());
    queue.sent(1);
    CHECK(queue.broken());
    CHECK(queue.tail_bytes_left() == 150);
  }
  SECTION("before the first") {
    Response response = with_file(0, 0, 250);
    queue.append_body(response);
    CHECK(queue.broken());
  }
  CHECK_FALSE(queue.empty());
  CHECK(queue.output().file.length_bytes == 0);
  queue.clear();
  CHECK_FALSE(queue.broken());
  CHECK(queue.empty());
}

TEST_CASE("OutputQueue sends nothing of an empty file", "[http][stage06]") {
  OutputQueue queue;
  Response response = with_file(0, 0, 0);
  queue.append_body(response);
  CHECK(queue.empty());
  CHECK_FALSE(queue.broken());
}

TEST_CASE("OutputQueue knows how much of each answer must still leave", "[http][stage12]") {
  OutputQueue queue;
  queue.buffer() += "first";
  queue.note({});
  queue.buffer() += "second";
  Response response = with_file(100, 0, 100);
  queue.append_body(response);
  queue.note({});
  CHECK(queue.bytes_left(0) == 5);
  CHECK(queue.bytes_left(1) == 111);
  queue.sent(3);
  CHECK(queue.bytes_left(0) == 2);
  CHECK(queue.bytes_left(1) == 108);
  queue.sent(20);
  CHECK(queue.bytes_left(0) == 0);
  CHECK(queue.bytes_left(1) == 88);
}

TEST_CASE("OutputQueue has room until enough bytes or answers are gathered", "[http][stage05]") {
  OutputQueue queue;
  SECTION("bytes") {
    queue.buffer().assign(OutputQueue::kGatherBytes - 1, 'x');
    CHECK(queue.has_room());
    queue.buffer() += 'x';
  }
  SECTION("answers") {
    for (std::size_t i = 1; i < OutputQueue::kGatherAnswers; ++i) queue.note({});
    CHECK(queue.has_room());
    queue.note({});
  }
  CHECK_FALSE(queue.has_room());
  queue.clear();
  CHECK(queue.has_room());
}

TEST_CASE("OutputQueue gives the memory of a large gathering back", "[http][stage09]") {
  OutputQueue queue;
  queue.buffer().assign(3 * OutputQueue::kGatherBytes, 'x');
  queue.clear();
  CHECK(queue.buffer().capacity() < OutputQueue::kGatherBytes);
}

TEST_CASE("OutputQueue sends the parts of a file, each behind its heading", "[http][stage12][rfc9110-14.6]") {
  OutputQueue queue;
  queue.buffer() += "head ";
  Response response = with_file(3, 0, 0);
  response.parts = {{"one:", 10, 5}, {"two:", 100, 150}, {"end", 0, 0}};
  const std::uint64_t body_bytes = response.body_bytes();
  CHECK(body_bytes == 4 + 5 + 4 + 150 + 3);
  queue.append_body(response);
  queue.note({});
  CHECK_FALSE(queue.has_room());
  std::string seen;
  while (!queue.empty() && seen.size() < 1'000) {
    const std::uint64_t left = queue.bytes_left(0);
    CHECK(left == 5 + body_bytes - seen.size());
    const seam::Output out = queue.output();
    // A byte at a time: a letter of the memory, else a mark for the byte of the file.
    if (!out.memory[0].empty()) {
      seen += text_of(out.memory[0])[0];
    } else if (!out.memory[1].empty()) {
      seen += text_of(out.memory[1])[0];
    } else {
      REQUIRE(out.file.length_bytes > 0);
      seen += out.file.offset < 100 ? 'a' : 'b';
    }
    queue.sent(1);
  }
  CHECK(seen == "head one:aaaaatwo:" + std::string(150, 'b') + "end");
  CHECK_FALSE(queue.broken());
  queue.clear();
  CHECK(queue.tail_bytes_left() == 0);
}

TEST_CASE("OutputQueue sends parts of memory, each behind its heading, and keeps what owns them",
          "[http][stage12][rfc9110-14.6]") {
  OutputQueue queue;
  auto owner = std::make_shared<const std::string>(std::string(10'000, 'a') + std::string(10'000, 'b'));
  const std::weak_ptr<const std::string> watched = owner;
  Response response;
  const std::string_view bytes = *owner;
  response.parts = {{"one:", 0, 0, bytes.substr(9'000, 2'000)}, {"", 0, 0, bytes}, {"end"}};
  const std::string whole = "one:" + std::string(bytes.substr(9'000, 2'000)) + std::string(bytes) + "end";
  response.owner = std::move(owner);
  CHECK(response.body_bytes() == whole.size());
  queue.append_body(response);
  queue.note({});
  response.clear();
  std::string seen;
  while (!queue.empty() && seen.size() < 2 * whole.size()) {
    CHECK_FALSE(queue.has_room());
    CHECK(queue.bytes_left(0) == whole.size() - seen.size());
    const std::string next(text_of(queue.output().memory[1]).substr(0, 7));
    REQUIRE_FALSE(next.empty());
    seen += next;
    queue.sent(next.size());
  }
  CHECK(seen == whole);
  CHECK_FALSE(watched.expired());
  queue.clear();
  CHECK(watched.expired());
}

TEST_CASE("OutputQueue copies small parts of memory behind their head", "[http][stage12][rfc9110-14.6]") {
  OutputQueue queue;
  queue.buffer() += "head ";
  const std::string bytes = "0123456789";
  Response response;
  response.parts = {{"one:", 0, 0, std::string_view(bytes).substr(2, 3)}, {"end"}};
  queue.append_body(response);
  queue.note({});
  CHECK(queue.has_room());
  CHECK(text_of(queue.output().memory[0]) == "head one:234end");
  CHECK(queue.output().memory[1].empty());
}

TEST_CASE("OutputQueue is broken when the file changes between two parts", "[http][stage12]") {
  OutputQueue queue;
  Response response = with_file(1, 0, 0);
  response.parts = {{"one:", 10, 5}, {"two:", 100, 5}, {"end", 0, 0}};
  queue.append_body(response);
  queue.note({});
  CHECK_FALSE(queue.broken());
  queue.sent(4 + 5);
  CHECK(queue.broken());
}
