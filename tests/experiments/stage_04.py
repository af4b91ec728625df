"""04: as many silent clients as workers, and nobody else is served. A loop (09) does not care."""
from lab import ask, echo

NAME = "slow_clients"
TITLE = "An ordinary client beside silent ones: a pool of 4 threads (04) and one loop (09)"
COLUMNS = {"program": "program", "silent": "silent clients", "answered": "answered", "asked": "of",
           "answer_ms": "time of an answer, ms"}
PLOT = {"series": "program", "x": "silent", "y": "answered_percent", "x_label": "silent clients",
        "y_label": "Answered within a second, percent", "y_range": "-4:104"}

THREADS = 4


def echo_once(lab, port, at_most):
    client = lab.connect(port)
    answer_ms = echo(client, at_most)
    client.close()
    return answer_ms


def step(lab, program, server, silent, tries, at_most):
    """Ordinary clients, one after the other; one that is not answered in time has given up."""
    is_echo = program[6:8] == "04"
    times = [echo_once(lab, server.port, at_most) if is_echo else ask(server.port, at_most)[0] for _ in range(tries)]
    answered = sorted(one for one in times if one is not None)
    return {"program": program[6:], "silent": silent, "asked": tries, "answered": len(answered),
            "answered_percent": 100 * len(answered) // tries,
            "answer_ms": answered[len(answered) // 2] if answered else None}


def measure(lab):
    steps = (0, THREADS) if lab.short else range(2 * THREADS + 1)
    for program, options in (("stage_04_thread_pool", ["--threads", THREADS, "--queue", 8]),
                             ("stage_09_event_loop", ["--root", lab.root])):
        server = lab.start(program, *options)
        held = []
        for silent in steps:
            while len(held) < silent:
                one = lab.connect(server.port)
                if program[6:8] == "04" and len(held) < THREADS:
                    echo(one, 10)  # it has certainly got a worker, and keeps it
                held.append(one)
            yield step(lab, program, server, silent, 1 if lab.short else 3, 0.5 if lab.short else 1.0)
        for client in held:
            client.close()
        server.stop()


def claims(rows):
    pool = [row for row in rows if row["program"].startswith("04")]
    loop = [row for row in rows if row["program"].startswith("09")]
    yield "the pool answers while there are fewer silent clients than threads", all(
        row["answered"] == row["asked"] for row in pool if row["silent"] < THREADS)
    yield "with as many it answers nobody", all(row["answered"] == 0 for row in pool if row["silent"] >= THREADS)
    yield "the loop answers everybody", all(row["answered"] == row["asked"] for row in loop)
