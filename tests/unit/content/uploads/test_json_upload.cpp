#include <memory>
#include <nlohmann/json.hpp>
#include <thread>

#include "content/uploads/json_upload.hpp"
#include "support/catch.hpp"
#include "support/temp_directory.hpp"
#include "unit/content/requests.hpp"

using namespace ladder;
using content::BlockBudget;
using content::JsonUpload;
using content::UploadStore;
using http::code;
using http::Response;
using test::field_of;

namespace {

struct Fixture {
  test::TempDirectory temp;
  std::shared_ptr<const UploadStore> store = std::make_shared<const UploadStore>(os::Directory(temp.path()));
  std::unique_ptr<JsonUpload> upload = std::make_unique<JsonUpload>(store, 100);
  int jobs = 0;

  std::vector<std::string> uploads() const { return temp.names("uploads"); }

  bool run_job() {
    const auto work = upload->take_work();
    if (!work) return false;
    ++jobs;
    work->run();
    upload->work_done();
    return true;
  }

  /// What a session does: feeds `piece` bytes at a time and runs a job whenever fewer were taken.
  void send(std::string_view text, std::size_t piece = 4096) {
    while (!text.empty() && !upload->answered()) {
      const std::string_view part = text.substr(0, piece);
      const std::size_t taken = upload->consume(std::as_bytes(std::span(part.data(), part.size())));
      text.remove_prefix(taken);
      if (taken < part.size() && !upload->answered()) REQUIRE(run_job());
    }
  }

  Response finish() {
    if (!upload->answered()) {
      upload->finish();
      REQUIRE(run_job());
    }
    REQUIRE(upload->answered());
    Response response;
    upload->answer(response);
    return response;
  }

  Response post(std::string_view text) {
    send(text);
    return finish();
  }
};

std::string json_of(std::size_t bytes) { return '"' + std::string(bytes - 2, 'x') + '"'; }

}  // namespace

TEST_CASE("A small upload is stored by one job", "[content][stage07][rfc9110-15.3.2]") {
  Fixture fixture;
  const Response response = fixture.post(R"({"a":1})");
  CHECK(code(response.status) == 201);
  CHECK(fixture.jobs == 1);
  REQUIRE(fixture.uploads().size() == 1);
  const std::string path = "/uploads/" + fixture.uploads().front();
  CHECK(field_of(response, "Location") == path);
  CHECK(field_of(response, "Content-Type") == "application/json");
  CHECK(field_of(response, "X-Content-Type-Options") == "nosniff");
  CHECK(response.transfer == "upload");
  const auto json = nlohmann::json::parse(response.text);
  CHECK(json.at("status") == "success");
  CHECK(json.at("filepath") == path);
  CHECK(json.contains("message"));
  CHECK(fixture.temp.read(path) == R"({"a":1})");
}

TEST_CASE("A stored document is named on a page, but is no link: it is not served", "[content][stage12]") {
  Fixture fixture;
  fixture.upload->answer_as(content::AnswerAs::page);
  const Response response = fixture.post("[1]");
  CHECK(code(response.status) == 201);
  CHECK(field_of(response, "Content-Type") == "text/html; charset=utf-8");
  REQUIRE(fixture.uploads().size() == 1);
  CHECK(response.text.find("<p>Kept as /uploads/" + fixture.uploads().front() + "</p>") != std::string::npos);
}

TEST_CASE("Nothing touches the disk before a job runs", "[content][stage07]") {
  Fixture fixture;
  fixture.send("[1]");
  CHECK(fixture.upload->take_work() == nullptr);
  fixture.upload->finish();
  CHECK(fixture.uploads().empty());
  CHECK_FALSE(fixture.upload->answered());
  const auto work = fixture.upload->take_work();
  REQUIRE(work);
  CHECK(fixture.upload->take_work() == nullptr);  // each is handed out once
  work->run();
  CHECK_FALSE(fixture.upload->answered());  // not before the session says that it is done
  fixture.upload->work_done();
  CHECK(fixture.upload->answered());
}

TEST_CASE("A large upload is stored whole, block by block", "[content][stage07]") {
  const std::size_t block = BlockBudget::kLargeBlock;
  for (const std::size_t size : {block - 1, block, block + 1, 2 * block, 2 * block + 1, 10 * block + 17}) {
    for (const std::size_t piece : {std::size_t{1000}, block, 3 * block}) {
      Fixture fixture;
      std::string text = json_of(size);
      text[size / 2] = 'y';
      fixture.send(text, piece);
      CHECK(code(fixture.finish().status) == 201);
      CHECK(fixture.jobs == static_cast<int>((size + block - 1) / block));
      REQUIRE(fixture.uploads().size() == 1);
      CHECK((fixture.temp.read("uploads/" + fixture.uploads().front()) == text));
    }
  }
}

TEST_CASE("Invalid JSON is refused with position and reason, and leaves nothing behind",
          "[content][stage07]") {
  Fixture fixture;
  const Response response = fixture.post(R"({"a":})");
  CHECK(code(response.status) == 400);
  CHECK(field_of(response, "Content-Type") == "application/json");
  const auto json = nlohmann::json::parse(response.text);
  CHECK(json.at("status") == "error");
  CHECK(json.at("code") == 400);
  CHECK(json.at("message").get<std::string>().starts_with("Invalid JSON at byte 6: unexpected '}'"));
  CHECK(fixture.uploads().empty());
}

TEST_CASE("An empty body is refused", "[content][stage07]") {
  Fixture fixture;
  const Response response = fixture.finish();
  CHECK(code(response.status) == 400);
  CHECK(nlohmann::json::parse(response.text).at("message") == "Invalid JSON: the body is empty.");
}

TEST_CASE("A large body that turns out invalid leaves nothing behind", "[content][stage07]") {
  Fixture fixture;
  const std::string text = json_of(1'000'000) + "x";
  const Response response = fixture.post(text);
  CHECK(code(response.status) == 400);
  CHECK(response.text.find("at byte 1000001") != std::string::npos);
  CHECK(fixture.uploads().empty());
}

TEST_CASE("A large body is refused where it goes wrong, not at its end", "[content][stage07]") {
  Fixture fixture;
  fixture.send("[1," + std::string(300'000, ' ') + "}" + std::string(5'000'000, ' '));
  CHECK(fixture.upload->answered());
  CHECK(fixture.jobs == 2);
  CHECK(fixture.finish().text.find("at byte 300004: unexpected '}'") != std::string::npos);
  CHECK(fixture.uploads().empty());
}

TEST_CASE("A client that leaves in mid-body leaves nothing behind", "[content][stage07]") {
  Fixture fixture;
  fixture.send(json_of(1'000'000).substr(0, 900'000));
  CHECK(fixture.jobs == 3);
  CHECK(fixture.uploads().size() == 1);
  fixture.upload.reset();
  fixture.store->settle();
  CHECK(fixture.uploads().empty());
}

TEST_CASE("A client that leaves before its job runs gets nothing stored", "[content][stage07]") {
  Fixture fixture;
  SECTION("with a small body") { fixture.send("[1]"); }
  SECTION("with a large body") { fixture.send(json_of(600'000)); }
  fixture.upload->finish();
  auto work = fixture.upload->take_work();
  fixture.upload.reset();
  work->run();
  work.reset();
  fixture.store->settle();
  CHECK(fixture.uploads().empty());
}

TEST_CASE("A job goes on safely while its client leaves", "[content][stage07]") {
  for (int i = 0; i < 20; ++i) {
    Fixture fixture;
    fixture.send(json_of(300'000));
    fixture.upload->finish();
    std::jthread pool([work = fixture.upload->take_work()]() mutable {
      work->run();
      work.reset();
    });
    if (i % 2 == 0) std::this_thread::sleep_for(std::chrono::microseconds(i * 100));
    fixture.upload.reset();
    pool.join();
    fixture.store->settle();
    // Either it was committed already, whole, or there is nothing.
    for (const std::string& name : fixture.uploads()) {
      CHECK(name.starts_with("upload_"));
      CHECK(fixture.temp.read("uploads/" + name).size() == 300'000);
    }
  }
}

TEST_CASE("An upload that cannot be stored is refused as soon as that is known", "[content][stage07]") {
  Fixture fixture;
  fixture.temp.remove("uploads");
  fixture.temp.write("uploads", "a file");
  SECTION("at the end of a small body") {
    CHECK(code(fixture.post("[1]").status) == 500);
    CHECK(fixture.jobs == 1);
  }
  SECTION("in the middle of a large one") {
    const Response response = fixture.post(json_of(2'000'000));
    CHECK(code(response.status) == 500);
    CHECK(fixture.jobs == 1);
    CHECK(nlohmann::json::parse(response.text).at("message") ==
          "The upload could not be stored: Not a directory.");
  }
}

TEST_CASE("An upload that fails for the moment says when to come again",
          "[content][stage07][rfc9110-15.6.4]") {
  Fixture fixture;
  fixture.send(json_of(600'000));
  std::filesystem::rename(fixture.temp.path("uploads"), fixture.temp.path("elsewhere"));
  const Response response = fixture.finish();
  CHECK(code(response.status) == 503);
  CHECK(response.fields.find("Retry-After: ") != std::string::npos);
  CHECK(fixture.temp.names("elsewhere").empty());
}

TEST_CASE("Nothing more is taken while a job is under way", "[content][stage07]") {
  Fixture fixture;
  const std::string text = json_of(BlockBudget::kLargeBlock + 100);
  const auto all = std::as_bytes(std::span(text.data(), text.size()));
  CHECK(fixture.upload->consume(all) == BlockBudget::kLargeBlock);
  const auto work = fixture.upload->take_work();
  REQUIRE(work);
  CHECK(fixture.upload->consume(all.subspan(BlockBudget::kLargeBlock)) == 0);
  CHECK(fixture.upload->take_work() == nullptr);
  work->run();
  fixture.upload->work_done();
  CHECK(fixture.upload->consume(all.subspan(BlockBudget::kLargeBlock)) == 100);
  CHECK(fixture.upload->take_work() == nullptr);
}
