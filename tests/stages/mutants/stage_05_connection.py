"""Stage 05, wrong connections: what an answer says of the connection is not so, or the pool behind it is wrong."""
import os
import sys

from http_message import Refused
from http_session import Response
from mutant import Thread
from stage_05 import Server, wrong


@wrong("page", base="not-found")
class PlainText(Server):
    """does not say that the page is html"""

    def render(self, response, request, keep):
        response.fields = [(name, value.replace("text/html", "text/plain")) for name, value in response.fields]
        return super().render(response, request, keep)


@wrong("page", base=None)
class NoLength(Server):
    """does not say how long its answers are"""

    def render(self, response, request, keep):
        return b"\r\n".join(line for line in super().render(response, request, keep).split(b"\r\n")
                            if not line.startswith(b"Content-Length"))


@wrong("close-asked")
class ClosesWithoutSaying(Server):
    """closes as it was asked to, and does not say so"""

    def render(self, response, request, keep):
        return super().render(response, request, keep or (request is not None and response.status == 200))


@wrong("not-found")
class SaysThatItCloses(Server):
    """says that it closes behind an error, and stays"""

    def render(self, response, request, keep):
        return super().render(response, request, keep and response.status != 404)


@wrong("not-found")
class SaysThatItStays(Server):
    """closes behind an error, and does not say so"""

    def answer(self, state, request):
        super().answer(state, request)
        state.closing = state.closing or request.target != "/"


@wrong("request-lines-refused")
class RefusesWithoutSaying(Server):
    """does not say that the connection ends behind a 400"""

    def refuse(self, state, refused):
        state.closing = True
        state.buffer.clear()
        state.out += self.render(self.error(refused, None), None, True)


@wrong("http-1.0")
class StaysWithoutSaying(Server):
    """keeps a connection of HTTP/1.0 as it was asked to, and does not say so"""

    def render(self, response, request, keep):
        return super().render(response, request, keep).replace(b"Connection: keep-alive\r\n", b"")


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


@wrong("pipelining")
class LastFirst(Server):
    """answers the last of several requests first"""

    def received(self, state, data):
        before = bytes(state.out)
        state.out.clear()
        answers = []
        super().received(state, data)
        for piece in bytes(state.out).split(b"HTTP/1.1 ")[1:]:
            answers.insert(0, b"HTTP/1.1 " + piece)
        state.out[:] = before + b"".join(answers)


@wrong("byte-by-byte")
class FewPieces(Server):
    """has read enough of a head after twenty times"""

    def received(self, state, data):
        state.reads = getattr(state, "reads", 0) + 1 if state.buffer else 1
        if state.reads > 20:
            self.refuse(state, Refused(400, True))
        else:
            super().received(state, data)


@wrong("survives")
class DiesOfNoise(Server):
    """lets what is no request end the program"""

    def received(self, state, data):
        if len(data) > 1000 and b"HTTP" not in data:
            os._exit(1)
        super().received(state, data)


@wrong("many-clients")
class LeaksOnErrors(Server):
    """keeps the connection in mind whose last answer was an error"""
    kept = []

    def error(self, refused, request):
        if refused.status == 404:
            self.kept.append(os.dup(0))
        return super().error(refused, request)


@wrong("idle")
class AsksAgainAndAgain(Server):
    """waits with a timeout of 0, and asks again"""

    def wait_readable(self, connection, seconds=None):
        while seconds is None and connection is not self.listener:
            if super().wait_readable(connection, 0):
                return True
            if super().wait_readable(self.stop, 0):
                return False
        return super().wait_readable(connection, seconds)


@wrong("waits-in-queue")
class NobodyWaits(Server):
    """has threads, and no queue"""

    def has_room(self):
        return len(self.waiting) + self.served < self.threads


@wrong("waits-in-queue")
class LastComeFirstServed(Server):
    """takes the one who came last"""

    def take(self):
        return self.waiting.pop()


@wrong("workers-survive")
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


@wrong("unavailable-without-queue")
class ZeroIsWithoutBound(Server):
    """hands 0 to a queue that takes it for no bound"""

    def has_room(self):
        return self.queue_room == 0 or super().has_room()


@wrong("stop")
class WaitsForIdleClients(Server):
    """waits at a stop for clients that have nothing to say"""

    def wait_readable(self, connection, seconds=None):
        if connection is self.listener:
            return super().wait_readable(connection, seconds)
        connection.settimeout(seconds)
        return True


@wrong("unavailable")
class HalfOfA503(Server):
    """says in its 503 that there is more than it sends"""

    def unavailable(self):
        return super().unavailable()[:-10]


@wrong("unavailable")
class StaysAfter503(Server):
    """does not say that the connection ends behind its 503"""

    def unavailable(self):
        return self.render(self.error(Refused(503), None), None, True)


@wrong("many-clients")
class ThreadForEveryClient(Server):
    """starts a thread for every client, which then waits for its turn"""

    def admit(self, client):
        Thread(target=self.changed_once, daemon=True).start()
        super().admit(client)

    def changed_once(self):
        self.wait_readable(self.stop)


@wrong("methods")
class EverythingIsServed(Server):
    """serves the page to every method that it knows"""

    def handle(self, request):
        if request.method == "POST" and request.target == "/":
            return Response(200, self.page, [("Content-Type", "text/html")])
        return super().handle(request)
