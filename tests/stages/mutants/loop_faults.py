"""What goes wrong in event loops, for stages 09 to 11: each stage mixes some of them into its own server."""
import select
import selectors
import time

import loop


class AcceptsOne(loop.Loop):
    """takes one connection for each edge-triggered event: who came together with others is stranded"""

    def __init__(self, server):
        super().__init__(server)
        # Python's selectors know levels only; the epoll beneath knows edges.
        self.selector._selector.modify(server.listener.fileno(), select.EPOLLIN | select.EPOLLET)

    def accept(self):
        self.accept_up_to(1)


class OneRequestAnEvent(loop.Loop):
    """answers one request for each event: a second one in the buffer waits for bytes that never come"""

    def on_readable(self, connection):
        step = self.server.step

        def once(state):
            step(state)
            return False
        self.server.step = once
        try:
            super().on_readable(connection)
        finally:
            self.server.step = step


class DropsOnAgain(loop.Loop):
    """takes EAGAIN, and a short send, for sent"""

    def flush(self, connection):
        if connection.state.out:
            try:
                connection.client.send(connection.state.out)
            except BlockingIOError:
                pass
            connection.state.out.clear()
        super().flush(connection)


class BlocksInSend(loop.Loop):
    """makes the socket blocking for the length of a send: a client that does not read stops the loop"""

    def flush(self, connection):
        if connection.state.out:
            connection.client.setblocking(True)
            connection.client.sendall(connection.state.out)
            connection.client.setblocking(False)
            connection.state.out.clear()
        super().flush(connection)


class NeverWritable(loop.Loop):
    """does not ask when the socket is writable again"""

    def want(self, connection):
        if connection.client in self.connections and not connection.state.out:
            super().want(connection)


class CutsHalfClosed(loop.Loop):
    """closes at the end of the stream, with answers still to send"""

    def on_end(self, connection):
        self.close(connection)

    def on_readable(self, connection):
        data = b""
        try:
            while not connection.lingering:  # until EAGAIN, as with edges
                more = connection.client.recv(65_536)
                if not more:
                    self.close(connection)
                    return
                data += more
                time.sleep(0.001)
        except BlockingIOError:
            pass
        if data:
            self.server.received(connection.state, data)
            self.set_deadline(connection)
        elif connection.lingering:
            super().on_readable(connection)


class TimersByDescriptor(loop.Loop):
    """keeps deadlines by number: the next connection has the number of the one that is gone, and its deadline"""

    def __init__(self, server):
        super().__init__(server)
        self.timers = {}

    def set_deadline(self, connection):
        super().set_deadline(connection)
        if connection.state.deadline is not None:
            self.timers.setdefault(connection.client.fileno(), connection.state.deadline)

    def look_at_deadlines(self):
        now = time.monotonic()
        for number, due in list(self.timers.items()):
            if due > now:
                continue
            del self.timers[number]
            for connection in list(self.connections.values()):
                if connection.client.fileno() == number:
                    self.server.expired(connection.state)
                    self.on_event(connection, 0)
        super().look_at_deadlines()


class NoTimers(loop.Loop):
    """looks at deadlines only when something happens on the connection"""

    def look_at_deadlines(self):
        pass

    def on_event(self, connection, mask):
        if connection.deadline <= time.monotonic():
            self.expire(connection)
        else:
            super().on_event(connection, mask)


class DeadlinePutOff(loop.Loop):
    """sets the deadline of a head anew with every byte"""

    def set_deadline(self, connection):
        connection.state.deadline = None
        super().set_deadline(connection)


class BufferOfTheLoop(loop.Loop):
    """has one buffer for all its connections: halves of requests meet in it"""

    def __init__(self, server):
        super().__init__(server)
        self.buffer = bytearray()

    def on_readable(self, connection):
        connection.state.buffer = self.buffer
        super().on_readable(connection)


class LeaksOnReset(loop.Loop):
    """forgets a connection that was reset, but does not close it"""
    kept = []

    def close(self, connection):
        try:
            connection.client.getpeername()
        except OSError:
            self.kept.append(connection.client)
            self.connections.pop(connection.client, None)
            self.selector.unregister(connection.client)
            return
        super().close(connection)


class DiesOfReset(loop.Loop):
    """lets the error of one connection leave the loop"""

    def on_event(self, connection, mask):
        if mask & selectors.EVENT_READ:
            self.on_readable(connection)
        if connection.client in self.connections:
            self.flush(connection)


class StopsInTheMiddle(loop.Loop):
    """closes every connection at a stop, whatever is under way"""

    def begin_stop(self):
        super().begin_stop()
        for connection in list(self.connections.values()):
            self.close(connection)


class DrainsForEver(loop.Loop):
    """waits at a stop until every client has left"""

    def begin_stop(self):
        super().begin_stop()
        self.stopping = float("inf")

    def close(self, connection):
        if self.stopping is None or connection.lingering or connection.state.out:
            super().close(connection)
