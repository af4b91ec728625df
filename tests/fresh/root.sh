# root.sh - part of fresh.sh: a bare Debian root, made, entered and removed.

# The mirrors from which apt takes Debian here; nothing where it takes another system.
mirror_of() { # mirror_of LABEL
  apt-get indextargets --format '$(ORIGIN)|$(LABEL)|$(REPO_URI)' 2>/dev/null |
    sed -n "s,^Debian|$1|\(.*[^/]\)/*\$,\1,p" | sort -u | head -n 1
}

make_root() {
  local debian security proxies=$scratch/proxies.conf sources=()
  debian=$(mirror_of Debian)
  security=$(mirror_of Debian-Security)
  # Without a mirror of our own, mmdebstrap takes the public one, with updates and security.
  if [[ -n $debian ]]; then
    sources+=("deb $debian $system main" "deb $debian $system-updates main")
    [[ -z $security ]] || sources+=("deb $security $system-security main")
  fi
  # How apt gets through a proxy; a program that finds one (Proxy-Auto-Detect) is not in the root.
  apt-config dump 2>/dev/null | grep -iE '^Acquire::(http|https)::.*Proxy[^-]* "' >"$proxies" || true
  timeout --foreground "$limit" mmdebstrap --variant=minbase --aptopt="$proxies" "$system" "$root" "${sources[@]}"
  [[ ! -e /etc/hosts ]] || cp -- /etc/hosts "$root/etc/hosts"
  cp --dereference -- /etc/resolv.conf "$root/etc/resolv.conf"
  chroot "$root" useradd --create-home --shell /bin/bash learner
  printf 'passed: %s, %s packages\n' "$(. "$root/etc/os-release" && echo "$PRETTY_NAME")" \
    "$(chroot "$root" dpkg-query -W | wc -l)"
}

# What is committed, and nothing else: once for root, once for the user.
clone() {
  local folder
  for folder in "$root/root/ladder" "$root/home/learner/ladder"; do
    timeout --foreground "$limit" git -c safe.directory='*' clone -q --no-local -- "$repository" "$folder"
  done
  chroot "$root" sh -c 'chown -R learner: ~learner'
  printf 'passed: %s\n' "$(git -c safe.directory='*' -C "$repository" log -1 --format='%h %s')"
}

# Runs COMMAND inside the root, in its clone, within the time. It is the first process of a namespace: when it ends,
# or when what is outside ends, so does all that it started, and the mounts are gone with the last of them.
inside() { # inside COMMAND...
  # shellcheck disable=SC2016 # expanded inside
  timeout --foreground --kill-after=10 "$limit" unshare --mount --propagation private --pid --fork --kill-child bash -c '
    root=$1 home=$2
    shift 2
    mount -t proc proc "$root/proc"
    mount --rbind /sys "$root/sys"
    mount --rbind /dev "$root/dev"
    exec chroot "$root" env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME="$home" \
      TERM=dumb ${http_proxy:+http_proxy="$http_proxy"} ${https_proxy:+https_proxy="$https_proxy"} \
      ${no_proxy:+no_proxy="$no_proxy"} sh -c "cd \"\$1\" && shift && exec \"\$@\"" sh "$home/ladder" "$@"
  ' bash "$root" "${home:-/root}" "$@" </dev/null
}

first_inside() { # the process that is COMMAND, of an "inside" that runs in the background as process $1
  local process=$1 name
  while process=$(pgrep -o -P "$process"); do
    name=$(<"/proc/$process/comm")
    [[ $name == timeout || $name == unshare ]] || { echo "$process"; return 0; }
  done
  return 1
}

clean_up() {
  local status=$?
  end_step
  if [[ -n $keep ]]; then
    say "kept: $scratch"
  elif grep -qF " $scratch/" /proc/self/mountinfo; then
    say "something is mounted below $scratch; it stays"
  else
    local deadline=$((SECONDS + 20)) # what was killed may still be writing
    until rm -rf --one-file-system -- "$scratch" 2>/dev/null; do
      ((SECONDS < deadline)) || { say "cannot remove $scratch"; break; }
      sleep 0.2
    done
  fi
  exit "$status"
}
