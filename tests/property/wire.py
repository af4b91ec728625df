"""Sends requests pipelined and in pieces, and reads the answers with Python's http.client.

http.client is lenient about a head, so every line of it is judged here first.
"""
import contextlib
import email
import http.client
import json
import pathlib
import re
import socket
import threading
import time

PATIENCE_SECONDS = 30
STATUS_LINE = re.compile(rb"HTTP/1\.1 [1-5]\d\d [\t -~]*\r\n")
FIELD_LINE = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+: [!-~]([\t -~]*[!-~])?\r\n")


class Mismatch(Exception):
    """An answer that is not what the model says."""


def require(condition, what):
    if not condition:
        raise Mismatch(what)


class Answers:
    """What HTTPResponse takes for a socket. All responses read from one buffer, and none closes it."""

    def __init__(self, connection):
        self.stream = connection.makefile("rb")
        self.in_head = False

    def makefile(self, *_):
        return self

    def readline(self, limit):
        line = self.stream.readline(limit)
        if line == b"\r\n":
            self.in_head = False
            return line
        law = FIELD_LINE if self.in_head else STATUS_LINE
        require(law.fullmatch(line), f"a line of an answer's head is {line!r}")
        self.in_head = True
        return line

    def read(self, *size):
        return self.stream.read(*size)

    def close(self):
        pass

    flush = close


def send(connection, pieces, half_close):
    """In a thread of its own: the server may stop reading until its answers are read."""
    with contextlib.suppress(OSError):  # what the server did is told by its answers
        for piece, pause in pieces:
            connection.sendall(piece)
            if pause:
                time.sleep(pause)
        if half_close:
            connection.shutdown(socket.SHUT_WR)


def cut(rng, data):
    """Pieces with the pauses behind them: the whole, every byte, or anything between."""
    if rng.random() < 0.2:
        return [(data, 0)]
    if rng.random() < 0.2 and len(data) < 1500:
        cuts = range(1, len(data))
    else:
        cuts = sorted(rng.sample(range(1, len(data)), min(len(data) - 1, rng.randint(1, 12))))
    ends = [0, *cuts, len(data)]
    return [(data[a:b], rng.choice([0] * 9 + [0.0005])) for a, b in zip(ends, ends[1:])]


def converse(port, requests, expected, pieces, root):
    """One connection from the first byte to the end. Raises Mismatch."""
    with socket.create_connection(("127.0.0.1", port), PATIENCE_SECONDS) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        sender = threading.Thread(target=send, args=(connection, pieces, not expected[-1].closes))
        sender.start()
        try:
            answers = Answers(connection)
            for i, (request, answer) in enumerate(zip(requests, expected)):
                last = i == len(requests) - 1
                try:
                    check(answers, request, answer, last, root)
                except (OSError, http.client.HTTPException) as error:
                    raise Mismatch(f"no answer: {error!r}") from error
                except Mismatch as error:
                    where = f"request {i + 1} of {len(requests)}, {request.method} {request.target}"
                    raise Mismatch(f"{where}: {error}") from error
            rest = answers.read(1000)
            require(rest == b"", f"bytes behind the last answer: {rest!r}")
        except OSError as error:
            raise Mismatch(f"the connection does not end: {error!r}") from error
        finally:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)  # wakes a sender whom nobody reads any more
            sender.join()


def check(answers, request, expected, last, root):
    response = http.client.HTTPResponse(answers, method=request.method)
    response.begin()
    body = response.read()
    whole_instead = expected.ranges and response.status == 200  # several ranges need not be heeded
    require(response.status == expected.status or whole_instead, f"status {response.status}, not {expected.status}")
    for name in ("Date", "Server", "Connection"):
        require(len(response.headers.get_all(name, [])) == 1, f"not exactly one {name}")
    if not last or expected.closes:
        says_close = response.headers["Connection"] == "close"
        require(says_close == expected.closes, f"Connection: {response.headers['Connection']}, closes: {expected.closes}")
    for name, value in expected.fields.items():
        found = response.headers.get(name)
        require(found is not None if value is True else found == value, f"{name}: {found}, not {value}")
    length = response.headers.get("Content-Length")
    require((length is None) == (response.status in (204, 304)), f"Content-Length: {length}")
    if expected.length is not None:
        require(length == str(expected.length), f"Content-Length: {length}, not {expected.length}")
    if expected.body is not None:
        require(body == expected.body, f"a wrong body, of {len(body)} bytes; expected are {len(expected.body)}")
    if expected.ranges:
        check_ranges(response, body, expected)
    if expected.stored is not None:
        check_stored(response, body, expected.stored, root)


def check_ranges(response, body, expected):
    """The whole, or parts that are slices of it and cover what was asked for (RFC 9110 section 14.6)."""
    if response.status == 200:
        require(body == expected.whole, "the whole differs from the file")
        return
    if response.headers.get_content_type() == "multipart/byteranges":
        boundary = response.headers.get_boundary().encode()
        require(body.rstrip(b"\r\n").endswith(b"--" + boundary + b"--"), "the parts have no end")
        parts = [part.removeprefix(b"\r\n") for part in (b"\r\n" + body).split(b"\r\n--" + boundary)[1:-1]]
        require(parts, "no parts")
        parts = [part.partition(b"\r\n\r\n") for part in parts]
        parts = [(email.message_from_bytes(fields)["Content-Range"], content) for fields, _, content in parts]
    else:
        parts = [(response.headers["Content-Range"], body)]
    covered = []
    for text, content in parts:
        found = re.fullmatch(r"bytes (\d+)-(\d+)/(\d+)", text or "")
        require(found and int(found.group(3)) == len(expected.whole), f"Content-Range: {text}")
        first, last = int(found.group(1)), int(found.group(2))
        require(content == expected.whole[first:last + 1], f"the part {text} differs from the file")
        covered.append((first, last))
    for first, last in expected.ranges:
        require(any(a <= first and last <= b for a, b in covered), f"{first}-{last} is in no part of {covered}")


def check_stored(response, body, stored, root):
    path = json.loads(body)["filepath"]
    require(response.headers["Location"] == path, f"Location is not {path}")
    require(re.fullmatch(r"/uploads/upload_\d{8}_\d{6}_\w{4}\.json", path), f"filepath is {path}")
    require((pathlib.Path(root) / path[1:]).read_bytes() == stored, "what is stored is not what was sent")
