#!/bin/sh
# book_test.sh - runs book_test.py with a Python that finds Pygments. Exit status 77, skipped, where that or cmark-gfm
# is missing.
set -eu
command -v cmark-gfm >/dev/null || { echo "skipped: cmark-gfm is not installed"; exit 77; }
for python in python3 /usr/bin/python3; do
  if "$python" -c 'import pygments' 2>/dev/null; then exec "$python" "$(dirname "$0")/book_test.py"; fi
done
echo "skipped: python3-pygments is not installed"
exit 77
