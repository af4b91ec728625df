"""Stage 08: a flood, slow clients, an orderly stop: right and wrong."""
import os
import select
import time

import deadline
import mutant
import pool
from http_message import Refused
from http_upload import Uploads
from mutant import fault


class Server(deadline.DeadlinePool, Uploads):
    """The right one."""


def wrong(refused_by, base="page"):
    return fault(refused_by, base)


@wrong("late-head")
class NoDeadline(Server):
    """waits for a head as long as it takes"""

    def set_deadline(self, state):
        pass


@wrong("late-head")
class ClosesWithoutAWord(Server):
    """closes the connection of a client that is late"""

    def expired(self, state):
        state.closing = True


@wrong("dribbled-head")
class LimitOnEachRead(Server):
    """sets the deadline anew with every byte, as a receive timeout does"""

    def set_deadline(self, state):
        state.deadline = None
        super().set_deadline(state)


@wrong("idle-is-not-late")
class IdleIsLate(Server):
    """lets the clock of the head run between two requests"""

    def new_state(self):
        state = super().new_state()
        state.deadline = time.monotonic() + self.options.header_timeout
        return state

    def set_deadline(self, state):
        pass


@wrong("late-head")
class AnswersThenStays(Server):
    """answers 408 and keeps the connection"""

    def expired(self, state):
        self.refuse(state, Refused(408, False))
        state.deadline = None


@wrong("slow-heads")
class DeadlineForTheLoopOnly(Server):
    """looks at the deadline only when bytes come"""

    def seconds_left(self, state):
        return None

    def received(self, state, data):
        if state.deadline is not None and time.monotonic() > state.deadline:
            self.expired(state)
        else:
            super().received(state, data)


@wrong("flood")
class GoodbyesInARow(Server):
    """says goodbye to one client after another in its accept loop"""

    def say_goodbye(self, client):
        pool.linger(client)


@wrong("flood")
class NoRetryAfter(Server):
    """does not say when to come again"""

    def unavailable(self):
        return self.render(self.error(Refused(503, True), None), None, False)


@wrong("flood")
class ClosesAtOnce(Server):
    """closes behind its 503 with the request unread"""

    def say_goodbye(self, client):
        self.wait_readable(client, 0.2)
        client.close()


@wrong("drains")
class ExitsAtOnce(Server):
    """ends in the middle of a download"""

    def begin_stop(self):
        os._exit(0)


@wrong("partial-dropped")
class WaitsForTheRest(Server):
    """waits at a stop for requests that have only begun"""

    def wait_readable(self, connection, seconds=None):
        if connection is self.listener:
            return super().wait_readable(connection, seconds)
        return bool(select.select([connection], [], [], seconds)[0])


@wrong("stop")
class StopsWithOne(Server):
    """ends a stop that was asked for as if it were a failure"""

    def end(self, workers):
        super().end(workers)
        os._exit(1)


@wrong("late-head")
class StaysIn408(Server):
    """does not say that the connection ends behind its 408"""

    def expired(self, state):
        state.closing = True
        state.buffer.clear()
        state.out += self.render(self.error(Refused(408), None), None, True)


@wrong("late-head")
class AnotherStatus(Server):
    """takes a client that is late for one that is wrong"""

    def expired(self, state):
        self.refuse(state, Refused(400, True))


@wrong("flood")
class StaysIn503(Server):
    """does not say that the connection ends behind its 503"""

    def unavailable(self):
        return self.render(self.error(Refused(503, fields=[("Retry-After", "1")]), None), None, True)


@wrong("idle-is-not-late")
class IdleForAMoment(Server):
    """ends a connection that has been idle as long as a head may take"""

    def seconds_left(self, state):
        return min(super().seconds_left(state), self.options.header_timeout / 3)


@wrong("drains")
class CutsDownloads(Server):
    """sends no more when a stop has come"""

    def send(self, client, state):
        while state.out and not self.draining:
            if select.select([], [client], [], 0.05)[1]:
                del state.out[:client.send(state.out[:50_000])]
        state.out.clear()


@wrong("stop-says-so")
class SaysNothingAtAStop(Server):
    """finishes the request that has begun when a stop comes, and does not say that it is the last"""

    def receive(self, client, state):
        return client.recv(65_536) if state.request is not None else super().receive(client, state)

    def keeps(self, state, request):
        self.draining, draining = False, self.draining
        try:
            return super().keeps(state, request)
        finally:
            self.draining = draining


@wrong("idle")
class LooksForDeadlines(Server):
    """looks again and again whether a deadline has passed"""

    def wait_readable(self, connection, seconds=None):
        until = time.monotonic() + (seconds or 1e9)
        while connection is not self.listener and time.monotonic() < until:
            if super().wait_readable(connection, 0):
                return True
            if select.select([self.stop], [], [], 0)[0]:
                return False
        return connection is self.listener and super().wait_readable(connection, seconds)


if __name__ == "__main__":
    mutant.main(Server)
