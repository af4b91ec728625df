#!/bin/sh
# include_direction.sh [ROOT] - fails on an #include against the direction in which the rooms may depend.
#
# Every room includes itself and the standard library. Beyond that the tables below are the whole law; the
# reasons stand in docs/decisions/0001-seam-room.md and CONTRIBUTING.md. Each finding is one line,
# "file:line: message"; the exit status is 1 if there is any.
set -eu
cd -- "${1:-$(dirname -- "$(readlink -f -- "$0")")/../..}"

find server stages tools tests -type f \( -name '*.hpp' -o -name '*.cpp' -o -name '*.h' \) 2>/dev/null |
  LC_ALL=C sort | LC_ALL=C awk '
BEGIN {
  rooms = "seam os concurrency echo http content drive app"
  split(rooms, list, " "); for (i in list) is_room[list[i]] = 1

  # Which rooms each part of the tree may include, beside itself.
  may["seam"] = may["os"] = may["concurrency"] = may["client tools"] = ""
  may["echo"] = may["http"] = "seam"
  may["content"] = "http os concurrency seam"
  may["drive"]   = "os concurrency seam"
  may["app"] = may["stages"] = may["server tools"] = may["tests"] = rooms

  # Which parts may include a library, by the header that is named.
  library["^(boost/)?asio(\\.hpp|/)"] = "client tools"
  library["^nlohmann/"]               = "content,app,client tools,server tools,tests"
  library["^spdlog/"]                 = "app,client tools,server tools,tests"
  library["^CLI(/|11)"]               = "app,client tools,server tools"
  library["^catch2/"]                 = "tests"

  # Which system headers are closed to which parts.
  closed["^(sys|netinet|arpa|net|linux)/|^(netdb|unistd|fcntl|poll|ifaddrs|dirent|liburing)\\.h$"] = \
    "http,echo,seam,concurrency"
  closed["^(thread|mutex|shared_mutex|condition_variable|future|stop_token|semaphore|latch|barrier)$|^p?threads?\\.h$"] = \
    "http,echo,seam"
  closed["^(fstream|filesystem)$"] = "http,echo,seam"
}

function part_of(file,   piece) {
  split(file, piece, "/")
  if (piece[1] == "server") return piece[2] in is_room ? piece[2] : "app"   # server/main.cpp
  if (piece[1] == "tools") return file ~ /^tools\/[^\/]*server/ ? "server tools" : "client tools"
  return piece[1]
}
# The room within a room, "files" of "content/files/safe_path.hpp"; nothing for "content/site.hpp".
function inner(path,   piece) { return split(path, piece, "/") > 2 ? piece[2] : "" }
function within(word, words) { gsub(/,/, " ", words); return index(" " words " ", " " word " ") > 0 }
function listed(part, parts) { return index("," parts ",", "," part ",") > 0 }
function found(message) { print file ":" FNR ": " message; failed = 1 }

function judge(part, name, quoted,   room, pattern, from, to) {
  room = name; sub(/\/.*/, "", room)
  if (name ~ /(^|\/)\.\.?\//) { found("include by the path from server/, not \"" name "\""); return }
  if (room in is_room && name ~ /\//) {
    if (room != part && !within(room, may[part])) found(part " may not include " room " (" name ")")
    from = inner(substr(file, length("server/") + 1)); to = inner(name)
    if (room == part && from != "" && to != "" && to != from && to != "pages")
      found(part "/" from " may not include " part "/" to " (" name ")")
    return
  }
  if (quoted && part in is_room) { found("\"" name "\" names no room: write \"room/file.hpp\""); return }
  for (pattern in library) if (name ~ pattern && !listed(part, library[pattern])) found(part " may not include " name)
  for (pattern in closed)  if (name ~ pattern && listed(part, closed[pattern])) found(part " may not include <" name ">")
}

{ file = $0; FNR = 0; part = part_of(file)
  while ((status = (getline text < file)) > 0) {
    FNR++
    if (text !~ /^[ \t]*(\/\*.*\*\/)?[ \t]*#[ \t]*include/) continue
    name = text; sub(/^[^#]*#[ \t]*include(_next)?[ \t]*/, "", name)
    quoted = name ~ /^"/
    if (name !~ /^["<]/) { found("an include that is not \"file\" or <file> cannot be checked"); continue }
    sub(/^["<]/, "", name); sub(/[">].*/, "", name)
    judge(part, name, quoted)
  }
  if (status < 0) { found("cannot be read"); }
  close(file); files++
}
END {
  if (!files) { print "server/:1: no sources found"; failed = 1 }
  exit failed
}'
