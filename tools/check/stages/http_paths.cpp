/// \file
/// Stage 06: nothing from outside the root, ever; and what is not served from inside it.

#include "check/http.hpp"
#include "check/stages/http_rows.hpp"
#include "check/stages/stages.hpp"

namespace ladder::check {

namespace {

/// Whatever the status: the secret must not be in the answer.
void expect_no_secret(Trial& trial, const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    HttpClient client(trial);
    const Response response = client.ask(row.sent);
    if (response.body.find(kSecret) == std::string::npos && response.body.find("root:") == std::string::npos)
      continue;
    Failure failure = client.failure("anything but a file from outside the root");
    failure.by_hand = by_hand(row.sent);
    throw failure;
  }
}

void outside(Trial& trial) {
  const auto refused = [](const std::string& path) { return Row{path, get(path), {403}, Then::as_it_says}; };
  const std::vector<Row> rows{refused("/../outside.txt"),
                              refused("/sub/../../outside.txt"),
                              refused("/%2e%2e/outside.txt"),
                              refused("/.%2E/outside.txt"),
                              refused("/%2e%2e%2foutside.txt"),
                              refused("/..%2foutside.txt"),
                              refused("/sub%2fdeep.txt"),
                              refused("/sub%2f..%2f..%2foutside.txt"),
                              refused("/..%5coutside.txt"),
                              refused("/sub/..%5c..%5coutside.txt"),
                              refused("/../../../../../../../../../../etc/passwd"),
                              refused("/%2fetc/passwd")};
  expect_no_secret(trial, rows);
  expect_rows(trial, rows);
}

void disguised(Trial& trial) {
  expect_no_secret(trial, {{"", get("/%252e%252e/outside.txt"), {}},
                           {"", get("/%c0%ae%c0%ae/outside.txt"), {}},
                           {"", get("//etc/passwd"), {}},
                           {"", get("/....//outside.txt"), {}},
                           {"", get("/sub/...%2f..%2foutside.txt"), {}},
                           {"", get("/?/../outside.txt"), {}},
                           {"", "GET http://{host}/../outside.txt HTTP/1.1\r\nHost: {host}\r\n\r\n", {}}});
}

void links(Trial& trial) {
  trial.root().link("../outside.txt", "out.txt");
  trial.root().link("..", "up");
  trial.root().link("hello.txt", "inside.txt");
  const std::vector<Row> rows{
      {"a link to a file outside", get("/out.txt"), {403, 404}, Then::as_it_says},
      {"a link to a directory outside", get("/up/outside.txt"), {403, 404}, Then::as_it_says}};
  expect_no_secret(trial, rows);
  expect_rows(trial, rows);
  expect_rows(trial, {{"a link that stays inside", get("/inside.txt"), {200, 403, 404}, Then::as_it_says}});
}

void malformed(Trial& trial) {
  const auto bad = [](const std::string& path) { return Row{path, get(path), {400}}; };
  expect_rows(trial, {bad("/hello%zz.txt"), bad("/hello.txt%"), bad("/hello.txt%4"), bad("/hello.txt%00"),
                      bad("/hello.txt%00.html"), bad("/%01.txt"), bad("/a%0d%0ab.txt")});
}

void extensions(Trial& trial) {
  trial.root().write("there.exe", "an extension that is not served\n");
  trial.root().write("Makefile", "all:\n");
  const int status = ask(trial, get("/secret.key")).status;  // 403, or 404 for whoever says nothing of it
  const std::vector<int> due{status == 404 ? 404 : 403};
  expect_rows(trial, {{"a file that is there", get("/there.exe"), due},
                      {"one that is not", get("/none.exe"), due},
                      {"no extension at all, there", get("/Makefile"), due},
                      {"no extension at all, not there", get("/Nowhere"), due}});
}

}  // namespace

Checks http_path_checks() {
  const std::string chapter = kChapter06;
  return needing(
      kRoot, {{.name = "outside",
               .promise = "nothing from outside the root: \"..\" in any encoding and backslashes are 403",
               .chapter = chapter,
               .why = "RFC 9110 section 17.3: decode first, then look at the segments; a check of the raw "
                      "text misses %2e%2e",
               .run = outside},
              {.name = "outside-disguised",
               .promise = "nothing from outside the root in other disguises either",
               .chapter = chapter,
               .why = "RFC 9110 section 17.3: decoding twice makes \"..\" out of %252e%252e, removing "
                      "\"../\" once out of "
                      "\"....//\"",
               .run = disguised},
              {.name = "links",
               .promise = "links that leave the root are not followed",
               .chapter = chapter,
               .why = "the kernel follows links in open (man 7 symlink): a path that looks safe need not be "
                      "(man 2 openat2, "
                      "RESOLVE_BENEATH)",
               .by_hand = "ln -sf /etc/hostname {root}/out.txt; curl -i http://127.0.0.1:{port}/out.txt",
               .is_one_exchange = true,
               .run = links},
              {.name = "malformed-paths",
               .promise = "malformed percent-encodings, NUL and control characters are 400",
               .chapter = chapter,
               .why = "RFC 3986 section 2.1; and a NUL ends a path for the kernel, so that \"a.txt%00.html\" "
                      "is not what it "
                      "looks like",
               .run = malformed},
              {.name = "extensions",
               .promise = "other extensions than html, txt, png, jpg, jpeg are 403, or all 404, there or not",
               .chapter = chapter,
               .why = "an answer that depends on whether the file is there tells what is there",
               .by_hand = "curl -i http://127.0.0.1:{port}/secret.key",
               .run = extensions}});
}

}  // namespace ladder::check
