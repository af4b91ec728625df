"""01: the second client waits for the first, however long that stays. With a thread for each (03) it does not."""
import threading
import time

from lab import echo, milliseconds

NAME = "second_client"
TITLE = "Two clients: when each was connected, waited, and was answered"
COLUMNS = {"who": "client", "came_ms": "came", "connected_ms": "connected", "sent_ms": "sent", "answered_ms": "answered",
           "left_ms": "left"}
PLOT = {"series": "who", "x_label": "ms since the first client came",
        "moments": [("connected_ms", "connected")],
        "phases": [("sent_ms", "answered_ms", "waits for its echo"), ("answered_ms", "left_ms", "answered, stays")]}

HEAD_START_SECONDS = 0.1
B_STAYS_SECONDS = 0.5  # after its answer, so that there is something to be seen of it


def visit(lab, port, begin, row, may_leave, stay, at_most=60):
    row["came_ms"] = milliseconds(begin)
    client = lab.connect(port)
    row["connected_ms"] = milliseconds(begin)
    row["sent_ms"] = milliseconds(begin)
    if echo(client, at_most) is not None:
        row["answered_ms"] = milliseconds(begin)
    may_leave.wait(stay)
    row["left_ms"] = milliseconds(begin)
    client.close()


def measure(lab):
    stay = 0.5 if lab.short else 2.0
    for program in ("stage_01_tcp_echo", "stage_03_thread_per_connection"):
        server = lab.start(program)
        rows = [{"who": f"{program[6:8]}: client {name}", "stage": program[6:8]} for name in "AB"]
        begin, leave = time.monotonic(), threading.Event()
        first = threading.Thread(target=visit, args=(lab, server.port, begin, rows[0], leave, 60))
        first.start()
        time.sleep(HEAD_START_SECONDS)
        second = threading.Thread(target=visit, args=(lab, server.port, begin, rows[1], threading.Event(), B_STAYS_SECONDS))
        second.start()
        # A stays for its time; longer only where B is on its way to an answer meanwhile.
        time.sleep(stay)
        if program[6:8] == "03":
            second.join(30)
        leave.set()
        first.join()
        second.join()
        yield from rows


def claims(rows):
    first_01, second_01, first_03, second_03 = rows
    yield ("01: the second client is connected long before the first leaves",
           second_01["connected_ms"] < first_01["left_ms"])
    yield ("01: it is answered only when the first has left", second_01["answered_ms"] >= first_01["left_ms"])
    yield ("03: it is answered while the first stays", second_03["answered_ms"] <= first_03["left_ms"])
    yield ("03: and has gone when the first leaves", second_03["left_ms"] <= first_03["left_ms"])
