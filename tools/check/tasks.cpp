#include "check/tasks.hpp"

#include <algorithm>
#include <fstream>
#include <string>

namespace ladder::check {

namespace {

constexpr std::string_view kHeading = "### Task ";
constexpr std::string_view kGradedBy = "Graded by ";

void give(Checks& checks, const std::string& task, std::string_view name) {
  for (Check& check : checks)
    if (check.name == name) check.tasks.push_back(task);
}

/// The names between backticks.
void give_all(Checks& checks, const std::string& task, std::string_view paragraph) {
  for (std::size_t at = paragraph.find('`'); at != std::string_view::npos; at = paragraph.find('`', at)) {
    const std::size_t end = std::min(paragraph.find('`', at + 1), paragraph.size());
    give(checks, task, paragraph.substr(at + 1, end - at - 1));
    at = std::min(end + 1, paragraph.size());
  }
}

}  // namespace

void name_tasks(Checks& checks, std::istream& chapter) {
  std::string task;
  std::string paragraph;  // what follows "Graded by", up to the next empty line
  for (std::string line; std::getline(chapter, line);) {
    if (line.starts_with('#')) task = line.starts_with(kHeading) ? line.substr(kHeading.size()) : "";
    if (line.empty()) {
      give_all(checks, task, paragraph);
      paragraph.clear();
    } else if (!task.empty() && (line.starts_with(kGradedBy) || !paragraph.empty())) {
      paragraph += line + ' ';
    }
  }
  give_all(checks, task, paragraph);
}

std::string name_of_task(const std::string& task) { return "task-" + task.substr(0, task.find(':')); }

void name_tasks(Checks& checks, const Stage& stage) {
  std::ifstream chapter(std::string(LADDER_SOURCE_DIR "/").append(stage.chapter) + "/README.md");
  name_tasks(checks, chapter);
}

}  // namespace ladder::check
