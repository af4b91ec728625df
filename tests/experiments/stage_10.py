"""10: one loop uses one core, whatever the load. Several share it, at the same cost for each request."""
import os
import pathlib
import re
import statistics

NAME = "worker_loops"
TITLE = "Stage 10 under load from 64 connections, with one loop and with more"
COLUMNS = {"load": "load", "loops": "loops", "round": "round", "requests_per_second": "requests/s", "p99_us": "p99, us",
           "cpu_us": "CPU us a request", "switches": "switches a request", "busy_threads": "busy threads",
           "shares": "CPU of each, percent", "failed": "failed"}
PLOT = [{"series": "load", "x": "loops", "y": column, "x_label": "loops", "y_label": label,
         "x_tics": (1, 2, 3, 4)}
        for column, label in (("requests_per_second", "Requests a second"), ("cpu_us", "CPU time, µs a request"))]

CONNECTIONS = 64
BUSY_SHARE = 0.1  # of all the server's CPU time: less is not the work of a loop under load


def threads_of(pid):
    """CPU nanoseconds and context switches of each thread (Documentation/scheduler/sched-stats, man 5 proc)."""
    found = {}
    for task in pathlib.Path(f"/proc/{pid}/task").iterdir():
        switches = sum(map(int, re.findall(r"ctxt_switches:\s+(\d+)", (task / "status").read_text())))
        found[task.name] = (int((task / "schedstat").read_text().split()[0]), switches)
    return found


def under_load(lab, server, kind, loops, number, options):
    before = threads_of(server.pid)
    report = lab.load("http", server.port, 0.4 if lab.short else 1.0, "--connections", CONNECTIONS, *options)
    after = threads_of(server.pid)
    cpu = sorted((after[name][0] - before.get(name, (0, 0))[0] for name in after), reverse=True)
    switches = sum(after[name][1] - before.get(name, (0, 0))[1] for name in after)
    shares = [used / max(1, sum(cpu)) for used in cpu if used >= BUSY_SHARE * max(1, sum(cpu))]
    answered = max(1, report["answered"])
    return {"load": kind, "loops": loops, "round": number + 1, "requests_per_second": report["answers_per_second"],
            "p99_us": report["latency_microseconds"]["p99"], "cpu_us": sum(cpu) / 1_000 / answered,
            "switches": switches / answered, "busy_threads": len(shares),
            "shares": " ".join(f"{100 * share:.0f}" for share in shares), "failed": report["failed"]}


def measure(lab):
    many = max(2, min(4, os.cpu_count() or 2))
    loads = (("connections kept", []), ("a connection each", ["--close"]))
    for number in range(1 if lab.short else 3):
        for loops in (1, many) if lab.short else sorted({1, 2, many}):
            server = lab.start("stage_10_worker_loops", "--root", lab.root, "--threads", loops)
            for kind, options in loads[:1] if lab.short else loads:
                yield under_load(lab, server, kind, loops, number, options)
            server.stop()


def claims(rows):
    kept = [row for row in rows if row["load"] == "connections kept"]
    busy = {loops: statistics.median(row["busy_threads"] for row in kept if row["loops"] == loops)
            for loops in {row["loops"] for row in kept}}
    yield "every request was answered", all(row["failed"] == 0 for row in kept)
    yield "one loop is one busy thread", busy[1] == 1
    yield "of several loops more than one works", all(count > 1 for loops, count in busy.items() if loops > 1)
