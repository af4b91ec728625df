"""Stage 04, further faults: of goodbyes, of places in the queue, of waiting."""
import select
import socket
import threading

import pool
from mutant import fault
from stage_04 import Server


@fault("busy")
class ReadsOnceThenCloses(Server):
    """reads what has come, once, and closes then: what comes later makes it a reset"""

    def say_goodbye(self, client):
        client.setblocking(False)
        try:
            client.recv(4096)
        except OSError:
            pass
        client.close()


@fault("busy")
class ClosesAndHopes(Server):
    """sends the word and closes: in most runs the client's bytes have not come yet"""

    def say_goodbye(self, client):
        client.close()


@fault("busy-silent")
class LingersForEver(Server):
    """waits in its accept loop until the client that it has refused is gone"""

    def say_goodbye(self, client):
        pool.linger(client, None)


@fault("left-in-queue")
class KeepsThePlaceOfWhoLeft(Server):
    """throws away a client that has left while it waited, and does not count it back"""

    def take(self):
        client = super().take()
        self.gone.value = self.is_gone(client)
        return client

    def is_gone(self, client):
        try:
            return select.select([client], [], [], 0)[0] and not client.recv(1, socket.MSG_PEEK)
        except OSError:
            return True

    def give_back(self):
        if not self.gone.value:
            super().give_back()

    gone = threading.local()


@fault("idle")
class AsksAgainAndAgain(Server):
    """waits with a timeout of 0, and asks again"""

    def wait_readable(self, connection, seconds=None):
        while True:
            readable, _, _ = select.select([connection, self.stop], [], [], 0)
            if readable:
                return connection in readable


@fault("stop-finishes")
class ForgetsWhatCame(Server):
    """looks at the stop before it looks at what has come"""

    def wait_readable(self, connection, seconds=None):
        if connection is not self.listener and select.select([self.stop], [], [], 0)[0]:
            return False
        return super().wait_readable(connection, seconds)


@fault("busy")
class AnotherWord(Server):
    """has another word for it"""

    def unavailable(self):
        return b"try again later\n"
