#!/usr/bin/env bash
# run.sh SECONDS [TARGET...]: builds the fuzzers and runs each target (default: all) for that long, as many at a time
# as there are processors. Prints one line a target; where something is found, also the input and how to repeat it,
# and exits 1. The corpus grows in build/fuzz/corpus; nothing in the repository is changed. An input worth keeping is
# copied to tests/fuzz/crashes/TARGET by hand: the test suite replays it from then on.
set -euo pipefail
cd -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/../.."

targets=(head chunked session path multipart)
declare -A most_bytes=([head]=1024 [chunked]=2048 [session]=16384 [path]=512 [multipart]=2048)
declare -A dictionary=([head]=http [chunked]=chunked [session]=http [path]=path [multipart]=multipart)
build=build/fuzz

seconds=${1:?run.sh SECONDS [TARGET...]}
[[ $seconds =~ ^[1-9][0-9]*$ ]] || { echo "run.sh: not a number of seconds: $seconds" >&2; exit 2; }
shift
(($# == 0)) || targets=("$@")
for target in "${targets[@]}"; do
  [[ -n ${most_bytes[$target]:-} ]] || { echo "run.sh: no target $target; there are ${!most_bytes[*]}" >&2; exit 2; }
done

# As in .ci/run: sanitizers want the address space that they were made for.
plainly=()
if command -v setarch >/dev/null && setarch "$(uname -m)" -R true 2>/dev/null; then
  plainly=(setarch "$(uname -m)" -R)
fi

# Uploads are flushed to the disk: in memory that costs nothing. What a fuzzer that crashed leaves goes with the folder.
temporary=$(mktemp -d "$([[ -w /dev/shm ]] && echo /dev/shm || echo "${TMPDIR:-/tmp}")/ladder-fuzz-XXXXXX")
trap 'rm -rf -- "$temporary"' EXIT
export TMPDIR=$temporary
export ASAN_OPTIONS=${ASAN_OPTIONS:-quarantine_size_mb=32}

fuzz() { # fuzz TARGET: libFuzzer's words go to a log, its exit status to a file
  local target=$1 status=0 made=$build/tests/fuzz/seeds/$1
  local seeds=("tests/fuzz/seeds/$target" "tests/fuzz/crashes/$target")
  if [[ -d $made ]]; then seeds+=("$made"); fi
  mkdir -p "$build/corpus/$target" "$build/found/$target"
  "${plainly[@]}" "$build/bin/fuzz_$target" "$build/corpus/$target" "${seeds[@]}" \
    -max_total_time="$seconds" -max_len="${most_bytes[$target]}" -dict="tests/fuzz/dictionaries/${dictionary[$target]}.dict" \
    -timeout=10 -rss_limit_mb=2048 -artifact_prefix="$build/found/$target/" -print_final_stats=1 \
    >"$build/fuzz_$target.log" 2>&1 || status=$?
  echo "$status" >"$build/fuzz_$target.status"
}

of_log() { # of_log TARGET PATTERN: what the last line that matches has in its first group
  sed -nE "s/.*$2.*/\\1/p" "$build/fuzz_$1.log" | tail -n 1
}

report() { # report TARGET: its line, and what it found; fails if it did not end well
  local target=$1 input
  printf '%-9s %9s runs %7s a second  %5s edges %6s features  %5s inputs\n' "$target" \
    "$(of_log "$target" 'stat::number_of_executed_units: *([0-9]+)')" \
    "$(of_log "$target" 'stat::average_exec_per_sec: *([0-9]+)')" "$(of_log "$target" ' cov: ([0-9]+)')" \
    "$(of_log "$target" ' ft: ([0-9]+)')" "$(of_log "$target" ' corp: ([0-9]+)')"
  [[ $(<"$build/fuzz_$target.status") != 0 ]] || return 0
  input=$(of_log "$target" 'Test unit written to (.*)')
  grep -aE 'what\(\):|ERROR: |SUMMARY: ' "$build/fuzz_$target.log" | sed 's/^/  /' || true
  echo "  the whole log:  $build/fuzz_$target.log"
  echo "  the input:      ${input:-none was written}"
  echo "  to repeat it:   ${plainly[*]} $build/bin/fuzz_$target $input"
  return 1
}

mkdir -p "$build"
cmake --preset fuzz >"$build/configure.log" 2>&1 || { cat "$build/configure.log" >&2; exit 1; }
cmake --build "$build" --parallel "$(nproc)" >"$build/build.log" || { cat "$build/build.log" >&2; exit 1; }

running=0
for target in "${targets[@]}"; do
  if ((running == $(nproc))); then wait -n; running=$((running - 1)); fi
  fuzz "$target" &
  running=$((running + 1))
done
wait

found=0
for target in "${targets[@]}"; do report "$target" || found=1; done
exit "$found"
