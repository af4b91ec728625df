"""Stage 03: a thread for every connection, right and wrong."""
import mmap
import os
import threading

import echo
import mutant
from mutant import fault


class Server(echo.Echo):
    """The right one."""

    def __init__(self, options):
        self.listener = mutant.listen(options.port)

    def run(self):
        while True:
            client, _ = self.listener.accept()
            self.start(client)

    def start(self, client):
        mutant.Thread(target=self.serve, args=(client,), daemon=True).start()


@fault("silent-client")
class JoinsAtOnce(Server):
    """waits for the thread that it has just started"""

    def start(self, client):
        thread = mutant.Thread(target=self.serve, args=(client,), daemon=True)
        thread.start()
        thread.join()


@fault("silent-client")
class ReadsBeforeTheThread(Server):
    """reads the first bytes in the accept loop and starts the thread then"""

    def start(self, client):
        try:
            first = client.recv(self.buffer_bytes)
            client.sendall(first)
        except OSError:
            first = b""
        if first:
            super().start(client)
        else:
            client.close()


@fault("slow-client")
class SendsUnderLock(Server):
    """guards its log, and its send with it, by one lock for all"""
    lock = threading.Lock()

    def send(self, client, data):
        with self.lock:
            client.sendall(data)


@fault("two-hundred")
class SharesTheDescriptor(Server):
    """gives the thread the address of the variable that the accept loop writes"""

    def start(self, client):
        self.latest, first = client, not hasattr(self, "latest")
        self.kept = getattr(self, "kept", [])
        self.kept.append(client)
        started = threading.Timer(0 if first else 0.01, lambda: self.serve(self.latest))
        started.daemon = True
        started.start()


@fault("two-hundred")
class HundredThreads(Server):
    """has room for 100 threads and lets the others wait"""
    room = threading.Semaphore(100)

    def start(self, client):
        self.room.acquire()
        super().start(client)

    def close(self, client):
        super().close(client)
        self.room.release()


@fault("own-bytes")
class SharesTheBuffer(Server):
    """receives into one buffer for all threads"""
    buffer = bytearray(64 * 1024)

    def receive(self, client):
        count = client.recv_into(self.buffer)
        threading.Event().wait(0.0005)  # what a preemptive switch does now and then
        return bytes(self.buffer[:count])


@fault("many-clients")
class ForgetsToCloseOnReset(Server):
    """closes at the end of the stream, but not where recv fails"""

    def serve(self, client):
        self.kept = getattr(self, "kept", [])
        try:
            self.converse(client)
            client.close()
        except OSError:
            self.kept.append(client)


@fault("many-clients")
class ThreadsNeverEnd(Server):
    """closes the connection, and the thread waits for ever"""

    def serve(self, client):
        super().serve(client)
        threading.Event().wait()


@fault("many-clients")
class JoinsNobody(Server):
    """lets its threads end and never joins them: of each its stack stays mapped"""
    stacks = []

    def close(self, client):
        super().close(client)
        self.stacks.append(mmap.mmap(-1, 8 << 20))


@fault("resets")
class DiesOfReset(Server):
    """ends the program where recv fails in a thread"""

    def serve(self, client):
        try:
            self.converse(client)
        except ConnectionResetError:
            os._exit(1)
        except OSError:
            pass
        self.close(client)


@fault("stop")
class WaitsForItsThreads(Server):
    """at a stop it joins every thread, and a thread ends with its client"""
    started = []

    def start(self, client):
        self.started.append(mutant.Thread(target=self.serve, args=(client,), daemon=True))
        self.started[-1].start()

    def on_stop(self):
        for thread in self.started:
            thread.join()
        os._exit(0)


@fault("stop")
class IgnoresSigterm(Server):
    """blocks SIGTERM so that no thread gets it, and never asks for it"""

    def on_stop(self):
        pass


@fault("idle")
class AsksAgainAndAgain(echo.AsksAgainAndAgain, Server):
    pass


@fault("large")
class SwapsHalves(echo.SwapsHalves, Server):
    pass


@fault("half-close")
class DropsTheRest(echo.DropsTheRest, Server):
    pass


@fault("sizes")
class SendsFourKilobytes(echo.SendsFourKilobytes, Server):
    pass


if __name__ == "__main__":
    mutant.main(Server)
