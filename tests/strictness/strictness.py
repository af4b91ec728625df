#!/usr/bin/env python3
"""Sends every case of cases.py to our server, nginx and h2o, and shows side by side what they do with it.

  strictness.py --server build/release/bin/http_server [--only NAME]... [--markdown [FILE]]

Ends with status 1 if ours breaks a rule, except where cases.py says why. Peers that are not installed are left out.
Python 3.9, standard library only.
"""
import argparse
import contextlib
import os
import pathlib
import sys
from concurrent.futures import ThreadPoolExecutor

import page
from cases import CASES
from outcome import MARK, is_failure, observe
from peers import all_servers
from started import scratch_directory

CONNECTIONS = 8  # at once, to each server
PATIENCE_SECONDS = 3  # only a server that waits for more takes as long


def make_root(root):
    root.mkdir()
    (root / "index.html").write_text("<!DOCTYPE html>\n<title>Root</title>\n")
    (root / "hello.txt").write_text("Hello, world!\n")
    (root / "marked.txt").write_text(MARK + "\n")


def observe_all(server, root, here, patience):
    """The outcomes in the order of the cases."""
    with server.run(root, here) as running, ThreadPoolExecutor(CONNECTIONS) as pool:
        return list(pool.map(lambda case: observe(running.port, case, patience), CASES))


def compare(servers, patience):
    with scratch_directory() as here:
        os.chmod(here, 0o755)  # a peer may serve as another user
        make_root(here / "root")
        return [observe_all(server, here / "root", here / server.name, patience) for server in servers]


def parse_arguments():
    parser = argparse.ArgumentParser(description="our server beside nginx and h2o: who refuses what")
    parser.add_argument("--server", default="build/release/bin/http_server", help="our http_server")
    parser.add_argument("--only", action="append", metavar="NAME", help="ladder, nginx or h2o (repeatable)")
    parser.add_argument("--patience", type=float, default=PATIENCE_SECONDS, metavar="SECONDS",
                        help="how long an answer may take")
    parser.add_argument("--markdown", nargs="?", const="docs/strictness.md", metavar="FILE",
                        help="write the page (docs/strictness.md) instead of a table on the terminal")
    return parser.parse_args()


def main():
    arguments = parse_arguments()
    servers = all_servers(arguments.server)
    if arguments.only:
        servers = [server for server in servers if server.name in arguments.only]
    if not servers:
        print("none of these servers is here", file=sys.stderr)
        return 2
    columns = compare(servers, arguments.patience)
    if arguments.markdown:
        pathlib.Path(arguments.markdown).write_text(page.markdown(servers, columns))
        print("written to " + arguments.markdown)
    else:
        print(page.plain(servers, columns))
    ours = [column for server, column in zip(servers, columns) if server.name == "ladder"]
    return 1 if any(is_failure(*pair) for column in ours for pair in zip(CASES, column)) else 0


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        sys.exit(main())
    sys.exit(130)
