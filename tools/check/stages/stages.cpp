#include "check/stages/stages.hpp"

#include <array>

namespace ladder::check {

namespace {

constexpr std::array kStages{
    Stage{"01", kChapter01, Transport::tcp, "stage_01_tcp_echo", "{port}", stage_01},
};

}  // namespace

const Stage* find_stage(std::string_view number) {
  for (const Stage& stage : kStages)
    if (stage.number == number) return &stage;
  return nullptr;
}

}  // namespace ladder::check
