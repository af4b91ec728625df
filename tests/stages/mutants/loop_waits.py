"""What goes wrong in how event loops wait, take turns and stop, for stages 09 to 11."""
import fcntl
import select
import selectors
import sys
import termios
import time

import loop


class ForgetsWhoGaveWay(loop.Loop):
    """reads a bounded amount for each edge-triggered event, so that the others get their turn, and forgets who has more"""
    turn_bytes = 256 * 1024

    def accept_up_to(self, bound):
        before = set(self.connections)
        super().accept_up_to(bound)
        for client in set(self.connections) - before:
            self.selector._selector.modify(client.fileno(), select.EPOLLIN | select.EPOLLOUT | select.EPOLLET)

    def want(self, connection):
        """Asked for once and for all."""

    def on_event(self, connection, mask):
        left = self.turn_bytes
        while left > 0 and connection.client in self.connections:
            before = self.received
            super().on_event(connection, mask)
            if self.received == before:
                return
            left -= self.received - before

    received = 0

    def on_readable(self, connection):
        waiting = fcntl.ioctl(connection.client.fileno(), termios.FIONREAD, bytes(4))
        self.received += min(int.from_bytes(waiting, sys.byteorder), 65_536)
        super().on_readable(connection)


class AsksAgainAndAgain(loop.Loop):
    """waits with a timeout of 0, and asks again"""

    def __init__(self, server):
        super().__init__(server)
        waiting = self.selector.select
        self.selector.select = lambda _seconds: waiting(0)


class WritableAllTheTime(loop.Loop):
    """asks to be told when a socket is writable, also when there is nothing to write"""

    def want(self, connection):
        if connection.client in self.connections:
            self.selector.modify(connection.client, selectors.EVENT_READ | selectors.EVENT_WRITE)


class SlowWithMany(loop.Loop):
    """looks at each of its connections, and takes a moment for it, whenever one of them says something"""

    def on_event(self, connection, mask):
        if len(self.connections) > 1_000:
            time.sleep(0.15)
        super().on_event(connection, mask)


class SaysNothingAtAStop(loop.Loop):
    """finishes the request that has begun when a stop comes, and does not say that it is the last"""

    def begin_stop(self):
        self.server.draining = False
        begun = [one for one in self.connections.values() if one.state.request is not None]
        for connection in begun:
            self.connections.pop(connection.client)
        super().begin_stop()
        for connection in begun:
            self.connections[connection.client] = connection

    def flush(self, connection):
        super().flush(connection)
        if self.stopping is not None and not connection.state.out and not connection.lingering:
            self.linger(connection)
