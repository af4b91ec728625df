"""The measurements, in rounds: each round asks every server once for everything, so that whatever else the machine
does in the meantime strikes all of them alike. Ratios are formed within a round; only they are compared over rounds.
"""
import contextlib
import http.client
import os
import sys
import time

import load
import processes
from workloads import FILES


def progress(what, detail=""):
    """On a terminal one line that renews itself; elsewhere a line whenever `what` changes."""
    if sys.stderr.isatty():
        print(f"\r\033[Kbench: {what}{detail}", end="", file=sys.stderr, flush=True)
    elif what != progress.last:
        print("bench: " + what, file=sys.stderr, flush=True)
    progress.last = what


progress.last = None


def progress_over():
    if sys.stderr.isatty():
        print("\r\033[K", end="", file=sys.stderr, flush=True)


def make_root(root):
    """The files that are served. A page that compresses badly, though nobody asks for compression."""
    (root / "uploads").mkdir(parents=True)
    for path, size in FILES.items():
        (root / path[1:]).write_bytes((b"0123456789abcdefghijklmnopqrstuvwxyz\n" * (size // 37 + 1))[:size])


def verify(running, name, workload, root):
    """One request by another client: what is measured must first be right. RuntimeError: it is not."""
    connection = http.client.HTTPConnection("127.0.0.1", running.port, timeout=30)
    with contextlib.closing(connection):
        if workload.body_bytes:
            connection.request("POST", workload.path, b'{"text":"x"}', {"Content-Type": "application/json"})
        else:
            connection.request("GET", workload.path)
        answer = connection.getresponse()
        body = answer.read()
    if name.endswith("-limit"):
        return
    if answer.status != workload.status:
        raise RuntimeError(f"{name}: {workload.path} gives {answer.status}, not {workload.status}")
    if workload.status == 200 and body != (root / workload.path[1:]).read_bytes():
        raise RuntimeError(f"{name}: {workload.path} is not what the file holds")


def errors_of(figures, name, workload):
    """Answers with another status than expected, and requests without any."""
    failed = sum(figures[kind] for kind in ("connect", "read", "write", "timeout"))
    refusals_expected = workload.status >= 400 and not name.endswith("-limit")
    wrong = figures["requests"] - figures["status"] if refusals_expected else figures["status"]
    return failed + wrong


class Meter:
    """What the server's processes have spent and wrk has asked for and got, between start and stop."""

    def __init__(self, pids, wrk):
        self.pids, self.wrk = pids, wrk
        self.start = self.now()

    def now(self):
        user, system = processes.cpu_split_ticks(self.pids)
        sent, received = load.sent_and_received(self.wrk)
        return (time.monotonic(), processes.cpu_ns(self.pids), user, system, sent, received)

    def stop(self):
        self.seconds, self.cpu_ns, user, system, self.batches, self.bytes = (
            now - then for now, then in zip(self.now(), self.start))
        self.system_share = system / max(1, user + system)


def measure(running, name, workload, seconds):
    """One repetition. It is metered when all connections are there and warm; wrk's latencies and errors are of its
    whole run."""
    pids = processes.family(running.process.pid)
    with load.running(running.port, workload, workload.connections, seconds) as wrk:
        load.await_connections(wrk, workload.connections)
        meter = Meter(pids, wrk)
        time.sleep(seconds)
        meter.stop()
        while meter.batches == 0 and meter.seconds < load.START_SECONDS:  # a machine that is very busy
            time.sleep(seconds)
            meter.stop()
        figures = load.result_of(wrk)
    answers = meter.bytes / FILES[workload.path] if workload.by_bytes else meter.batches * workload.depth
    if answers <= 0:
        raise RuntimeError(f"{name}: no answer to {workload.name} within {seconds} s")
    resident, proportional = processes.memory_bytes(pids)
    # wrk spreads slow answers over the requests that they held up ("coordinated omission"), and takes pipelined
    # ones for held up: their latencies, as it gives them, mean nothing.
    p50_us, p99_us = (figures["p50_us"], figures["p99_us"]) if workload.depth == 1 else (None, None)
    return {"requests": round(answers, 1), "seconds": meter.seconds,
            "requests_per_second": answers / meter.seconds,
            "cpu_us": meter.cpu_ns / 1e3 / answers, "system_share": meter.system_share,
            "p50_us": p50_us, "p99_us": p99_us, "errors": errors_of(figures, name, workload),
            "rss_bytes": resident, "pss_bytes": proportional}


def clear_uploads(root):
    """Uploads of one measurement must not lie in the way of the next. The last are still being written; the
    directory itself stays, the servers hold it."""
    for path in (root / "uploads").iterdir():
        path.unlink(missing_ok=True)
    os.sync()


def rotated(items, turn):
    """Nobody is always the first."""
    if not items:
        return []
    return items[turn % len(items):] + items[:turn % len(items)]


def run_round(number, of, servers, running, workloads, seconds, root):
    """Yields one repetition after another of the ordinary workloads."""
    for workload in workloads:
        for server in rotated([each for each in servers if each.name in workload.servers], number):
            progress(f"round {number + 1} of {of}: {workload.name}", f", {server.name}")
            sample = measure(running[server.name], server.name, workload, seconds)
            if workload.body_bytes:
                clear_uploads(root)
            yield {"round": number, "workload": workload.name, "server": server.name, **sample}
