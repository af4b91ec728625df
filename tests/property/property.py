#!/usr/bin/env python3
"""Random valid requests, randomly split and pipelined, against a model that shares no code with the server.

  property.py --server build/release/bin/http_server [--engine threads] [--seed N] [--rounds N] [--seconds N]

A round is one connection. On a failure it is made smaller, and printed with its seed and with the commands that
repeat it by hand. --wrong-model lets the model err: the test then has to find that out. Python 3.9, standard library.
"""
import argparse
import contextlib
import http.client
import os
import pathlib
import random
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
from started import http_server, scratch_directory  # noqa: E402

from generate import Generator  # noqa: E402
from model import Model, make_files  # noqa: E402
from wire import Mismatch, converse, cut  # noqa: E402

SHRINK_SECONDS = 10


def learn_etags(port, files):
    """The one thing that a model cannot know."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    for name, file in files.items():
        connection.request("HEAD", "/" + "".join(f"%{byte:02x}" if byte != 0x2f else "/" for byte in name.encode()))
        response = connection.getresponse()
        response.read()
        file.etag = response.headers["ETag"]


class Trial:
    """One server, its site, and what is tried on it."""

    def __init__(self, port, root, files, wrong):
        self.port, self.root, self.files, self.model = port, root, files, Model(files, wrong)

    def round(self, seed):
        """Returns the requests of this seed."""
        rng = random.Random(seed)
        requests = Generator(rng, self.files, self.port).sequence()
        return requests, cut(rng, b"".join(request.wire() for request in requests))

    def failure(self, requests, pieces=None):
        """What is wrong with the answers, or None."""
        pieces = pieces or [(b"".join(request.wire() for request in requests), 0)]
        try:
            converse(self.port, requests, [self.model.answer(request) for request in requests], pieces, self.root)
        except Mismatch as mismatch:
            return str(mismatch)
        return None

    def smaller(self, requests):
        """All that can be left out: a request, or a field of one."""
        for i in range(len(requests)):
            if len(requests) > 1:
                yield requests[:i] + requests[i + 1:]
        for i, request in enumerate(requests):
            for j in range(len(request.fields)):
                without = request.without(j)
                if without is not None:
                    yield [*requests[:i], without, *requests[i + 1:]]

    def shrink(self, requests):
        deadline = time.monotonic() + SHRINK_SECONDS
        found = True
        while found and time.monotonic() < deadline:
            found = next((fewer for fewer in self.smaller(requests)
                          if self.well_formed(fewer) and self.failure(fewer)), None)
            requests = found or requests
        return requests

    def well_formed(self, requests):
        return not any(self.model.answer(request).closes for request in requests[:-1])


def report(trial, seed, requests, pieces, what, arguments):
    """Prints the failure, smaller if it can be repeated in one piece, and how to see it by hand."""
    print(f"seed {seed}, engine {arguments.engine}: {what}")
    print(f"  again: property.py --server {arguments.server} --engine {arguments.engine} --seed {seed} --rounds 1")
    if trial.failure(requests):
        requests = trial.shrink(requests)
        print(f"  made smaller: {trial.failure(requests)}")
    else:
        print(f"  it depends on the pieces, of these sizes: {[len(piece) for piece, _ in pieces]}")
    data = b"".join(request.wire() for request in requests)
    kept = pathlib.Path(tempfile.mkdtemp(prefix="property-failure-", dir=trial.root.parent if trial.model.wrong else None))
    (kept / "request").write_bytes(data)
    os.rename(trial.root, kept / "root")  # moved, not copied: entity tags may depend on the very files
    print(f"  sent: {data[:1500]!r}")
    print(f"  {arguments.server} {trial.port} 127.0.0.1 2 --engine {arguments.engine} --root {kept}/root &")
    print(f"  nc -N 127.0.0.1 {trial.port} < {kept}/request", flush=True)
    return requests


def run(trial, arguments):
    """Returns the number of rounds, and the smallest failing requests if there was a failure."""
    deadline = time.monotonic() + arguments.seconds
    rounds = 0
    while rounds < arguments.rounds if arguments.rounds else time.monotonic() < deadline:
        seed = arguments.seed + rounds
        rounds += 1
        requests, pieces = trial.round(seed)
        what = trial.failure(requests, pieces)
        if what:
            return rounds, report(trial, seed, requests, pieces, what, arguments)
    return rounds, None


def parse_arguments():
    parser = argparse.ArgumentParser(description="random valid requests against an independent model")
    parser.add_argument("--server", required=True)
    parser.add_argument("--engine", default="auto")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**9))
    parser.add_argument("--rounds", type=int, default=0, help="connections; 0: as many as the time allows")
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--wrong-model", action="store_true")
    return parser.parse_args()


def main():
    arguments = parse_arguments()
    with scratch_directory() as here:
        files = make_files(here / "root", random.Random(0))
        options = ["--engine", arguments.engine, "--threads", "2", "--access-log", "/dev/null"]
        with http_server(arguments.server, here / "root", *options) as server:
            learn_etags(server.port, files)
            trial = Trial(server.port, here / "root", files, arguments.wrong_model)
            rounds, failed = run(trial, arguments)
    verdict = "FAILED" if failed else "as the model says"
    print(f"{rounds} connections from seed {arguments.seed}, engine {arguments.engine}: {verdict}")
    if arguments.wrong_model:
        return 0 if failed and len(failed) == 1 else 1
    return 1 if failed else 0


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        sys.exit(main())
    sys.exit(130)
