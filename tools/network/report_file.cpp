#include "network/report_file.hpp"

#include <fstream>
#include <iostream>
#include <stdexcept>

namespace ladder::tools {

void write_report(const std::string& path, const std::string& text) {
  if (path == kStandardOutput) {
    std::cout << text << std::flush;
    if (!std::cout) throw std::runtime_error("cannot write to the standard output");
    return;
  }
  std::ofstream file(path, std::ios::trunc);
  file << text;
  file.close();
  if (!file) throw std::runtime_error("cannot write " + path);
}

}  // namespace ladder::tools
