#!/usr/bin/env python3
"""Durability, overload and stop-and-restart of the complete server, in a quarter of an hour.

  soak.py --server build/release/bin/http_server [--short] [--engine E,...] [--only SCENARIO,...] [--json FILE]
  soak.py --list

Each scenario has a server of its own, and beside it a client that asks for a page ten times a second and is to get it
at once. A table is printed and written as JSON. Exit status 0: every bound is kept; 1: one is broken; 2: it could not
be run. Python 3.9, standard library only; loopback only. As root it mounts small disks of its own, and unmounts them.
"""
import argparse
import json
import pathlib
import resource
import shutil
import signal
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path[1:1] = [str(HERE.parent / "support"), str(HERE.parent / "bench")]

import durable  # noqa: E402
import heavy_clients  # noqa: E402
import machine  # noqa: E402
import report  # noqa: E402
import rude_clients  # noqa: E402
import slow_clients  # noqa: E402
import stops  # noqa: E402
from arena import BROKEN, SKIPPED, Arena, Skip  # noqa: E402
from clients import Client  # noqa: E402
from figures import IDLE, PATIENCE_SECONDS, RUN_MINUTES  # noqa: E402
from servers import has_engine  # noqa: E402
from started import http_server  # noqa: E402

ENGINES = ("epoll", "uring", "threads")  # those with the most bounds first
SCENARIOS = {scenario.__name__.replace("_", "-"): scenario for module in
             (slow_clients, rude_clients, heavy_clients, durable, stops) for scenario in module.SCENARIOS}
MOST_WORDS = 100  # characters of a failure in the table
SPARE_DESCRIPTORS = 500  # of this process and of the server, beside those of the connections


def names(text):
    return [name for name in text.split(",") if name]


def parse_arguments():
    parser = argparse.ArgumentParser(description="durability, overload, stop and restart of the complete server")
    parser.add_argument("--server", default="build/release/bin/http_server", help="our http_server")
    parser.add_argument("--reference", help="the idle server that tells what the machine does (the same)")
    parser.add_argument("--engine", type=names, default=list(ENGINES), metavar="E,...", help="of " + ", ".join(ENGINES))
    parser.add_argument("--only", type=names, default=list(SCENARIOS), metavar="SCENARIO,...", help="see --list")
    parser.add_argument("--short", action="store_true", help="fewer of everything: about a minute an engine")
    parser.add_argument("--patience", type=float, default=PATIENCE_SECONDS, metavar="SECONDS",
                        help=f"for an answer that has no bound of its own ({PATIENCE_SECONDS})")
    parser.add_argument("--json", type=pathlib.Path, default=pathlib.Path("build/soak.json"), metavar="FILE",
                        help="where the rows go (build/soak.json)")
    parser.add_argument("--list", action="store_true", help="the scenarios")
    arguments = parser.parse_args()
    for what, given, known in (("scenario", arguments.only, SCENARIOS), ("engine", arguments.engine, ENGINES)):
        unknown = [name for name in given if name not in known]
        if unknown:
            parser.error(f"no such {what}: " + ", ".join(unknown))
    return arguments


def raise_descriptor_limit(short):
    """RuntimeError: this process may not have as many as the idle connections take."""
    wanted = (IDLE.short if short else IDLE.full) + SPARE_DESCRIPTORS
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    if hard != resource.RLIM_INFINITY and hard < wanted:
        raise RuntimeError(f"{wanted} descriptors are needed and {hard} allowed: ulimit -Hn, or --short")


def perform(name, arena, has_time):
    """Runs one scenario; its rows, each with its place."""
    try:
        if not has_time:
            raise Skip(f"{RUN_MINUTES} minutes are over: take fewer with --engine or --only")
        SCENARIOS[name](arena)
    except Skip as reason:
        arena.row("-", str(reason), "", SKIPPED)
    except (OSError, RuntimeError, ValueError, AttributeError) as failure:
        words = " ".join(f"{type(failure).__name__}: {failure}".split())
        arena.row("the scenario", words[:MOST_WORDS], "runs to its end", False)
    return [{"scenario": name, "engine": arena.engine, **row} for row in arena.rows]


def say(rows):
    for row in rows:
        mark = row["verdict"] if row["verdict"] != "kept" else ""
        place = f"{row['engine']}, {row['scenario']}"
        print(f"soak: {place}: {row['what']}: {row['figure']} {mark}".rstrip(), file=sys.stderr)


def engines_here(arguments):
    for engine in arguments.engine:
        if engine == "uring" and not has_engine(arguments.server, "uring"):
            print("soak: left out: uring: this http_server has no such engine", file=sys.stderr)
        else:
            yield engine


def run_all(arguments, folder):
    rows, end = [], time.monotonic() + RUN_MINUTES * 60
    quiet = folder / "quiet"
    Arena(None, None, None, True, folder).make_root("quiet")
    with http_server(arguments.reference or arguments.server, quiet, "--engine", "epoll", "--threads", "2",
                     "--access-log", "/dev/null") as reference:
        for engine in engines_here(arguments):
            for name in arguments.only:
                place = folder / f"{engine}-{name}"
                place.mkdir()
                arena = Arena(arguments.server, reference.port, engine, arguments.short, place)
                rows += perform(name, arena, time.monotonic() < end)
                say([row for row in rows if (row["scenario"], row["engine"]) == (name, engine)])
                shutil.rmtree(place, ignore_errors=True)
    return rows


def main():
    arguments = parse_arguments()
    if arguments.list:
        for name, scenario in SCENARIOS.items():
            print(f"{name:<22} {scenario.__doc__}")
        return 0
    raise_descriptor_limit(arguments.short)
    Client.patience_seconds = arguments.patience
    begun = time.monotonic()
    # Not in /tmp, which may be memory: fsync is to mean something.
    arguments.json.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="soak-", dir=arguments.json.parent) as folder:
        rows = run_all(arguments, pathlib.Path(folder))
    seconds = time.monotonic() - begun
    result = {"machine": machine.describe(arguments.server), "short": arguments.short, "seconds": round(seconds, 1),
              "rows": rows}
    arguments.json.write_text(json.dumps(result, indent=1) + "\n")
    print(report.text(result))
    print(f"\nwritten: {arguments.json}")
    return 1 if any(row["verdict"] == BROKEN for row in rows) else 0


def interrupt(_number, _frame):
    raise KeyboardInterrupt


if __name__ == "__main__":
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):  # whichever it is, what was started ends
        signal.signal(number, interrupt)
    try:
        sys.exit(main())
    except (OSError, RuntimeError) as failure:
        print(f"soak: {failure}", file=sys.stderr)
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)
