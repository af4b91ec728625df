# grader.sh - part of ./course: what can be said of the grader before it is built. Its help is tools/check/help.txt,
# which is compiled into it; its checks are listed in tools/check/checks.txt, which a test compares with what the
# grader itself lists.

grader_help=$root/tools/check/help.txt
workspace_help=$root/tools/course/check-help.txt

checks_of() { # checks_of NN: as "check NN --list" prints them, a name, a tab and a promise a line
  sed -n "s/^$1\t//p" "$root/tools/check/checks.txt"
}

takes() { # takes OPTION: nothing if there is no such option, else "flag" or "value"
  sed -nE "s/^  (-h,)?$1 ( *[a-z].*)$/flag/p; s/^  $1 [A-Z]+ .*/value/p" "$grader_help" "$workspace_help"
}

is_a_task() { # is_a_task NN TASK
  [[ $2 =~ ^[0-9]+$ ]] && grep -q "^### Task $2:" "$root/stages/$(stage_folder "$1")/README.md"
}

is_a_check() { # is_a_check NN WORD: a check of the stage, or one of its tasks: "2" or "task-2"
  is_a_task "$1" "${2#task-}" && return 0
  checks_of "$1" | cut -f 1 | grep -qxF -- "$2"
}

judge_words() { # judge_words NN WORD...: ends with what is wrong with the grader's options, before anything is built
  local number=$1 option value kind
  shift
  while (($# > 0)); do
    option=${1%%=*}
    [[ $option =~ ^--[a-z-]+$ ]] || wrong "'$1' is no option of the grader; ./course check --help lists them"
    kind=$(takes "$option")
    [[ -n $kind ]] || wrong "there is no option $option; ./course check --help lists them"
    value=
    if [[ $kind == value ]]; then
      if [[ $1 == *=* ]]; then value=${1#*=}; else value=${2:-}; fi
      [[ -n $value ]] || wrong "$option needs a value; ./course check --help tells which"
      [[ $1 == *=* ]] || shift
    fi
    if [[ $option == --only ]] && ! is_a_check "$number" "$value"; then
      wrong "stage $number has no check or task '$value'; ./course check $number --list names its checks"
    fi
    if [[ $option == --task ]] && ! is_a_task "$number" "$value"; then
      wrong "stage $number has no task '$value'; ./course check $number --list names its tasks"
    fi
    shift
  done
}
