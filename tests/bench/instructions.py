#!/usr/bin/env python3
"""Counts the instructions that the complete server executes for one request, and compares them with a reference.

  instructions.py --server build/release/bin/http_server [--update | --profile small|missing|pipelined]

Unlike time, instructions hardly depend on the machine or on what else it does, so a test can hold them. They are
counted by callgrind (valgrind) on the epoll engine with one thread, in user space: what the kernel does for the
server is not among them. The server runs twice, for N and for 2N requests; the difference, divided by N, has
neither start nor stop in it.

Ends with status 1 when a request costs over 15 % more than docs/measurements/instructions.json says, and with 77,
which ctest takes for "skipped", where nothing can be compared. --update makes what is counted the reference; --profile shows which functions the instructions are in.
Python 3.9, standard library only.
"""
import argparse
import json
import os
import pathlib
import platform
import re
import socket
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))

from machine import SOURCE, build_of, commit  # noqa: E402
from peer import find, run_on_free_port, said  # noqa: E402
from rounds import make_root  # noqa: E402
from started import scratch_directory  # noqa: E402

REFERENCE = SOURCE / "docs/measurements/instructions.json"
REQUESTS = 1_600
ALLOWED_GROWTH = 1.15
KINDS = {"small": ("/page.html", 1), "missing": ("/missing.html", 1), "pipelined": ("/page.html", 16)}
SKIPPED = 77


def talk(port, path, depth, requests):
    """Sends the requests, `depth` at once, each batch when the one before is answered. All answers are alike but for
    the Date, which has always the same length: so the first tells how long a batch of them is."""
    request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode()
    with socket.create_connection(("127.0.0.1", port), 60) as connection:
        answer_bytes = None
        for _ in range(requests // depth):
            connection.sendall(request * depth)
            received = b""
            while answer_bytes is None or len(received) < depth * answer_bytes:
                more = connection.recv(1 << 20)
                if not more:
                    raise RuntimeError("the server closed the connection")
                received += more
                answer_bytes = answer_bytes or whole_answer(received)


def whole_answer(received):
    """The length of the first answer; None as long as its head is not there."""
    head, end, _ = received.partition(b"\r\n\r\n")
    if not end:
        return None
    return len(head) + len(end) + int(re.search(rb"\r\nContent-Length: (\d+)", head).group(1))


def instructions(program, root, here, kind, requests):
    """What the server executes in its whole life, if that has so many requests."""
    path, depth = KINDS[kind]
    name, shim = here / f"{kind}-{requests}", pathlib.Path(program).resolve().with_name("openat2_shim.so")
    valgrind = ["env", f"LD_PRELOAD={shim}", find("valgrind"), "--tool=callgrind", f"--callgrind-out-file={name}.out"]
    options = ["127.0.0.1", "--threads", "1", "--engine", "epoll", "--root", str(root), "--log-level", "warn",
               "--max-requests", "1000000000", "--confine", "no"]  # valgrind makes calls of its own
    with run_on_free_port(lambda port: [*valgrind, program, str(port), *options], f"{name}.said") as running:
        talk(running.port, path, depth, requests)
    total = re.search(r"Collected : (\d+)", pathlib.Path(f"{name}.said").read_text())
    if not total:
        raise RuntimeError("valgrind did not count: " + pathlib.Path(f"{name}.said").read_text())
    return int(total.group(1))


def profile(program, kind):
    """What callgrind_annotate has to say of the whole life of a server with 2N requests."""
    with scratch_directory() as here:
        make_root(here / "root")
        instructions(program, here / "root", here, kind, 2 * REQUESTS)
        out = here / f"{kind}-{2 * REQUESTS}.out"
        return subprocess.run([find("callgrind_annotate"), "--auto=no", "--threshold=95", str(out)],
                              stdout=subprocess.PIPE, text=True, check=True).stdout


def count(program):
    with scratch_directory() as here:
        make_root(here / "root")
        figures = {}
        for kind in KINDS:
            once, twice = (instructions(program, here / "root", here, kind, times * REQUESTS) for times in (1, 2))
            figures[kind] = round((twice - once) / REQUESTS)
        return figures


def identity(program):
    """What figures depend on so much that others are not comparable."""
    build = build_of(program)
    version = re.search(r"(\d+)\.\d+\.\d+", build["compiler"])
    brand = "clang" if "clang" in build["compiler"] else "gcc"
    return {"compiler": f"{brand} {version.group(1)}" if version else "?", "type": build["type"],
            "flags": build["flags"], "sanitizers": build["sanitizers"], "processor": platform.machine()}


def reason_to_skip(reference, here):
    if not find("valgrind"):
        return "no valgrind"
    if here["sanitizers"]:
        return "sanitizers add instructions of their own"
    if reference is None:
        return f"there is no {REFERENCE.name} yet: --update makes it"
    other = [f"{name} is {here[name]!r}, the reference has {reference['build'][name]!r}"
             for name in here if here[name] != reference["build"][name]]
    return "; ".join(other)


def update(program):
    result = {"build": identity(program), "full_compiler": build_of(program)["compiler"], "commit": commit(),
              "counted_by": said([find("valgrind"), "--version"]), "requests": REQUESTS, "figures": count(program)}
    REFERENCE.parent.mkdir(parents=True, exist_ok=True)
    REFERENCE.write_text(json.dumps(result, indent=1) + "\n")
    return result["figures"]


def compare(figures, reference):
    """Prints a line for each kind; returns whether all are within bounds."""
    ratios = {kind: figure / reference[kind] for kind, figure in figures.items()}
    for kind, ratio in ratios.items():
        print(f"{kind:<10} {figures[kind]:>7,} instructions a request, reference {reference[kind]:,}: {ratio:.2f}"
              + ("" if ratio <= ALLOWED_GROWTH else f", over {ALLOWED_GROWTH}"))
    if max(ratios.values()) > ALLOWED_GROWTH:
        print("A request costs more than it did. If that is meant: instructions.py --update")
    elif min(ratios.values()) < 1 / ALLOWED_GROWTH:
        print("A request costs less than it did. To keep it so: instructions.py --update")
    return max(ratios.values()) <= ALLOWED_GROWTH


def main():
    parser = argparse.ArgumentParser(description="instructions per request, and how they compare with the reference")
    parser.add_argument("--server", default="build/release/bin/http_server", help="our http_server")
    parser.add_argument("--update", action="store_true", help="make what is counted now the reference")
    parser.add_argument("--profile", choices=list(KINDS), help="show which functions the instructions are in")
    arguments = parser.parse_args()
    if (arguments.update or arguments.profile) and not find("valgrind"):
        print("instructions: valgrind counts them: please install the package valgrind", file=sys.stderr)
        return 2
    if arguments.profile:
        print(profile(arguments.server, arguments.profile))
        return 0
    if arguments.update:
        for kind, figure in update(arguments.server).items():
            print(f"{kind:<10} {figure:>7,} instructions a request")
        return 0
    reference = json.loads(REFERENCE.read_text()) if REFERENCE.exists() else None
    reason = reason_to_skip(reference, identity(arguments.server))
    if reason:
        print("skipped: " + reason)
        return SKIPPED
    return 0 if compare(count(arguments.server), reference["figures"]) else 1


if __name__ == "__main__":
    sys.exit(main())
