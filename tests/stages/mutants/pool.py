"""A fixed number of threads and a bounded queue: the driver of stages 04 to 08."""
import collections
import os
import select
import socket
import threading
import time

import mutant


def linger(client, seconds=1):
    """Ends our side and reads the rest away: unread input at close() would make the last answer a reset."""
    try:
        client.shutdown(socket.SHUT_WR)
        client.settimeout(seconds)
        while client.recv(65_536):
            pass
    except OSError:
        pass
    client.close()


class Pool:
    """The right one. `stop` becomes readable when SIGTERM has come: every thread that waits looks at it too."""

    def __init__(self, options):
        super().__init__(options)
        self.listener = mutant.listen(options.port)
        self.threads, self.queue_room = options.threads, options.queue
        self.changed = threading.Condition()
        self.waiting = collections.deque()
        self.served = 0
        self.stopping = False
        self.stop, self.stop_writer = os.pipe()

    def run(self):
        workers = [mutant.Thread(target=self.work) for _ in range(self.threads)]
        for worker in workers:
            worker.start()
        while self.wait_readable(self.listener):
            client, _ = self.listener.accept()
            self.admit(client)
        with self.changed:
            self.stopping = True
            self.changed.notify_all()
        self.end(workers)

    def on_stop(self):
        self.draining = True
        self.begin_stop()

    def begin_stop(self):
        os.write(self.stop_writer, b"!")

    def end(self, workers):
        for worker in workers:
            worker.join()

    def wait_readable(self, connection, seconds=None):
        """True if there is something to read, also when a stop has come; False at a stop or after the time."""
        readable, _, _ = select.select([connection, self.stop], [], [], seconds)
        return connection in readable

    def has_room(self):
        return len(self.waiting) + self.served < self.threads + self.queue_room

    def admit(self, client):
        with self.changed:
            admitted = self.has_room()
            if admitted:
                self.waiting.append(client)
                self.changed.notify()
        if not admitted:
            self.turn_away(client)

    def turn_away(self, client):
        try:
            client.sendall(self.unavailable())
        except OSError:
            pass
        self.say_goodbye(client)

    def say_goodbye(self, client):
        linger(client)

    def take(self):
        return self.waiting.popleft()

    def work(self):
        while True:
            with self.changed:
                while not self.waiting and not self.stopping:
                    self.changed.wait()
                if self.stopping:
                    return
                client = self.take()
                self.served += 1
            self.serve(client)
            self.give_back()

    def give_back(self):
        with self.changed:
            self.served -= 1


class HttpPool(Pool):
    """Serves HTTP on a pool. It is mixed with the behaviour of a stage."""

    def serve(self, client):
        try:
            self.converse(client)
        except OSError:
            pass
        finally:
            self.close(client)

    def close(self, client):
        client.close()

    def converse(self, client):
        state = self.new_state()
        while not state.closing:
            data = self.receive(client, state)
            if data is None:
                return
            if not data:
                self.ended(state)
            self.received(state, data)
            self.send(client, state)
        if data:
            linger(client)

    def new_state(self):
        from http_session import State
        return State()

    def receive(self, client, state):
        """Some bytes; none at the end of the stream; None if it is over for another reason: a stop, an idle client."""
        if not self.wait_readable(client, self.seconds_left(state)):
            if state.deadline is None or time.monotonic() < state.deadline:
                return None
            self.expired(state)
            return b"late"
        return client.recv(65_536)

    def seconds_left(self, state):
        return None

    def send(self, client, state):
        client.sendall(state.out)
        state.out.clear()
