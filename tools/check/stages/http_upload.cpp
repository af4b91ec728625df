/// \file
/// Stage 07: JSON that is posted to /upload, stored byte for byte, or refused with nothing left behind.

#include <algorithm>

#include "check/http.hpp"
#include "check/stages/http_rows.hpp"
#include "check/stages/stages.hpp"
#include "check/stages/uploads.hpp"

namespace ladder::check {

namespace {

void stores(Trial& trial) {
  const std::string large = "[\"" + std::string(1'000'000, 'x') + "\"]";
  for (const std::string& json : {std::string(R"({"name": "Ada",  "year": 1843})"), std::string("[]"),
                                  std::string(" \"\xc3\xa4 \\u0000\" \n"), large}) {
    HttpClient client(trial);
    const Response response = client.ask(post_json(json));
    (void)expect_stored(trial, client, response, json);
    client.expect_open("the upload is over");
  }
}

void own_names(Trial& trial) {
  std::vector<HttpClient> clients;
  std::vector<std::string> paths;
  for (int i = 0; i < 4; ++i) {
    clients.emplace_back(trial);
    for (int j = 0; j < 5; ++j) clients.back().send(post_json("[" + std::to_string(i) + "]"));
  }
  for (std::size_t i = 0; i < clients.size(); ++i)
    for (int j = 0; j < 5; ++j)
      paths.push_back(expect_stored(trial, clients[i], clients[i].read(), "[" + std::to_string(i) + "]"));
  std::sort(paths.begin(), paths.end());
  const auto twice = std::adjacent_find(paths.begin(), paths.end());
  if (twice != paths.end())
    throw Failure("20 uploads in the same second", "the name " + *twice + " twice",
                  "a name of its own for each");
}

void not_json(Trial& trial) {
  const auto before = trial.root().uploads();
  const auto bad = [](const std::string& what, const std::string& json) {
    return Row{what, post_json(json), {400}};
  };
  const std::string deep(200, '[');
  expect_rows(trial,
              {bad("JSON that breaks off", R"({"open":)"), bad("JSON with more behind it", "[1] 2"),
               bad("a single quote", "'a'"), bad("a comma too many", "[1,]"),
               bad("a number with a zero in front", "[01]"), bad("a line feed in a string", "\"a\nb\""),
               bad("an empty body", ""), bad("invalid UTF-8", "\"\xff\""),
               bad("an overlong encoding", "\"\xc0\xaf\""), bad("a lone surrogate", "\"\xed\xa0\x80\""),
               bad("200 arrays, one in the other", deep + std::string(200, ']'))});
  const auto left = new_uploads(trial, before);
  if (!left.empty()) throw Failure("what is no JSON", "the file uploads/" + left[0], "nothing left behind");
}

constexpr const char* kOtherType =
    "415 is RFC 9110 section 15.5.16; that Accept-Post tells what would do, the RFC leaves open, and this "
    "course asks for it";

void forms_refused(Trial& trial) {
  const std::string form =
      "--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a.txt\"\r\n\r\nx\r\n--b--\r\n";
  expect_rows(trial,
              {{"a form with a file",
                "POST /upload HTTP/1.1\r\nHost: {host}\r\nContent-Type: multipart/form-data; boundary=b\r\n"
                "Content-Length: " +
                    std::to_string(form.size()) + "\r\n\r\n" + form,
                {415},
                Then::as_it_says,
                kOtherType,
                "accept-post"}});
}

void other_types(Trial& trial) {
  const auto typed = [](const std::string& type) {
    return "POST /upload HTTP/1.1\r\nHost: {host}\r\n" + type + "Content-Length: 2\r\n\r\n[]";
  };
  expect_rows(
      trial,
      {{"text/plain",
        typed("Content-Type: text/plain\r\n"),
        {415},
        Then::as_it_says,
        kOtherType,
        "accept-post"},
       {"no media type at all", typed(""), {415}, Then::as_it_says, kOtherType, "accept-post"},
       {"application/json with charset=utf-8",
        typed("Content-Type: application/json; charset=utf-8\r\n"),
        {201},
        Then::as_it_says},
       {"Application/JSON",
        typed("Content-Type: Application/JSON\r\n"),
        {201},
        Then::as_it_says,
        "types are compared in any case (RFC 9110 section 8.3.1)"},
       {"no length and no chunks",
        "POST /upload HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n\r\n",
        {411},
        Then::as_it_says,
        "RFC 9110 section 15.5.12"},
       {"GET of /upload", get("/upload"), {405}, Then::as_it_says, "RFC 9110 section 15.5.6", "allow"}});
}

void expectations(Trial& trial) {
  const std::string json = "{\"expected\":1}";
  const std::string request = post_json(json, "Expect: 100-continue\r\n");
  HttpClient client(trial);
  client.send(request.substr(0, request.size() - json.size()));
  expect(client.read(Body::none, /*with_interim=*/true).status == 100, client, "100 before the body is sent");
  const Response response = client.ask(json);
  (void)expect_stored(trial, client, response, json);
  expect_rows(trial, {{"an expectation that nobody knows", get("/", "Expect: wonders\r\n"), {200, 417}}});
}

void abandoned(Trial& trial) {
  const auto before = trial.root().uploads();
  for (int i = 0; i < 5; ++i) {
    HttpClient client(trial);
    client.send(
        "POST /upload HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\nContent-Length: "
        "100\r\n\r\n[1,");
    if (i % 2 == 0) client.wire().reset();
  }
  HttpClient client(trial);
  const Response response = client.ask(post_json("[]"));
  const std::string path = expect_stored(trial, client, response, "[]");
  std::vector<std::string> left;
  const bool is_clean = trial.eventually([&] {
    left = new_uploads(trial, before);
    return left.size() == 1;
  });
  if (!is_clean)
    throw Failure("five uploads that break off, and one that does not",
                  std::to_string(left.size()) + " new files in uploads/", "one new file: " + path);
}

void hundred(Trial& trial) {
  HttpClient client(trial);
  for (int i = 1; i <= 100; ++i) {
    const Response response = client.ask(get("/hello.txt"));
    expect(response.status == 200, client, "200 for each of 100 requests");
    expect(response.says_close() == (i == 100), client,
           i == 100 ? "\"Connection: close\" in the answer to request 100"
                    : "no \"Connection: close\" before request 100");
  }
  client.expect_end("100 requests are the most on one connection");
}

}  // namespace

Checks http_upload_checks() {
  const std::string chapter = kChapter07;
  const char* const post =
      "curl -i -H 'Content-Type: application/json' -d '{\"a\":1}' http://127.0.0.1:{port}/upload";
  return needing(
      kRoot,
      {{.name = "stores",
        .promise = "JSON posted to /upload is 201, and lies byte for byte where the answer says",
        .chapter = chapter,
        .why = "RFC 9110 section 15.3.2; what is stored is what was sent, not what a parser made of it",
        .by_hand = post,
        .is_one_exchange = true,
        .run = stores},
       {.name = "own-names",
        .promise = "20 uploads in the same second each get a name of their own",
        .chapter = chapter,
        .why = "open with O_CREAT and O_EXCL tells that a name is taken (man 2 open); without it the later "
               "one wins",
        .by_hand = post,
        .run = own_names},
       {.name = "not-json",
        .promise = "what is no JSON is 400, with nothing left behind",
        .chapter = chapter,
        .why = "RFC 8259; strings are UTF-8 (section 8.1), and a limit of depth keeps a parser's stack "
               "(section 9)",
        .run = not_json},
       {.name = "other-types",
        .promise = "other media types are 415, no length is 411, GET is 405",
        .chapter = chapter,
        .run = other_types},
       {.name = "expectations",
        .promise = "\"Expect: 100-continue\" is answered by 100 before the body",
        .chapter = chapter,
        .why = "RFC 9110 section 10.1.1: a client that asks waits for it",
        .by_hand = post,
        .is_one_exchange = true,
        .run = expectations},
       {.name = "abandoned",
        .promise = "a client that leaves in mid-body leaves nothing behind",
        .chapter = chapter,
        .why = "an upload becomes a file when it is complete: write elsewhere, then rename (man 2 rename)",
        .by_hand = post,
        .run = abandoned},
       {.name = "hundred-requests",
        .promise = "at most 100 requests are answered on a connection, and the last says so",
        .chapter = chapter,
        .why = "so that a client does not hold its place for ever; RFC 9112 section 9.6 for saying so",
        .by_hand = "curl -sv $(yes http://127.0.0.1:{port}/ | head -101) 2>&1 | grep -i 'connection'",
        .is_one_exchange = true,
        .run = hundred}});
}

Checks http_json_only_checks() {
  return needing(kRoot, {{.name = "no-forms",
                          .promise = "multipart/form-data is 415 until stage 12",
                          .chapter = kChapter07,
                          .by_hand = "curl -i -F f=@{root}/hello.txt http://127.0.0.1:{port}/upload",
                          .run = forms_refused}});
}

}  // namespace ladder::check
