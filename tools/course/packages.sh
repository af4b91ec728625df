# packages.sh - part of ./course: what a verb needs, and how it gets there.
# need PACKAGE... installs what is missing with apt, or says what to install.

installed() { [[ $(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null) == installed ]]; }

has_header() { echo "#include <$1>" | "${CXX:-g++}" -E -x c++ - >/dev/null 2>&1; }

need_without_apt() { # looks for the commands and headers themselves, and installs nothing
  local -A look_for=([ninja-build]=ninja [graphviz]="dot" [libasio-dev]=asio.hpp [nlohmann-json3-dev]=nlohmann/json.hpp
    [catch2]=catch2 [libcli11-dev]=CLI/CLI.hpp [libspdlog-dev]=spdlog/spdlog.h [netcat-openbsd]=nc)
  local package item missing=
  for package; do
    item=${look_for[$package]:-$package}
    case $item in
      catch2 | doxygen-awesome-css | python3-pygments) ;; # who uses them says so if these are missing
      liburing-dev) ;;                 # optional: without it there is no io_uring engine
      *.h*) has_header "$item" || missing+=" $package" ;;
      *) command -v "$item" >/dev/null || missing+=" $package" ;;
    esac
  done
  [[ -z $missing ]] || die "no apt here to install them with: please install what Debian calls$missing"
}

need() { # need PACKAGE...: installs what is missing, or says what to install
  local package answer missing=() as_root=()
  if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
    need_without_apt "$@"
    return
  fi
  for package; do installed "$package" || missing+=("$package"); done
  ((${#missing[@]} > 0)) || return 0

  if ((EUID != 0)); then
    command -v sudo >/dev/null || die "please run as root: apt-get install ${missing[*]}"
    if [[ -t 0 ]]; then as_root=(sudo); else as_root=(sudo -n); fi
  fi
  if [[ ${COURSE_YES:-} != 1 && -t 0 ]]; then
    say "these packages are missing: ${missing[*]}"
    read -r -p "Install them with ${as_root[*]:+sudo }apt-get? [Y/n] " answer || die "nothing was installed"
    [[ $answer =~ ^([Yy]|[Yy]es)?$ ]] || die "nothing was installed"
  elif [[ ${COURSE_YES:-} != 1 ]] && ((EUID != 0)); then
    die "nobody to ask. Run: sudo apt-get install ${missing[*]}   (or set COURSE_YES=1)"
  fi
  say "installing ${missing[*]}"
  logged "apt-get update" "${as_root[@]}" apt-get -q update
  logged "apt-get install" "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get -q install -y --no-install-recommends "${missing[@]}"
}
