/// \file
/// Stage 06: files from a root: their bytes, their fields, their downloads.

#include <csignal>

#include "check/http.hpp"
#include "check/stages/http_rows.hpp"
#include "check/stages/stages.hpp"

namespace ladder::check {

namespace {

/// Throws unless the path is answered by exactly this file.
Response expect_file(Trial& trial, const std::string& path, const std::string& name) {
  HttpClient client(trial);
  const Response response = client.ask(get(path));
  expect(response.status == 200, client, "200 for " + path);
  expect(response.body == trial.root().read(name), client,
         "the " + grouped(trial.root().read(name).size()) + " bytes of " + name + ", unchanged");
  return response;
}

void files(Trial& trial) {
  for (const char* const name :
       {"index.html", "about.html", "hello.txt", "logo.png", "photo.jpg", "empty.txt"})
    (void)expect_file(trial, "/" + std::string(name), name);
  (void)expect_file(trial, "/", "index.html");
  (void)expect_file(trial, "/sub/deep.txt", "sub/deep.txt");
  (void)expect_file(trial, "/sub/", "sub/index.html");
}

void types(Trial& trial) {
  const auto expect_type = [&](const std::string& name, const std::string& type, bool is_download) {
    HttpClient client(trial);
    const Response response = client.ask(get("/" + name));
    expect(response.field("content-type").starts_with(type), client, "Content-Type: " + type);
    const std::string disposition = lowered(response.field("content-disposition"));
    if (is_download)
      expect(disposition.starts_with("attachment") && disposition.find(name) != std::string::npos, client,
             "Content-Disposition: attachment, with filename=" + name);
    else
      expect(!disposition.starts_with("attachment"), client,
             "a page that is shown, not offered as a download");
  };
  expect_type("about.html", "text/html", false);
  expect_type("hello.txt", "text/plain", true);
  expect_type("logo.png", "image/png", true);
  expect_type("photo.jpg", "image/jpeg", true);
}

void always_fields(Trial& trial) {
  HttpClient client(trial);
  const Response response = client.ask(get("/hello.txt"));
  for (const char* const name : {"date", "server", "content-length", "last-modified", "etag"})
    expect(response.has(name), client, "the field " + std::string(name));
  expect(response.field("accept-ranges") == "bytes", client, "Accept-Ranges: bytes");
  expect(response.field("x-content-type-options") == "nosniff", client, "X-Content-Type-Options: nosniff");
  const Response only_head = ask(trial, "HEAD /hello.txt HTTP/1.1\r\nHost: {host}\r\n\r\n", Body::none);
  for (const char* const name : {"content-length", "content-type", "etag", "last-modified"})
    if (only_head.field(name) != response.field(name))
      throw Failure("HEAD /hello.txt", only_head.head,
                    "the field " + std::string(name) + " that GET has: " + response.field(name));
}

void names(Trial& trial) {
  (void)expect_file(trial, "/with%20space.txt", "with space.txt");
  (void)expect_file(trial, "/%68ello.txt", "hello.txt");
  (void)expect_file(trial, "/hello%2Etxt", "hello.txt");
  (void)expect_file(trial, "/hello.txt?a=b&c=../d", "hello.txt");
}

void missing(Trial& trial) {
  expect_rows(trial, {{"a page that is not there", get("/none.html"), {404}, Then::as_it_says},
                      {"a directory without its slash",
                       get("/sub"),
                       {200, 301, 302, 303, 307, 308, 404},
                       Then::as_it_says,
                       "404, a redirect to /sub/ (RFC 9110 section 15.4) and its page are all right"},
                      {"a directory without index.html",
                       get("/empty/"),
                       {404},
                       Then::as_it_says,
                       "a listing would tell what nobody was meant to know"},
                      {"something below a file", get("/hello.txt/more.txt"), {404}, Then::as_it_says}});
}

void changed(Trial& trial) {
  trial.root().write("news.txt", "old news\n");
  (void)expect_file(trial, "/news.txt", "news.txt");
  trial.root().write("news.txt", "these are the news, and there are more of them\n");
  std::string body;
  const bool is_new = trial.eventually([&] {
    body = ask(trial, get("/news.txt")).body;
    return body == trial.root().read("news.txt");
  });
  if (!is_new)
    throw Failure(get("/news.txt"), body,
                  "the file as it has been for some seconds: " + trial.root().read("news.txt"));
}

/// Several downloads at once, larger than what the kernel keeps under way.
void large(Trial& trial) {
  trial.root().write("large.txt", noise(6'000'000));
  const std::string content = trial.root().read("large.txt");
  std::vector<HttpClient> clients;
  for (int i = 0; i < 4; ++i) {
    clients.emplace_back(trial);
    clients.back().send(get("/large.txt"));
  }
  for (HttpClient& client : clients) {
    const Response response = client.read();
    expect(response.status == 200 && response.body == content, client, "all 6,000,000 bytes of the file");
    client.expect_open("the download is over");
  }
}

void slow_download(Trial& trial) {
  trial.root().write("large.txt", noise(6'000'000));
  HttpClient client(trial, Width::narrow);
  client.send(get("/large.txt") + get("/hello.txt"));
  // Until the server is stuck: it has sent what the kernel takes, and nobody reads.
  (void)client.wire().is_read_within(kAWhile);
  (void)client.wire().is_filled_within(trial.patience().must_happen());
  expect(client.read().body == trial.root().read("large.txt"), client, "all 6,000,000 bytes of the file");
  expect(client.read().body == trial.root().read("hello.txt"), client, "the next answer behind it");
}

}  // namespace

Checks http_file_checks() {
  const std::string chapter = kChapter06;
  return needing(
      kRoot,
      {{.name = "files",
        .promise = "files of the root come byte for byte, / and /sub/ as their index.html",
        .chapter = chapter,
        .why = "what is served is bytes: pictures hold NULs, and an empty file is a file",
        .by_hand = "curl -s http://127.0.0.1:{port}/logo.png | cmp - {root}/logo.png",
        .is_one_exchange = true,
        .run = files},
       {.name = "types",
        .promise = "each has its media type; all but html are offered as downloads",
        .chapter = chapter,
        .why = "RFC 9110 section 8.3, RFC 6266",
        .by_hand = "curl -I http://127.0.0.1:{port}/hello.txt",
        .is_one_exchange = true,
        .run = types},
       {.name = "always-fields",
        .promise =
            "Date, Server, Last-Modified, ETag, Accept-Ranges and nosniff are always there, for HEAD too",
        .chapter = chapter,
        .why = "RFC 9110 sections 6.6.1, 8.8 and 14.3; HEAD has the fields of GET (section 9.3.2)",
        .by_hand = "curl -I http://127.0.0.1:{port}/hello.txt",
        .is_one_exchange = true,
        .run = always_fields},
       {.name = "names",
        .promise = "names are decoded once, and the query is no part of them",
        .chapter = chapter,
        .why = "RFC 3986 sections 2.4 and 3.4",
        .by_hand = "curl -i 'http://127.0.0.1:{port}/with%20space.txt?a=b'",
        .is_one_exchange = true,
        .run = names},
       {.name = "missing",
        .promise = "what is not there is 404, directories without index.html too",
        .chapter = chapter,
        .why = "RFC 9110 section 15.5.5",
        .by_hand = "curl -i http://127.0.0.1:{port}/empty/",
        .is_one_exchange = true,
        .run = missing},
       {.name = "changed-file",
        .promise = "a file that was edited is soon served as it is now",
        .chapter = chapter,
        .why = "who keeps files in memory must look whether they have changed",
        .by_hand = "curl http://127.0.0.1:{port}/hello.txt; date >{root}/hello.txt; sleep 2; curl "
                   "http://127.0.0.1:{port}/hello.txt",
        .run = changed},
       {.name = "large-downloads",
        .promise = "four downloads of 6 MB at once are whole",
        .chapter = chapter,
        .why = "send and sendfile take some bytes, not always all (man 2 sendfile)",
        .by_hand = "head -c 6000000 /dev/urandom >{root}/large.txt\n"
                   "for i in 1 2 3 4; do curl -s http://127.0.0.1:{port}/large.txt | cmp - "
                   "{root}/large.txt & done; wait",
        .run = large},
       {.name = "slow-download",
        .promise = "a client that reads late gets its download whole, and the next answer",
        .chapter = chapter,
        .why = "once the buffers are full, send takes a part, or blocks, or says EAGAIN (man 2 send): the "
               "rest must be "
               "kept",
        .by_hand = "head -c 6000000 /dev/urandom >{root}/large.txt\n"
                   "curl -s --limit-rate 1M http://127.0.0.1:{port}/large.txt | cmp - {root}/large.txt",
        .run = slow_download}});
}

}  // namespace ladder::check
