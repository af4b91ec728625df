#!/usr/bin/env python3
"""Records what a stage does with a handful of clients, as a trace for Perfetto: docs/measurements/trace_NN.json.

  record_trace.py NN... [--build DIR]      of 03, 04, 09, 10

The clients come, ask, stay silent and go by a plan that is the same each time; moments differ. trace_picture.py draws
what was recorded. Beside the events the file names the machine, the commit and the command (chrome://tracing and
Perfetto show that as metadata). Everything goes over the loopback. Python 3.9, standard library only.
"""
import argparse
import json
import pathlib
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
for folder in ("support", "bench", "experiments"):
    sys.path.insert(0, str(ROOT / "tests" / folder))

import machine  # noqa: E402
from lab import Lab, Missing, read_answer, request  # noqa: E402

MEASUREMENTS = ROOT / "docs" / "measurements"
PATIENCE_SECONDS = 5


class Client:
    """What a plan's line does, at its moment; the connection is the one of that name."""

    def __init__(self, port):
        self.port, self.connections = port, {}

    def connect(self, lab, name):
        self.connections[name] = lab.connect(self.port, PATIENCE_SECONDS)

    def echo(self, _lab, name):
        self.connections[name].sendall(b"hello\n")
        if self.connections[name].recv(64) != b"hello\n":
            raise RuntimeError(f"{name} got no echo")

    def send(self, _lab, name):
        self.connections[name].sendall(b"hello\n")

    def receive(self, _lab, name):
        self.connections[name].recv(64)

    def ask(self, _lab, name):
        self.connections[name].sendall(request(self.port))

    def upload(self, _lab, name):
        body = b'{"hello":1}'
        head = f"POST /upload HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nContent-Type: application/json\r\n" \
               f"Content-Length: {len(body)}\r\n\r\n"
        self.connections[name].sendall(head.encode() + body)

    def answer(self, _lab, name):
        status, _ = read_answer(self.connections[name])
        if status not in (200, 201):
            raise RuntimeError(f"{name} was answered {status}")

    def get(self, lab, name):
        self.ask(lab, name)
        self.answer(lab, name)

    def end(self, _lab, name):
        self.connections[name].close()


STEP_SECONDS = 0.005

# (program, options, what the clients do: at which step, who, what). The order is kept whatever the machine does.
PLANS = {
    "03": ("stage_03_thread_per_connection", [], [
        (0, "A", "connect"), (1, "A", "echo"), (4, "B", "connect"), (5, "B", "echo"), (7, "C", "connect"),
        (8, "C", "echo"), (9, "B", "end"), (11, "D", "connect"), (12, "D", "echo"), (13, "C", "end"), (14, "D", "end"),
        (17, "A", "echo"), (19, "A", "end")]),
    "04": ("stage_04_thread_pool", ["--threads", 2, "--queue", 1], [
        (0, "A", "connect"), (1, "A", "echo"), (2, "B", "connect"), (3, "B", "echo"), (5, "C", "connect"),
        (5, "C", "send"), (8, "D", "connect"), (8, "D", "receive"), (9, "D", "end"), (12, "A", "end"),
        (13, "C", "receive"), (15, "B", "echo"), (17, "B", "end"), (18, "C", "echo"), (19, "C", "end")]),
    "09": ("stage_09_event_loop", [], [
        (0, "A", "connect"), (1, "B", "connect"), (2, "C", "connect"), (3, "D", "connect"), (4, "A", "get"),
        (6, "B", "get"), (8, "A", "get"), (10, "D", "upload"), (10, "A", "get"), (10, "B", "get"), (11, "A", "get"),
        (12, "B", "get"), (13, "A", "get"), (14, "C", "get"), (14, "D", "answer"), (16, "B", "end"), (17, "D", "end"),
        (18, "A", "end"), (19, "C", "end")]),
    "10": ("stage_10_worker_loops", ["--threads", 2], [
        *((place, name, what) for place, name in enumerate("ABCDEFGHIJ") for what in ("connect", "get")),
        *((12, name, "ask") for name in "ABCDEFGHIJ"), *((12, name, "answer") for name in "ABCDEFGHIJ"),
        *((15 + place / 2, name, "end") for place, name in enumerate("ABCDEFGHIJ"))]),
}


def follow(plan, lab, port):
    client, begin = Client(port), time.monotonic()
    for step, name, what in plan:
        time.sleep(max(0.0, begin + step * STEP_SECONDS - time.monotonic()))
        getattr(client, what)(lab, name)


def record(number, lab):
    program, options, plan = PLANS[number]
    path = lab.folder / "trace.json"
    root = ["--root", lab.root] if number >= "06" else []
    server = lab.start(program, *options, *root, "--trace", path)
    follow(plan, lab, server.port)
    server.stop()
    return {"traceEvents": json.loads(path.read_text()),
            "otherData": {"command": " ".join(map(str, [program, "PORT", *options, "--trace", "FILE"])),
                          "machine": machine.describe(lab.program(program))}}


def lines_of(recorded):
    """JSON with an event a line, so that a change of one is a line in a comparison."""
    events = ",\n".join(json.dumps(event) for event in recorded["traceEvents"])
    return f'{{"otherData": {json.dumps(recorded["otherData"])},\n"traceEvents": [\n{events}\n]}}\n'


def main():
    parser = argparse.ArgumentParser(description="records a trace of a stage")
    parser.add_argument("numbers", nargs="+", choices=sorted(PLANS), metavar="NN")
    parser.add_argument("--build", type=pathlib.Path, default=ROOT / "build/release", help="where bin/ is")
    parser.add_argument("--folder", type=pathlib.Path, default=MEASUREMENTS, help="where trace_NN.json goes")
    arguments = parser.parse_args()
    for number in arguments.numbers:
        try:
            with Lab(arguments.build, True) as lab:
                recorded = record(number, lab)
        except Missing as missing:
            print(f"trace {number}: {missing}", file=sys.stderr)
            return 77
        path = arguments.folder / f"trace_{number}.json"
        path.write_text(lines_of(recorded))
        print(f"written: {path}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
