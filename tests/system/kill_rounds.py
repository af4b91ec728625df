#!/usr/bin/env python3
"""kill_rounds.py --server PROGRAM --engine ENGINE [--rounds N] [--seed N] [--slow-renames] - killed, it loses nothing.

Each round: clients upload JSON and forms, the server gets SIGKILL at a random moment, a new one is started on the
same files. Before anybody asks it for anything there must be
- every upload that was answered with 201, byte for byte,
- of each form all files or none,
- nothing else: no part of an upload under a final name, no temporary file.
With --slow-renames strace makes each rename take 15 ms, so that more kills fall between two of them.
Standard library only. A seed makes the sizes and the moments the same again, but not what the kernel makes of them.
"""
import argparse
import json
import pathlib
import random
import re
import shutil
import signal
import socket
import sys
import threading

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
import started  # noqa: E402

PATIENCE = 60
JSON_CLIENTS, FORM_CLIENTS = 3, 3
MOST_FILES = 16
LONGEST_LIFE = 0.5  # seconds from the first stored upload to the kill
SIZES = (0, 1, 100, 5_000, 70_000, 300_000, 700_000)


def noise(label, size):
    """Bytes that belong to this label and no other."""
    return random.Random(label).randbytes(size)


def json_text(label, size):
    return json.dumps({"label": label, "size": size, "noise": noise(label, size // 2).hex()}).encode()


def form_file(label, number, count, size):
    """One file of a form says of itself which it is of how many."""
    return f"{label} {number} {count} {size}\n".encode() + noise(f"{label}/{number}", size)


def expected_file(content):
    """What a stored file must be, by its own first words."""
    if content.startswith(b"{"):
        head = re.match(rb'\{"label": "([^"]*)", "size": (\d+)', content)
        return head and json_text(head.group(1).decode(), int(head.group(2)))
    head = re.match(rb"(\S+) (\d+) (\d+) (\d+)\n", content)
    return head and form_file(head.group(1).decode(), *map(int, head.groups()[1:]))


class Client(threading.Thread):
    """Uploads until the server is gone. `.stored`: what was answered with 201, a path to its bytes."""

    def __init__(self, port, label, make, first_stored):
        super().__init__(daemon=True)
        self.port, self.label, self.make, self.first_stored = port, label, make, first_stored
        self.random = random.Random(label)
        self.stored, self.faults = {}, []
        self.start()

    def run(self):
        number = 0
        try:
            while True:
                with socket.create_connection(("127.0.0.1", self.port), PATIENCE) as peer:
                    while self.upload(peer, f"{self.label}-{number}"):
                        number += 1
        except OSError:
            pass  # the server is gone

    def upload(self, peer, label):
        """False if the connection is over."""
        media_type, body, files = self.make(self.random, label)
        head = (f"POST /upload HTTP/1.1\r\nHost: localhost:{self.port}\r\nContent-Type: {media_type}\r\n"
                f"Content-Length: {len(body)}\r\n\r\n")
        peer.sendall(head.encode() + body)
        answer = self.read_answer(peer)
        if answer is None:
            raise OSError("cut off")
        status, fields, text = answer
        if status != 201:
            self.faults.append(f"{label}: {status} {text[:200]}")
            return False
        told = json.loads(text)
        paths = [entry["filepath"] for entry in told.get("files", [told])]
        self.stored.update(zip(paths, files))
        self.first_stored.set()
        return b"connection: close" not in fields.lower()

    @staticmethod
    def read_answer(peer):
        data = b""
        while b"\r\n\r\n" not in data:
            piece = peer.recv(65536)
            if not piece:
                return None
            data += piece
        fields, text = data.split(b"\r\n\r\n", 1)
        length = int(re.search(rb"(?i)\r\ncontent-length: (\d+)", fields).group(1))
        while len(text) < length:
            piece = peer.recv(65536)
            if not piece:
                return None
            text += piece
        return int(fields.split()[1]), fields, text


def make_json(choice, label):
    body = json_text(label, choice.choice(SIZES))
    return "application/json", body, [body]


def make_form(choice, label):
    count = choice.randint(1, MOST_FILES)
    files = [form_file(label, number, count, choice.choice(SIZES) // count) for number in range(count)]
    body = b"".join(b'--limit\r\nContent-Disposition: form-data; name="f"; filename="a.txt"\r\n\r\n' + file + b"\r\n"
                    for file in files)
    return "multipart/form-data; boundary=limit", body + b"--limit--\r\n", files


def faults_on_disk(uploads, stored):
    """What is wrong in the directory, now that a new server listens."""
    contents = {entry.name: entry.read_bytes() for entry in uploads.iterdir()}
    for name, content in contents.items():
        if not name.startswith("upload_"):
            yield f"{name} was left behind"
        elif content != expected_file(content):
            yield f"{name} is not whole"
    for path, content in stored.items():
        if contents.get(path[len("/uploads/"):]) != content:
            yield f"{path} was confirmed, and is not there as it was sent"
    forms = {}
    for content in contents.values():
        head = re.match(rb"(\S+) (\d+) (\d+) \d+\n", content)
        if head:
            forms.setdefault((head.group(1), int(head.group(3))), []).append(int(head.group(2)))
    for (label, count), numbers in forms.items():
        if sorted(numbers) != list(range(count)):
            yield f"of the form {label.decode()} there are {len(numbers)} files of {count}"


def slowed(program, folder):
    """A program that runs the other with slow renames. With -D it is the one that is killed, not strace."""
    script = folder / "slowed.sh"
    script.write_text('#!/bin/sh\nexec strace -D -f -qq -e trace=renameat2 -e inject=renameat2:delay_enter=15000 '
                      f'-o /dev/null "{program}" "$@"\n')
    script.chmod(0o700)
    return str(script)


class Rounds:
    """One root, many servers after each other."""

    def __init__(self, options, root):
        self.options, self.root, self.uploads = options, root, root / "uploads"
        self.moments = random.Random(options.seed)
        self.stored, self.totals = {}, {"stored": 0, "files": 0, "left_over": 0, "whole": 0}

    def judge(self, when):
        faults = list(faults_on_disk(self.uploads, self.stored))
        if faults:
            sys.exit(f"{when} (seed {self.options.seed}):\n  " + "\n  ".join(faults[:20]))
        for entry in self.uploads.iterdir():
            entry.unlink()

    def play(self, number):
        with started.http_server(self.options.server, self.root, "--engine", self.options.engine, "--threads", "2",
                                 "--access-log", "/dev/null") as server:
            self.judge(f"round {number}: what the one before left")
            first = threading.Event()
            clients = [Client(server.port, f"{self.options.seed}-{number}-{i}", make, first)
                       for i, make in enumerate([make_json] * JSON_CLIENTS + [make_form] * FORM_CLIENTS)]
            if not first.wait(PATIENCE):
                sys.exit(f"round {number}: nothing was stored")
            server.process.poll() is None or sys.exit("the server ended by itself")
            threading.Event().wait(self.moments.uniform(0, LONGEST_LIFE))  # any moment is as good as another
            server.process.send_signal(signal.SIGKILL)
            server.process.wait()
            for client in clients:
                client.join()
        faults = [fault for client in clients for fault in client.faults]
        if faults:
            sys.exit(f"round {number}: refused: {faults[0]}")
        self.stored = {path: content for client in clients for path, content in client.stored.items()}
        self.count()

    def count(self):
        names = [entry.name for entry in self.uploads.iterdir()]
        self.totals["stored"] += len(self.stored)
        self.totals["files"] += sum(name.startswith("upload_") for name in names)
        self.totals["left_over"] += sum(name.startswith(".") for name in names)
        self.totals["whole"] += sum(name.endswith(".whole") for name in names)

    def finish(self):
        with started.http_server(self.options.server, self.root, "--engine", self.options.engine):
            self.judge("after the last round")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--server", required=True)
    parser.add_argument("--engine", default="epoll")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--slow-renames", action="store_true")
    parser.add_argument("--seed", type=int, default=random.randrange(1_000_000))
    options = parser.parse_args()
    if options.slow_renames and not shutil.which("strace"):
        print("skipped: there is no strace")
        sys.exit(77)
    with started.scratch_directory() as scratch:
        root = scratch / "root"
        (root / "uploads").mkdir(parents=True)
        if options.slow_renames:
            options.server = slowed(options.server, scratch)
        rounds = Rounds(options, root)
        try:
            for number in range(options.rounds):
                rounds.play(number)
            rounds.finish()
        except RuntimeError as error:
            if options.engine == "uring" and "--engine uring" in str(error):
                print("skipped: no io_uring here")
                sys.exit(77)
            raise
        totals = rounds.totals
        print(f"{options.engine}: {options.rounds} kills, {totals['stored']} files confirmed and all there, "
              f"{totals['files']} files under final names, all whole; swept: {totals['left_over']} temporary files, "
              f"{totals['whole']} forms of them promised their names (seed {options.seed})")


if __name__ == "__main__":
    main()
