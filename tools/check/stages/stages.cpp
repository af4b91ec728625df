#include "check/stages/stages.hpp"

#include <array>

namespace ladder::check {

namespace {

constexpr std::array kStages{
    Stage{"01", kChapter01, Transport::tcp, "stage_01_tcp_echo", "{port}", stage_01},
    Stage{"02", kChapter02, Transport::udp, "stage_02_udp_echo_server", "{port}", stage_02},
    Stage{"03", kChapter03, Transport::tcp, "stage_03_thread_per_connection", "{port}", stage_03},
    Stage{"04", kChapter04, Transport::tcp, "stage_04_thread_pool",
          "{port} --threads {threads} --queue {queue}", stage_04},
};

}  // namespace

const Stage* find_stage(std::string_view number) {
  for (const Stage& stage : kStages)
    if (stage.number == number) return &stage;
  return nullptr;
}

}  // namespace ladder::check
