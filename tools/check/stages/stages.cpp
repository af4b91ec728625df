#include "check/stages/stages.hpp"

#include <array>

namespace ladder::check {

namespace {

constexpr const char* kPool = "{port} --threads {threads} --queue {queue} --root {root}";
constexpr const char* kPoolWithDeadline =
    "{port} --threads {threads} --queue {queue} --root {root} --header-timeout {header_timeout}";

constexpr std::array kStages{
    Stage{"01", kChapter01, Transport::tcp, "stage_01_tcp_echo", "{port}", stage_01, probe_echo},
    Stage{"02", kChapter02, Transport::udp, "stage_02_udp_echo_server", "{port}", stage_02, probe_datagrams},
    Stage{"03", kChapter03, Transport::tcp, "stage_03_thread_per_connection", "{port}", stage_03, probe_echo},
    Stage{"04", kChapter04, Transport::tcp, "stage_04_thread_pool",
          "{port} --threads {threads} --queue {queue}", stage_04, probe_echo},
    Stage{"05", kChapter05, Transport::tcp, "stage_05_http", "{port} --threads {threads} --queue {queue}",
          stage_05, probe_http},
    Stage{"06", kChapter06, Transport::tcp, "stage_06_static_files", kPool, stage_06, probe_http},
    Stage{"07", kChapter07, Transport::tcp, "stage_07_json_upload", kPool, stage_07, probe_http},
    Stage{"08", kChapter08, Transport::tcp, "stage_08_overload", kPoolWithDeadline, stage_08, probe_http},
    Stage{"09", kChapter09, Transport::tcp, "stage_09_event_loop",
          "{port} --queue {queue} --root {root} --header-timeout {header_timeout}", stage_09, probe_http},
    Stage{"10", kChapter10, Transport::tcp, "stage_10_worker_loops", kPoolWithDeadline, stage_10, probe_http},
    Stage{"11", kChapter11, Transport::tcp, "stage_11_io_uring", kPoolWithDeadline, stage_11, probe_http},
    Stage{"12", kChapter12, Transport::tcp, "stage_12_complete_server", kPoolWithDeadline, stage_12,
          probe_http},
};

}  // namespace

const Stage* find_stage(std::string_view number) {
  for (const Stage& stage : kStages)
    if (stage.number == number) return &stage;
  return nullptr;
}

}  // namespace ladder::check
