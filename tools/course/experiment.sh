# experiment.sh - part of ./course: builds what an experiment starts, and runs it.

experiment_programs() { # experiment_programs NN: the targets that it uses, http_server for the description always
  echo http_server
  case $1 in
    01) echo stage_01_tcp_echo stage_03_thread_per_connection ;;
    02) echo stage_02_udp_echo_server stage_03_thread_per_connection ;;
    03) echo stage_03_thread_per_connection stage_09_event_loop ;;
    04) echo stage_04_thread_pool stage_09_event_loop ;;
    05) echo stage_05_http load ;;
    06) echo file_ways ;;
    07) echo stage_07_json_upload ;;
    08) echo stage_07_json_upload stage_08_overload ;;
    09) echo stage_08_overload stage_09_event_loop ;;
    10) echo stage_10_worker_loops load ;;
    11) echo load ;;
    12) echo bench_limits ;;
  esac
}

experiment() { # experiment NN [--short|--reference|--redraw]
  [[ ${1:-} =~ ^[0-9]{1,2}$ ]] || wrong "which experiment? ./course experiment 01"
  local number targets packages=(python3)
  number=$(printf '%02d' "$((10#$1))")
  [[ -f $root/tests/experiments/stage_$number.py ]] || wrong "there is no experiment $number; they are 01 to 12"
  if has_option --redraw "$@"; then
    command -v gnuplot >/dev/null || packages+=(gnuplot-nox)
    need "${packages[@]}"
    PYTHONDONTWRITEBYTECODE=1 exec python3 "$root/tests/experiments/experiment.py" "$number" "${@:2}"
  fi
  need_build_folder
  if ! has_option --short "$@" && ! command -v gnuplot >/dev/null; then packages+=(gnuplot-nox); fi
  if [[ $number == 12 ]]; then packages+=(wrk); fi
  need "${packages[@]}"
  read -r -d '' -a targets < <(experiment_programs "$number") || true
  build "${targets[@]}"
  PYTHONDONTWRITEBYTECODE=1 exec python3 "$root/tests/experiments/experiment.py" "$number" "${@:2}" \
    --build "$build_directory"
}
