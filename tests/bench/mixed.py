"""Who waits behind fast downloads: small requests, on connections that stay and on new ones, beside 16 clients that
download as fast as they can. What a small request costs cannot be told from what the downloads cost, so what counts is
how long it waits, and that the downloads lose nothing.

The small requests come at a fixed rate (an open loop, by our `load`): a server that answers them sooner is not asked
more often for it.
"""
import contextlib
import json
import pathlib
import subprocess
import time

import load
from started import end
from workloads import DOWNLOADS

EACH_SECOND = 200  # of either kind: little enough that the downloads have the machine
PLACES = 8  # connections of either kind, so that a slow answer delays no other


def program(server):
    """Our load generator lies beside our server. RuntimeError: it does not."""
    path = pathlib.Path(server).with_name("load")
    if not path.exists():
        raise RuntimeError(f"{path} makes the small requests of mixed: it is not built")
    return str(path)


@contextlib.contextmanager
def small_requests(tool, port, seconds, *options):
    command = [tool, "http", f"http://127.0.0.1:{port}/page.html", "--rate", str(EACH_SECOND), "--connections",
               str(PLACES), "--duration", str(seconds), "--json", "-", "--quiet", *options]
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                               text=True, start_new_session=True)
    try:
        yield process
    finally:
        end(process)
        process.stdout.close()
        process.stderr.close()


def said(process):
    text, complaint = process.communicate(timeout=load.START_SECONDS + load.START_SECONDS)
    if not text:
        raise RuntimeError("load: " + complaint.strip())
    return json.loads(text)


def failures(figures):
    return figures["failed"] + figures["not_sent"] + figures["cut_off"]


def measure(running, server, seconds):
    """One repetition: p50 and p99 of both kinds of small requests, and what the downloads got meanwhile."""
    tool = program(server)
    with load.running(running.port, DOWNLOADS, DOWNLOADS.connections, seconds) as downloads:
        load.await_connections(downloads, DOWNLOADS.connections)
        before, begun = load.sent_and_received(downloads)[1], time.monotonic()
        with small_requests(tool, running.port, seconds) as kept, \
                small_requests(tool, running.port, seconds, "--close") as new:
            kept, new = said(kept), said(new)
        received, elapsed = load.sent_and_received(downloads)[1] - before, time.monotonic() - begun
        figures = load.result_of(downloads)
    return {**{f"{name}_{percentile}_us": each["latency_microseconds"][percentile]
               for name, each in (("kept", kept), ("new", new)) for percentile in ("p50", "p99")},
            "download_mb_s": received / elapsed / 1e6, "small_requests": kept["answered"] + new["answered"],
            "errors": failures(kept) + failures(new) + sum(figures[kind] for kind in ("connect", "read", "write",
                                                                                      "timeout", "status"))}
