"""05: a connection for each request costs more processor time than the request itself. Kept ones save it."""
import statistics

NAME = "keep_alive"
TITLE = "The page of stage 05: a connection for each request, and connections that are kept"
COLUMNS = {"way": "connections", "clients": "clients", "round": "round", "requests_per_second": "requests/s",
           "p50_us": "p50, us", "p99_us": "p99, us", "cpu_us": "CPU us a request", "failed": "failed"}
PLOT = [{"series": "way", "x": "clients", "y": column, "x_label": "clients at once", "y_label": label,
         "x_tics": (1, 2, 4)}
        for column, label in (("requests_per_second", "Requests a second"), ("p50_us", "Latency (p50), µs"),
                              ("cpu_us", "CPU time of the server, µs a request"))]

WAYS = (("one a request", ["--close"]), ("kept", []))


def measure(lab):
    rounds, seconds = (1, 0.4) if lab.short else (3, 1.0)
    server = lab.start("stage_05_http", "--threads", 4, "--queue", 64)
    for clients in (4,) if lab.short else (1, 2, 4):
        for number in range(rounds):  # the ways take turns, so that a busy moment strikes both
            for way, options in WAYS:
                before = server.cpu_ns()
                report = lab.load("http", server.port, seconds, "--connections", clients, *options)
                yield {"way": way, "clients": clients, "round": number + 1,
                       "requests_per_second": report["answers_per_second"],
                       "p50_us": report["latency_microseconds"]["p50"],
                       "p99_us": report["latency_microseconds"]["p99"],
                       "cpu_us": (server.cpu_ns() - before) / 1_000 / max(1, report["answered"]),
                       "failed": report["failed"]}


def claims(rows):
    cost = {way: statistics.median(row["cpu_us"] for row in rows if row["way"] == way) for way, _ in WAYS}
    yield "every request was answered", all(row["failed"] == 0 for row in rows)
    yield "a connection for each request costs the server more CPU", cost["one a request"] > cost["kept"]
