# learn.sh - part of ./course: workspaces, hints, differences, and the code in the chapters. What they print is the work
# of learn.py and write_chapters.py; here is what builds, and what is remembered in build/course/.

memory=${COURSE_MEMORY:-$root/build/course}

learn() { PYTHONDONTWRITEBYTECODE=1 python3 "$root/tools/course/learn.py" --root "$root" "$@"; }

number_of() { # number_of WORD: a stage's number in two digits, or the end
  [[ ${1:-} =~ ^[0-9]{1,2}$ ]] || wrong "which stage? ./course $verb 01"
  local number
  number=$(printf '%02d' "$((10#$1))")
  [[ -n $(stage_folder "$number") ]] || wrong "there is no stage $number; ./course lists them"
  echo "$number"
}

start() { # start NN [DIR] [--blank [python|c|cpp]]: DIR is in the folder from which ./course was called
  local number target word words=() blank=()
  for word; do
    case $word in
      --blank) blank=(--blank python) ;;
      --blank=*) blank=(--blank "${word#*=}") ;;
      python | c | cpp) if ((${#blank[@]} > 0)); then blank=(--blank "$word"); else words+=("$word"); fi ;;
      *) words+=("$word") ;;
    esac
  done
  set -- "${words[@]}"
  (($# >= 1 && $# <= 2)) || wrong "start takes the number of a stage and, if you like, a folder: ./course start 01 ~/stage01"
  [[ ${blank[*]} =~ ^(--blank (python|c|cpp))?$ ]] || wrong "--blank takes python, c or cpp"
  number=$(number_of "$1")
  need_build_folder
  need_folder "$memory"
  need "${learn_packages[@]}"
  target=$(realpath -m -- "${2:-work/$(stage_folder "$number")${blank:+_${blank[1]}}}")
  learn start "$number" "$target" "${blank[@]}"
  printf '%s\n' "$target" >"$memory/$number.workspace"
  ((${#blank[@]} == 0)) || return 0
  build ladder_library # so that the first build of the workspace takes seconds
}

hint() { # hint NN TASK [--again|--all]
  (($# >= 2)) || wrong "hint takes the number of a stage and of a task: ./course hint 01 1"
  local number
  number=$(number_of "$1")
  [[ $2 =~ ^[0-9]+$ ]] || wrong "'$2' is not the number of a task"
  need "${learn_packages[@]}"
  learn hint "$number" "${@:2}" --memory "$memory"
}

stage_diff() { # diff NN
  (($# == 1)) || wrong "diff takes the number of a stage: ./course diff 03"
  local number
  number=$(number_of "$1")
  need "${learn_packages[@]}"
  learn diff "$number"
}

chapters() { # chapters [--check]
  need "${learn_packages[@]}"
  PYTHONDONTWRITEBYTECODE=1 exec python3 "$root/tools/course/write_chapters.py" --root "$root" "$@"
}

workspace_of() { # workspace_of NN: the folder of the last "start" of this stage, or nothing; one deleted is forgotten
  local file=$memory/$1.workspace folder
  [[ -f $file ]] || return 0
  folder=$(<"$file")
  if [[ -f $folder/CMakeLists.txt || -f $folder/PROMISES.md ]]; then
    echo "$folder"
  else
    say "the workspace $folder is gone; forgetting it"
    rm -f -- "$file"
  fi
}

check_workspace() { # check_workspace NN DIR [OPTIONS...]: judges each task of the learner's by itself
  if is_blank "$2" || [[ -n $times$sanitize ]]; then check_whole "$@"; fi
  say "grading your workspace, $2 (./course check $1 --ours grades the stage of this repository)"
  build ladder_library check ladder_catch_main
  PYTHONDONTWRITEBYTECODE=1 exec python3 "$root/tools/course/check_tasks.py" --root "$root" --build "$build_directory" \
    "$1" "$2" "${@:3}"
}

as_grader_words() { # as_grader_words WORD...: one a line, without what is for workspaces: --task 2 is --only task-2
  while (($# > 0)); do
    case $1 in
      --task) printf '%s\n' --only "task-$2"; shift ;;
      --task=*) printf '%s\n' --only "task-${1#*=}" ;;
      --all) ;;
      *) printf '%s\n' "$1" ;;
    esac
    shift
  done
}

check_stage() { # check NN [--ours] [OPTIONS of the grader] [-- COMMAND WITH {port}]
  local number folder word taken ours= arguments=()
  for word; do
    [[ $word != -- ]] || break
    if [[ $word == -h || $word == --help ]]; then exec cat -- "$grader_help" "$workspace_help"; fi
  done
  number=$(number_of "${1:-}")
  need_build_folder
  shift
  while (($# > 0)) && [[ $1 != -- ]]; do
    take_own_option "$@"
    if ((taken > 0)); then shift "$taken" && continue; fi
    if [[ $1 == --ours ]]; then ours=1; else arguments+=("$1"); fi
    shift
  done
  judge_words "$number" "${arguments[@]}"
  own_options_fit "${arguments[@]}"
  folder=
  [[ -n $ours || $# -gt 0 ]] || folder=$(workspace_of "$number")
  if [[ ${arguments[*]} == --list ]]; then # nothing is graded, so nothing is built
    learn list "$number"
    return
  fi
  if [[ -n $folder ]]; then check_workspace "$number" "$folder" "${arguments[@]}"; fi
  [[ -z $sanitize ]] || wrong "--sanitize is for a workspace; ./course start $number makes one"
  mapfile -t arguments < <(as_grader_words "${arguments[@]}")
  if (($# > 0)); then # a command is given
    [[ $* == *"{port}"* ]] || wrong "the command behind -- has no {port} in it; ./course check --help tells of it"
    build check
    grade "$number" "" "${arguments[@]}" "$@"
  fi
  say "grading the stage of this repository (./course start $number makes a workspace of your own)"
  local targets
  mapfile -t targets < <(stage_programs "$number")
  build check "${targets[@]}"
  grade "$number" "" "${arguments[@]}"
}

stage_programs() { # stage_programs NN: the programs of a stage, one a line
  local name=stage_$(stage_folder "$1")
  if [[ $1 == 02 ]]; then printf '%s\n' "${name}_server" "${name}_client"; else echo "$name"; fi
}
