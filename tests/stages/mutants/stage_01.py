"""Stage 01: a TCP echo server for one client after another, right and wrong."""
import signal
import sys

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
            self.serve(client)


@fault("every-byte")
class StopsAtNul(echo.StopsAtNul, Server):
    pass


@fault("every-byte")
class TextMode(echo.TextMode, Server):
    pass


@fault("echo", base=None)  # no client of this server gets what it sent
class AddsNewline(echo.AddsNewline, Server):
    pass


@fault("without-newline")
class ReadsLines(echo.ReadsLines, Server):
    pass


@fault("one-at-a-time", base=None)  # whatever it passes, the next client is not served
class WaitsForFullBuffer(echo.WaitsForFullBuffer, Server):
    pass


@fault("sizes")
class SendsFourKilobytes(echo.SendsFourKilobytes, Server):
    pass


@fault("slow-reader")
class IgnoresShortSend(echo.IgnoresShortSend, Server):
    pass


@fault("half-close")
class DropsTheRest(echo.DropsTheRest, Server):
    pass


@fault("large")
class SwapsHalves(echo.SwapsHalves, Server):
    pass


@fault("large")
class MegabyteIsEnough(echo.MegabyteIsEnough, Server):
    pass


@fault("idle")
class AsksAgainAndAgain(echo.AsksAgainAndAgain, Server):
    pass


@fault("idle")
class AsksWhetherItIsWritable(Server):
    """sends on a socket that never blocks, and asks again and again whether it is writable"""

    def send(self, client, data):
        client.setblocking(False)
        while data:
            try:
                data = data[client.send(data):]
            except BlockingIOError:
                pass
        client.setblocking(True)


@fault("echo", base=None)
class ListensElsewhere(Server):
    """listens on the next port"""

    def __init__(self, options):
        self.listener = mutant.listen(options.port + 1)


@fault("stop")
class IgnoresSigterm(Server):
    """catches SIGTERM, and goes on"""

    def on_stop(self):
        pass


@fault("without-newline")
class AnswersOnce(echo.AnswersOnce, Server):
    pass


@fault("half-close-at-once")
class NeverCloses(echo.NeverCloses, Server):
    pass


@fault("half-close")
class ClosesWithReset(echo.ClosesWithReset, Server):
    pass


@fault("many-clients")
class LeaksDescriptors(echo.LeaksDescriptors, Server):
    pass


@fault("echo", base=None)  # it is gone after it
class ExitsAfterOneClient(Server):
    """accepts once, not in a loop"""

    def run(self):
        client, _ = self.listener.accept()
        self.serve(client)


@fault("resets")
class DiesOfReset(Server):
    """lets the error of one client end the program"""

    def serve(self, client):
        try:
            self.converse(client)
        except BrokenPipeError:
            pass
        except ConnectionResetError as error:
            sys.exit(f"recv: {error}")
        client.close()


@fault("vanishes")
class DiesOfSigpipe(Server):
    """leaves SIGPIPE as it is"""

    def run(self):
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
        super().run()


@fault("one-after-another", base="half-close")  # of which the client reads the end before it goes
class ClosesWhoWaits(Server):
    """listens anew for every client: who waits in the backlog is reset"""

    def run(self):
        while True:
            client, address = self.listener.accept()
            self.port = self.listener.getsockname()[1]
            self.listener.close()
            self.serve(client)

    def close(self, client):
        self.listener = mutant.listen(self.port)  # before: who comes as soon as this one has left is served
        super().close(client)


@fault("stop")
class StopsBetweenClients(Server):
    """its handler of SIGTERM sets a flag, which is looked at between two clients only"""

    def run(self):
        self.stopping = False
        while not self.stopping:
            client, _ = self.listener.accept()
            self.serve(client)

    def on_stop(self):
        self.stopping = True


if __name__ == "__main__":
    mutant.main(Server)
