"""03: every client costs a thread and its memory. A loop (09) serves as many from one thread."""
import contextlib

from lab import echo, read_answer, request
import time

NAME = "clients"
TITLE = "A thread for each client (03) and one loop (09): what silent clients cost"
COLUMNS = {"program": "program", "clients": "silent clients", "threads": "threads", "memory_kib": "memory KiB",
           "answer_ms": "time of an answer, ms"}
PLOT = [{"series": "program", "x": "clients", "y": column, "x_label": "silent clients", "y_label": label,
         "x_tics": (0, 1_000, 2_000, 3_000, 4_000)}
        for column, label in (("memory_kib", "Memory of the server (PSS), KiB"), ("threads", "Threads of the server"))]


def settled(server, clients, is_thread_each):
    """Waits until each client is certainly being served."""
    deadline = time.monotonic() + 30
    while is_thread_each and server.threads() <= clients and time.monotonic() < deadline:
        time.sleep(0.01)


def http_time(client, port):
    begin = time.monotonic()
    client.settimeout(10)
    with contextlib.suppress(OSError, ValueError):
        client.sendall(request(port))
        read_answer(client)
        return (time.monotonic() - begin) * 1_000
    return None


def measure(lab):
    steps = (0, 200) if lab.short else (0, 250, 500, 1_000, 2_000, 4_000)
    for program in ("stage_03_thread_per_connection", "stage_09_event_loop"):
        is_thread_each = program[6:8] == "03"
        server = lab.start(program, *([] if is_thread_each else ["--root", lab.root]))
        held = []
        for clients in steps:
            while len(held) < min(clients, lab.descriptors - 200):
                held.append(lab.connect(server.port))
            settled(server, len(held), is_thread_each)
            one = lab.connect(server.port)
            answer_ms = echo(one, 10) if is_thread_each else http_time(one, server.port)
            one.close()
            yield {"program": program[6:], "clients": len(held), "threads": server.threads(),
                   "memory_kib": server.memory_kib(), "answer_ms": answer_ms}
        for client in held:
            client.close()
        server.stop()


def claims(rows):
    of = {name: [row for row in rows if row["program"].startswith(name)] for name in ("03", "09")}
    grown = {name: lines[-1]["memory_kib"] - lines[0]["memory_kib"] for name, lines in of.items()}
    yield "03 has a thread for each client", of["03"][-1]["threads"] > of["03"][-1]["clients"]
    yield "09 has as many threads as at the beginning", of["09"][-1]["threads"] == of["09"][0]["threads"]
    yield "09 takes less memory for them than 03", grown["09"] < grown["03"]
