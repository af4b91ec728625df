#include "check/root.hpp"

#include <stdlib.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <random>
#include <sstream>
#include <system_error>

#include "check/check.hpp"
#include "check/clean_up.hpp"

namespace ladder::check {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kPictureBytes = 20'000;

fs::path make_scratch() {
  std::error_code error;
  const fs::path place = fs::temp_directory_path(error);
  if (error) throw CannotWork("there is no directory for its files (TMPDIR)", error.value());
  std::string pattern = (place / "ladder-check-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr)
    throw CannotWork("it cannot make a directory in " + place.string() + " (TMPDIR)", errno);
  remove_on_signals(pattern);
  return pattern;
}

}  // namespace

Root::Root() : scratch_(make_scratch()), root_(scratch_ / "root") {
  fs::create_directories(root_ / "uploads");
  fs::create_directories(root_ / "sub");
  fs::create_directories(root_ / "empty");
  write("index.html", "<!DOCTYPE html>\n<title>Graded</title>\n<p>The page of the grader.</p>\n");
  write("about.html", "<!DOCTYPE html>\n<title>About</title>\n<p>Another page.</p>\n");
  write("hello.txt", "Hello, here is a text of the grader, fifty bytes.\n");
  write("logo.png", "\x89PNG\r\n\x1a\n" + noise(kPictureBytes));
  write("photo.jpg", "\xff\xd8\xff\xe0" + noise(kPictureBytes));
  write("empty.txt", "");
  write("with space.txt", "a name with a space\n");
  write("sub/index.html", "<!DOCTYPE html>\n<title>Below</title>\n");
  write("sub/deep.txt", "below\n");
  write("secret.key", "an extension that is not served\n");
  write("../outside.txt", kSecret);
}

Root::~Root() {
  std::error_code ignored;  // a directory left behind in /tmp is no reason to fail
  fs::remove_all(scratch_, ignored);
  remove_on_signals({});
}

std::string Root::read(const std::string& name) const {
  std::ifstream file(root_ / name, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

void Root::write(const std::string& name, std::string_view content) const {
  std::ofstream file(root_ / name, std::ios::binary);
  file.write(content.data(), static_cast<std::streamsize>(content.size()));
  if (!file.flush())
    throw fs::filesystem_error("write", root_ / name, std::error_code(errno, std::generic_category()));
}

void Root::link(const std::string& target, const std::string& name) const {
  remove(name);
  fs::create_symlink(target, root_ / name);
}

void Root::remove(const std::string& name) const { fs::remove(root_ / name); }

std::vector<std::string> Root::uploads() const {
  std::vector<std::string> names;
  std::error_code error;
  for (fs::directory_iterator at(root_ / "uploads", error), end; !error && at != end; at.increment(error))
    names.push_back(at->path().filename());
  std::sort(names.begin(), names.end());
  return names;
}

std::string root_by_hand() {
  const std::string root = kRootByHand;
  return "mkdir -p " + root + "/uploads " + root + "/sub " + root +
         "/empty\n"
         "for name in index.html about.html hello.txt logo.png photo.jpg 'with space.txt' sub/index.html "
         "sub/deep.txt secret.key ../outside.txt; do seq 100 >\"" +
         root + "/$name\"; done; : >" + root + "/empty.txt";
}

std::string noise(std::size_t count) {
  std::mt19937_64 random(7);
  std::string bytes(count, '\0');
  for (char& byte : bytes) byte = static_cast<char>(random() & 0xff);
  return bytes;
}

}  // namespace ladder::check
