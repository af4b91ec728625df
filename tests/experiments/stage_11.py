"""11: io_uring hands the kernel many requests at once, so that a request takes fewer system calls than with epoll."""
import re
import shutil
import signal
import statistics
import subprocess

from lab import Missing

NAME = "system_calls"
TITLE = "System calls and CPU time a request: http_server with one loop, over epoll and over io_uring"
COLUMNS = {"engine": "engine", "clients": "clients", "round": "round", "calls": "system calls a request",
           "cpu_us": "CPU us a request", "requests_per_second": "requests/s", "counted_by": "counted by",
           "failed": "failed"}
PLOT = [{"series": "engine", "x": "clients", "y": column, "x_label": "clients at once", "y_label": label, "log": "x",
         "x_tics": (1, 8, 64)}
        for column, label in (("calls", "System calls a request"), ("cpu_us", "CPU time, µs a request"))]

EVENT = "raw_syscalls:sys_enter"


class Perf:
    """Counts in the kernel, at hardly any cost (man 1 perf-stat). It counts for as long as a command of its own runs,
    which tells us when that is and ends at our word."""
    name = "perf"

    def __init__(self, lab, pid):
        self.file = lab.folder / "perf.txt"
        self.process = subprocess.Popen(["perf", "stat", "-x", ",", "-e", EVENT, "-o", self.file, "-p", str(pid), "--",
                                         "sh", "-c", "echo counting; read word"], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        if self.process.stdout.readline() != "counting\n":
            raise Missing("perf may not count the system calls of a process here")

    def count(self):
        self.process.communicate("enough\n", timeout=20)
        return int(re.search(rf"^(\d+),.*{EVENT}", self.file.read_text(), re.M).group(1))


class Strace:
    """Stops the program at each call, which makes it slow but does not change their number much (man 1 strace)."""
    name = "strace"

    def __init__(self, lab, pid):
        self.file = lab.folder / "strace.txt"
        self.process = subprocess.Popen(["strace", "-c", "-f", "-o", self.file, "-p", str(pid)],
                                        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        if "attached" not in self.process.stderr.readline():
            raise Missing("strace may not attach to a process here")

    def count(self):
        self.process.send_signal(signal.SIGINT)
        self.process.communicate(timeout=20)
        return int(re.search(r"^100\.00\s+\S+\s+\S*\s+(\d+)\b.*total$", self.file.read_text(), re.M).group(1))


def counter():
    if shutil.which("perf"):
        tried = subprocess.run(["perf", "stat", "-x", ",", "-e", EVENT, "--", "true"], capture_output=True, text=True,
                               check=False)
        if re.search(rf"^[1-9]\d*,.*{EVENT}", tried.stderr, re.M):
            return Perf
    if shutil.which("strace"):
        return Strace
    raise Missing("neither perf, with the right to count system calls, nor strace is here")


def start(lab, engine):
    try:
        return lab.start("http_server", "--engine", engine, "--threads", 1, "--root", lab.root, "--access-log",
                         "/dev/null", "--max-requests", 1_000_000_000)
    except RuntimeError as error:
        if engine == "uring":
            raise Missing("this kernel, or this build, has no io_uring for us") from error
        raise


def one(lab, server, engine, clients, number, counts):
    seconds = 0.3 if lab.short else 1.0
    counting = counts(lab, server.pid)
    counted = lab.load("http", server.port, seconds, "--connections", clients)
    calls = counting.count()
    before = server.cpu_ns()
    report = lab.load("http", server.port, seconds, "--connections", clients)  # by itself: counting costs
    return {"engine": engine, "clients": clients, "round": number + 1, "calls": calls / max(1, counted["answered"]),
            "cpu_us": (server.cpu_ns() - before) / 1_000 / max(1, report["answered"]),
            "requests_per_second": report["answers_per_second"], "counted_by": counting.name,
            "failed": counted["failed"] + report["failed"]}


def measure(lab):
    counts = counter()
    servers = {engine: start(lab, engine) for engine in ("epoll", "uring")}
    for clients in (32,) if lab.short else (1, 8, 64):
        for number in range(1 if lab.short else 3):
            for engine, server in servers.items():
                yield one(lab, server, engine, clients, number, counts)


def claims(rows):
    def calls(engine, clients):
        return statistics.median(row["calls"] for row in rows if row["engine"] == engine and row["clients"] == clients)

    most = max(row["clients"] for row in rows)
    yield "every request was answered", all(row["failed"] == 0 for row in rows)
    yield f"io_uring: fewer system calls a request, with {most} clients", calls("uring", most) < calls("epoll", most)
    yield "epoll: at least a receive and a send", calls("epoll", most) >= 2
