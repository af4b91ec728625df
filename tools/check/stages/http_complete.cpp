/// \file
/// Stage 12: what the complete server has beyond the stages: several ranges, compressed files, forms.

#include "check/http.hpp"
#include "check/stages/http_rows.hpp"
#include "check/stages/stages.hpp"

namespace ladder::check {

namespace {

void several_ranges(Trial& trial) {
  HttpClient client(trial);
  const Response response = client.ask(get("/hello.txt", "Range: bytes=0-4,40-\r\n"));
  expect(response.status == 206, client, "206");
  const std::string type = response.field("content-type");
  const std::string kKind = "multipart/byteranges; boundary=";
  expect(type.starts_with(kKind), client, "Content-Type: " + kKind + "...");
  std::string boundary = type.substr(kKind.size());
  std::erase(boundary, '"');
  const std::string whole = trial.root().read("hello.txt");
  const auto part = [&](const std::string& range, const std::string& bytes) {
    const std::size_t at = response.body.find("Content-Range: bytes " + range + "/50");
    expect(at != std::string::npos, client, "a part with Content-Range: bytes " + range + "/50");
    const std::size_t begin = response.body.find("\r\n\r\n", at) + 4;
    expect(response.body.substr(begin, bytes.size() + 4 + boundary.size()) == bytes + "\r\n--" + boundary,
           client, in_quotes(bytes) + " in the part " + range + ", and the boundary behind it");
  };
  part("0-4", whole.substr(0, 5));
  part("40-49", whole.substr(40));
  expect(response.body.find("--" + boundary + "--") != std::string::npos, client,
         "the last boundary, with two dashes");
  client.expect_open("the answer is over");
}

void compressed(Trial& trial) {
  trial.root().write("about.html.gz", "\x1f\x8b pretended");
  const auto with = [](const std::string& codings) { return get("/about.html", codings); };
  HttpClient client(trial);
  const bool is_there = trial.eventually([&] {
    client = HttpClient(trial);  // a connection each: there may be many tries, and one has 100 requests
    return client.ask(with("Accept-Encoding: br, gzip\r\n")).field("content-encoding") == "gzip";
  });
  expect(is_there, client, "Content-Encoding: gzip, since about.html.gz lies beside about.html");
  const Response packed = client.ask(with("Accept-Encoding: gzip\r\n"));
  expect(packed.body == trial.root().read("about.html.gz"), client, "the bytes of about.html.gz");
  expect(lowered(packed.field("vary")).find("accept-encoding") != std::string::npos, client,
         "Vary: Accept-Encoding");
  for (const char* const codings : {"", "Accept-Encoding: gzip;q=0\r\n", "Accept-Encoding: identity\r\n"}) {
    const Response plain = client.ask(with(codings));
    expect(!plain.has("content-encoding") && plain.body == trial.root().read("about.html"), client,
           "about.html as it is, for a client that does not take gzip");
  }
  trial.root().remove("about.html.gz");
}

std::string form(const std::string& body) {
  return "POST /upload HTTP/1.1\r\nHost: {host}\r\nContent-Type: multipart/form-data; "
         "boundary=XyZ\r\nContent-Length: " +
         std::to_string(body.size()) + "\r\n\r\n" + body;
}

std::string file_part(const std::string& name, const std::string& bytes) {
  return "--XyZ\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + name + "\"\r\n\r\n" + bytes +
         "\r\n";
}

void forms(Trial& trial) {
  const auto before = trial.root().uploads();
  const std::string bytes = "a text\r\n--Xy is no boundary here" + noise(100'000);
  HttpClient client(trial);
  const Response response =
      client.ask(form(file_part("a.txt", bytes) + file_part("b.png", "") + "--XyZ--\r\n"));
  expect(response.status == 201, client, "201 for a form with two files");
  std::size_t found = 0;
  for (const std::string& name : trial.root().uploads())
    if (trial.root().read("uploads/" + name) == bytes) ++found;
  expect(found == 1, client, "one file in uploads/ with exactly the bytes that were sent");
  expect(trial.root().uploads().size() == before.size() + 2, client, "two new files in uploads/");
  const auto bad = [](const std::string& what, const std::string& body) {
    return Row{what, form(body), {400, 415}};
  };
  expect_rows(trial, {bad("a form that is not ended", file_part("a.txt", "text")),
                      bad("a form with a page", file_part("a.html", "<p>") + "--XyZ--\r\n"),
                      bad("a form with nothing in it", "--XyZ--\r\n")});
  expect(trial.root().uploads().size() == before.size() + 2, client,
         "nothing left behind by forms that are refused");
}

}  // namespace

Checks http_complete_checks() {
  const std::string chapter = kChapter12;
  return needing(
      kRoot,
      {{.name = "several-ranges",
        .promise = "several ranges come as multipart/byteranges",
        .chapter = chapter,
        .why = "RFC 9110 sections 14.6 and 15.3.7.2",
        .by_hand = "curl -i -r 0-4,40- http://127.0.0.1:{port}/hello.txt",
        .is_one_exchange = true,
        .run = several_ranges},
       {.name = "compressed",
        .promise = "name.html.gz beside a file is sent to clients that take gzip, and to no other",
        .chapter = chapter,
        .why = "RFC 9110 sections 12.5.3 and 12.5.5",
        .by_hand = "gzip -kf {root}/about.html; curl -i -H 'Accept-Encoding: gzip' "
                   "http://127.0.0.1:{port}/about.html",
        .is_one_exchange = true,
        .run = compressed},
       {.name = "forms",
        .promise = "forms with files are stored, all files or none",
        .chapter = chapter,
        .why = "RFC 7578; a delimiter is CRLF, two dashes and the boundary, at the start of a line (RFC "
               "2046 section 5.1.1)",
        .by_hand = "curl -i -F file=@{root}/hello.txt http://127.0.0.1:{port}/upload",
        .run = forms}});
}

}  // namespace ladder::check
