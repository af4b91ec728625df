# build.sh - part of ./course: quiet commands with a line of progress, and one build at a time.

# Shows how far ninja is ("[12/240] ..."): on a terminal as one line that renews itself, elsewhere every tenth.
progress() {
  local what=$1 line shown=-1
  while IFS= read -r line; do
    [[ $line =~ ^\[([0-9]+)/([0-9]+)\] ]] || continue
    local tenth=$((BASH_REMATCH[1] * 10 / BASH_REMATCH[2]))
    if [[ -t 2 ]]; then
      printf '\r\033[Kcourse: %s %s/%s' "$what" "${BASH_REMATCH[1]}" "${BASH_REMATCH[2]}" >&2
    elif ((tenth != shown)); then
      say "$what ${BASH_REMATCH[1]}/${BASH_REMATCH[2]}"
    fi
    shown=$tenth
  done
  if [[ -t 2 ]] && ((shown >= 0)); then printf '\r\033[K' >&2; fi
}

logged() { # logged WHAT COMMAND...: runs it quietly; if it fails, prints all that it said and ends
  local what=$1 log status=0
  shift
  need_folder "$root/build"
  log=$(mktemp "$root/build/course-XXXXXX.log")
  "$@" </dev/null 2>&1 | tee -- "$log" | progress "$what" || status=$?
  if ((status != 0)); then
    cat -- "$log" >&2
    rm -f -- "$log"
    die "$what failed (exit status $status): $*"
  fi
  rm -f -- "$log"
}

tell_steps() { # tell_steps TARGET...: says what is built, if anything is, and how much there is to do
  local last
  last=$(cmake --build build/release --target "$@" -- -n 2>/dev/null </dev/null | tail -n 1) || return 0
  [[ $last =~ ^\[([0-9]+)/([0-9]+)\] ]] || return 0
  say "building $* in ${BASH_REMATCH[2]} steps; the first time takes a moment"
}

build() { # build TARGET...: configures and builds in build/release
  [[ -z ${COURSE_BUILD:-} ]] || return 0
  need_build_folder
  need "${build_packages[@]}"
  ( # one build at a time: "run 02" and "run 02 client" are started side by side
    if command -v flock >/dev/null; then flock 9; fi
    cd -- "$root"
    cache=build/release/CMakeCache.txt
    # A tree that was moved, or built under another path, is configured anew (cmake 3.24 has --fresh for this).
    if [[ -f $cache ]] && ! grep -qxF "CMAKE_HOME_DIRECTORY:INTERNAL=$root" "$cache"; then
      rm -rf -- "$cache" build/release/CMakeFiles
    fi
    logged "configuring" cmake --preset release
    tell_steps "$@"
    logged "building" cmake --build build/release --parallel "$jobs" --target "$@"
  ) 9>"$root/build/.lock"
}
