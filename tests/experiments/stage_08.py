"""08: a flood while slow clients hold every worker. Without deadlines (07) nobody is served; with them (08) some are,
and the others are told."""
import socket
import threading
import time

from lab import milliseconds, read_answer, request

NAME = "flood"
TITLE = "Slow half-requests hold every worker, and others ask at a fixed rate"
COLUMNS = {"stage": "stage", "rate": "asked a second", "asked": "asked", "served": "200", "refused": "503, whole",
           "lost": "reset or nothing", "served_ms": "p50 of the 200, ms", "refused_ms": "p50 of the 503, ms"}
PLOT = [{"series": "series", "x": "rate", "y": column, "x_label": "requests offered a second", "y_label": label,
         "x_tics": (5, 20, 80), "log": "x", "y_range": "-4:104"}
        for column, label in (("served_percent", "Answered 200, percent"),
                              ("refused_percent", "503, read whole, percent"))]

SLOW, PATIENCE_SECONDS, AGAIN_SECONDS = 6, 3.0, 0.25


class Slow(threading.Thread):
    """Sends half a head, waits until it is thrown out, and comes again after a while."""

    def __init__(self, port, over):
        super().__init__(daemon=True)
        self.port, self.over, self.sent = port, over, threading.Event()

    def run(self):
        while not self.over.is_set():
            try:
                with socket.create_connection(("127.0.0.1", self.port), 1) as client:
                    client.sendall(b"GET / HT")
                    self.sent.set()
                    client.settimeout(0.1)
                    while not self.over.is_set() and not self.is_thrown_out(client):
                        pass
            except OSError:
                pass
            self.over.wait(AGAIN_SECONDS)

    @staticmethod
    def is_thrown_out(client):
        try:
            return client.recv(4_096) == b""
        except socket.timeout:
            return False


def visit(port, outcomes):
    """One ordinary client: what it got within its patience, and after how many milliseconds."""
    begin, status = time.monotonic(), None
    try:
        with socket.create_connection(("127.0.0.1", port), PATIENCE_SECONDS) as client:
            client.settimeout(PATIENCE_SECONDS)
            client.sendall(request(port))
            status, _ = read_answer(client)
    except (OSError, ValueError):
        pass
    outcomes.append((status, milliseconds(begin)))


def crowd(port, rate, seconds):
    """Clients who come when it is their time, whatever became of those before them."""
    outcomes, clients, begin = [], [], time.monotonic()
    for number in range(int(rate * seconds)):
        time.sleep(max(0.0, begin + number / rate - time.monotonic()))
        clients.append(threading.Thread(target=visit, args=(port, outcomes)))
        clients[-1].start()
    for client in clients:
        client.join()
    return outcomes


def median(values):
    return sorted(values)[len(values) // 2] if values else None


def flood(server, stage, rate, seconds, rows):
    over = threading.Event()
    slow = [Slow(server.port, over) for _ in range(SLOW)]
    for one in slow:
        one.start()
        one.sent.wait(5)  # they come first, and the kernel keeps the order
    outcomes = crowd(server.port, rate, seconds)
    over.set()
    for one in slow:
        one.join()
    of = {status: [ms for got, ms in outcomes if got == status] for status in (200, 503)}
    counts = {"served": len(of[200]), "refused": len(of[503]), "lost": len(outcomes) - len(of[200]) - len(of[503])}
    rows[stage] = {"stage": stage, "series": f"stage {stage}", "rate": rate, "asked": len(outcomes), **counts,
                   **{name + "_percent": 100.0 * count / len(outcomes) for name, count in counts.items()},
                   "served_ms": median(of[200]), "refused_ms": median(of[503])}


def measure(lab):
    for rate in (20,) if lab.short else (5, 20, 80):
        rows, running = {}, []
        for program, options in (("stage_07_json_upload", []), ("stage_08_overload", ["--header-timeout", 1])):
            server = lab.start(program, "--root", lab.root, "--threads", 2, "--queue", 2, *options)
            # Side by side: both of them sleep for the most part.
            running.append(threading.Thread(target=flood, args=(server, program[6:8], rate, 2.5 if lab.short else 8,
                                                                rows)))
            running[-1].start()
        for one in running:
            one.join()
        yield rows["07"]
        yield rows["08"]


def claims(rows):
    of = {stage: [row for row in rows if row["stage"] == stage] for stage in ("07", "08")}
    yield "07 serves nobody", all(row["served"] == 0 for row in of["07"])
    yield "08 serves some", all(row["served"] > 0 for row in of["08"])
    yield "08 refuses the others with a whole 503: no reset, no silence", all(row["lost"] == 0 for row in of["08"])
