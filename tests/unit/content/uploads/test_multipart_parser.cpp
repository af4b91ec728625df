/// \file
/// The multipart parser (content/uploads/multipart_parser.hpp) and the heads of parts
/// (content/uploads/part_head.hpp).
#include "content/uploads/multipart_parser.hpp"

#include <string>
#include <string_view>
#include <vector>

#include "content/uploads/part_head.hpp"
#include "support/catch.hpp"
#include "support/four_ways.hpp"

using namespace ladder;
using content::MultipartParser;
using content::parse_part_head;
using content::PartHead;
using State = MultipartParser::State;

namespace {

struct Part {
  std::string head;
  std::string data;
  bool ended = false;
  bool operator==(const Part&) const = default;
};

struct Outcome {
  std::vector<Part> parts;
  bool done = false;
  std::string error;
};

Outcome parse(const test::Way& way, std::string_view boundary) {
  MultipartParser parser(boundary);
  Outcome outcome;
  for (std::size_t begin = 0; begin < way.bytes.size(); begin += way.piece_bytes) {
    std::string_view piece = way.bytes.substr(begin, way.piece_bytes);
    while (!piece.empty()) {
      const auto step = parser.step(piece);
      REQUIRE(step.consumed <= piece.size());
      piece.remove_prefix(step.consumed);
      if (step.state == State::part) outcome.parts.push_back({std::string(parser.head()), {}, false});
      if (step.state == State::data) outcome.parts.back().data += step.data;
      if (step.state == State::part_end) outcome.parts.back().ended = true;
      if (step.state == State::malformed) {
        outcome.error = parser.error();
        return outcome;
      }
    }
  }
  outcome.done = parser.done();
  return outcome;
}

void check_parts(std::string_view body, const std::vector<Part>& parts, std::string_view boundary = "b") {
  CAPTURE(std::string(body));
  test::four_ways(body, [&](const test::Way& way) {
    const Outcome outcome = parse(way, boundary);
    CHECK(outcome.error.empty());
    CHECK(outcome.done);
    CHECK(outcome.parts == parts);
  });
}

void check_error(std::string_view body, std::string_view error) {
  CAPTURE(std::string(body));
  test::four_ways(body, [&](const test::Way& way) { CHECK(parse(way, "b").error == error); });
}

}  // namespace

TEST_CASE("A multipart body is taken apart, however it comes", "[content][stage12][rfc2046-5.1.1]") {
  check_parts("--b\r\nA: 1\r\n\r\none\r\n--b\r\nA: 2\r\nB: 3\r\n\r\ntwo\r\n--b--\r\n",
              {{"A: 1\r\n", "one", true}, {"A: 2\r\nB: 3\r\n", "two", true}});
}

TEST_CASE("Preamble, epilogue and padding of a multipart body are passed over",
          "[content][stage12][rfc2046-5.1.1]") {
  check_parts("read\r\nthis --b\r\n-\r\n--b \t\r\nA: 1\r\n\r\none\r\n--b--  \r\n--b\r\nmore",
              {{"A: 1\r\n", "one", true}});
  check_parts("\r\n--b\r\nA: 1\r\n\r\none\r\n--b--", {{"A: 1\r\n", "one", true}});
}

TEST_CASE("What only begins like a delimiter is data", "[content][stage12][rfc2046-5.1.1]") {
  const auto alone = [](const std::string& data, std::string_view boundary) {
    check_parts(
        "--" + std::string(boundary) + "\r\nA: 1\r\n\r\n" + data + "\r\n--" + std::string(boundary) + "--",
        {{"A: 1\r\n", data, true}}, boundary);
  };
  for (const char* data : {"\r", "\n", "\r\n", "\r\r\n", "\r\n-", "\r\n--", "\r\n--be", "\r\n--bo", "--", "-",
                           "\r\n\r\n--bo\r\n-", "x--bou", "\r\n-\r\n--\r\n--b", "--bo\r"}) {
    alone(data, "bou");
  }
  alone(std::string("\0\xff\r\n--b\0", 8), "bou");
}

TEST_CASE("Data full of line ends comes in as few pieces as other data",
          "[content][stage12][rfc2046-5.1.1]") {
  const std::size_t size = 100'000;
  std::string almost;  // each of these becomes no delimiter only at its last byte
  while (almost.size() < size) almost += "\r\n--boundarx";
  for (const std::string& data :
       {std::string(size, '\r'), std::string(size, '\n'), std::string(size, '-'), almost}) {
    MultipartParser parser("boundary");
    const std::string body = "--boundary\r\nA: 1\r\n\r\n" + data + "\r\n--boundary--\r\n";
    std::string_view left = body;
    std::string got;
    std::size_t steps = 0;
    for (; !left.empty(); ++steps) {
      const auto step = parser.step(left);
      left.remove_prefix(step.consumed);
      if (step.state == State::data) got += step.data;
    }
    CHECK(parser.done());
    CHECK(got == data);
    CHECK(steps <= 10);
  }
}

TEST_CASE("A part may be empty, and may have no body at all", "[content][stage12][rfc2046-5.1]") {
  check_parts("--b\r\nA: 1\r\n\r\n\r\n--b\r\nA: 2\r\n\r\n--b\r\n\r\n--b--",
              {{"A: 1\r\n", "", true}, {"A: 2\r\n", "", true}, {"", "", true}});
}

TEST_CASE("A body without a part is complete all the same", "[content][stage12][rfc2046-5.1.1]") {
  check_parts("--b--\r\n", {});
}

TEST_CASE("A multipart body that is cut short is not done", "[content][stage12][rfc2046-5.1.1]") {
  const std::string body = "--b\r\nA: 1\r\n\r\none\r\n--b--";
  for (std::size_t size = 0; size < body.size(); ++size) {
    const std::string cut = body.substr(0, size);
    CAPTURE(cut);
    test::four_ways(
        cut, [&](const test::Way& way) { CHECK_FALSE(parse(way, "b").done); }, test::Trailing::no);
  }
}

TEST_CASE("A malformed multipart body is refused", "[content][stage12][rfc2046-5.1.1]") {
  check_error("--bA: 1\r\n\r\n", "a delimiter is followed by something else than the end of its line");
  check_error("--b\nA: 1\n\n", "a delimiter is followed by something else than the end of its line");
  check_error("--b\r\nA: 1\r\n\r\none\r\n--bb",
              "a delimiter is followed by something else than the end of its line");
  check_error("--b-\r\n", "a delimiter is followed by a single dash");
  check_error("--b\rA", "a carriage return stands without its line feed");
  check_error("--b\r\nA: 1\n\r\n", "a line ends with a line feed alone");
  check_error("--b\r\nA: " + std::string(MultipartParser::kMaxHeadBytes, 'a'),
              "the head of a part is too long");
}

TEST_CASE("A boundary has 1 to 70 characters of a small set", "[content][stage12][rfc2046-5.1.1]") {
  for (const char* right : {"a", "----WebKitFormBoundary7MA4YWxkTrZu0gW", "0'()+_,-./:=?", "a b"})
    CHECK(MultipartParser::is_boundary(right));
  CHECK(MultipartParser::is_boundary(std::string(70, 'x')));
  for (const char* wrong : {"", "a ", "a\tb", "a;b", "a\"b", "\xc3\xa4"}) {
    CAPTURE(wrong);
    CHECK_FALSE(MultipartParser::is_boundary(wrong));
  }
  CHECK_FALSE(MultipartParser::is_boundary(std::string(71, 'x')));
}

TEST_CASE("The head of a part names its field and its file", "[content][stage12][rfc7578-4.2]") {
  struct Row {
    std::string_view lines;
    std::string_view name;
    std::optional<std::string> filename;
  };
  const Row rows[] = {
      {"Content-Disposition: form-data; name=\"a\"\r\n", "a", {}},
      {"content-disposition:form-data;name=a;filename=b.txt\r\n", "a", "b.txt"},
      {"Content-Type: image/png\r\nContent-Disposition: Form-Data; name=\"a b\"; filename=\"c d.png\"\r\nX: "
       "\r\n",
       "a b", "c d.png"},
      {"Content-Disposition: form-data; name=\"\"; filename=\"\"\r\n", "", ""},
      {"Content-Disposition: form-data; name=\"a\"; filename=\"say \\\"hi\\\".txt\"\r\n", "a",
       "say \"hi\".txt"},
      {"Content-Disposition: form-data; name=\"a\"; filename=\"gr\xc3\xb6\xc3\x9f"
       "e.txt\"\r\n",
       "a",
       "gr\xc3\xb6\xc3\x9f"
       "e.txt"},
  };
  for (const Row& row : rows) {
    CAPTURE(std::string(row.lines));
    test::four_ways_at_once(row.lines, parse_part_head, [&](const PartHead& head) {
      CHECK(head.error.empty());
      CHECK(head.name == row.name);
      CHECK(head.filename == row.filename);
    });
  }
}

TEST_CASE("A part without a proper Content-Disposition is refused", "[content][stage12][rfc7578-4.2]") {
  struct Row {
    std::string_view lines;
    std::string_view error;
  };
  const Row rows[] = {
      {"", "a part has no Content-Disposition"},
      {"Content-Type: text/plain\r\n", "a part has no Content-Disposition"},
      {"Content-Disposition: attachment; name=a\r\n", "a part is not form-data"},
      {"Content-Disposition: form-data\r\n", "a part has no name"},
      {"Content-Disposition: form-data; filename=a.txt\r\n", "a part has no name"},
      {"Content-Disposition: form-data; name=a; filename*=UTF-8''a.txt\r\n", "a part has a filename*"},
      {"Content-Disposition: form-data; name=\"a\r\n", "the Content-Disposition of a part is malformed"},
      {"Content-Disposition: form-data; name=a; name=b\r\n",
       "the Content-Disposition of a part is malformed"},
      {"Content-Disposition: form-data; name=a\r\nContent-Disposition: form-data; name=b\r\n",
       "a part has two Content-Dispositions"},
      {"Content-Disposition : form-data; name=a\r\n", "a field line of a part is malformed"},
      {" Content-Disposition: form-data; name=a\r\n", "a field line of a part is malformed"},
      {"no colon\r\n", "a field line of a part is malformed"},
      {"A: b\x01\r\n", "a field value of a part holds a control character"},
  };
  for (const Row& row : rows) {
    CAPTURE(std::string(row.lines));
    test::four_ways_at_once(row.lines, parse_part_head,
                            [&](const PartHead& head) { CHECK(head.error == row.error); });
  }
}
