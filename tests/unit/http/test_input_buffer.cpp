/// \file
/// InputBuffer: bytes come in at the end and are used up at the front, and what is kept in between stays
/// readable.
#include "http/input_buffer.hpp"

#include <cstring>
#include <random>
#include <string>

#include "support/catch.hpp"

using ladder::http::InputBuffer;

namespace {

/// Receives `bytes`. True if making space moved what was there.
bool receive(InputBuffer& buffer, std::string_view bytes) {
  bool moved = false;
  while (!bytes.empty()) {
    moved |= buffer.make_space();
    const std::size_t piece = std::min(buffer.space().size(), bytes.size());
    std::memcpy(buffer.space().data(), bytes.data(), piece);
    buffer.received(piece);
    bytes.remove_prefix(piece);
  }
  return moved;
}

}  // namespace

TEST_CASE("InputBuffer is empty at first and has space", "[http][stage05]") {
  InputBuffer buffer;
  CHECK(buffer.empty());
  CHECK(buffer.unread().empty());
  CHECK(buffer.kept().empty());
  CHECK(buffer.space().size() == InputBuffer::kStartBytes);
}

TEST_CASE("InputBuffer gives back what came, less what is used up", "[http][stage05]") {
  InputBuffer buffer;
  receive(buffer, "first second");
  buffer.use_up(6);
  CHECK(buffer.unread() == "second");
  receive(buffer, " third");
  CHECK(buffer.unread() == "second third");
  buffer.use_up(12);
  CHECK(buffer.empty());
}

TEST_CASE("InputBuffer starts again at the front once all is used up", "[http][stage05]") {
  InputBuffer buffer;
  receive(buffer, std::string(15'000, 'a'));
  buffer.use_up(15'000);
  CHECK_FALSE(buffer.make_space());
  CHECK(buffer.space().size() == InputBuffer::kStartBytes);
}

TEST_CASE("InputBuffer leaves kept bytes in place while what follows passes through", "[http][stage07]") {
  InputBuffer buffer;
  receive(buffer, "HEADbody");
  buffer.keep(4);
  const char* const head = buffer.kept().data();
  CHECK(buffer.unread() == "body");
  for (int i = 0; i < 100; ++i) {
    buffer.use_up(buffer.unread().size());
    REQUIRE_FALSE(receive(buffer, std::string(10'000, 'b')));
    REQUIRE(buffer.unread() == std::string(10'000, 'b'));
  }
  CHECK(buffer.kept() == "HEAD");
  CHECK(buffer.kept().data() == head);
}

TEST_CASE("InputBuffer moves kept and unread bytes to the front when space runs out", "[http][stage05]") {
  InputBuffer buffer;
  receive(buffer, std::string(8'000, 'x') + "HEAD" + std::string(2'000, 'y') + "rest");
  buffer.use_up(8'000);
  buffer.keep(4);
  buffer.use_up(2'000);
  receive(buffer, std::string(3'000, 'z'));
  CHECK(buffer.make_space());
  CHECK(buffer.kept() == "HEAD");
  CHECK(buffer.unread() == "rest" + std::string(3'000, 'z'));
  CHECK(buffer.space().size() == InputBuffer::kStartBytes - 4 - 3'004);
}

TEST_CASE("InputBuffer always has space for at least 4 KiB", "[http][stage05]") {
  InputBuffer buffer;
  std::string all;
  for (int i = 0; i < 20; ++i) {
    buffer.make_space();
    REQUIRE(buffer.space().size() >= InputBuffer::kMinSpaceBytes);
    const std::string piece(buffer.space().size(), static_cast<char>('a' + i));
    receive(buffer, piece);
    all += piece;
    REQUIRE(buffer.unread() == all);
    if (all.size() > 200'000) break;
  }
}

TEST_CASE("InputBuffer forgets everything and gives large memory back", "[http][stage09]") {
  InputBuffer buffer;
  receive(buffer, std::string(100'000, 'a'));
  buffer.keep(10);
  buffer.reset();
  CHECK(buffer.empty());
  CHECK(buffer.kept().empty());
  CHECK(buffer.space().size() == InputBuffer::kStartBytes);
}

TEST_CASE("InputBuffer keeps nothing after release", "[http][stage05]") {
  InputBuffer buffer;
  receive(buffer, "HEADrest");
  buffer.keep(4);
  buffer.release();
  CHECK(buffer.kept().empty());
  CHECK(buffer.unread() == "rest");
}

TEST_CASE("InputBuffer agrees with two strings over thousands of random moves", "[http][stage05]") {
  std::mt19937 random(5);
  InputBuffer buffer;
  std::string unread;
  std::string kept;
  const auto up_to = [&](std::size_t most) {
    return std::uniform_int_distribution<std::size_t>(0, most)(random);
  };
  for (int i = 0; i < 5'000; ++i) {
    const std::string piece(up_to(6'000), static_cast<char>('a' + i % 26));
    receive(buffer, piece);
    unread += piece;
    const std::size_t used = unread.size() < 50'000 ? up_to(unread.size()) : unread.size();
    if (up_to(3) == 0) {
      kept = unread.substr(0, used);
      buffer.keep(used);
    } else {
      buffer.use_up(used);
    }
    unread.erase(0, used);
    REQUIRE(buffer.unread() == unread);
    REQUIRE(buffer.kept() == kept);
  }
}
