#!/usr/bin/env python3
"""Measures the complete server beside nginx and h2o, where they are installed, and beside two servers that do
nothing (epoll_limit, uring_limit): CPU time per request, requests per second, latency and memory.

  bench.py --server build/release/bin/http_server [--rounds N] [--seconds S] [--only WORKLOAD,...]
           [--servers NAME,...] [--json FILE] [--scaling]
  bench.py --redraw [--json FILE] [--scaling]

All on the loopback. Ends with status 0 when everything was measured, whether or not the targets are met.
Python 3.9, standard library only; the load comes from wrk, the charts from gnuplot if it is there.
"""
import argparse
import contextlib
import json
import os
import pathlib
import resource
import signal
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))

import beside  # noqa: E402
import chart  # noqa: E402
import idle  # noqa: E402
import logged  # noqa: E402
import machine  # noqa: E402
import mixed  # noqa: E402
import rounds  # noqa: E402
import scaling  # noqa: E402
import table  # noqa: E402
import targets  # noqa: E402
from peer import find  # noqa: E402
from servers import all_servers, with_log  # noqa: E402
from started import scratch_directory  # noqa: E402
from workloads import EVERYBODY, ONE_LOOP, SERVERS_OF, SPECIAL, TUNED, WORKLOADS  # noqa: E402


def names(text):
    return [name for name in text.split(",") if name]


def parse_arguments():
    every = [workload.name for workload in WORKLOADS] + list(SPECIAL)
    parser = argparse.ArgumentParser(description="our server beside nginx, h2o and the do-nothing limits")
    parser.add_argument("--server", default="build/release/bin/http_server", help="our http_server")
    parser.add_argument("--rounds", type=int, default=5, help="repetitions of everything (5)")
    parser.add_argument("--seconds", type=float, default=2, help="length of one measurement (2)")
    parser.add_argument("--only", type=names, default=every, metavar="WORKLOAD,...", help="of " + ", ".join(every))
    parser.add_argument("--servers", type=names, metavar="NAME,...",
                        help="of " + ", ".join(EVERYBODY + ONE_LOOP + TUNED))
    parser.add_argument("--json", type=pathlib.Path, metavar="FILE",
                        help="where all repetitions go (build/bench/bench.json, or scaling.json); the chart gets the "
                             "same name with .svg")
    parser.add_argument("--scaling", action="store_true",
                        help="our engines with 1 to 10 threads and 1 to 8,000 connections, instead of the comparison")
    parser.add_argument("--redraw", action="store_true", help="the chart again from the JSON file, without measuring")
    arguments = parser.parse_args()
    if arguments.json is None:
        arguments.json = pathlib.Path("build/bench") / ("scaling.json" if arguments.scaling else "bench.json")
    for what, given, known in (("workload", arguments.only, every),
                               ("server", arguments.servers or [], EVERYBODY + ONE_LOOP + TUNED)):
        unknown = [name for name in given if name not in known]
        if unknown:
            parser.error(f"no such {what}: " + ", ".join(unknown))
    if arguments.rounds < 1 or arguments.seconds <= 0:
        parser.error("--rounds and --seconds are to be positive")
    return arguments


def raise_descriptor_limit():
    """Returns how many descriptors this process and its children may open."""
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return 1_000_000 if hard == resource.RLIM_INFINITY else hard


def chosen_servers(arguments, descriptors):
    servers, absent = all_servers(arguments.server, descriptors)
    if arguments.servers:
        servers = [server for server in servers if server.name in arguments.servers]
        absent = [line for line in absent if line.partition(":")[0] in arguments.servers]
    for line in absent:
        print("bench: left out: " + line, file=sys.stderr)
    return servers


def start_all(stack, servers, root, here):
    """The running servers by name. An engine that this kernel does not allow is left out."""
    running = {}
    for server in servers:
        try:
            running[server.name] = stack.enter_context(server.run(root, here / server.name))
        except RuntimeError as error:
            if "uring" not in server.name:
                raise
            print(f"bench: left out: {server.name}: {error}", file=sys.stderr)
    return running


def special_sample(name, server, running, root, own, arguments):
    """One repetition of what is not run like an ordinary workload; `own` is a folder for a server of its own."""
    if name == "idle":
        return idle.measure(server, root, own, arguments.seconds)
    if name == "logged":
        return logged.measure(with_log(server, raise_descriptor_limit()), root, own, arguments.seconds)
    if name == "mixed":
        return mixed.measure(running, arguments.server, arguments.seconds)
    return beside.measure(running, root, arguments.seconds)


def special(arguments, number, servers, running, here):
    """The repetitions of one round of all that."""
    servers, root = rounds.rotated(servers, number), here / "root"
    for name in (name for name in SPECIAL if name in arguments.only):
        for server in (server for server in servers if server.name in SERVERS_OF[name]):
            rounds.progress(f"round {number + 1} of {arguments.rounds}: {name}", f", {server.name}")
            own = here / f"{server.name}-{name}-{number}"
            sample = special_sample(name, server, running[server.name], root, own, arguments)
            yield {"round": number, "workload": name, "server": server.name, **sample}


def measure_all(arguments, servers, here):
    """All repetitions, in the order in which they were made."""
    root = here / "root"
    rounds.make_root(root)
    workloads = [workload for workload in WORKLOADS if workload.name in arguments.only]
    if "mixed" in arguments.only:
        mixed.program(arguments.server)  # rather now than after minutes
    samples = []
    with contextlib.ExitStack() as stack:
        running = start_all(stack, servers, root, here)
        servers = [server for server in servers if server.name in running]
        for workload in workloads:
            for server in servers:
                if server.name in workload.servers:
                    rounds.verify(running[server.name], server.name, workload, root)
        for number in range(arguments.rounds):
            samples += rounds.run_round(number, arguments.rounds, servers, running, workloads, arguments.seconds, root)
            samples += special(arguments, number, servers, running, here)
    return samples


def draw_comparison(result, path):
    descriptions = {**{workload.name: workload.what for workload in WORKLOADS}, **SPECIAL}
    return chart.bars(result["summary"], descriptions, table.where(result), path)


def redraw(arguments):
    result = json.loads(arguments.json.read_text())
    draw = scaling.draw if arguments.scaling else draw_comparison
    drawn = draw(result, arguments.json.with_suffix(".svg"))
    print("bench: drawn: " + ", ".join(map(str, drawn)) if drawn else "bench: there is no gnuplot", file=sys.stderr)
    return 0 if drawn else 2


def write(arguments, servers, figures, draw):
    """Writes the JSON file and the chart; returns what is in the file."""
    result = {"machine": machine.describe(arguments.server),
              "servers": {server.name: server.version() for server in servers},
              "rounds": arguments.rounds, "seconds": arguments.seconds, **figures}
    path, picture = arguments.json, arguments.json.with_suffix(".svg")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(result, indent=1) + "\n")
    drawn = draw(result, picture)
    print("bench: written: " + ", ".join(map(str, [path, *drawn])) + ("" if drawn else ", without a chart"),
          file=sys.stderr)
    return result


def compare(arguments, servers, here):
    samples = measure_all(arguments, servers, here)
    rounds.progress_over()
    result = write(arguments, servers,
                   {"summary": table.summary(samples), "targets": targets.judge(samples), "samples": samples},
                   draw_comparison)
    print(table.text(result))


def scale(arguments, servers, descriptors, here):
    rounds.make_root(here / "root")
    samples = list(scaling.measure(servers, here, arguments.rounds, arguments.seconds, descriptors))
    rounds.progress_over()
    print(scaling.text(write(arguments, servers, {"summary": scaling.summary(samples), "samples": samples},
                             scaling.draw)))


def main():
    arguments = parse_arguments()
    if arguments.redraw:
        return redraw(arguments)
    if not find("wrk"):
        print("bench: wrk makes the load: please install the package wrk", file=sys.stderr)
        return 2
    descriptors = raise_descriptor_limit()
    servers = chosen_servers(arguments, descriptors)
    if not servers:
        print("bench: none of these servers is here", file=sys.stderr)
        return 2
    with scratch_directory() as here:
        os.chmod(here, 0o755)  # a peer may serve as another user
        if arguments.scaling:
            scale(arguments, servers, descriptors, here)
        else:
            compare(arguments, servers, here)
    return 0


def interrupt(_number, _frame):
    raise KeyboardInterrupt


if __name__ == "__main__":
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):  # whichever it is, what was started ends
        signal.signal(number, interrupt)
    try:
        sys.exit(main())
    except (OSError, RuntimeError) as failure:
        sys.exit(f"bench: {failure}")
    except KeyboardInterrupt:
        sys.exit(130)
