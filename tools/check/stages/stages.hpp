/// \file
/// The stages that the grader knows, and the families of checks that they share: a stage keeps the promises
/// of those before it.
#pragma once

#include <string>
#include <string_view>

#include "check/check.hpp"
#include "check/proc.hpp"
#include "check/stages/probes.hpp"

namespace ladder::check {

/// A stage: where its chapter is, how our own program of it is called, and what is checked.
struct Stage {
  std::string_view number;   ///< "03"
  std::string_view chapter;  ///< "stages/03_thread_per_connection"
  Transport transport;
  std::string_view program;    ///< in the folder of the grader: "stage_03_thread_per_connection"
  std::string_view arguments;  ///< with placeholders, as our programs take them
  Checks (*checks)();
  void (*probe)(Trial&);  ///< whether the next client is served
};

/// The stage of this number, or nothing.
const Stage* find_stage(std::string_view number);

inline constexpr const char* kChapter01 = "stages/01_tcp_echo";
inline constexpr const char* kChapter02 = "stages/02_udp_echo";
inline constexpr const char* kChapter03 = "stages/03_thread_per_connection";
inline constexpr const char* kChapter04 = "stages/04_thread_pool";
inline constexpr const char* kChapter05 = "stages/05_http";
inline constexpr const char* kChapter06 = "stages/06_static_files";
inline constexpr const char* kChapter07 = "stages/07_json_upload";
inline constexpr const char* kChapter08 = "stages/08_overload";
inline constexpr const char* kChapter09 = "stages/09_event_loop";
inline constexpr const char* kChapter10 = "stages/10_worker_loops";
inline constexpr const char* kChapter11 = "stages/11_io_uring";
inline constexpr const char* kChapter12 = "stages/12_complete_server";

Checks stage_01();
Checks stage_02();
Checks stage_03();
Checks stage_04();

Checks stage_05();
Checks stage_06();
Checks stage_07();
Checks stage_08();
Checks stage_09();
Checks stage_10();
Checks stage_11();
Checks stage_12();

/// The request line and the head; where a request ends; the connection (stage 05 and on).
Checks http_head_checks();
Checks http_accepted_checks();
Checks http_framing_checks();
Checks http_connection_checks();
/// HTTP on the pool of stage 04 (stages 05 to 07).
Checks http_pool_checks();
/// Files, nothing but files of the root, and their parts and conditions (stage 06 and on).
Checks http_file_checks();
Checks http_path_checks();
Checks http_condition_checks();
/// POST /upload of JSON (stage 07 and on).
Checks http_upload_checks();
/// Stages 07 to 11; 12 takes forms.
Checks http_json_only_checks();
Checks http_chunk_checks();
/// The deadline of a head, and a stop that drains (stage 08 and on); a flood of a pool (stage 08).
Checks http_deadline_checks();
Checks http_drain_checks();
Checks http_overload_checks();
/// Thousands of connections (stage 09 and on), and several loops (stage 10 and on).
Checks http_loop_checks();
Checks http_worker_checks();
/// What only the complete server has (stage 12).
Checks http_complete_checks();
/// SIGTERM (stage 05 and on).
Checks http_stop_checks();
/// The client of stage 02.
Checks client_checks();
/// The echo of stage 01 that every TCP echo server keeps: bytes, sizes, ends.
Checks echo_checks();
/// A shell line: so many clients connect, say nothing, and stay for a minute.
std::string take_places(unsigned count);
/// A shell line: a client sends these words, which need no quoting, and resets its connection.
std::string reset_by_hand(const std::string& words);
/// No processor time for clients that are silent, or do not read.
Check echo_idle_check();
Check datagram_idle_check();
Check http_idle_check();
/// Clients that break off, many clients one after another: what an echo server survives.
Checks echo_survival_checks();

}  // namespace ladder::check
