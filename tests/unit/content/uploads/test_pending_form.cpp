/// \file
/// The files of a form on the disk (content/uploads/pending_form.hpp), and what a crash leaves of them.
#include "content/uploads/pending_form.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <string>
#include <vector>

#include "content/uploads/form_files.hpp"
#include "support/catch.hpp"
#include "support/temp_directory.hpp"

using namespace ladder;
using content::PendingForm;
using content::UploadStore;

namespace {

std::span<const std::byte> bytes(std::string_view text) {
  return std::as_bytes(std::span(text.data(), text.size()));
}

std::size_t open_descriptors() {
  const std::filesystem::directory_iterator listing("/proc/self/fd");
  return static_cast<std::size_t>(std::distance(begin(listing), end(listing)));
}

std::string text_of(std::size_t number) { return "text " + std::to_string(number); }

struct Fixture {
  test::TempDirectory temp;
  std::unique_ptr<const UploadStore> store = std::make_unique<const UploadStore>(os::Directory(temp.path()));

  std::vector<std::string> uploads() const { return temp.names("uploads"); }
  std::vector<std::string> texts() const {
    std::vector<std::string> texts;
    for (const std::string& name : uploads()) texts.push_back(temp.read("uploads/" + name));
    std::sort(texts.begin(), texts.end());
    return texts;
  }
  /// A form of so many files, all complete.
  std::unique_ptr<PendingForm> form_of(std::size_t files) const {
    PendingForm::Begun begun = PendingForm::begin(*store);
    REQUIRE(begun.form);
    for (std::size_t i = 0; i < files; ++i) {
      REQUIRE(begun.form->begin_file(i % 2 == 0 ? "txt" : "png") == 0);
      REQUIRE(begun.form->append(bytes(text_of(i))) == 0);
      REQUIRE(begun.form->end_file() == 0);
    }
    return std::move(begun.form);
  }
  /// What a server finds that is started now.
  void start_again() { store = std::make_unique<const UploadStore>(os::Directory(temp.path())); }
};

constexpr std::size_t kFiles = 16;

}  // namespace

TEST_CASE("A form is stored, a name for each file, in order", "[content][stage12]") {
  const Fixture fixture;
  const std::size_t files = GENERATE(as<std::size_t>{}, 1, 2, 16);
  const auto form = fixture.form_of(files);
  const PendingForm::Stored stored = form->commit();
  CHECK(stored.error_number == 0);
  REQUIRE(stored.names.size() == files);
  for (std::size_t i = 0; i < files; ++i) {
    CHECK(fixture.temp.read("uploads/" + stored.names[i]) == text_of(i));
    CHECK(stored.names[i].ends_with(i % 2 == 0 ? ".txt" : ".png"));
  }
  CHECK(fixture.uploads().size() == files);
}

TEST_CASE("A form holds two descriptors at most, however many files it has", "[content][stage12]") {
  const Fixture fixture;
  const std::size_t before = open_descriptors();
  const auto form = fixture.form_of(kFiles);
  CHECK(open_descriptors() == before + 1);
  REQUIRE(form->begin_file("txt") == 0);
  CHECK(open_descriptors() == before + content::kMostDescriptorsOfAnUpload);
}

TEST_CASE("A form that is dropped leaves nothing", "[content][stage12]") {
  const Fixture fixture;
  auto form = fixture.form_of(3);
  REQUIRE(form->begin_file("txt") == 0);
  CHECK(fixture.uploads().size() == 5);
  SECTION("by its destructor") {
    form.reset();
    fixture.store->settle();
  }
  SECTION("at once") { form->discard(); }
  CHECK(fixture.uploads().empty());
}

TEST_CASE("A living form is spared by a server that starts beside its own", "[content][stage12]") {
  const Fixture fixture;
  const auto form = fixture.form_of(3);
  const UploadStore second{os::Directory(fixture.temp.path())};
  CHECK(fixture.uploads().size() == 4);
  CHECK(form->commit().error_number == 0);
  CHECK(fixture.uploads().size() == 3);
}

TEST_CASE("Of a form whose server died before it was whole nothing is left after the next start",
          "[content][stage12]") {
  Fixture fixture;
  fixture.temp.write("uploads/.form-aaaaaaaa", "");
  fixture.temp.write("uploads/.form-aaaaaaaa.00-txt", "one");
  fixture.temp.write("uploads/.form-aaaaaaaa.01-txt", "half");
  fixture.temp.write("uploads/.form-bbbbbbbb.00-txt", "the owner is gone already");
  fixture.temp.write("uploads/upload_1.txt", "whole");
  fixture.start_again();
  CHECK(fixture.uploads() == std::vector<std::string>{"upload_1.txt"});
}

TEST_CASE("A form whose server died while it was given its names has all of them after the next start",
          "[content][stage12]") {
  Fixture fixture;
  const std::size_t named = GENERATE(as<std::size_t>{}, 0, 1, 9, 15, 16);
  fixture.temp.write("uploads/.form-aaaaaaaa.whole", "");
  std::vector<std::string> expected;
  for (std::size_t i = 0; i < kFiles; ++i) {
    expected.push_back(text_of(i));
    const std::string name = i < named ? "upload_20261127_120000_00" + std::to_string(10 + i) + ".png"
                                       : content::form_part_name("aaaaaaaa", i, "png");
    fixture.temp.write("uploads/" + name, text_of(i));
  }
  std::sort(expected.begin(), expected.end());
  fixture.start_again();
  CHECK(fixture.texts() == expected);
  for (const std::string& name : fixture.uploads()) {
    CAPTURE(name);
    CHECK(name.starts_with("upload_"));
    CHECK(name.ends_with(".png"));
  }
}

TEST_CASE("A form whose owner cannot be looked at is left alone", "[content][stage12]") {
  Fixture fixture;
  const std::string owner = GENERATE(as<std::string>{}, ".form-aaaaaaaa", ".form-aaaaaaaa.whole");
  CAPTURE(owner);
  fixture.temp.write("uploads/.form-aaaaaaaa.00-txt", "one");
  fixture.temp.write("uploads/.form-aaaaaaaa.01-txt", "two");
  // ELOOP, which says as little of who is there as EACCES does, and is met by root, too.
  fixture.temp.link(owner, "uploads/" + owner);
  const std::vector<std::string> before = fixture.uploads();
  fixture.start_again();
  CHECK(fixture.uploads() == before);
}

TEST_CASE("A form that is declared whole by what cannot be looked at loses none of its files",
          "[content][stage12]") {
  Fixture fixture;
  fixture.temp.write("uploads/.form-aaaaaaaa", "");
  fixture.temp.write("uploads/.form-aaaaaaaa.00-txt", "one");
  fixture.temp.link(".form-aaaaaaaa.whole", "uploads/.form-aaaaaaaa.whole");
  fixture.start_again();
  CHECK(fixture.temp.read("uploads/.form-aaaaaaaa.00-txt") == "one");
}

TEST_CASE("A form that cannot be given all its names has none, and leaves nothing", "[content][stage12]") {
  static int names_left;
  names_left = 9;
  const test::TempDirectory temp;
  // The tenth file finds every name taken.
  const UploadStore store(
      os::Directory(temp.path()),
      {[]() -> std::time_t { return 0; },
       [] { return names_left > 0 ? "n" + std::to_string(names_left--) : std::string("n1"); }});
  PendingForm::Begun begun = PendingForm::begin(store);
  REQUIRE(begun.form);
  for (std::size_t i = 0; i < kFiles; ++i) {
    REQUIRE(begun.form->begin_file("txt") == 0);
    REQUIRE(begun.form->end_file() == 0);
  }
  const PendingForm::Stored stored = begun.form->commit();
  CHECK(stored.error_number == EEXIST);
  CHECK(stored.names.empty());
  CHECK(temp.names("uploads").empty());
}

TEST_CASE("A form is not stored where nobody would find it", "[content][stage12]") {
  const Fixture fixture;
  const auto form = fixture.form_of(2);
  std::filesystem::rename(fixture.temp.path("uploads"), fixture.temp.path("elsewhere"));
  CHECK(form->commit().error_number == ESTALE);
  form->discard();
  CHECK(fixture.temp.names("elsewhere").empty());
}
