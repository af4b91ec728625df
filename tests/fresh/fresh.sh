#!/usr/bin/env bash
# fresh.sh - the fresh-machine test: does a clone work on a system that has nothing yet?
#
#   sudo tests/fresh/fresh.sh [--only REGEX] [--filter REGEX] [--port PORT] [--keep] [SYSTEM...]
#
# For each SYSTEM (bookworm and trixie) mmdebstrap makes a bare root; the committed HEAD of this repository is cloned
# into it, and the two commands of README.md run there to the letter: ./course serve, until curl gets the page, then
# SIGTERM and exit status 0; ./course test, every test passed. Then some of what a learner does next, and a user who
# is not root. Debian 13 also builds the site, grades three stages and makes one experiment. Prints a table; exit
# status 0: all passed, 1: something failed, 2: cannot run here. What was printed lies in build/fresh/SYSTEM/.
#
# With two quiet processors, Debian 12 takes some 15 minutes and Debian 13 some 20; each needs 3 GB of disk below
# TMPDIR (/var/tmp). It is not part of the gate. While looking for a fault: --only takes the steps whose names match,
# --filter the tests (as ./course test REGEX does), --port serves elsewhere than on 8080, --keep leaves the roots.
#
# Packages come from where apt gets them here: mirrors, proxies and name servers of this machine are taken over.
# Processes and mounts are in namespaces of the step's own and end with it, also when it is killed.
set -euo pipefail

here=$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")
repository=$(dirname -- "$(dirname -- "$here")")
scratch=
only='' filter='' port=8080 keep='' systems=()

# shellcheck source=root.sh
. "$here/root.sh"
# shellcheck source=steps.sh
. "$here/steps.sh"

say() { printf '%s\n' "fresh: $*" >&2; }
cannot() { say "$*"; exit 2; }

read_arguments() {
  while (($# > 0)); do
    case $1 in
      --only) only=${2:?a regular expression}; shift ;;
      --filter) filter=${2:?a regular expression}; shift ;;
      --port) port=${2:?a port}; shift ;;
      --keep) keep=1 ;;
      bookworm | trixie) systems+=("$1") ;;
      *) cannot "there is no '$1': fresh.sh [--only REGEX] [--filter REGEX] [--port PORT] [--keep] [bookworm|trixie ...]" ;;
    esac
    shift
  done
  ((${#systems[@]} > 0)) || systems=(bookworm trixie)
}

look_around() { # what is needed here, before any work is done
  local program
  ((EUID == 0)) || cannot "please run as root: it makes roots with mmdebstrap and enters them with chroot"
  for program in mmdebstrap unshare chroot pgrep curl git; do
    command -v "$program" >/dev/null || cannot "please install $program (apt-get install $program; unshare is in util-linux, pgrep in procps)"
  done
  unshare --mount --pid --fork true 2>/dev/null || cannot "no mount namespaces here: a container that forbids them?"
  ! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || cannot "something listens on port $port already; --port takes another"
}

rows=()
failures=0
worker= # the process group of the step that runs

end_step() { # nobody stays behind
  [[ -n $worker ]] || return 0
  kill -TERM -- "-$worker" 2>/dev/null || true
  kill -KILL -- "-$worker" 2>/dev/null || true
  worker=
}

# Runs COMMAND with its output in a file, and writes a row for the table. Never called in a condition: "set -e" would
# not hold inside. The next row depends on $verdict.
step() { # step NAME SECONDS COMMAND...
  local name=$1 start=$SECONDS log status
  limit=$2 verdict=passed
  shift 2
  log=$logs/$(tr -c 'a-z0-9\n' - <<<"${name,,}").log
  say "$system: $name"
  set +e -m
  (set -e +m; "$@") >"$log" 2>&1 &
  worker=$!
  wait "$worker"
  status=$?
  set -e +m
  end_step
  if ((status != 0)); then
    verdict=FAILED failures=$((failures + 1))
    say "$system: $name: exit status $status$( ((status != 124 && status != 137)) || echo ", more than $limit s"); the end of $log:"
    tail -n 25 -- "$log" >&2
  fi
  rows+=("$(printf '%-9s %-7s %5d s  %-32s %s' "$system" "$verdict" "$((SECONDS - start))" "$name" \
    "$(grep -oE '^(passed: .*|100% tests passed.*|all .* passed.*)' "$log" | tail -n 1)")")
}

if_wanted() { # if_wanted NAME ...: a step that --only may leave out
  if [[ -z $only || $1 =~ $only ]]; then step "$@"; fi
}

on_system() { # without a root or a clone there is nothing more to try
  system=$1
  logs=$repository/build/fresh/$system
  root=$scratch/$system
  mkdir -p -- "$logs"
  step "bare root" 600 make_root
  [[ $verdict == passed ]] || return 0
  step "clone" 120 clone
  [[ $verdict == passed ]] || return 0
  if_wanted "user without sudo" 60 told_what_to_install
  if_wanted "./course serve" 1800 serve
  if_wanted "./course test${filter:+ $filter}" 3600 every_test
  if_wanted "user: ./course check 01 --ours" 900 as_a_user
  [[ $system != bookworm ]] || return 0
  if_wanted "./course docs --build-only" 1200 site
  for number in 01 05 09; do
    if_wanted "./course check $number --ours" 600 grade "$number"
  done
  if_wanted "./course experiment 01 --short" 600 experiment
}

read_arguments "$@"
look_around
scratch=$(mktemp -d "${TMPDIR:-/var/tmp}/fresh-XXXXXX")
chmod 755 "$scratch" # a user who is not root goes through it
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
for each in "${systems[@]}"; do on_system "$each"; done

printf '%s\n' "${rows[@]}"
if ((failures > 0)); then
  printf 'fresh: %d of %d steps failed, %d s\n' "$failures" "${#rows[@]}" "$SECONDS"
  exit 1
fi
printf 'fresh: all %d steps passed, %d s\n' "${#rows[@]}" "$SECONDS"
