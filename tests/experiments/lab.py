"""What the experiments have in common: programs on free ports, clients that measure, and what /proc tells."""
import contextlib
import json
import os
import pathlib
import re
import resource
import socket
import subprocess
import tempfile
import threading
import time

import processes
from started import STARTUP_SECONDS, end


class Missing(Exception):
    """Something that the experiment needs is not on this machine."""


class Started:
    """A program that has told where it listens. Its words are read on, so that it never waits for us."""

    def __init__(self, command):
        self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                        stderr=subprocess.PIPE, text=True, errors="replace")
        self.listening, self.port = threading.Event(), None
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()
        if not self.listening.wait(STARTUP_SECONDS) or self.port is None:
            end(self.process)
            raise RuntimeError("did not start: " + " ".join(map(str, command)))

    def read(self):
        for line in self.process.stderr:
            found = re.search(r"listening on \D*127\.0\.0\.1:(\d+)", line)
            if found and self.port is None:
                self.port = int(found.group(1))
                self.listening.set()
        self.listening.set()

    @property
    def pid(self):
        return self.process.pid

    def threads(self):
        return len(os.listdir(f"/proc/{self.pid}/task"))

    def memory_kib(self):
        return processes.memory_bytes([self.pid])[1] // 1024

    def cpu_ns(self):
        return processes.cpu_ns([self.pid])

    def stop(self):
        end(self.process)
        self.reader.join()


class Lab:
    """Where an experiment runs: it starts programs, and whatever it has started ends with it."""

    def __init__(self, build, short):
        self.build, self.short = pathlib.Path(build), short
        self.stack = contextlib.ExitStack()
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        if soft != hard:
            resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
        self.descriptors = hard

    def __enter__(self):
        # In the build tree and not in /tmp, which may be memory: some experiments are about disks.
        self.folder = pathlib.Path(self.stack.enter_context(tempfile.TemporaryDirectory(dir=self.build)))
        self.root = self.folder / "root"
        (self.root / "uploads").mkdir(parents=True)
        (self.root / "index.html").write_text("<!doctype html><title>A page</title><p>" + "x" * 1_000)
        return self

    def __exit__(self, *error):
        self.stack.close()

    def program(self, name):
        path = self.build / "bin" / name
        if not path.exists():
            raise Missing(f"{name} is not built")
        return path

    def start(self, name, *options):
        """A program of ours on a free port."""
        started = Started([self.program(name), "0", *map(str, options)])
        self.stack.callback(started.stop)
        return started

    def load(self, protocol, port, seconds, *options):
        """The report of our load generator."""
        done = subprocess.run([self.program("load"), protocol, "127.0.0.1", str(port), "--duration", str(seconds),
                               "--json", "-", "--quiet", *map(str, options)], capture_output=True, text=True,
                              check=False, timeout=seconds + 60)
        if done.returncode != 0:
            raise RuntimeError("load: " + done.stderr)
        return json.loads(done.stdout)

    def connect(self, port, at_most=5.0):
        client = socket.create_connection(("127.0.0.1", port), at_most)
        self.stack.callback(client.close)
        return client


def milliseconds(since):
    return (time.monotonic() - since) * 1_000


def echo(client, at_most):
    """Milliseconds until a line has come back; None if it has not within `at_most` seconds."""
    begin = time.monotonic()
    client.settimeout(at_most)
    try:
        client.sendall(b"hello\n")
        got = client.recv(64)
    except OSError:
        return None
    return milliseconds(begin) if got == b"hello\n" else None


def request(port, path="/", fields=""):
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{fields}\r\n".encode()


def read_answer(client):
    """One whole answer with a Content-Length: its status and body. OSError or ValueError if it is not whole."""
    text = b""
    while b"\r\n\r\n" not in text:
        got = client.recv(65_536)
        if not got:
            raise ValueError("ended in the head")
        text += got
    head, _, body = text.partition(b"\r\n\r\n")
    length = int(re.search(rb"(?i)\r\ncontent-length: (\d+)", head).group(1))
    while len(body) < length:
        got = client.recv(65_536)
        if not got:
            raise ValueError("ended in the body")
        body += got
    return int(head[9:12]), body


def ask(port, at_most):
    """(milliseconds, status) of one GET on a connection of its own; (None, None) without a whole answer."""
    begin = time.monotonic()
    try:
        with socket.create_connection(("127.0.0.1", port), at_most) as client:
            client.settimeout(at_most)
            client.sendall(request(port))
            status, _ = read_answer(client)
    except (OSError, ValueError):
        return None, None
    return milliseconds(begin), status
