# surroundings.sh - part of ./course: what the caller's environment holds that would change what the programs do.
# Each variable here has broken something: its reason stands beside it.

settle() {
  unset CDPATH          # "cd" would go elsewhere, and print where
  unset PYTHONSAFEPATH  # the scripts import what lies beside them
  unset PYTHONOPTIMIZE  # 2 takes away the docstrings, which are also help texts and the faults of the wrong servers
  export PYTHONUTF8=1   # files and output are UTF-8, whatever the locale
  if [[ -n ${TMPDIR:-} && ! (-d $TMPDIR && -w $TMPDIR && -x $TMPDIR) ]]; then
    say "TMPDIR is '$TMPDIR', which is no folder that can be written to: using /tmp"
    unset TMPDIR
  fi
  if [[ -n ${http_proxy:-}${HTTP_PROXY:-}${ALL_PROXY:-}${all_proxy:-} ]]; then # curl would ask it for 127.0.0.1
    export no_proxy="127.0.0.1,localhost,::1${no_proxy:+,$no_proxy}"
    export NO_PROXY=$no_proxy
  fi
}

# Whatever is built lies in build/, unless COURSE_BUILD names a folder that is built already.
need_build_folder() {
  [[ -n ${COURSE_BUILD:-} ]] || need_folder "$root/build"
}

need_folder() { # one clear line where nothing can be written
  mkdir -p -- "$1" 2>/dev/null && [[ -w $1 ]] ||
    die "'$1' cannot be written to: clone the repository into a folder of your own"
}
