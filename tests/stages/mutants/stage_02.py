"""Stage 02: a UDP echo server, right and wrong."""
import socket
import sys

import mutant
from mutant import fault

IP_RECVERR = 11  # man 7 ip; Python has no name for it


class Server:
    """The right one."""

    buffer_bytes = 65_535

    def __init__(self, options):
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", options.port))

    def run(self):
        while True:
            data, sender = self.receive()
            self.answer(self.reply(data), sender)

    def receive(self):
        return self.socket.recvfrom(self.buffer_bytes)

    def reply(self, data):
        return data

    def answer(self, data, sender):
        self.socket.sendto(data, sender)


@fault("sizes")
class SmallBuffer(Server):
    """receives into 1,024 bytes: what is longer is cut"""
    buffer_bytes = 1024


@fault("largest")
class BufferOf65000(Server):
    """takes 65,000 bytes for the largest datagram"""
    buffer_bytes = 65_000


@fault("every-byte")
class StopsAtNul(Server):
    """sends strlen(buffer) bytes"""

    def reply(self, data):
        return data.partition(b"\0")[0]


@fault("every-byte")
class TextMode(Server):
    """decodes and encodes again"""

    def reply(self, data):
        return data.decode("utf-8", "replace").encode()


@fault("empty")
class EmptyIsTheEnd(Server):
    """takes 0 for the end of the stream, as with TCP"""

    def run(self):
        while True:
            data, sender = self.receive()
            if not data:
                sys.exit(0)
            self.answer(data, sender)


@fault("empty")
class SkipsEmpty(Server):
    """does not answer an empty datagram"""

    def answer(self, data, sender):
        if data:
            super().answer(data, sender)


@fault("sizes")
class SendsWholeBuffer(Server):
    """sends the whole buffer, with what is left of longer datagrams, instead of what came"""

    def __init__(self, options):
        super().__init__(options)
        self.buffer = b""

    def reply(self, data):
        self.buffer = data + self.buffer[len(data):]
        return self.buffer


@fault("several-senders", base=None)  # whatever it passes, the next client is not served
class AnswersTheFirst(Server):
    """remembers the address of its first client and sends everything there"""
    first = None

    def answer(self, data, sender):
        self.first = self.first or sender
        super().answer(data, self.first)


@fault("several-senders", base=None)
class ConnectsToTheFirst(Server):
    """connects its socket to the first sender: the kernel drops what others send"""
    connected = False

    def answer(self, data, sender):
        if not self.connected:
            self.socket.connect(sender)
            self.connected = True
        self.socket.send(data)


@fault("echo", base=None)  # no client of this server hears from the port that it asked
class AnswersFromAnotherPort(Server):
    """opens a second socket for the replies: they come from a port that nobody asked"""

    def answer(self, data, sender):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
            other.bind(("127.0.0.1", 0))
            other.sendto(data, sender)


@fault("once")
class AnswersTwice(Server):
    """sends again, to be sure"""

    def answer(self, data, sender):
        super().answer(data, sender)
        super().answer(data, sender)


@fault("sizes")
class CutsIntoPieces(Server):
    """sends in pieces of 1,400 bytes, as if there were a stream"""

    def answer(self, data, sender):
        for at in range(0, max(len(data), 1), 1400):
            super().answer(data[at:at + 1400], sender)


@fault("burst")
class MergesBursts(Server):
    """reads all that is there and answers it together"""

    def receive(self):
        data, sender = super().receive()
        self.socket.setblocking(False)
        try:
            while True:
                data += self.socket.recvfrom(self.buffer_bytes)[0]
        except BlockingIOError:
            self.socket.setblocking(True)
        return data, sender


@fault("many-senders")
class SocketForEverySender(Server):
    """keeps a socket for every sender"""

    def __init__(self, options):
        super().__init__(options)
        self.kept = []

    def answer(self, data, sender):
        self.kept.append(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
        super().answer(data, sender)


@fault("idle")
class AsksAgainAndAgain(Server):
    """receives with MSG_DONTWAIT, and asks again"""

    def receive(self):
        while True:
            try:
                return self.socket.recvfrom(self.buffer_bytes, socket.MSG_DONTWAIT)
            except BlockingIOError:
                pass


@fault("stop")
class IgnoresSigterm(Server):
    """catches SIGTERM, and goes on"""

    def on_stop(self):
        pass


@fault("senders-gone")
class DiesOfGoneSenders(Server):
    """asks to be told of what could not be delivered, and lets the error of a sender that is gone end the program"""

    def __init__(self, options):
        super().__init__(options)
        self.socket.setsockopt(socket.SOL_IP, IP_RECVERR, 1)


if __name__ == "__main__":
    mutant.main(Server)
