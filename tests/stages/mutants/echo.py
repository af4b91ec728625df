"""The echo as a conversation with one client over a blocking socket, and the ways to get it wrong that have nothing
to do with how many clients there are. Stages 01, 03 and 04 use it under their own drivers."""
import select
import socket
import struct


class Echo:
    """What comes in goes out. Every method is a place where a fault can be."""

    buffer_bytes = 64 * 1024

    def __init__(self, options):
        self.options = options

    def serve(self, client):
        """Until the client has ended its side or is gone; then the connection is closed."""
        try:
            self.converse(client)
        except OSError:
            pass  # reset, broken pipe: this client is over, the server is not
        finally:
            self.close(client)

    def converse(self, client):
        while True:
            data = self.receive(client)
            if not data:
                break
            self.send(client, self.reply(data))

    def receive(self, client):
        return client.recv(self.buffer_bytes)

    def reply(self, data):
        return data

    def send(self, client, data):
        client.sendall(data)

    def close(self, client):
        client.close()


# ---- wrong conversations: a stage mixes them into its own server and says which check refuses them ------------------

class StopsAtNul:
    """takes what it received for a C string, which ends at the first NUL"""

    def reply(self, data):
        return data.partition(b"\0")[0]


class TextMode:
    """decodes what it received as UTF-8 and encodes it again"""

    def reply(self, data):
        return data.decode("utf-8", "replace").encode()


class AddsNewline:
    """prints the reply with println"""

    def reply(self, data):
        return data + b"\n"


class ReadsLines:
    """waits for the end of a line before it answers"""

    def converse(self, client):
        for line in client.makefile("rb"):
            client.sendall(line)


class WaitsForFullBuffer:
    """reads with MSG_WAITALL (fread does the same): nothing comes back until the buffer is full"""

    def receive(self, client):
        return client.recv(4096, socket.MSG_WAITALL)


class SendsFourKilobytes:
    """receives into a large buffer and sends from a small one"""

    def reply(self, data):
        return data[:4096]


class IgnoresShortSend:
    """does not look at what a non-blocking send returns: what the kernel did not take is lost"""

    def receive(self, client):
        client.setblocking(False)
        select.select([client], [], [])
        return client.recv(self.buffer_bytes)

    def send(self, client, data):
        try:
            client.send(data)
        except BlockingIOError:
            pass


class DropsTheRest:
    """keeps unsent output in a buffer, and forgets it when the client ends its side"""

    def converse(self, client):
        client.setblocking(False)
        pending = b""
        while True:
            readable, writable, _ = select.select([client], [client] if pending else [], [])
            if readable:
                data = client.recv(self.buffer_bytes)
                if not data:
                    return
                pending += data
            if pending:
                try:
                    pending = pending[client.send(pending):]
                except BlockingIOError:
                    pass


class SwapsHalves:
    """sends long pieces from two threads: the second half may be the first to go"""

    def reply(self, data):
        half = len(data) // 2
        return data[half:] + data[:half] if len(data) > 30_000 else data


class MegabyteIsEnough:
    """has room for a megabyte a client, and closes then"""

    def converse(self, client):
        left = 1_000_000
        while left > 0:
            data = self.receive(client)
            if not data:
                return
            self.send(client, data)
            left -= len(data)


class AsksAgainAndAgain:
    """waits with a timeout of 0, and asks again"""

    def receive(self, client):
        while not select.select([client], [], [], 0)[0]:
            pass
        return client.recv(self.buffer_bytes)


class AnswersOnce:
    """serves one message and closes"""

    def converse(self, client):
        client.sendall(client.recv(self.buffer_bytes))


class NeverCloses:
    """sends everything back, but does not close when the client has ended"""

    def close(self, client):
        self.kept = getattr(self, "kept", []) + [client]


class ClosesWithReset:
    """closes with SO_LINGER of zero, which throws away what is still under way"""

    def close(self, client):
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        client.close()


class LeaksDescriptors:
    """shuts connections down and never closes them"""

    def close(self, client):
        try:
            client.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        self.kept = getattr(self, "kept", [])
        self.kept.append(client)
