"""The load: wrk, run for any length of time, whole seconds or not.

wrk itself counts time in seconds. It also ends in good order, with its figures, on SIGINT: so it is told to run
longer than needed and interrupted in time.
"""
import contextlib
import json
import math
import os
import pathlib
import re
import signal
import subprocess
import time

from peer import find
from started import end

SCRIPT = pathlib.Path(__file__).with_name("wrk.lua")
START_SECONDS = 30  # for all connections to be there: a SYN that was dropped is sent again after 1, 3, 7 ... seconds
WARM_UP_SECONDS = 0.3


def command(port, workload, connections, seconds):
    line = [find("wrk"), "-t1", f"-c{connections}", f"-d{math.ceil(seconds) + 2 * START_SECONDS}s", "--timeout", "10s",
            "-s", str(SCRIPT)]
    for header in workload.headers:
        line += ["-H", header]
    return line + [f"http://127.0.0.1:{port}{workload.path}", "--", str(workload.depth), str(workload.body_bytes)]


def catches_interrupt(process):
    """Whether it has come as far as to catch SIGINT: before that, one would just end it."""
    with contextlib.suppress(OSError):
        status = pathlib.Path(f"/proc/{process.pid}/status").read_text()
        caught = int(re.search(r"SigCgt:\s+([0-9a-f]+)", status).group(1), 16)
        return bool(caught & 1 << (signal.SIGINT - 1))
    return False


@contextlib.contextmanager
def running(port, workload, connections, seconds):
    """wrk at work, from the moment when it is."""
    process = subprocess.Popen(command(port, workload, connections, seconds), stdin=subprocess.DEVNULL,
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                               start_new_session=True)
    try:
        deadline = time.monotonic() + START_SECONDS
        while not catches_interrupt(process) and process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.001)
        yield process
    finally:
        end(process)
        process.stdout.close()


def result_of(process):
    """Ends it and returns its figures. RuntimeError: it gave none."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(process.pid, signal.SIGINT)
    said = process.communicate(timeout=START_SECONDS)[0]
    for line in said.splitlines():
        if line.startswith('{"requests"'):
            return json.loads(line)
    raise RuntimeError("wrk: " + said.strip())


def sent_and_received(process):
    """How often it has written to its sockets, once for each batch of requests, and the bytes it has read from them
    (man 5 proc: io). Unlike its own figures these can be read at any moment."""
    text = pathlib.Path(f"/proc/{process.pid}/io").read_text()
    return int(re.search(r"syscw: (\d+)", text).group(1)), int(re.search(r"rchar: (\d+)", text).group(1))


def await_connections(process, connections):
    """Returns when each connection has sent a request, and some more time has passed for things to settle."""
    deadline = time.monotonic() + START_SECONDS
    while sent_and_received(process)[0] < connections:
        if time.monotonic() > deadline or process.poll() is not None:
            raise RuntimeError(f"wrk did not get its {connections} connections")
        time.sleep(0.005)
    time.sleep(WARM_UP_SECONDS)


def run(port, workload, connections, seconds):
    """The figures of wrk for `seconds` of this workload."""
    with running(port, workload, connections, seconds) as process:
        await_connections(process, connections)
        time.sleep(seconds)
        return result_of(process)
