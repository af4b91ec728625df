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
  if [[ -n $folder && -z $times$sanitize && " $* " != *" --json"* ]]; then # its promises are taken down
    line=(python3 "$root/tools/course/note.py" --root "$root" --stage "$number" -- "${line[@]}" --json '{json}')
  elif [[ -n $times ]]; then
    line+=(--json '{json}')
  fi
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

build_sanitized_library() { # build_sanitized_library NN: what the stage needs of it, for a race has two sides
  local preset=asan-ubsan rooms
  if [[ $sanitize == tsan ]]; then preset=tsan; fi
  library=$(realpath -m -- "${COURSE_SANITIZED_BUILD:-$root/build}/$preset")
  mapfile -t rooms < <(learn rooms "$1")
  need "${build_packages[@]}"
  need_folder "$library"
  ( # one build at a time
    if command -v flock >/dev/null; then flock 9; fi
    cd -- "$root"
    [[ -f $library/build.ninja ]] || logged "configuring" cmake --preset "$preset" -B "$library"
    say "building the library with $sanitize, where it is not yet; the first time takes minutes"
    logged "building" cmake --build "$library" --parallel "$jobs" --target "${rooms[@]}"
  ) 9>"$library/.lock"
}

check_whole() { # check_whole NN DIR [OPTIONS...]: all that is written as one program, by the grader's own report
  local number=$1 folder=$2 library=$build_directory words options
  say "grading your workspace, $folder"
  if [[ -n $sanitize ]] && ! is_blank "$folder"; then build_sanitized_library "$number"; fi
  if is_blank "$folder"; then build check; else build ladder_library check; fi
  words=$(learn words "$number" "$folder" --build "$library" ${sanitize:+--sanitize "$sanitize"}) || exit 1
  mapfile -t words <<<"$words"
  mapfile -t options < <(as_grader_words "${@:3}")
  grade "$number" "$folder" "${options[@]}" "${words[@]}"
}

need_workspace() { # need_workspace NN: sets workspace to the folder of the learner's stage, or ends with how to have one
  workspace=$(workspace_of "$1")
  [[ -n $workspace ]] || die "there is no workspace of stage $1; ./course start $1 makes one"
}

watch() { # watch NN [--patience FACTOR] [--no-inotify]
  local number workspace
  number=$(number_of "${1:-}")
  need "${learn_packages[@]}"
  need_workspace "$number"
  if is_blank "$workspace"; then build check; else build ladder_library check ladder_catch_main; fi
  PYTHONDONTWRITEBYTECODE=1 exec python3 "$root/tools/course/watch.py" --root "$root" --build "$build_directory" \
    "${@:2}" "$number" "$workspace"
}

reset() { # reset NN [TASK]
  (($# >= 1 && $# <= 2)) || wrong "reset takes the number of a stage and, if you like, of a task: ./course reset 01 2"
  local number workspace
  number=$(number_of "$1")
  [[ ${2:-1} =~ ^[0-9]{1,2}$ ]] || wrong "'$2' is not the number of a task"
  need "${learn_packages[@]}"
  need_workspace "$number"
  learn reset "$number" "$workspace" ${2:+"$2"}
}

compare() { # compare NN TASK
  (($# == 2)) || wrong "compare takes the number of a stage and of a task: ./course compare 01 2"
  local number workspace
  number=$(number_of "$1")
  [[ $2 =~ ^[0-9]{1,2}$ ]] || wrong "'$2' is not the number of a task"
  need "${learn_packages[@]}"
  need_workspace "$number"
  is_blank "$workspace" || build ladder_library check ladder_catch_main
  learn compare "$number" "$workspace" "$2" --build "$build_directory"
}

show_progress() { # progress
  (($# == 0)) || wrong "progress takes nothing else"
  need "${learn_packages[@]}"
  learn progress
}
