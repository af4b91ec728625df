#!/usr/bin/env python3
"""probe.py PORT REFERENCE_PORT PID - a client that asks two servers for their page at the same moment, again and
again, each time on a new connection: the server under attack, and an idle one of the same build. It is a process of
its own, so that the attackers do not hold it up. It says "ready", goes on until its standard input ends, and prints as
JSON when it asked, what it got and how late; and how long the threads of PID have waited for a processor by then.
"""
import json
import pathlib
import select
import socket
import sys
import time

from figures import PROBE_ADDRESS, PROBE_EVERY_SECONDS, PROBE_GIVES_UP_SECONDS


class Request:
    """One GET without waiting for it. `ms` and `status` are there when it is done; status 0: no answer."""

    def __init__(self, port, started):
        self.port, self.started, self.ms, self.status, self.received = port, started, None, None, b""
        self.socket = socket.socket()
        self.socket.setblocking(False)
        self.socket.bind((PROBE_ADDRESS, 0))
        self.socket.connect_ex(("127.0.0.1", port))
        self.asked = False

    def wants(self):
        return select.EPOLLIN if self.asked else select.EPOLLOUT

    def move(self):
        """Called when the socket is ready."""
        try:
            if not self.asked:
                self.asked = True
                self.socket.send(f"GET /page.html HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n"
                                 "Connection: close\r\n\r\n".encode())
                return
            got = self.socket.recv(65_536)
        except BlockingIOError:
            return
        except OSError:
            return self.finish(0)
        self.received += got
        if not got:
            self.finish(self.judged())

    def judged(self):
        head, _, body = self.received.partition(b"\r\n\r\n")
        whole = head.startswith(b"HTTP/1.1 ") and f"Content-Length: {len(body)}".encode() in head
        return int(head[9:12]) if whole else 0

    def finish(self, status):
        self.status, self.ms = status, (time.monotonic() - self.started) * 1_000
        self.socket.close()


def waited_ns(pid):
    """For each thread of normal priority: how long it has been ready to run and did not (schedstat, the kernel's
    Documentation/scheduler/sched-stats). A thread that is nice waits because it is asked to."""
    found = {}
    for task in pathlib.Path(f"/proc/{pid}/task").glob("*"):
        try:
            nice = int((task / "stat").read_text().rpartition(")")[2].split()[16])
            if nice <= 0:
                found[task.name] = int((task / "schedstat").read_text().split()[1])
        except (OSError, IndexError, ValueError):
            continue  # it ended, or this kernel keeps no such account
    return found


class Probe:
    def __init__(self, ports, pid):
        self.ports, self.pid, self.pairs, self.waits = ports, pid, [], []
        self.poll, self.open = select.epoll(), {}
        self.poll.register(sys.stdin.fileno(), select.EPOLLIN | select.EPOLLHUP)

    def begin(self):
        now = time.monotonic()
        self.waits.append((now, waited_ns(self.pid)))
        pair = [Request(port, now) for port in self.ports]
        self.pairs.append(pair)
        for request in pair:
            self.open[request.socket.fileno()] = request
            self.poll.register(request.socket.fileno(), request.wants())

    def move(self, descriptor):
        request = self.open[descriptor]
        self.poll.unregister(descriptor)
        request.move()
        if request.status is None:
            self.poll.register(descriptor, request.wants())
        else:
            del self.open[descriptor]

    def give_up(self):
        for descriptor, request in list(self.open.items()):
            if time.monotonic() - request.started > PROBE_GIVES_UP_SECONDS:
                self.poll.unregister(descriptor)
                request.finish(0)
                del self.open[descriptor]

    def run(self):
        asked_to_end, next_at = False, time.monotonic()
        while self.open or not asked_to_end:
            if not asked_to_end and time.monotonic() >= next_at:
                self.begin()
                next_at = max(next_at + PROBE_EVERY_SECONDS, time.monotonic())
            pause = PROBE_EVERY_SECONDS if asked_to_end else max(0, next_at - time.monotonic())
            for descriptor, _ in self.poll.poll(pause):
                if descriptor == sys.stdin.fileno():
                    asked_to_end = True
                    self.poll.unregister(descriptor)
                else:
                    self.move(descriptor)
            self.give_up()
        self.waits.append((time.monotonic(), waited_ns(self.pid)))


def main():
    port, reference, pid = map(int, sys.argv[1:4])
    probe = Probe((port, reference), pid)
    print("ready", flush=True)
    probe.run()
    print(json.dumps({"pairs": [{"at": mine.started, "ms": mine.ms, "status": mine.status,
                                 "reference_ms": other.ms, "reference_status": other.status}
                                for mine, other in probe.pairs], "waits": probe.waits}))


if __name__ == "__main__":
    main()
