"""Where a scenario takes place: a server of its own, a probe and an idle server beside it, and rows of the table."""
import contextlib
import json
import os
import pathlib
import subprocess
import sys
import time

import clients
import noise
import processes
from figures import (DESCRIPTORS_BACK_SECONDS, DRAIN_SECONDS, HUGE_BYTES, LOOK_EVERY_SECONDS, LOOKS, LOOPS, PAGE_BYTES,
                     POOL, PROBE_BOUND_MS, PROBE_SETTLES_SECONDS, WARMING)
from started import http_server

HERE = pathlib.Path(__file__).resolve().parent
KEPT, BROKEN, REPORTED, SKIPPED = "kept", "BROKEN", "reported", "skipped"
WHY_THREADS = "a worker holds one connection: who waits for a worker waits"


class Skip(Exception):
    """Something that the scenario needs is not here."""


def until(condition, seconds):
    """Whether it holds within that time."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(LOOK_EVERY_SECONDS)
    return True


def settled(count):
    """The lowest of several looks: what is just being closed does not count."""
    looks = [count()]
    for _ in range(LOOKS):
        time.sleep(LOOK_EVERY_SECONDS)
        looks.append(count())
    return min(looks)


class Subject:
    """The server under attack."""

    def __init__(self, server, root):
        self.server, self.root, self.port, self.process = server, root, server.port, server.process
        self.uploads = root / "uploads"

    @property
    def pid(self):
        return self.process.pid

    def is_alive(self):
        return self.process.poll() is None

    def resident_mb(self):
        return self.server.resident_bytes() / 1e6

    def cpu_seconds(self):
        return processes.cpu_ns([self.pid]) / 1e9

    def descriptors(self):
        return len(os.listdir(f"/proc/{self.pid}/fd"))


class Arena:
    """One scenario with one engine. The rows gather in `rows`."""

    def __init__(self, program, reference_port, engine, short, folder):
        self.program, self.reference_port, self.engine, self.short = program, reference_port, engine, short
        self.folder, self.rows = folder, []

    @property
    def is_pool(self):
        return self.engine == "threads"

    def amount(self, amount):
        return amount.short if self.short else amount.full

    def row(self, what, figure, bound, kept, kind="figure"):
        """`kept` is True, False, or one of the other verdicts as it is."""
        verdict = {True: KEPT, False: BROKEN}.get(kept, kept)
        self.rows.append({"what": what, "figure": figure, "bound": bound, "verdict": verdict, "kind": kind})

    def row_for_loops(self, what, figure, bound, kept):
        """A bound of the event loops; of the pool it is only told."""
        self.row(what, figure, bound, REPORTED if self.is_pool else kept)

    def make_root(self, name="root"):
        root = self.folder / name
        (root / "uploads").mkdir(parents=True)
        (root / "page.html").write_bytes(b"a" * PAGE_BYTES)
        with open(root / "huge.txt", "wb") as huge:
            huge.truncate(HUGE_BYTES)
        return root

    @contextlib.contextmanager
    def server(self, root, *options, drain_seconds=DRAIN_SECONDS):
        """A server without a probe: the stop is the caller's matter too."""
        threads = POOL if self.is_pool else LOOPS
        with http_server(self.program, root, "--engine", self.engine, "--threads", str(threads), "--log-level", "info",
                         "--access-log", "/dev/null", "--drain", str(drain_seconds), *options) as server:
            yield Subject(server, root)

    @contextlib.contextmanager
    def attacked(self, *options, root=None):
        """A server with a probe beside it. What is asked of every scenario is asked here: nobody else waited, the
        server lives, its descriptors are back."""
        with self.server(root or self.make_root(), *options) as subject:
            self.warm(subject.port)
            before = settled(subject.descriptors)
            try:
                with self.probed(subject):
                    yield subject
            finally:
                if not subject.is_alive():
                    self.row("the server", f"ended, status {subject.process.returncode}", "lives", False)
            if not subject.is_alive():
                return
            back = until(lambda: subject.descriptors() <= before,
                         min(DESCRIPTORS_BACK_SECONDS, clients.Client.patience_seconds))
            self.row("descriptors", f"{before} before, {subject.descriptors()} after", "as before", back)

    def warm(self, port):
        """Every loop and every worker keeps files open that it has served: so each is asked for all of them, by clients
        that are there at the same time."""
        with clients.closing_all([]) as warming:
            warming += [clients.connect(port) for _ in range(POOL if self.is_pool else WARMING)]
            for client in warming:
                for path in ("/page.html", "/huge.txt"):
                    clients.ask(client, clients.get(port, path, "Range: bytes=0-0"))

    @contextlib.contextmanager
    def probed(self, subject):
        command = [sys.executable, str(HERE / "probe.py"), *map(str, (subject.port, self.reference_port, subject.pid))]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as probe:
            probe.stdout.readline()
            time.sleep(PROBE_SETTLES_SECONDS)
            try:
                yield
                time.sleep(PROBE_SETTLES_SECONDS)
            finally:
                self.judge_probe(json.loads(probe.communicate()[0]))

    def judge_probe(self, seen):
        """The late ones stand in the JSON with their moment, counted from the first question."""
        verdict = noise.judge(seen["pairs"], seen["waits"])
        unanswered = sum(1 for pair in verdict.late if pair["status"] != 200)
        parts = [f"{len(verdict.late)} of {verdict.asked} late"]
        parts += [f"{unanswered} of them without a 200"] if unanswered else []
        parts += [f"{verdict.excused} excused"] if verdict.excused else []
        parts += [f"worst {verdict.worst_ms:.0f} ms (idle server {verdict.reference_worst_ms:.0f})"]
        self.row("a GET beside it", ", ".join(parts), f"{PROBE_BOUND_MS} ms",
                 REPORTED if self.is_pool else not verdict.late, kind="probe")
        begun = seen["pairs"][0]["at"]
        self.rows[-1]["late"] = [{**pair, "at": pair["at"] - begun} for pair in verdict.late]
