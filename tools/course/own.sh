# own.sh - part of ./course: what goes round a workspace while one works in it. Here is what is built and in which
# order programs are run; the texts are the work of the Python files beside it.

own() { PYTHONDONTWRITEBYTECODE=1 python3 "$root/tools/course/$1.py" "${@:2}"; }

times=    # check NN --times COUNT
sanitize= # check NN --sanitize [asan|tsan]

take_own_option() { # take_own_option WORD NEXT: one of ours? Sets taken, the number of words it has, 0 if it is none
  taken=1
  case $1 in
    --times) times=${2:-none} taken=2 ;;
    --times=*) times=${1#*=} times=${times:-none} ;;
    --sanitize=*) sanitize=${1#*=} ;;
    --sanitize)
      sanitize=asan
      if [[ ${2:-} == asan || ${2:-} == tsan ]]; then sanitize=$2 taken=2; fi
      ;;
    *) taken=0; return ;;
  esac
  [[ -z $times || $times =~ ^[1-9][0-9]{0,4}$ ]] || wrong "--times takes a number from 1 to 99999, not '$times'"
  [[ $sanitize =~ ^(asan|tsan)?$ ]] || wrong "--sanitize takes asan or tsan, not '$sanitize'"
}

own_options_fit() { # own_options_fit OPTIONS...: the grader's, beside ours
  [[ -z $times || " $* " != *" --json"* ]] || wrong "--times keeps a report of its own; --json is for one run"
}

is_blank() { [[ -f $1/PROMISES.md ]]; } # is_blank WORKSPACE: a program of the learner's own, without a template

grade() { # grade NN FOLDER WORDS...: the grader once; with --times again and again; with --sanitize reports are told
  local number=$1 folder=$2 line word words own_command=
  shift 2
  words="./course check $number${sanitize:+ --sanitize $sanitize}"
  for word; do # a command that the learner has typed is part of what repeats the run
    if [[ -z $folder && ($word == -- || -n $own_command) ]]; then own_command+=" $(printf '%q' "$word")"; fi
  done
  own_command=${own_command//'\{port\}'/'{port}'}
  line=("$bin/check" "$number")
  if [[ -n $times ]]; then line+=(--json '{json}'); fi
  if [[ -n $sanitize && $* != *--patience* ]]; then line+=(--patience 3); fi # instrumented code is slower
  line+=("$@")
  if [[ -n $sanitize ]]; then
    line=(python3 "$root/tools/course/sanitize.py" --kind "$sanitize" --folder "$folder"
      --reports "$memory/$number.$sanitize" -- "${line[@]}")
  fi
  if [[ -n $times ]]; then
    line=(python3 "$root/tools/course/repeat.py" --times "$times" --stage "$number" --words "$words"
      --command "$own_command" --report "$memory/$number.failed" -- "${line[@]}")
  fi
  PYTHONDONTWRITEBYTECODE=1 exec "${line[@]}"
}

rooms_of() { # rooms_of NN: of the library what the stage's programs are linked to, as stages/CMakeLists.txt says it
  case $1 in
    01 | 02) echo "ladder_frame" ;;
    03 | 04) echo "ladder_frame;ladder_drive;ladder_echo" ;;
    12) echo "ladder_app" ;;
    *) echo "ladder_service" ;;
  esac
}

build_sanitized_workspace() { # build_sanitized_workspace NN DIR: the library too, for a race has two sides
  local preset=asan-ubsan flags=address,undefined library rooms
  if [[ $sanitize == tsan ]]; then preset=tsan flags=thread; fi
  library=$(realpath -m -- "${COURSE_SANITIZED_BUILD:-$root/build}/$preset")
  rooms=$(rooms_of "$1")
  need_folder "$library"
  (
    if command -v flock >/dev/null; then flock 9; fi
    cd -- "$root"
    [[ -f $library/build.ninja ]] || logged "configuring" cmake --preset "$preset" -B "$library"
    say "building the library with $sanitize; the first time takes minutes"
    # shellcheck disable=SC2086
    logged "building" cmake --build "$library" --parallel "$jobs" --target ${rooms//;/ }
  ) 9>"$library/.lock"
  logged "configuring the workspace" cmake -S "$2" -B "$2/build-$sanitize" -G Ninja -DLADDER_ROOT="$root" \
    -DLADDER_BUILD="$library" -DLADDER_SANITIZE="$flags" -DLADDER_ROOMS="$rooms"
  cmake --build "$2/build-$sanitize" >&2 || die "the workspace does not compile; the first error above is where to begin"
}

check_blank() { # check_blank NN DIR [OPTIONS...]: compiles a program without a template, and grades it
  local number=$1 folder=$2 words
  shift 2
  say "grading your own program in $folder"
  build check
  words=$(own_words "$number" "$folder") || exit 1
  local command
  mapfile -t command <<<"$words"
  grade "$number" "$folder" "$@" "${command[@]}"
}

own_words() { # own_words NN DIR: compiles it if it needs to be, and prints what follows the grader's options, a word a line
  learn blank "$1" "$2" ${sanitize:+--sanitize "$sanitize"}
}
