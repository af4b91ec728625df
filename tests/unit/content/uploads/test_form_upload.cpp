/// \file
/// Forms with files (content/uploads/form_upload.hpp).
#include "content/uploads/form_upload.hpp"

#include <sys/resource.h>

#include <csignal>

#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "content/utf8.hpp"
#include "support/catch.hpp"
#include "support/temp_directory.hpp"
#include "unit/content/requests.hpp"

using namespace ladder;
using content::BlockBudget;
using content::FormUpload;
using content::UploadStore;
using http::code;
using http::Response;
using test::field_of;

namespace {

std::string part(const std::string& disposition, const std::string& data) {
  return "--b\r\nContent-Disposition: form-data; " + disposition + "\r\n\r\n" + data + "\r\n";
}
std::string file_part(const std::string& filename, const std::string& data) {
  return part("name=\"f\"; filename=\"" + filename + "\"", data);
}
const std::string kEnd = "--b--\r\n";

struct Fixture {
  test::TempDirectory temp;
  std::shared_ptr<const UploadStore> store = std::make_shared<const UploadStore>(os::Directory(temp.path()));
  std::unique_ptr<FormUpload> upload = std::make_unique<FormUpload>(store, content::Extensions(), "b");
  int jobs = 0;

  std::vector<std::string> stored() const { return temp.names("uploads"); }

  bool run_job() {
    const auto work = upload->take_work();
    if (!work) return false;
    ++jobs;
    work->run();
    upload->work_done();
    return true;
  }
  void send(std::string_view text, std::size_t piece = 4096) {
    while (!text.empty() && !upload->answered()) {
      const std::string_view next = text.substr(0, piece);
      const std::size_t taken = upload->consume(std::as_bytes(std::span(next)));
      text.remove_prefix(taken);
      if (taken < next.size() && !upload->answered()) REQUIRE(run_job());
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

void check_refused(const std::string& body, unsigned status, const std::string& reason) {
  CAPTURE(body.substr(0, 200));
  Fixture fixture;
  const Response response = fixture.post(body);
  CHECK(code(response.status) == status);
  CHECK(response.text.find(reason) != std::string::npos);
  CHECK(fixture.stored().empty());
}

}  // namespace

TEST_CASE("The files of a form are stored, one entry each", "[content][stage12][rfc7578-4.2]") {
  Fixture fixture;
  const Response response =
      fixture.post(part("name=\"title\"", "My files") + file_part("one.TXT", "first") +
                   file_part("C:\\pictures\\two.png", std::string("\x89PNG\r\n\0", 7)) + kEnd);
  CHECK(code(response.status) == 201);
  CHECK(fixture.jobs == 1);
  const auto json = nlohmann::json::parse(response.text);
  CHECK(json.at("status") == "success");
  REQUIRE(json.at("files").size() == 2);
  CHECK(json.at("files")[0].at("field") == "f");
  CHECK(json.at("files")[0].at("filename") == "one.TXT");
  CHECK(json.at("files")[0].at("bytes") == 5);
  CHECK(json.at("filepath") == json.at("files")[0].at("filepath"));
  CHECK(field_of(response, "Location") == json.at("filepath").get<std::string>());
  const auto content_of = [&](int index) {
    const std::string path = json.at("files")[static_cast<std::size_t>(index)].at("filepath");
    return fixture.temp.read(path.substr(1));
  };
  CHECK(std::string(json.at("filepath")).ends_with(".txt"));
  CHECK(content_of(0) == "first");
  CHECK(std::string(json.at("files")[1].at("filepath")).ends_with(".png"));
  CHECK(content_of(1) == std::string("\x89PNG\r\n\0", 7));
  CHECK(fixture.stored().size() == 2);
}

TEST_CASE("A large form takes a job a block and comes whole", "[content][stage12]") {
  Fixture fixture;
  std::string data;
  while (data.size() < 5 * BlockBudget::kLargeBlock) data += "\r\n--" + std::to_string(data.size()) + "\r";
  const Response response = fixture.post(file_part("a.txt", data) + kEnd);
  CHECK(code(response.status) == 201);
  CHECK(fixture.jobs == 6);
  REQUIRE(fixture.stored().size() == 1);
  CHECK(fixture.temp.read("uploads/" + fixture.stored().front()) == data);
}

TEST_CASE("A form is stored whole or not at all", "[content][stage12]") {
  const std::string good = file_part("a.txt", "text");
  check_refused(good, 400, "the last delimiter is missing");
  check_refused(good + "--bx", 400, "Invalid form at byte");
  check_refused(good + file_part("page.html", "<script>") + kEnd, 415, "page.html");
  check_refused(good + file_part("program", "") + kEnd, 415, "program");
  check_refused(good + file_part("a.txt.php", "") + kEnd, 415, "a.txt.php");
  check_refused(good + file_part(".txt", "") + kEnd, 415, ".txt");
  check_refused(good + "--b\r\nA: 1\r\n\r\n\r\n" + kEnd, 400, "no Content-Disposition");
}

TEST_CASE("A form without a file is refused", "[content][stage12]") {
  check_refused(kEnd, 400, "no file in the form");
  check_refused("", 400, "the last delimiter is missing");
  check_refused(part("name=a", "b") + kEnd, 400, "no file in the form");
  check_refused(part("name=a; filename=\"\"", "") + kEnd, 400, "no file in the form");
}

TEST_CASE("A form has a bounded number of files and parts", "[content][stage12]") {
  const auto times = [](std::size_t count, const std::string& text) {
    std::string all;
    while (count-- > 0) all += text;
    return all;
  };
  Fixture fixture;
  CHECK(code(fixture
                 .post(times(content::kMaxFormParts - content::kMaxFormFiles, part("name=a", "b")) +
                       times(content::kMaxFormFiles, file_part("a.txt", "b")) + kEnd)
                 .status) == 201);
  CHECK(fixture.stored().size() == content::kMaxFormFiles);
  check_refused(times(content::kMaxFormFiles + 1, file_part("a.txt", "b")) + kEnd, 400, "too many files");
  check_refused(times(content::kMaxFormParts, part("name=a", "b")) + file_part("a.txt", "b") + kEnd, 400,
                "too many parts");
}

TEST_CASE("Of a form whose client leaves nothing remains", "[content][stage12]") {
  Fixture fixture;
  fixture.send(file_part("a.txt", std::string(3 * BlockBudget::kLargeBlock, 'x')));
  CHECK_FALSE(fixture.stored().empty());
  SECTION("between two jobs") { fixture.upload.reset(); }
  SECTION("while a job runs") {
    fixture.upload->finish();
    const auto work = fixture.upload->take_work();
    fixture.upload.reset();
    work->run();
  }
  fixture.store->settle();
  CHECK(fixture.stored().empty());
}

TEST_CASE("A form that does not fit on the disk is answered 507 and leaves nothing",
          "[content][stage12][rfc4918-11.5]") {
  // A bound on the size of files stands for the full disk; SIGXFSZ is ignored as the server ignores it.
  Fixture fixture;
  rlimit before{};
  REQUIRE(::getrlimit(RLIMIT_FSIZE, &before) == 0);
  const rlimit small{100'000, before.rlim_max};
  const auto old = std::signal(SIGXFSZ, SIG_IGN);
  REQUIRE(::setrlimit(RLIMIT_FSIZE, &small) == 0);
  const Response response = fixture.post(
      file_part("a.txt", "fits") + file_part("b.txt", std::string(2 * BlockBudget::kLargeBlock, 'x')) + kEnd);
  REQUIRE(::setrlimit(RLIMIT_FSIZE, &before) == 0);
  (void)std::signal(SIGXFSZ, old);
  CHECK(code(response.status) == 507);
  CHECK(fixture.stored().empty());
}

TEST_CASE("The answer to a form is UTF-8, whatever its files are called", "[content][stage12][rfc8259-8.1]") {
  Fixture fixture;
  const Response response = fixture.post(file_part("caf\xe9.txt", "x") + kEnd);
  CHECK(code(response.status) == 201);
  CHECK(nlohmann::json::parse(response.text).at("files")[0].at("filename") == "caf\xef\xbf\xbd.txt");
}

TEST_CASE("A person reads what became of a form as a page, with links",
          "[content][stage12][rfc9110-15.3.2]") {
  Fixture fixture;
  fixture.upload->answer_as(content::AnswerAs::page);
  const Response response = fixture.post(file_part("<b>.txt", "x") + file_part("caf\xe9.png", "y") + kEnd);
  CHECK(code(response.status) == 201);
  CHECK(field_of(response, "Content-Type") == "text/html; charset=utf-8");
  CHECK(field_of(response, "X-Content-Type-Options") == "nosniff");
  REQUIRE(fixture.stored().size() == 2);
  for (const std::string& name : fixture.stored())
    CHECK(response.text.find("<a href=\"/uploads/" + name + "\">") != std::string::npos);
  CHECK(response.text.find("&lt;b&gt;.txt, kept as /uploads/") != std::string::npos);
  CHECK(response.text.find("<b>") == std::string::npos);
  CHECK(content::is_valid_utf8(response.text));
  CHECK(response.text.find("<a href=\"/\">") != std::string::npos);
  CHECK(field_of(response, "Location").starts_with("/uploads/upload_"));
  CHECK(response.transfer == "upload");
}

TEST_CASE("A person reads why a form was refused as a page, escaped", "[content][stage12]") {
  Fixture fixture;
  fixture.upload->answer_as(content::AnswerAs::page);
  const Response response = fixture.post(file_part("<i>.exe", "x") + kEnd);
  CHECK(code(response.status) == 415);
  CHECK(field_of(response, "Content-Type") == "text/html; charset=utf-8");
  CHECK(response.text.find("&lt;i&gt;.exe") != std::string::npos);
}

TEST_CASE("Forms bring what is served, but no pages", "[content][stage12]") {
  const auto served = content::Extensions::parse("html,txt,png");
  CHECK(content::storable_extension("a.txt", served) == "txt");
  CHECK(content::storable_extension("A.PNG", served) == "png");
  CHECK(content::storable_extension("/tmp/x/a.txt", served) == "txt");
  for (const char* name :
       {"a.html", "a.HTML", "a.json", "a", "", ".txt", "a.txt/", "dir.txt/a", "a.txt\\b"}) {
    CAPTURE(name);
    CHECK(content::storable_extension(name, served).empty());
  }
}
