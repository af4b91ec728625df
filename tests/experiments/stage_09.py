"""09: thousands of idle clients. The pool (08) is full with a few of them; the loop does not notice.

Stage 09 has room for 16,384 connections, and refuses more as stage 08 does: the steps stay below that."""
import select
import socket

from lab import ask

NAME = "idle_clients"
TITLE = "An ordinary client beside idle ones: a pool of threads (08) and one event loop (09)"
COLUMNS = {"program": "program", "idle": "idle clients", "kept": "still connected", "answered": "answered",
           "asked": "of", "answer_ms": "time of an answer, ms", "threads": "threads", "memory_kib": "memory KiB",
           "limit": "descriptor limit"}
DRAWN = {"series": "program", "x": "idle_drawn", "x_label": "idle clients (0 is drawn at 1)", "log": "x",
         "x_tics": (1, 10, 100, 1_000, 10_000)}
# Times up to the second after which the client gives up; memory over an even axis, so that a straight line is one.
PLOT = [{**DRAWN, "y": "answered_percent", "y_label": "Answered 200 within a second, percent", "y_range": "-4:104"},
        {**DRAWN, "y": "answer_ms", "y_label": "Time of an answer, ms", "log": "xy", "y_range": "0.05:1000"},
        {"series": "program", "x": "idle", "x_label": "idle clients", "y": "memory_kib",
         "y_label": "Memory of the server (PSS), KiB", "x_tics": (0, 2_500, 5_000, 7_500, 10_000)}]

THREADS, QUEUE = 4, 16
SPARE_DESCRIPTORS = 500  # beside the idle clients, at both ends
PROGRAMS = (("08_overload", "stage_08_overload", ["--threads", THREADS]),
            ("09_event_loop", "stage_09_event_loop", []))


def kept(clients):
    """How many of the connections stand: one that was refused has a 503 to read, or has ended."""
    poll = select.poll()
    for client in clients:
        poll.register(client, select.POLLIN)
    return len(clients) - len(poll.poll(0))


def step(label, server, held, tries, limit):
    answers = [ask(server.port, 1.0) for _ in range(tries)]
    times = sorted(ms for ms, status in answers if status == 200)
    return {"program": label, "idle": len(held), "idle_drawn": max(1, len(held)), "kept": kept(held),
            "asked": tries, "answered": len(times), "answered_percent": 100.0 * len(times) / tries,
            "answer_ms": times[len(times) // 2] if times else None, "threads": server.threads(),
            "memory_kib": server.memory_kib(), "limit": limit}


def measure(lab):
    steps = (0, THREADS, 300) if lab.short else (0, 3, THREADS, 30, 100, 1_000, 3_000, 10_000)
    most = max(100, lab.descriptors - SPARE_DESCRIPTORS)
    for label, program, options in PROGRAMS:
        server = lab.start(program, "--root", lab.root, "--queue", QUEUE, "--header-timeout", 60, *options)
        held = []
        for idle in steps:
            while len(held) < min(idle, most):
                held.append(socket.create_connection(("127.0.0.1", server.port), 10))
            yield step(label, server, held, 1 if lab.short else 5, lab.descriptors)
        for client in held:
            client.close()
        server.stop()


def claims(rows):
    pool = [row for row in rows if row["program"].startswith("08")]
    loop = [row for row in rows if row["program"].startswith("09")]
    yield "the pool answers while a worker is free", all(
        row["answered"] == row["asked"] for row in pool if row["idle"] < THREADS)
    yield "with an idle client for each worker it answers nobody", all(
        row["answered"] == 0 for row in pool if row["idle"] >= THREADS)
    yield "the loop answers everybody, and keeps every idle client", all(
        row["answered"] == row["asked"] and row["kept"] == row["idle"] for row in loop)
    yield "and does so with the threads it began with", len({row["threads"] for row in loop}) == 1
