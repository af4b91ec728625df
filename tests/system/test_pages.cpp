/// \file
/// The complete server answers requests: pages, files, uploads, refusals, connections. Every engine.
#include <string>

#include "support/catch.hpp"
#include "support/engine_names.hpp"
#include "support/http_server.hpp"

using namespace ladder::test;

namespace {

/// A server of each engine in turn.
std::vector<std::string> each_engine() {
  const std::string engine = GENERATE(from_range(every_engine()));
  UNSCOPED_INFO("engine: " << engine);
  return {"--engine", engine};
}

}  // namespace

TEST_CASE("The server serves its index as a page", "[system][stage12][rfc9110-9.3.1]") {
  HttpServer server(each_engine());
  const Response page = server.get("/");
  CHECK(page.status == 200);
  CHECK(page.complete);
  CHECK(page.field("Content-Type") == "text/html; charset=utf-8");
  CHECK((page.body == server.root().read("index.html")));
  for (const char* name :
       {"Date", "Server", "Last-Modified", "ETag", "Accept-Ranges", "X-Content-Type-Options"}) {
    CAPTURE(name);
    CHECK_FALSE(page.field(name).empty());
  }
}

TEST_CASE("The server serves a picture byte for byte, as an attachment", "[system][stage12][rfc6266]") {
  HttpServer server(each_engine());
  const Response logo = server.get("/logo.png");
  CHECK(logo.status == 200);
  CHECK(logo.field("Content-Type") == "image/png");
  const std::string disposition = logo.field("Content-Disposition");
  CHECK(disposition.starts_with("attachment"));
  CHECK(disposition.find("logo.png") != std::string::npos);
  CHECK((logo.body == server.root().read("logo.png")));
}

TEST_CASE("The server stores a JSON upload exactly as it was sent", "[system][stage12][rfc9110-9.3.3]") {
  HttpServer server(each_engine());
  const std::string json = "  {\"text\": \"\\u00e9 \xc3\xa9\",\r\n \"n\": 1e400}\n";
  const Response created = server.post(json);
  CHECK(created.status == 201);
  REQUIRE(server.root().uploads().size() == 1);
  const std::string path = "uploads/" + server.root().uploads()[0];
  CHECK(created.field("Location") == "/" + path);
  CHECK(created.field("Content-Type").starts_with("application/json"));
  CHECK(server.root().read(path) == json);
}

TEST_CASE("A large upload is stored whole", "[system][stage12][rfc9110-9.3.3]") {
  HttpServer server(each_engine());
  const std::string json = "\"" + std::string(3'000'000, 'x') + "\"";
  CHECK(server.post(json).status == 201);
  REQUIRE(server.root().uploads().size() == 1);
  CHECK((server.root().read("uploads/" + server.root().uploads()[0]) == json));
}

TEST_CASE("The server tells missing, forbidden and misdirected requests apart",
          "[system][stage12][rfc9110-15.5]") {
  HttpServer server(each_engine());
  CHECK(server.get("/missing.html").status == 404);
  CHECK(server.get("/../etc/passwd").status == 403);
  CHECK(server.get("/%2e%2e/%2e%2e/etc/passwd").status == 403);
  CHECK(server.get("/passwd").status == 403);
  CHECK(ask(server.address(), "GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n").status == 421);
  CHECK(ask(server.address(), "GET / HTTP/1.1\r\n\r\n").status == 400);
}

TEST_CASE("One connection carries one request after another", "[system][stage12][rfc9112-9.3]") {
  HttpServer server(each_engine());
  Client client = server.connect();
  for (const char* path : {"/", "/hello.txt", "/missing.html", "/hello.txt"}) {
    client.send(get(server.port(), path));
    const Response response = read_response(client);
    CHECK(response.complete);
    CHECK(response.field("Connection") != "close");
  }
}

TEST_CASE("A connection is closed when the client asks for it", "[system][stage12][rfc9112-9.6]") {
  HttpServer server(each_engine());
  Client client = server.connect();
  client.send(get(server.port(), "/hello.txt", "Connection: close\r\n"));
  const Response response = read_response(client);
  CHECK(response.status == 200);
  CHECK(response.field("Connection") == "close");
  CHECK(client.receive_all().empty());
  CHECK(client.end() == End::clean);
}

TEST_CASE("A client that has closed its sending side still gets its answer",
          "[system][stage12][rfc9112-9.6]") {
  HttpServer server(each_engine());
  const std::string content = server.add_file("large.txt", 3'000'000);
  Client client = server.connect();
  client.send(get(server.port(), "/large.txt"));
  client.half_close();
  const Response response = read_response(client);
  CHECK(response.status == 200);
  CHECK((response.body == content));
  CHECK(client.receive_all().empty());
  CHECK(client.end() == End::clean);
}

TEST_CASE("An edited file is seen within a second or so", "[system][stage12]") {
  HttpServer server(each_engine());
  server.root().write("note.txt", "first version\n");
  CHECK(server.get("/note.txt").body == "first version\n");
  server.root().write("note.txt", "second, longer version\n");
  CHECK(eventually([&] { return server.get("/note.txt").body == "second, longer version\n"; },
                   promised(std::chrono::seconds(1))));
  server.root().write("note.txt", "third,  as long version");
  CHECK(eventually([&] { return server.get("/note.txt").body == "third,  as long version"; },
                   promised(std::chrono::seconds(1))));
  server.root().remove("note.txt");
  CHECK(eventually([&] { return server.get("/note.txt").status == 404; }, promised(std::chrono::seconds(1))));
}
