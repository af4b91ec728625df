/// \file
/// Stages 05 to 12, put together from the families: each keeps the promises of those before it.

#include "check/stages/http_turns.hpp"
#include "check/stages/stages.hpp"

namespace ladder::check {

namespace {

/// What every HTTP server of the course promises.
Checks http_checks() {
  Checks checks = http_head_checks();
  append(checks, http_accepted_checks());
  append(checks, http_framing_checks());
  append(checks, http_connection_checks());
  checks.push_back(http_idle_check());
  return checks;
}

/// What every one with a root promises.
Checks file_checks() {
  Checks checks = http_checks();
  append(checks, http_file_checks());
  append(checks, http_path_checks());
  append(checks, http_condition_checks());
  return checks;
}

/// What every one with uploads promises.
Checks upload_checks() {
  Checks checks = file_checks();
  append(checks, http_upload_checks());
  append(checks, http_chunk_checks());
  return checks;
}

/// What every one with loops promises.
Checks loop_checks() {
  Checks checks = upload_checks();
  append(checks, http_deadline_checks());
  append(checks, http_loop_checks());
  append(checks, http_turn_checks());
  append(checks, http_drain_checks());
  append(checks, http_stop_checks());
  return checks;
}

/// What every one with several loops promises.
Checks worker_checks() {
  Checks checks = loop_checks();
  append(checks, http_worker_checks());
  return checks;
}

}  // namespace

Checks stage_05() {
  Checks checks = http_checks();
  append(checks, http_pool_checks());
  append(checks, http_stop_checks());
  return checks;
}

Checks stage_06() {
  Checks checks = file_checks();
  append(checks, http_pool_checks());
  append(checks, http_stop_checks());
  return checks;
}

Checks stage_07() {
  Checks checks = upload_checks();
  append(checks, http_json_only_checks());
  append(checks, http_pool_checks());
  append(checks, http_stop_checks());
  return checks;
}

Checks stage_08() {
  Checks checks = upload_checks();
  append(checks, http_json_only_checks());
  append(checks, http_pool_checks());
  append(checks, http_deadline_checks());
  append(checks, http_overload_checks());
  append(checks, http_drain_checks());
  append(checks, http_stop_checks());
  return checks;
}

Checks stage_09() {
  Checks checks = loop_checks();
  append(checks, http_json_only_checks());
  return checks;
}

Checks stage_10() {
  Checks checks = worker_checks();
  append(checks, http_json_only_checks());
  return checks;
}

Checks stage_11() { return stage_10(); }

Checks stage_12() {
  Checks checks = worker_checks();
  append(checks, http_complete_checks());
  return checks;
}

}  // namespace ladder::check
