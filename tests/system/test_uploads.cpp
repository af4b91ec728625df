/// \file
/// Uploads leave a whole file or none: when the client leaves, and when the server is killed.
#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <mutex>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "support/catch.hpp"
#include "support/engine_names.hpp"
#include "support/http_server.hpp"

using namespace ladder;
using namespace ladder::test;

namespace {

std::vector<std::string> each_engine() {
  const std::string engine = GENERATE(from_range(every_engine()));
  UNSCOPED_INFO("engine: " << engine);
  return {"--engine", engine};
}

/// A JSON text that can be recognized as whole: its number, twice, around filling of a length made of the
/// number.
std::string numbered_json(int number) {
  const std::string text = std::to_string(number);
  const auto filling = static_cast<std::size_t>(number % 7) * 40'000;
  return "[" + text + ",\"" + std::string(filling, 'x') + "\"," + text + "]";
}

bool is_whole(const std::string& json) {
  if (json.size() < 2 || json[0] != '[' || json.back() != ']') return false;
  return json == numbered_json(std::atoi(json.c_str() + 1));
}

/// Posts numbered uploads until the server is gone; which of them were answered with 201, and where they lie.
class Uploader {
 public:
  Uploader(const os::Address& server, int first)
      : server_(server), thread_([this, first](const std::stop_token& stop) { run(first, stop); }) {}
  std::size_t stored() const {
    const std::lock_guard lock(mutex_);
    return locations_.size();
  }
  /// Call when the server is gone.
  std::set<std::string> locations() {
    thread_.join();
    return locations_;
  }

 private:
  void run(int first, const std::stop_token& stop) {
    try {
      Client client(server_);
      for (int number = first; !stop.stop_requested(); number += 100) {
        client.send(post_json(server_.port(), numbered_json(number)));
        const Response response = read_response(client);
        if (!response.complete) return;
        const std::lock_guard lock(mutex_);
        if (response.status == 201)
          locations_.insert(response.field("Location").substr(std::string("/uploads/").size()));
        if (response.field("Connection") == "close") client = Client(server_);
      }
    } catch (const std::exception&) {
      // the server is gone
    }
  }
  const os::Address server_;
  mutable std::mutex mutex_;
  std::set<std::string> locations_;
  std::jthread thread_;
};

/// The most memory that the process has had at a time (man 5 proc_pid_status).
std::size_t peak_memory_bytes(const Process& process) {
  std::ifstream status("/proc/" + std::to_string(process.pid()) + "/status");
  std::string line;
  while (std::getline(status, line))
    if (line.starts_with("VmHWM:")) return std::stoul(line.substr(6)) * 1024;
  throw std::runtime_error("no VmHWM in /proc");
}

/// Posts a form with one file of so many times `block`.
Response post_form(const HttpServer& server, const std::string& block, std::size_t times) {
  const std::string begin =
      "--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"large.png\"\r\n\r\n";
  const std::string end = "\r\n--b--\r\n";
  Client client = server.connect();
  client.send("POST /upload HTTP/1.1\r\nHost: localhost:" + std::to_string(server.port()) +
              "\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: " +
              std::to_string(begin.size() + block.size() * times + end.size()) + "\r\n\r\n" + begin);
  for (std::size_t i = 0; i < times; ++i) client.send(block);
  client.send(end);
  return read_response(client);
}

}  // namespace

TEST_CASE("An upload of 200 MB takes no more memory than one of 1 MB", "[system][stage12][rfc7578-4.1]") {
  auto arguments = each_engine();
  arguments.insert(arguments.end(), {"--max-body", "300000000"});
  const HttpServer server(arguments);
  const std::string block = noise(1'000'000);
  REQUIRE(post_form(server, block, 1).status == 201);
  const std::size_t before = peak_memory_bytes(server.process());
  const std::size_t times = kSanitized ? 20 : 200;
  const Response response = post_form(server, block, times);
  REQUIRE(response.status == 201);
  if (!kSanitized) CHECK(peak_memory_bytes(server.process()) < before + 4'000'000);
  const std::string stored = server.root().path() + response.field("Location");
  REQUIRE(std::filesystem::file_size(stored) == times * block.size());
  std::ifstream file(stored, std::ios::binary);
  std::string piece(block.size(), '\0');
  for (std::size_t i = 0; i < times; ++i) {
    file.read(piece.data(), static_cast<std::streamsize>(piece.size()));
    REQUIRE(piece == block);
  }
}

TEST_CASE("An upload that breaks off in mid-body leaves nothing behind", "[system][stage12][rfc9112-8]") {
  HttpServer server(each_engine());
  const std::string request = post_json(server.port(), "\"" + std::string(2'000'000, 'x') + "\"");
  for (const bool politely : {true, false}) {
    Client client = server.connect();
    client.send(std::string_view(request).substr(0, 1'000'000));
    // It has begun: its temporary file is there.
    REQUIRE(eventually([&] { return !server.root().uploads().empty(); }));
    politely ? client.close() : client.reset();
    CHECK(eventually([&] { return server.root().uploads().empty(); }));
  }
  CHECK(server.post("[]").status == 201);
  CHECK(server.root().uploads().size() == 1);
}

TEST_CASE("A refused upload leaves nothing behind", "[system][stage12][rfc9110-15.5.1]") {
  HttpServer server(each_engine());
  CHECK(server.post("[" + std::string(600'000, ' ') + "}").status == 400);
  CHECK(eventually([&] { return server.root().uploads().empty(); }));
}

TEST_CASE("Killed in the middle of uploads the server leaves only whole files after its next start",
          "[system][stage12][fsync.2]") {
  const auto arguments = each_engine();
  const ServedRoot root;
  std::set<std::string> answered;
  for (int round = 0; round < 3; ++round) {
    std::vector<std::string> with_root = arguments;
    with_root.insert(with_root.end(), {"--root", root.path()});
    StartedServer server("http_server", with_root);
    // The start has removed what the kill before left behind; no client has come yet.
    for (const std::string& name : root.uploads()) {
      CAPTURE(name);
      CHECK(name.starts_with("upload_"));
      CHECK(is_whole(root.read("uploads/" + name)));
    }
    std::vector<std::unique_ptr<Uploader>> uploaders;
    for (int i = 0; i < 4; ++i)
      uploaders.push_back(std::make_unique<Uploader>(server.address(), round * 10 + i + 1));
    REQUIRE(eventually(
        [&] { return std::ranges::all_of(uploaders, [](const auto& one) { return one->stored() >= 3; }); }));
    server.process().signal(SIGKILL);
    CHECK(server.process().wait_for_exit() == 128 + SIGKILL);
    for (auto& uploader : uploaders) answered.merge(uploader->locations());
  }
  const auto names = root.uploads();
  for (const std::string& name : answered) {
    CAPTURE(name);
    CHECK(std::ranges::find(names, name) != names.end());  // who was told 201 finds the file
  }
}
