/// \file
/// replay FILE_OR_DIRECTORY...: runs a fuzz target on inputs that are kept: every seed, and everything that
/// was once found. It stands in for libFuzzer, so that these run with any compiler and under every sanitizer.
/// The name is printed first: the last one printed is the one that ended the program.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size_bytes);

namespace {

using Path = std::filesystem::path;

std::vector<Path> files_in(const Path& place) {
  if (!std::filesystem::is_directory(place)) return {place};
  std::vector<Path> files;
  for (const auto& entry : std::filesystem::directory_iterator(place)) files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

/// In memory of exactly their number, so that a byte read too far is seen.
std::vector<std::uint8_t> bytes_of(const Path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("cannot be opened");
  std::vector<std::uint8_t> bytes{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  bytes.shrink_to_fit();
  return bytes;
}

bool holds(const Path& path) {
  std::printf("%s\n", path.c_str());
  (void)std::fflush(stdout);  // should the program end here, the name has been told
  try {
    const std::vector<std::uint8_t> bytes = bytes_of(path);
    (void)LLVMFuzzerTestOneInput(bytes.data(), bytes.size());
    return true;
  } catch (const std::exception& error) {
    std::printf("%s: %s\n", path.c_str(), error.what());
    return false;
  }
}

}  // namespace

int main(int argc, char** argv) {
  std::size_t replayed = 0;
  std::size_t failed = 0;
  for (int i = 1; i < argc; ++i) {
    for (const Path& path : files_in(argv[i])) {
      ++replayed;
      if (!holds(path)) ++failed;
    }
  }
  std::printf("%zu inputs, %zu of them break an invariant\n", replayed, failed);
  return replayed > 0 && failed == 0 ? 0 : 1;
}
