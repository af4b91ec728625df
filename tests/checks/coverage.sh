#!/usr/bin/env bash
# coverage.sh BUILD_DIR [LEAST]: which lines of server/http and server/content the last run of the tests in
# BUILD_DIR has executed. BUILD_DIR was configured with LADDER_COVERAGE=ON, and its tests ran with
# LLVM_PROFILE_FILE=BUILD_DIR/profiles/%8m.profraw. Fails if fewer than LEAST percent of the lines were (default 95).
set -euo pipefail
cd -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/../.."

build=${1:?coverage.sh BUILD_DIR [LEAST]}
least=${2:-95}
profiles=("$build"/profiles/*.profraw)
[[ -e ${profiles[0]} ]] || { echo "coverage: no profiles in $build/profiles: run the tests first" >&2; exit 1; }

# Debian numbers the tools where the package "llvm" is not installed.
tool() { command -v "$1" || command -v "$1-14"; }

llvm_profdata=$(tool llvm-profdata) llvm_cov=$(tool llvm-cov)
"$llvm_profdata" merge -sparse "${profiles[@]}" -o "$build/coverage.profdata"
programs=()
for program in conversation_tests stage_tests system_tests http_server; do
  programs+=(-object "$build/bin/$program")
done
report() { # report llvm-cov-subcommand OPTIONS...
  "$llvm_cov" "$1" "$build/bin/unit_tests" "${programs[@]}" -instr-profile="$build/coverage.profdata" "${@:2}" \
    server/http server/content
}
report report -show-region-summary=0 -show-branch-summary=0
report show -format=html -output-dir="$build/coverage" >/dev/null
echo "coverage: line by line in $build/coverage/index.html"

lines=$(report export -summary-only |
  python3 -c 'import json, sys; print(json.load(sys.stdin)["data"][0]["totals"]["lines"]["percent"])')
printf 'coverage: %.2f %% of the lines of server/http and server/content, at least %s %% asked for\n' "$lines" "$least"
python3 -c 'import sys; sys.exit(float(sys.argv[1]) < float(sys.argv[2]))' "$lines" "$least"
