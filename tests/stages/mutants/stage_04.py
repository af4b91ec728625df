"""Stage 04: a pool of threads and a bounded queue, right and wrong."""
import os
import socket
import sys
import threading

import echo
import mutant
import pool
from mutant import fault


class Server(pool.Pool, echo.Echo):
    """The right one."""

    def unavailable(self):
        return b"busy\n"

    def receive(self, client):
        return super().receive(client) if self.wait_readable(client) else b""


@fault("busy")
class QueueWithoutBound(Server):
    """queues whoever comes"""

    def has_room(self):
        return True


@fault("busy")
class OnePlaceTooMany(Server):
    """compares with <= where < is meant"""

    def has_room(self):
        return len(self.waiting) + self.served <= self.threads + self.queue_room


@fault("queue-in-order")
class OnePlaceTooFew(Server):
    """counts the accept loop among its threads"""

    def has_room(self):
        return len(self.waiting) + self.served < self.threads + self.queue_room - 1


@fault("busy")
class ClosesAtOnce(Server):
    """sends the word and closes, with the client's bytes unread: the kernel makes it a reset"""

    def say_goodbye(self, client):
        client.settimeout(0.2)
        try:
            client.recv(1, socket.MSG_PEEK)  # they have come, as they often have
        except OSError:
            pass
        client.close()


@fault("busy")
class NoNewline(Server):
    """sends the word without the end of its line"""

    def unavailable(self):
        return b"busy"


@fault("busy-silent")
class ReadsBeforeItRefuses(Server):
    """waits for the first bytes of whom it refuses"""

    def turn_away(self, client):
        try:
            client.recv(4096)
        except OSError:
            pass
        super().turn_away(client)


@fault("busy-without-queue")
class ZeroIsWithoutBound(Server):
    """hands 0 to a queue that takes it for no bound, as queue.Queue does"""

    def has_room(self):
        return self.queue_room == 0 or super().has_room()


@fault("queue-in-order")
class Stack(Server):
    """takes the one who came last"""

    def take(self):
        return self.waiting.pop()


@fault("threads-at-once")
class OneThreadTooFew(Server):
    """starts its threads from 1"""

    def __init__(self, options):
        super().__init__(options)
        self.threads = max(options.threads - 1, 1)
        self.queue_room = options.queue + options.threads - self.threads


@fault("workers-survive")
class WorkersDie(Server):
    """lets the error of a client leave the worker"""

    def serve(self, client):
        try:
            self.converse(client)
        except ConnectionResetError:
            client.close()
            self.give_back()
            sys.exit()  # ends this thread only
        except OSError:
            pass
        client.close()


@fault("places-given-back")
class KeepsThePlaceOnReset(Server):
    """counts a client back at the end of its stream only"""
    was_reset = threading.local()

    def serve(self, client):
        self.was_reset.value = False
        try:
            self.converse(client)
        except ConnectionResetError:
            self.was_reset.value = True
        except OSError:
            pass
        client.close()

    def give_back(self):
        if not self.was_reset.value:
            super().give_back()


@fault("threads-constant")
class ThreadForEveryClient(Server):
    """starts a thread for every client, which then waits for its turn"""

    def admit(self, client):
        mutant.Thread(target=threading.Event().wait, daemon=True).start()
        super().admit(client)


@fault("stop-finishes")
class ExitsAtOnce(Server):
    """leaves the clients being served where they are"""

    def begin_stop(self):
        os._exit(0)


@fault("stop")
class WaitsForSilentClients(Server):
    """joins workers that wait for their clients"""

    def receive(self, client):
        return client.recv(self.buffer_bytes)


@fault("stop")
class EndsWithOne(Server):
    """ends a stop that was asked for as if it were a failure"""

    def end(self, workers):
        os._exit(1)


@fault("stop")
class ServesTheQueueFirst(Server):
    """at a stop it waits until everybody in the queue has been served"""

    def end(self, workers):
        while self.waiting:
            self.serve(self.waiting.popleft())

    def receive(self, client):
        return client.recv(self.buffer_bytes)


import stage_04_full  # noqa: E402, F401: it needs what is above

if __name__ == "__main__":
    mutant.main(Server)
