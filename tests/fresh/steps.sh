# steps.sh - part of fresh.sh: what is done in each root. A step prints what it sees, and "passed: ..." for the table.

# As a user, where neither sudo nor the packages are there: one line, which says what to do.
told_what_to_install() {
  local said status=0
  said=$(home=/home/learner inside setpriv --reuid=learner --regid=learner --clear-groups ./course serve 2>&1) || status=$?
  printf '%s\n' "$said"
  [[ $status == 1 && $said == "course: please run as root: apt-get install "* && $said != *$'\n'* ]]
}

# To the letter of README.md; with --port also a port.
serve() {
  local run server status=0 page=$scratch/page other=()
  [[ $port == 8080 ]] || other=("$port")
  inside ./course serve "${other[@]}" &
  run=$!
  local deadline=$((SECONDS + limit))
  until curl -fsS --max-time 5 -o "$page" "http://127.0.0.1:$port/" 2>/dev/null; do
    kill -0 "$run" 2>/dev/null || { echo "it ended before it served"; return 1; }
    ((SECONDS < deadline)) || { echo "nothing was served within $limit s"; return 124; }
    sleep 1 # until it has installed and built
  done
  cmp -- "$page" "$root/root/ladder/resources/index.html"
  server=$(first_inside "$run")
  echo "SIGTERM to $(<"/proc/$server/comm")"
  kill -TERM "$server"
  deadline=$((SECONDS + 40))
  while kill -0 "$run" 2>/dev/null; do # a stop takes 30 s at most
    ((SECONDS < deadline)) || { echo "it did not stop on SIGTERM"; return 1; }
    sleep 0.1
  done
  wait "$run" || status=$?
  ((status == 0)) || { echo "exit status $status after SIGTERM"; return 1; }
  echo "passed: $(wc -c <"$page") bytes by curl, SIGTERM, exit status 0"
}

every_test() { inside ./course test ${filter:+"$filter"}; }

# Everything is installed by now: a user in a clone of his own gets along without root.
as_a_user() {
  home=/home/learner inside setpriv --reuid=learner --regid=learner --init-groups ./course check 01 --ours
}

site() { # a page for every chapter
  inside ./course docs --build-only
  local pages chapters
  pages=$(find "$root/root/ladder/build/docs/html" -name '*.html' | wc -l)
  chapters=$(find "$root/root/ladder/stages" -mindepth 2 -name README.md | wc -l)
  ((pages > chapters)) || { echo "only $pages pages"; return 1; }
  echo "passed: $pages pages"
}

grade() { inside ./course check "$1" --ours; }

experiment() { inside ./course experiment 01 --short; }
