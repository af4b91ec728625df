#!/bin/sh
# self_contained.sh [ROOT] - the repository stands alone: no file of it names a place outside it, a path of one
# machine, a package registry, or how its text came to be written. The patterns are spelt so that they do not
# match themselves.
set -eu
command -v git >/dev/null || { echo "self_contained: skipped: no git here, with which it looks"; exit 77; }
cd -- "${1:-$(dirname -- "$(readlink -f -- "$0")")/../..}"
failed=0
where=--untracked # without git's help (a source archive) every file is looked at, .gitignore still counts
git -c safe.directory='*' rev-parse --git-dir >/dev/null 2>&1 || where='--no-index --exclude-standard'

# look PATTERN MESSAGE [OPTION]: reports each line that matches, in all text files which git does not ignore.
look() {
  status=0
  # shellcheck disable=SC2086 # $where is one or two options
  lines=$(git -c safe.directory='*' grep $where -nIE ${3:+"$3"} -e "$1" -- . 2>&1) || status=$?
  case $status in
    0) printf '%s\n' "$lines" | sed -E "s|^([^:]*:[0-9]+):.*|\\1: $2|"; failed=1 ;;
    1) ;;
    *) echo "tests/checks/self_contained.sh:1: git grep: $lines"; failed=1 ;;
  esac
}

look '[.][.]/shared' 'names a directory outside the repository'
look '(^|[^A-Za-z0-9_.-])/(wor[k]|roo[t]|hom[e]/[a-z]+)/' 'names an absolute path of one machine'
look '(py[p]i|pytho[n]hosted|np[m]js|crate[s]|rubyge[m]s|cona[n]|npmmirro[r]|jfro[g])[.](org|com|io)' 'names a registry' -i
look '(docke[r]|ghc[r]|qua[y])[.]io|hub[.]docke[r]|(pro[x]y|su[m])[.]golang[.]org|(de[b]|snapsho[t])[.]debian[.]org' \
  'names a registry' -i
look '(^|[^-A-Za-z_ ]|[^r] )[Aa]gen[t](s|ic)?([^A-Za-z_]|$)' 'tells how the text was written, or means "user agent"'
look '(previous|earlier|working|coding|helper)[ ]session|integrato[r]|large languag[e]|chatbo[t]|AI assistan[t]' \
  'tells how the text was written' -i
exit "$failed"
