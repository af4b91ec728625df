/// \file
/// Stage 06: parts of a file, and a file only if it has changed.

#include "check/http.hpp"
#include "check/stages/http_rows.hpp"
#include "check/stages/stages.hpp"

namespace ladder::check {

namespace {

constexpr const char* kLongAgo = "Sat, 01 Jan 2000 00:00:00 GMT";

/// A range of hello.txt, which has fifty bytes.
void expect_part(Trial& trial, const std::string& range, std::size_t first, std::size_t count) {
  HttpClient client(trial);
  const Response response = client.ask(get("/hello.txt", "Range: " + range + "\r\n"));
  const std::string whole = trial.root().read("hello.txt");
  const std::string due = "bytes " + std::to_string(first) + "-" + std::to_string(first + count - 1) + "/" +
                          std::to_string(whole.size());
  expect(response.status == 206, client, "206 for Range: " + range);
  expect(response.field("content-range") == due, client, "Content-Range: " + due);
  expect(response.body == whole.substr(first, count), client,
         "these bytes: " + in_quotes(whole.substr(first, count)));
}

void ranges(Trial& trial) {
  expect_part(trial, "bytes=0-4", 0, 5);
  expect_part(trial, "bytes=7-7", 7, 1);
  expect_part(trial, "bytes=40-", 40, 10);
  expect_part(trial, "bytes=-6", 44, 6);
  expect_part(trial, "bytes=-500", 0, 50);
  expect_part(trial, "bytes=45-99999", 45, 5);
}

void no_ranges(Trial& trial) {
  const auto with = [](const std::string& range) { return get("/hello.txt", "Range: " + range + "\r\n"); };
  expect_rows(trial,
              {{"a range behind the end", with("bytes=50-"), {416}, Then::as_it_says, "", "content-range"},
               {"a suffix of nothing", with("bytes=-0"), {416}, Then::as_it_says, "", "content-range"},
               {"a range that runs backwards", with("bytes=9-5"), {200, 400, 416}},
               {"another unit", with("lines=1-2"), {200}, Then::as_it_says},
               {"no range at all", with("bytes=abc"), {200, 400, 416}},
               {"HEAD with a range",
                "HEAD /hello.txt HTTP/1.1\r\nHost: {host}\r\nRange: bytes=0-4\r\n\r\n",
                {200},
                Then::as_it_says,
                "Range is defined for GET only (RFC 9110 section 14.2)"}});
}

/// If-Match and If-Range ask for the strong comparison, in which a weak tag equals nothing, not even itself
/// (RFC 9110 section 8.8.3.2).
bool is_weak(const std::string& tag) { return tag.starts_with("W/"); }

void conditions(Trial& trial) {
  const Response known = ask(trial, get("/hello.txt"));
  const std::string tag = known.field("etag");
  const std::string date = known.field("last-modified");
  const auto with = [](const std::string& fields) { return get("/hello.txt", fields); };
  expect_rows(
      trial,
      {{"If-None-Match with its ETag", with("If-None-Match: " + tag + "\r\n"), {304}, Then::as_it_says},
       {"If-None-Match with a list", with("If-None-Match: \"no\", " + tag + "\r\n"), {304}, Then::as_it_says},
       {"If-None-Match: *", with("If-None-Match: *\r\n"), {304}, Then::as_it_says},
       {"If-None-Match with another tag", with("If-None-Match: \"other\"\r\n"), {200}, Then::as_it_says},
       {"If-Modified-Since with its date",
        with("If-Modified-Since: " + date + "\r\n"),
        {304},
        Then::as_it_says},
       {"If-Modified-Since long ago",
        with("If-Modified-Since: " + std::string(kLongAgo) + "\r\n"),
        {200},
        Then::as_it_says},
       {"If-Modified-Since that is no date",
        with("If-Modified-Since: yesterday\r\n"),
        {200},
        Then::as_it_says},
       {"If-Match with another tag", with("If-Match: \"other\"\r\n"), {412}, Then::as_it_says},
       {"If-Match with its ETag",
        with("If-Match: " + tag + "\r\n"),
        {is_weak(tag) ? 412 : 200},
        Then::as_it_says},
       {"If-Unmodified-Since long ago",
        with("If-Unmodified-Since: " + std::string(kLongAgo) + "\r\n"),
        {412},
        Then::as_it_says},
       {"If-None-Match beside If-Modified-Since",
        with("If-None-Match: \"other\"\r\nIf-Modified-Since: " + date + "\r\n"),
        {200},
        Then::as_it_says,
        "the tag alone counts where there is one (RFC 9110 section 13.2.2)"}});
}

void range_conditions(Trial& trial) {
  const std::string tag = ask(trial, get("/hello.txt")).field("etag");
  const auto with = [](const std::string& condition) {
    return get("/hello.txt", "Range: bytes=0-4\r\nIf-Range: " + condition + "\r\n");
  };
  expect_rows(trial, {{"If-Range with its ETag", with(tag), {is_weak(tag) ? 200 : 206}, Then::as_it_says},
                      {"If-Range with another tag", with("\"other\""), {200}, Then::as_it_says},
                      {"If-Range long ago", with(kLongAgo), {200}, Then::as_it_says}});
}

}  // namespace

Checks http_condition_checks() {
  const std::string chapter = kChapter06;
  return needing(
      kRoot,
      {{.name = "ranges",
        .promise = "one range, a suffix and an open end are 206 with the right bytes",
        .chapter = chapter,
        .why = "RFC 9110 sections 14.1.2 and 15.3.7: both ends count, and the last is cut to the file",
        .by_hand = "curl -i -r 0-4 http://127.0.0.1:{port}/hello.txt",
        .is_one_exchange = true,
        .run = ranges},
       {.name = "no-ranges",
        .promise = "a range behind the end is 416 with the length, a malformed one passed over or refused",
        .chapter = chapter,
        .why = "RFC 9110 sections 14.2 and 15.5.17",
        .is_one_exchange = true,
        .run = no_ranges},
       {.name = "conditions",
        .promise = "If-Match, If-None-Match and the dates: 304 and 412 where they are due",
        .chapter = chapter,
        .why = "RFC 9110 sections 13.1 and 13.2.2",
        .is_one_exchange = true,
        .run = conditions},
       {.name = "range-conditions",
        .promise = "If-Range: a part of the same file, or the whole of a new one",
        .chapter = chapter,
        .why = "RFC 9110 section 13.1.5: else two versions are glued together",
        .is_one_exchange = true,
        .run = range_conditions}});
}

}  // namespace ladder::check
