"""12: the complete server beside nginx, h2o and two programs that do nothing but answer: ./course bench, shortened."""
import json
import pathlib
import shutil
import subprocess
import sys

from lab import Missing

NAME = "beside_others"
TITLE = "CPU time a request, beside nginx, h2o and the do-nothing limits"
COLUMNS = {"workload": "workload", "server": "server", "cpu_us": "CPU us a request", "cpu_us_lowest": "lowest",
           "cpu_us_highest": "highest", "requests_per_second": "requests/s", "p50_us": "p50, us", "p99_us": "p99, us",
           "errors": "errors"}
PLOT = {"bars_of": "workload", "value": "cpu_us", "low": "cpu_us_lowest", "high": "cpu_us_highest",
        "headings": {"small": "A small page, µs a request", "pipelined": "16 requests at once, µs a request",
                     "close": "A connection for each request, µs",
                     "missing": "A page that is not there, µs a request"}}

BENCH = pathlib.Path(__file__).resolve().parents[1] / "bench" / "bench.py"
OURS = ("ladder-epoll", "ladder-uring")


def measure(lab):
    if not shutil.which("wrk"):
        raise Missing("wrk makes the load (Debian: apt-get install wrk)")
    lab.program("epoll_limit")
    only = ["--rounds", "1", "--seconds", "0.2", "--only", "small",
            "--servers", "ladder-epoll,ladder-uring,epoll-limit,uring-limit"] if lab.short else \
           ["--rounds", "3", "--seconds", "0.5", "--only", "small,pipelined,close,missing"]
    result = lab.folder / "bench.json"
    done = subprocess.run([sys.executable, BENCH, "--server", lab.program("http_server"), "--json", result, *only],
                          capture_output=True, text=True, check=False, timeout=110 if lab.short else 600)
    if done.returncode != 0:
        raise RuntimeError("bench.py: " + done.stderr)
    measured = json.loads(result.read_text())
    for row in measured["summary"]:
        row["rounds_us"] = [sample["cpu_us"] for sample in measured["samples"]
                            if (sample["workload"], sample["server"]) == (row["workload"], row["server"])]
        yield row


def claims(rows):
    small = {row["server"]: row["cpu_us"] for row in rows if row["workload"] == "small"}
    ours = [small[name] for name in OURS if name in small]
    yield "no errors anywhere", bool(rows) and all(row["errors"] == 0 for row in rows)
    if "nginx" in small:
        yield "a small page costs us less than nginx", min(ours) < small["nginx"]
