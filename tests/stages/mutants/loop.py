"""An event loop: the driver of stages 09 to 11. Every connection is a state and a socket that never blocks."""
import os
import resource
import contextlib
import selectors
import socket
import time

import mutant
from http_session import State

LINGER_SECONDS = 1
DRAIN_SECONDS = 2
IDLE_SECONDS = 15


class Connection:
    """A socket in a loop."""

    def __init__(self, client):
        self.client = client
        self.state = State()
        self.deadline = time.monotonic() + IDLE_SECONDS
        self.lingering = False


class Loop:
    """One thread's worth. The server is shared; connections are the loop's own."""

    def __init__(self, server):
        self.server = server
        self.selector = selectors.DefaultSelector()
        self.connections = {}
        self.wake, self.waker = os.pipe()
        self.stopping = None  # when to give up
        self.selector.register(self.wake, selectors.EVENT_READ)
        self.selector.register(server.listener, selectors.EVENT_READ)

    def run(self):
        while self.stopping is None or (self.connections and time.monotonic() < self.stopping):
            for key, mask in self.selector.select(0.05):
                if key.fileobj is self.server.listener:
                    self.accept()
                elif key.fileobj == self.wake:
                    self.begin_stop()
                elif key.fileobj in self.connections:
                    self.on_event(self.connections[key.fileobj], mask)
            self.look_at_deadlines()

    def begin_stop(self):
        os.read(self.wake, 1)
        if self.stopping is None:
            self.stopping = time.monotonic() + DRAIN_SECONDS
            self.selector.unregister(self.server.listener)
        for connection in list(self.connections.values()):
            if not connection.state.out and not connection.lingering:
                self.close(connection)
            else:
                connection.state.closing = True

    def accept(self):
        """All that wait, up to a bound, so that the others get their turn."""
        self.accept_up_to(64)

    def accept_up_to(self, bound):
        for _ in range(bound):
            try:
                client, _ = self.server.listener.accept()
            except (BlockingIOError, OSError):
                return
            client.setblocking(False)
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.connections[client] = Connection(client)
            self.selector.register(client, selectors.EVENT_READ)

    def on_event(self, connection, mask):
        try:
            if mask & selectors.EVENT_READ:
                self.on_readable(connection)
            if connection.client in self.connections:
                self.flush(connection)
        except OSError:  # this connection is over, the loop is not
            if connection.client in self.connections:
                self.close(connection)

    def on_readable(self, connection):
        try:
            data = connection.client.recv(65_536)
        except BlockingIOError:
            return
        if connection.lingering:
            if not data:
                self.close(connection)
            return
        if not data:
            self.on_end(connection)
            return
        self.server.received(connection.state, data)
        self.set_deadline(connection)

    def on_end(self, connection):
        self.server.ended(connection.state)
        if not connection.state.out:
            self.close(connection)

    def set_deadline(self, connection):
        """The clock of a head runs from its first byte; while there is none, the connection is idle."""
        state = connection.state
        if not state.buffer or state.request is not None:
            state.deadline = None
            connection.deadline = time.monotonic() + IDLE_SECONDS
        elif state.deadline is None:
            state.deadline = connection.deadline = time.monotonic() + self.server.options.header_timeout

    def flush(self, connection):
        state = connection.state
        if state.out:
            try:
                sent = connection.client.send(state.out)
                del state.out[:sent]
            except BlockingIOError:
                pass
        if state.closing and not state.out and not connection.lingering:
            self.linger(connection)
        self.want(connection)

    def want(self, connection):
        """Writable only while there is something to write; readable only while there is not too much of it."""
        if connection.client not in self.connections:
            return
        mask = selectors.EVENT_WRITE if connection.state.out else 0
        if len(connection.state.out) < 1 << 20 and not (connection.state.closing and not connection.lingering):
            mask |= selectors.EVENT_READ
        if self.selector.get_key(connection.client).events != mask and mask:
            self.selector.modify(connection.client, mask)

    def linger(self, connection):
        with contextlib.suppress(OSError):  # it may have been reset meanwhile: the next receive tells
            connection.client.shutdown(socket.SHUT_WR)
        connection.lingering = True
        connection.deadline = time.monotonic() + LINGER_SECONDS

    def look_at_deadlines(self):
        now = time.monotonic()
        for connection in list(self.connections.values()):
            if connection.deadline > now or (connection.state.out and not connection.lingering):
                continue
            self.expire(connection)

    def expire(self, connection):
        if connection.state.deadline is None or connection.lingering:
            self.close(connection)
            return
        self.server.expired(connection.state)
        connection.state.deadline = None
        self.on_event(connection, 0)

    def close(self, connection):
        self.connections.pop(connection.client, None)
        self.selector.unregister(connection.client)
        connection.client.close()


class Loops:
    """As many loops as there are threads, over one listening socket. It is mixed with the behaviour of a stage."""

    loop_class = Loop

    def __init__(self, options):
        super().__init__(options)
        hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
        self.listener = mutant.listen(options.port, 4096)
        self.listener.setblocking(False)
        self.loops = [self.loop_class(self) for _ in range(self.loop_count())]

    def loop_count(self):
        return self.options.threads

    def run(self):
        threads = [mutant.Thread(target=loop.run) for loop in self.loops[1:]]
        for thread in threads:
            thread.start()
        self.loops[0].run()
        for thread in threads:
            thread.join()

    def on_stop(self):
        self.draining = True
        self.stop()

    def stop(self):
        for loop in self.loops:
            os.write(loop.waker, b"!")
