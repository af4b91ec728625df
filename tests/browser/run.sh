#!/usr/bin/env bash
# run.sh - starts the test of the pages: tests/browser/run.sh SCRIPT ARGS..., SCRIPT being one of the .mjs files beside it.
# It needs a Chromium (CHROMIUM, or the one of the system), node and npm. What npm installs lies in build/browser/,
# not in the tree. Exit status 77, with a line that says why: something is missing. With LADDER_BROWSER=must (the
# gate) that is a failure.
set -euo pipefail

here=$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")
root=$(readlink -f -- "$here/../..")
work=${LADDER_BROWSER_WORK:-$root/build/browser}

skip() {
  if [[ ${LADDER_BROWSER:-} == must ]]; then
    echo "browser: this may not be skipped here: $*" >&2
    exit 1
  fi
  echo "browser: skipped: $*"
  exit 77
}

(($# > 0)) || { echo "usage: run.sh SCRIPT ARGS..." >&2; exit 2; }
script=$1
shift

chromium=${CHROMIUM:-$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)}
[[ -n $chromium && -x $chromium ]] || skip "no chromium (Debian: apt-get install chromium; or CHROMIUM=/path/to/it)"
command -v node >/dev/null || skip "no node (Debian: apt-get install nodejs npm)"
command -v npm >/dev/null || skip "no npm (Debian: apt-get install npm)"
node -e 'process.exit(Number(process.versions.node.split(".")[0]) >= 18 ? 0 : 1)' ||
  skip "node $(node --version) is older than 18"

install_packages() { # what package-lock.json pins, unless it is there already
  mkdir -p "$work"
  exec 9>"$work/.lock"
  if command -v flock >/dev/null; then flock 9; fi
  if cmp -s "$here/package-lock.json" "$work/installed-lock.json" && [[ -d $work/node_modules ]]; then return 0; fi
  cp -- "$here/package.json" "$here/package-lock.json" "$work/"
  (cd -- "$work" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error --fetch-retries=1 --fetch-retry-mintimeout=1000) >"$work/npm.log" 2>&1 || return 1
  cp -- "$work/package-lock.json" "$work/installed-lock.json"
}
# In a subshell, so that the lock is given back.
(install_packages) || skip "npm cannot install: $(tail -n 1 "$work/npm.log" 2>/dev/null)"

export CHROMIUM=$chromium LADDER_BROWSER_WORK=$work
status=0
node "$here/$script" "$@" || status=$?
((status != 77)) || skip "see the line above"
exit "$status"
