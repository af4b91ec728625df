#!/usr/bin/env python3
"""select_server.py STAGE PORT [options]: right servers over one select() loop, without threads: the echo of stages 03
and 04, and stages 05 and 07. "So many served at once" is a set of so many sockets here, the queue is a list."""
import contextlib
import os
import pathlib
import select
import signal
import socket
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "mutants"))

import mutant  # noqa: E402: found by the line above
from http_session import OnePage, State  # noqa: E402
from http_upload import Uploads  # noqa: E402

LINGER_SECONDS, DRAIN_SECONDS = 1, 2
ENOUGH = 256 * 1024  # so much output waits for a client before no more is read from it


class Echo:
    """The conversation of stages 03 and 04."""

    def __init__(self, options):
        self.options = options

    def received(self, state, data):
        state.out += data

    def ended(self, state):
        state.closing = True

    def unavailable(self):
        return b"busy\n"


CONVERSATIONS = {"03": Echo, "04": Echo, "05": OnePage, "07": Uploads}


class Server:
    """One loop: who is served, who waits, who is told goodbye."""

    def __init__(self, stage, options):
        self.talk = CONVERSATIONS[stage](options)
        self.places = options.threads if stage != "03" else 900  # select knows 1,024 descriptors
        self.room = options.queue if stage != "03" else 0
        self.listener = mutant.listen(options.port)
        self.listener.setblocking(False)
        self.served, self.waiting, self.leaving = {}, [], {}
        self.stop_reader, writer = os.pipe()
        os.set_blocking(writer, False)
        signal.signal(signal.SIGTERM, lambda *_: None)
        signal.set_wakeup_fd(writer)  # written by the handler in C, wherever Python is

    def run(self):
        while True:
            reading = [client for client, state in self.served.items() if len(state.out) < ENOUGH and not state.closing]
            writing = [client for client, state in self.served.items() if state.out]
            readable, writable, _ = select.select([self.stop_reader, self.listener, *reading, *self.leaving], writing, [],
                                                  LINGER_SECONDS if self.leaving else None)
            if self.stop_reader in readable:
                return self.drain()
            for client in writable:
                self.write(client)
            for client in readable:
                self.read(client)
            self.forget_the_late()

    def read(self, client):
        if client is self.listener:
            self.accept()
        elif client in self.leaving:
            self.read_away(client)
        elif client in self.served:
            with self.until_it_breaks(client):
                data = client.recv(65_536)
                state = self.served[client]
                self.talk.received(state, data) if data else self.talk.ended(state)
                self.settle(client)

    def write(self, client):
        if client in self.served:
            with self.until_it_breaks(client):
                self.settle(client)

    def settle(self, client):
        """Sends what the kernel takes, and says goodbye behind the last of it."""
        state = self.served[client]
        if state.out:
            with contextlib.suppress(BlockingIOError):
                del state.out[:client.send(state.out)]
        if state.closing and not state.out:
            self.leave(client)
            self.promote()

    @contextlib.contextmanager
    def until_it_breaks(self, client):
        try:
            yield
        except BlockingIOError:
            pass
        except OSError:
            self.served.pop(client, None)
            client.close()
            self.promote()

    def accept(self):
        with contextlib.suppress(OSError):
            client, _ = self.listener.accept()
            client.setblocking(False)
            if len(self.served) < self.places:
                self.served[client] = State()
            elif len(self.waiting) < self.room:
                self.waiting.append(client)
            else:
                client.send(self.talk.unavailable())
                self.leave(client)

    def promote(self):
        if self.waiting and len(self.served) < self.places:
            self.served[self.waiting.pop(0)] = State()

    def leave(self, client):
        self.served.pop(client, None)
        with contextlib.suppress(OSError):
            client.shutdown(socket.SHUT_WR)
        self.leaving[client] = time.monotonic() + LINGER_SECONDS

    def read_away(self, client):
        try:
            if client.recv(65_536):
                return
        except BlockingIOError:
            return
        except OSError:
            pass
        del self.leaving[client]
        client.close()

    def forget_the_late(self):
        for client, until in list(self.leaving.items()):
            if until < time.monotonic():
                del self.leaving[client]
                client.close()

    def drain(self):
        """What had come is answered; who only waits is not."""
        self.listener.close()
        self.talk.draining = True
        until = time.monotonic() + DRAIN_SECONDS
        for client in list(self.served):
            with contextlib.suppress(OSError):
                while data := client.recv(65_536):
                    self.talk.received(self.served[client], data)
        while any(state.out for state in self.served.values()) and time.monotonic() < until:
            for client in select.select([], [one for one, state in self.served.items() if state.out], [], 0.1)[1]:
                try:
                    del self.served[client].out[:client.send(self.served[client].out)]
                except OSError:
                    del self.served[client]


def main():
    stage = sys.argv.pop(1)
    Server(stage, mutant.arguments()).run()


if __name__ == "__main__":
    main()
