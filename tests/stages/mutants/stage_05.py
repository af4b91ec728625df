"""Stage 05: HTTP/1.1 with one page on the pool of stage 04, right and wrong."""
import re

import mutant
import pool
from http_message import Refused
from http_session import OnePage
from mutant import fault


class Server(pool.HttpPool, OnePage):
    """The right one."""


def wrong(refused_by, base="page"):
    return fault(refused_by, base)


@wrong("any-split")
class OneRecvIsARequest(Server):
    """takes what one recv gives for one request"""

    def received(self, state, data):
        state.buffer.clear()
        state.buffer += data + (b"" if data.endswith(b"\r\n\r\n") else b"\r\n\r\n")
        try:
            self.step(state)
        except Refused as refused:
            self.refuse(state, refused)


@wrong("pipelining")
class ForgetsTheBuffer(Server):
    """empties its buffer after each answer: requests that came along are lost"""

    def answer(self, state, request):
        super().answer(state, request)
        state.buffer.clear()


@wrong("any-split")
class EndAcrossReads(Server):
    """looks for the empty line in what has just come, not in all that has come"""

    def received(self, state, data):
        state.buffer += data
        if b"\r\n\r\n" in data:
            super().received(state, b"")


@wrong("head")
class BodyWithHead(Server):
    """answers HEAD with the body of GET"""

    def render(self, response, request, keep):
        if request is not None:
            request.method = "GET"
        return super().render(response, request, keep)


@wrong("methods")
class NoAllow(Server):
    """answers 405 without Allow"""

    def handle(self, request):
        if request.method == "POST" and request.target == "/":
            raise Refused(405)
        return super().handle(request)


@wrong("methods")
class UnknownIs405(Server):
    """takes every method for a known one"""

    def check_method(self, request):
        if request.method not in ("GET", "HEAD", "OPTIONS"):
            request.method = "POST"


@wrong("keep-alive", base="not-found")
class ClosesEveryTime(Server):
    """answers one request and closes, as HTTP/1.0 did"""

    def keeps(self, state, request):
        return request.target != "/"


@wrong("close-asked")
class NeverCloses(Server):
    """does not look at Connection"""

    def keeps(self, state, request):
        return request.version != "1.0" or super().keeps(state, request)


@wrong("http-1.0")
class TakesOldForNew(Server):
    """keeps HTTP/1.0 connections open"""

    def keeps(self, state, request):
        return "close" not in request.value("connection").lower()


@wrong("fields-refused")
class LineFeedIsEnough(Server):
    """takes LF alone for the end of a line"""

    def check_lines(self, head):
        pass

    def split_head(self, buffer):
        fixed = re.sub(rb"(?<!\r)\n", b"\r\n", bytes(buffer))
        buffer.clear()
        buffer += fixed
        return super().split_head(buffer)


@wrong("fields-refused")
class SpaceBeforeColon(Server):
    """trims the names of fields"""

    def parse_field(self, line):
        name, colon, value = line.partition(b":")
        return super().parse_field(name.strip() + colon + value)


@wrong("request-lines-refused")
class SplitsOnAnyBlank(Server):
    """splits the request line with split(), which takes any blanks"""

    def parse_request_line(self, line):
        return super().parse_request_line(b" ".join(line.split()))


@wrong("lengths-refused")
class LengthLikeStrtol(Server):
    """reads the length as strtol does: blanks, signs and what follows are passed over"""

    def parse_length(self, lengths):
        digits = re.match(r"\s*\+?(\d+)", lengths[0])
        return int(digits.group(1)) if digits else 0


@wrong("codings-refused")
class LengthBeatsCoding(Server):
    """takes the length where there is a coding too"""

    def check_framing(self, request):
        if request.values("content-length"):
            request.length = self.parse_length(request.values("content-length"))
        else:
            super().check_framing(request)


@wrong("nothing-after-refusal")
class GoesOnAfter400(Server):
    """answers 400 and reads on behind it"""

    def refuse(self, state, refused):
        rest = bytes(state.buffer)
        super().refuse(state, refused)
        if refused.status == 400:
            state.closing = False
            self.received(state, rest)


@wrong("body-skipped")
class LeavesTheBody(Server):
    """answers a request that it refuses and takes its body for the next one"""

    def take_body(self, request, buffer):
        return True


@wrong("not-found")
class OnePageForEveryPath(Server):
    """does not look at the path"""

    def handle(self, request):
        if request.method in ("GET", "HEAD"):
            request.target = "/"
        return super().handle(request)


@wrong("too-long")
class HeadsWithoutBound(Server):
    """reads heads of any size"""

    def split_head(self, buffer):
        end = buffer.find(b"\r\n\r\n")
        self.check_lines(buffer if end < 0 else buffer[:end + 4])
        return buffer[:end + 4] if end >= 0 else None


@wrong("host-of-another")
class AnyHost(Server):
    """does not look at Host"""

    def check_our_host(self, request, host):
        pass


@wrong("half-closed")
class LeavesAtTheEnd(Server):
    """reads until the client has ended, and then does not answer any more"""

    def converse(self, client):
        state = self.new_state()
        data = self.receive(client, state)
        while data and not state.closing:
            self.received(state, data)
            if not self.wait_readable(client, 0.05):
                self.send(client, state)
            data = b"" if state.closing else self.receive(client, state)
        if state.closing:
            self.send(client, state)
            pool.linger(client)


@wrong("unavailable")
class ClosesWithoutAWord(Server):
    """closes the connection where it has no place"""

    def turn_away(self, client):
        client.close()


@wrong("unavailable")
class UnavailableWithoutGoodbye(Server):
    """closes at once behind its 503: unread input makes it a reset"""

    def turn_away(self, client):
        self.wait_readable(client, 0.2)
        client.sendall(self.unavailable())
        client.close()


import stage_05_connection  # noqa: E402, F401: it needs what is above
import stage_05_framing  # noqa: E402, F401
import stage_05_head  # noqa: E402, F401
import stage_05_valid  # noqa: E402, F401

if __name__ == "__main__":
    mutant.main(Server)
