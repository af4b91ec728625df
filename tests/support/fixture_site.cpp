#include "support/fixture_site.hpp"

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <random>

namespace ladder::test {

namespace {

constexpr std::size_t kPictureBytes = 4'096;
constexpr std::size_t kBigBytes = 300 * 1024;
constexpr std::chrono::seconds kLastModified{784'111'777};  // Sun, 06 Nov 1994 08:49:37 GMT
constexpr std::time_t kUploadTime = 1'706'745'599;          // Wed, 31 Jan 2024 23:59:59 GMT

std::string random_bytes(std::size_t count) {
  std::mt19937 random(1);
  std::string bytes = "\x89PNG\r\n\x1a\n";
  while (bytes.size() < count) bytes += static_cast<char>(random() & 0xff);
  return bytes;
}

/// No two lines are alike, so that a piece from the wrong place is seen.
std::string numbered_lines(std::size_t count) {
  std::string text;
  for (int line = 0; text.size() < count; ++line) text += "line " + std::to_string(line) + "\n";
  text.resize(count);
  return text;
}

std::string page(const std::string& title) {
  return "<!DOCTYPE html>\n<title>" + title + "</title>\n<h1>" + title + "</h1>\n";
}

int uploads_named = 0;

std::string next_suffix() {
  char text[16];
  (void)std::snprintf(text, sizeof text, "%04d", uploads_named++ % 10'000);
  return text;
}

void set_time(const std::filesystem::path& path) {
  using std::chrono::file_clock;
  const std::chrono::sys_seconds time{kLastModified};
  std::filesystem::last_write_time(path, file_clock::from_sys(time));
}

}  // namespace

FixtureSite::FixtureSite() {
  for (const char* name : {"root/sub", "root/bare", "root/uploads"}) directory_.make_directory(name);
  directory_.write("root/index.html", page("Welcome"));
  directory_.write("root/about.html", page("About"));
  directory_.write("root/sub/index.html", page("Below"));
  directory_.write("root/hello.txt", "Hello, world!\n");
  directory_.write("root/empty.txt", "");
  directory_.write("root/picture.png", random_bytes(kPictureBytes));
  directory_.write("root/big.txt", numbered_lines(kBigBytes));
  directory_.write("root/two words.txt", "Two words.\n");
  directory_.write("root/größe.txt", "Größe.\n");
  directory_.write("root/100%.txt", "All of it.\n");
  directory_.write("root/bare/note.txt", "A note.\n");
  directory_.write("root/script.js", "alert(1)\n");
  const std::string many = page("Many words") + numbered_lines(2'000);
  for (const char* name : {"zipped", "stale", "larger", "linked"})
    directory_.write("root/" + std::string(name) + ".html", many);
  directory_.write("root/zipped.html.gz", "\x1f\x8b what gzip would make of it");
  directory_.write("root/stale.html.gz", "\x1f\x8b what gzip made of an older one");
  directory_.write("root/larger.html.gz", "\x1f\x8b " + many);
  directory_.write("secret.txt", "Nobody may read this.\n");
  for (const auto& entry : std::filesystem::recursive_directory_iterator(directory_.path()))
    if (entry.is_regular_file()) set_time(entry.path());
  using std::filesystem::last_write_time;
  const std::filesystem::path stale = directory_.path("root/stale.html.gz");
  last_write_time(stale, last_write_time(stale) - std::chrono::seconds(1));
  directory_.link("hello.txt", "root/inside.txt");
  directory_.link("../secret.txt", "root/linked.html.gz");
  directory_.link("../secret.txt", "root/outside.txt");
}

std::string FixtureSite::root() const { return directory_.path("root"); }

content::SiteOptions FixtureSite::options() const {
  content::SiteOptions options;
  options.root = root();
  return options;
}

content::SiteStorage FixtureSite::repeatable_storage() const {
  directory_.remove("root/uploads");
  uploads_named = 0;
  content::SiteStorage storage;
  storage.root = std::make_shared<const os::Directory>(root());
  const content::UploadNaming naming{[] { return kUploadTime; }, next_suffix};
  storage.uploads = std::make_shared<const content::UploadStore>(*storage.root, naming);
  return storage;
}

std::vector<std::string> FixtureSite::uploads() const { return directory_.names("root/uploads"); }

}  // namespace ladder::test
