#!/bin/sh
# include_direction_test.sh - plants includes in a copy of the tree: each forbidden one must be found, at its
# file and line, and each allowed one must not.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
for tree in server stages tools tests; do
  mkdir -p "$copy/$tree"
  cp -R "$here/../../$tree/." "$copy/$tree/" 2>/dev/null || true
done

number=0
while read -r verdict place include; do
  case $verdict in '' | '#'*) continue ;; esac
  number=$((number + 1))
  file=$(dirname "$place")/$(basename "$place")_planted_$number.hpp
  mkdir -p "$copy/$(dirname "$file")"
  printf '#pragma once\n%s\n' "$include" >"$copy/$file"
  echo "$verdict $file $include" >>"$copy/planted"
done <<'TABLE'
bad server/seam/x #include "os/fd.hpp"
bad server/seam/x #include <sys/socket.h>
bad server/seam/x #include <mutex>
bad server/os/x #include "seam/conversation.hpp"
bad server/os/x #include "concurrency/mutex.hpp"
bad server/concurrency/x #include "os/fd.hpp"
bad server/concurrency/x #include <unistd.h>
bad server/echo/x #include "drive/advance.hpp"
bad server/echo/x #include "http/session.hpp"
bad server/echo/x #include <thread>
bad server/http/x #include "os/io.hpp"
bad server/http/x #include "content/site.hpp"
bad server/http/x #   include	"drive/pool.hpp"
bad server/http/x #include <os/io.hpp>
bad server/http/x #include <sys/socket.h>
bad server/http/x #include <netinet/in.h>
bad server/http/x #include <sys/epoll.h>
bad server/http/x #include <unistd.h>
bad server/http/x #include <condition_variable>
bad server/http/x #include <stop_token>
bad server/http/x #include <fstream>
bad server/http/x #include <nlohmann/json.hpp>
bad server/http/x #include "../os/io.hpp"
bad server/http/x #include "session.hpp"
bad server/http/x #include SOME_MACRO
bad server/content/x #include "drive/pool.hpp"
bad server/content/files/x #include "content/uploads/upload_store.hpp"
bad server/content/uploads/x #include "content/files/file_cache.hpp"
bad server/content/pages/x #include "content/files/file_cache.hpp"
bad server/content/x #include "echo/session.hpp"
bad server/content/x #include "app/options.hpp"
bad server/content/x #include <spdlog/spdlog.h>
bad server/drive/x #include "http/session.hpp"
bad server/drive/x #include "content/site.hpp"
bad server/drive/x #include "echo/session.hpp"
bad server/drive/x #include "app/options.hpp"
bad server/drive/x #include <asio.hpp>
bad server/drive/x #include <CLI/CLI.hpp>
bad server/app/x #include <asio/ip/tcp.hpp>
bad stages/01_planted/x #include <spdlog/spdlog.h>
bad stages/01_planted/x #include <nlohmann/json.hpp>
bad tools/client #include "http/session.hpp"
bad tools/client #include "os/socket.hpp"
bad tools/simple_server #include <asio.hpp>
bad tests/unit/x #include <asio.hpp>
bad tests/unit/x #include <boost/asio.hpp>
good server/seam/x #include <span>
good server/os/x #include <sys/socket.h>
good server/os/x #include "os/fd.hpp"
good server/content/files/x #include "content/pages/error_page.hpp"
good server/content/x #include "content/files/file_cache.hpp"
good server/concurrency/x #include <mutex>
good server/echo/x #include "seam/conversation.hpp"
good server/http/x #include "seam/conversation.hpp"
good server/content/x #include "http/handler.hpp"
good server/content/x #include "os/directory.hpp"
good server/content/x #include "concurrency/mutex.hpp"
good server/content/x #include <nlohmann/json.hpp>
good server/drive/x #include "concurrency/bounded_queue.hpp"
good server/drive/x #include "seam/conversation.hpp"
good server/app/x #include "drive/pool.hpp"
good server/app/x #include <spdlog/spdlog.h>
good server/app/x #include <CLI/CLI.hpp>
good server/main #include "app/options.hpp"
good stages/01_planted/x #include "app/stage_main.hpp"
good tools/client #include <asio.hpp>
good tools/client #include <CLI/CLI.hpp>
good tools/server_udp #include "os/datagram.hpp"
good tests/unit/x #include "drive/pool.hpp"
good tests/unit/x #include "support/catch.hpp"
good server/http/x // #include "os/io.hpp"
TABLE

status=0
sh "$here/include_direction.sh" "$copy" >"$copy/findings" || status=$?
failed=0
if [ "$status" -ne 1 ]; then
  echo "tests/checks/include_direction.sh:1: exit status $status, expected 1"
  failed=1
fi
while read -r verdict file include; do
  if grep -qF "$file:2: " "$copy/findings"; then seen=bad; else seen=good; fi
  [ "$verdict" = "$seen" ] && continue
  echo "$file:2: $include: expected $verdict, judged $seen"
  failed=1
done <"$copy/planted"
[ "$number" -ge 60 ] || { echo "tests/checks/include_direction_test.sh:1: only $number cases were planted"; failed=1; }
exit "$failed"
