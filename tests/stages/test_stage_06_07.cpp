/// \file
/// What stages 06 and 07 promise: files from a root and nothing from outside it; then uploads.
#include <string>
#include <vector>

#include "support/catch.hpp"
#include "support/programs.hpp"

using namespace ladder::test;

namespace {

/// A stage that serves a root of its own.
struct Stage {
  ServedRoot root;
  StartedServer server;
  explicit Stage(std::string_view name, std::vector<std::string> arguments = {})
      : server(name, with_root(root, std::move(arguments))) {}
  Response get(std::string_view path) const { return server.get(path); }
  static std::vector<std::string> with_root(const ServedRoot& root, std::vector<std::string> arguments) {
    arguments.insert(arguments.end(), {"--root", root.path()});
    return arguments;
  }
};

constexpr const char* kStage06 = "stage_06_static_files";
constexpr const char* kStage07 = "stage_07_json_upload";

}  // namespace

TEST_CASE("Stage 06 serves its root and keeps everything else", "[stages][stage06][rfc9110-9.3.1]") {
  const Stage stage(kStage06);
  CHECK((stage.get("/").body == stage.root.read("index.html")));
  CHECK((stage.get("/logo.png").body == stage.root.read("logo.png")));
  CHECK(stage.get("/missing.html").status == 404);
  CHECK(stage.get("/secret.key").status == 403);
  CHECK(stage.get("/../etc/passwd").status == 403);
  CHECK(stage.get("/%2e%2e/etc/passwd").status == 403);
  CHECK(stage.get("/uploads/..%2f..%2fetc/passwd").status == 403);
  stage.root.link("/etc/hostname", "outside.txt");
  const int outside = stage.get("/outside.txt").status;
  CHECK((outside == 403 || outside == 404));
}

TEST_CASE("Stage 06 refuses to write", "[stages][stage06][rfc9110-15.5.6]") {
  const Stage stage(kStage06);
  CHECK(ask(stage.server.address(), post_json(stage.server.port(), "{}")).status >= 400);
  CHECK(stage.root.uploads().empty());
}

TEST_CASE("Several large downloads of stage 06 are whole", "[stages][stage06][sendfile.2]") {
  const Stage stage(kStage06);
  const std::string content = noise(static_cast<std::size_t>(scaled(10)) * 1'000'000);
  stage.root.write("large.txt", content);
  std::vector<Client> clients;
  for (int i = 0; i < 4; ++i) {
    clients.push_back(stage.server.connect());
    clients.back().send(get(stage.server.port(), "/large.txt"));
  }
  for (Client& client : clients) {
    const Response response = read_response(client);
    CHECK(response.status == 200);
    CHECK((response.body == content));
  }
}

TEST_CASE("Stage 07 stores what was posted, byte for byte", "[stages][stage07][rfc9110-9.3.3]") {
  const Stage stage(kStage07);
  const std::string json = R"({"name": "Ladder", "rungs": [1, 2, 3]})";
  const Response created = ask(stage.server.address(), post_json(stage.server.port(), json));
  CHECK(created.status == 201);
  REQUIRE(stage.root.uploads().size() == 1);
  const std::string name = stage.root.uploads()[0];
  CHECK(created.field("Location") == "/uploads/" + name);
  CHECK(created.body.find("\"/uploads/" + name + "\"") != std::string::npos);
  CHECK(stage.root.read("uploads/" + name) == json);
}

TEST_CASE("Stage 07 refuses what is no JSON", "[stages][stage07][rfc9110-15.5.1]") {
  const Stage stage(kStage07);
  const auto status_of = [&](std::string_view body) {
    return ask(stage.server.address(), post_json(stage.server.port(), body)).status;
  };
  CHECK(status_of("{\"a\":}") == 400);
  CHECK(status_of("") == 400);
  CHECK(status_of("\"\xff\"") == 400);
  CHECK(stage.root.uploads().empty());
}

TEST_CASE("Stage 07 answers at most 100 requests on a connection and says so",
          "[stages][stage07][rfc9112-9.6]") {
  const Stage stage(kStage07);
  Client client = stage.server.connect();
  for (int i = 1; i <= 100; ++i) {
    client.send(get(stage.server.port(), "/hello.txt"));
    const Response response = read_response(client);
    REQUIRE(response.status == 200);
    REQUIRE((response.field("Connection") == "close") == (i == 100));
  }
  CHECK(client.receive_all().empty());
  CHECK(client.end() == End::clean);
}

TEST_CASE("Who finds stage 07 full reads a whole 503", "[stages][stage07][rfc9110-15.6.4]") {
  const Stage stage(kStage07, {"--threads", "1", "--queue", "0"});
  const Client served = stage.server.connect_and_ask();
  Client refused = stage.server.connect();
  refused.send(get(stage.server.port(), "/"));
  const Response response = read_response(refused);
  CHECK(response.status == 503);
  CHECK(response.complete);
  CHECK(refused.receive_all().empty());
  CHECK(refused.end() == End::clean);
}
