#!/bin/sh
# documented.sh [ROOT] - every public type, function and constant at namespace level, every nested type, and every
# member function has documentation. By rule exempt: what is defaulted or deleted, destructors, operators that say all
# (comparison, assignment), and overrides, which inherit theirs. Other members need it only where their name does not
# say it all, which no program can judge. Asks Doxygen (it must be installed), without writing any pages.
set -eu
cd -- "${1:-$(dirname -- "$(readlink -f -- "$0")")/../..}"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
here=$(pwd)

{
  cat Doxyfile
  echo "INPUT = server"
  echo "FILE_PATTERNS = *.hpp"
  # The marks of a region, "//! [name]", would pass for the documentation of what follows.
  echo "FILTER_PATTERNS = *.hpp=\"sed 's|^ *//! .[^ ]*.$||'\""
  echo "USE_MDFILE_AS_MAINPAGE ="
  echo "OUTPUT_DIRECTORY = $scratch"
  echo "GENERATE_HTML = NO"
  echo "GENERATE_XML = YES"
  echo "XML_PROGRAMLISTING = NO"
  echo "HAVE_DOT = NO"
  echo "WARN_IF_UNDOCUMENTED = YES"
  echo "WARN_AS_ERROR = NO"
} | doxygen - >"$scratch/output" 2>"$scratch/warnings" || { cat "$scratch/warnings"; exit 1; }

sed -nE -e "s|^$here/||" \
  -e 's/^([^:]+:[0-9]+): warning: Compound (.*) is not documented\./\1: \2 is not documented/p' \
  -e 's/^([^:]+:[0-9]+): warning: Member (.*) \(([a-z ]*)\) of (namespace|file) .* is not documented\./\1: the \3 \2 is not documented/p' \
  -e '/ Member .*(=default|=delete|operator(=|==|!=|<=>)\() /d' \
  -e 's/^([^:]+:[0-9]+): warning: Member (.*) \(function\) of (class|struct) (.*) is not documented\./\1: \4: \2 is not documented/p' \
  "$scratch/warnings" | LC_ALL=C sort -u >"$scratch/findings"
cat "$scratch/findings"
[ ! -s "$scratch/findings" ]
