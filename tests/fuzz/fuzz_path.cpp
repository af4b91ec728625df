/// \file
/// Fuzzes the two walls around the root: content::validate_resource_path and os::Directory. An input is a
/// path as a request has it. What the first wall lets through is a clean name; whatever name the second is
/// asked for, even past the first, no descriptor leads outside the root.
#include <algorithm>
#include <cctype>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "content/files/safe_path.hpp"
#include "fuzz/cuts.hpp"
#include "fuzz/violation.hpp"
#include "os/directory.hpp"
#include "support/temp_directory.hpp"

namespace {

using namespace ladder;
using namespace ladder::fuzz;
using http::Status;

/// A root with everything in it that may tempt somebody to leave it.
class Labyrinth {
 public:
  Labyrinth() {
    directory_.make_directory("root/sub/deep");
    directory_.make_directory("root2");
    for (const char* name :
         {"secret.txt", "root2/secret.txt", "root/index.html", "root/a.txt", "root/sub/index.html",
          "root/sub/b.txt", "root/sub/deep/c.txt", "root/two words.txt"})
      directory_.write(name, name);
    directory_.link("..", "root/up");
    directory_.link("../..", "root/sub/up");
    directory_.link("../secret.txt", "root/out.txt");
    directory_.link("../root2/secret.txt", "root/beside.txt");
    directory_.link("/", "root/all");
    directory_.link("/etc/passwd", "root/passwd.txt");
    directory_.link("/proc/self/root", "root/magic");
    directory_.link("sub/deep/c.txt", "root/in.txt");
    directory_.link("../a.txt", "root/sub/back.txt");
    directory_.link("loop", "root/loop");
    directory_.link("../sub", "root/sub/again");
    root_path_ = std::filesystem::canonical(directory_.path("root"));
    root_ = std::make_unique<os::Directory>(root_path_);
  }

  const os::Directory& root() const { return *root_; }

  /// Where the kernel says that the descriptor leads.
  bool holds(int fd) const {
    const std::string path = std::filesystem::read_symlink("/proc/self/fd/" + std::to_string(fd));
    return path == root_path_ || path.starts_with(root_path_ + "/");
  }

 private:
  test::TempDirectory directory_;
  std::string root_path_;
  std::unique_ptr<os::Directory> root_;
};

const Labyrinth& labyrinth() {
  static const Labyrinth once;
  return once;
}

bool opens_inside(const std::string& name) {
  const os::OpenResult opened = labyrinth().root().open_file(name);
  require(static_cast<bool>(opened.fd) == (opened.error_number == 0), "an error number and a descriptor");
  if (opened.fd) require(labyrinth().holds(opened.fd.get()), "a file outside the root is opened");
  return static_cast<bool>(opened.fd);
}

/// Percent-encodings undone once; nothing if one is malformed.
std::optional<std::string> decoded(std::string_view path) {
  std::string text;
  for (std::size_t at = 0; at < path.size(); ++at) {
    if (path[at] != '%') {
      text += path[at];
      continue;
    }
    const std::string digits(path.substr(at + 1, 2));
    if (digits.size() != 2 || digits.find_first_not_of("0123456789abcdefABCDEF") != std::string::npos)
      return std::nullopt;
    text += static_cast<char>(std::stoi(digits, nullptr, 16));
    at += 2;
  }
  return text;
}

bool has_segment(std::string_view path, std::string_view segment) {
  const std::string bounded = "/" + std::string(path) + "/";
  return bounded.find("/" + std::string(segment) + "/") != std::string::npos;
}

void check_name(const std::string& name) {
  require(!name.empty() && name.front() != '/', "a name is empty or absolute");
  require(!has_segment(name, "..") && !has_segment(name, ".") && !has_segment(name, ""),
          "a name has a segment that is none");
  require(name.find('\\') == std::string::npos, "a name holds a backslash");
  require(std::ranges::all_of(name, [](unsigned char c) { return c >= 0x20 && c != 0x7f; }),
          "a name holds a control character");
}

bool is_served(const std::string& name) {
  const std::string last = name.substr(name.rfind('/') + 1);  // npos + 1 is 0: all of it
  const std::size_t dot = last.rfind('.');
  if (dot == std::string::npos || dot == 0) return false;
  std::string extension = last.substr(dot + 1);
  std::ranges::transform(extension, extension.begin(), [](unsigned char c) { return std::tolower(c); });
  return extension == "html" || extension == "txt" || extension == "png" || extension == "jpg" ||
         extension == "jpeg";
}

/// What the path comes to must be what anybody would decode it to.
void check_accepted(std::string_view path, const content::ResourcePath& result) {
  const auto plain = decoded(path);
  require(plain.has_value(), "a malformed encoding is accepted");
  const std::string wanted = *plain + (plain->ends_with('/') ? "index.html" : "");
  require("/" + result.relative == wanted, "the path is decoded to another name");
  check_name(result.relative);
  require(is_served(result.relative) == (result.status == Status::ok), "the extension is misjudged");
  const bool is_well_known = result.relative.starts_with(".well-known/");
  require(("/" + result.relative.substr(is_well_known ? 1 : 0)).find("/.") == std::string::npos,
          "a hidden name is accepted");

  const std::string canonical = content::canonical_path(path, result.relative);
  const auto again = content::validate_resource_path(canonical, content::Extensions());
  require(again.status == result.status && again.relative == result.relative,
          "the canonical path is another name");
  require(content::canonical_path(canonical, again.relative) == canonical,
          "the canonical path has another one");
}

/// What nobody has a reason to refuse, as far as it is ASCII.
bool is_harmless(std::string_view path) {
  const auto plain = decoded(path);
  if (!plain || !plain->starts_with('/')) return false;
  const bool visible =
      std::ranges::all_of(*plain, [](unsigned char c) { return c >= 0x20 && c < 0x7f && c != '\\'; });
  const auto slashes = [](std::string_view text) { return std::ranges::count(text, '/'); };
  const std::string inner =
      plain->substr(1, plain->size() - (plain->size() > 1 && plain->ends_with('/') ? 2 : 1));
  const bool dotted = plain->find("/.") != std::string::npos;
  return visible && slashes(*plain) == slashes(path) && !dotted && (*plain == "/" || !has_segment(inner, ""));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size_bytes) {
  const std::string_view path = text_of(data, size_bytes);
  const content::ResourcePath result = content::validate_resource_path(path, content::Extensions());
  require(result.status == Status::ok || result.status == Status::forbidden ||
              result.status == Status::bad_request || result.status == Status::not_found,
          "a path gets a status that does not belong to paths");
  const bool says_nothing = result.status == Status::ok || result.status == Status::not_found;
  require(says_nothing == result.error.empty(), "a reason is given exactly when it is refused");
  const std::string name = decoded(path).value_or("");
  require(result.status != Status::not_found || name.find("/.") != std::string::npos,
          "a path that hides nothing is said not to be there");
  require(result.relative.empty() == (result.status != Status::ok && !result.check_directory),
          "a name is given exactly when there is something to look for");
  if (!result.relative.empty()) check_accepted(path, result);
  require(!result.relative.empty() || !is_harmless(path), "a harmless path is refused");

  (void)opens_inside(result.relative);
  (void)opens_inside(result.relative + "/");  // as for a directory that was asked for without its slash
  (void)opens_inside(std::string(path));
  (void)opens_inside(decoded(path).value_or(""));
  return 0;
}
