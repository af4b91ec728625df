#!/bin/sh
# main_size.sh [ROOT] - a stage is what a reader takes in at one sitting: each program has at most 80 lines, and
# each stage folder holds its chapter, README.md.
set -eu
cd -- "${1:-$(dirname -- "$(readlink -f -- "$0")")/../..}"
limit_lines=80
failed=0
stages=0
complain() {
  echo "$1"
  failed=1
}

for stage in stages/[0-9][0-9]_*/; do
  [ -d "$stage" ] || continue
  stages=$((stages + 1))
  [ -s "${stage}README.md" ] || complain "${stage}README.md:1: this stage has no chapter"
  if [ -f "${stage}server.cpp" ] || [ -f "${stage}client.cpp" ]; then
    programs="server.cpp client.cpp"
  else
    programs=main.cpp
  fi
  for program in $programs; do
    file=$stage$program
    [ -f "$file" ] || { complain "$file:1: this stage has no $program"; continue; }
    lines=$(awk 'END { print NR }' "$file")
    [ "$lines" -le "$limit_lines" ] || complain "$file:$lines: $lines lines, at most $limit_lines are allowed"
  done
done
[ "$stages" -gt 0 ] || complain "stages/:1: no stages found"
exit "$failed"
