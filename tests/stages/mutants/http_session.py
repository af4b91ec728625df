"""HTTP as a conversation: bytes in, bytes out, whoever moves them. Stages 05 to 11 use it under their drivers."""
import email.utils

from http_message import REASONS, Messages, Refused

MAX_REQUESTS = 100


class State:
    """One connection."""

    def __init__(self):
        self.buffer = bytearray()
        self.out = bytearray()
        self.request = None  # its head is there, its body not yet
        self.requests = 0
        self.closing = False  # nothing more is read as a request
        self.deadline = None  # for the head that has begun


class Response:
    """An answer without its framing."""

    def __init__(self, status, body=b"", fields=()):
        self.status, self.body, self.fields = status, body, list(fields)


class Http(Messages):
    """The right one. `handle` is a stage's own."""

    draining = False  # a stop has come: every answer is the last

    def __init__(self, options):
        self.options = options
        self.hosts = {f"{name}:{options.port}" for name in ("127.0.0.1", "localhost", "[::1]")}

    def handle(self, request):
        raise NotImplementedError

    # ---- bytes in ----------------------------------------------------------------------------------------------

    def received(self, state, data):
        """Takes bytes and puts what they are answered into state.out."""
        if state.closing:
            return
        state.buffer += data
        try:
            while not state.closing and self.step(state):
                pass
        except Refused as refused:
            self.refuse(state, refused)

    def step(self, state):
        """One head, or one body with its answer. False if more bytes are needed."""
        if state.request is None:
            self.skip_empty_lines(state)
            head = self.split_head(state.buffer)
            if head is None:
                return False
            del state.buffer[:len(head)]
            state.request = self.parse_head(head)
            self.expect(state, state.request)
        if not self.take_body(state.request, state.buffer):
            return False
        request, state.request = state.request, None
        self.answer(state, request)
        return True

    def skip_empty_lines(self, state):
        while state.buffer[:2] == b"\r\n":
            del state.buffer[:2]
        if state.buffer[:1] == b"\n":
            raise Refused(400, True)

    def expect(self, state, request):
        expectation = request.value("expect").lower()
        if expectation and expectation != "100-continue":
            raise Refused(417, True)
        if expectation and request.length != 0 and not state.buffer and request.version != "1.0":
            state.out += b"HTTP/1.1 100 Continue\r\n\r\n"

    def ended(self, state):
        """The client has ended its side."""
        state.closing = True

    def expired(self, state):
        """The head was not complete in time."""
        self.refuse(state, Refused(408, True))

    # ---- bytes out ---------------------------------------------------------------------------------------------

    def answer(self, state, request):
        state.requests += 1
        try:
            response = Response(421) if hasattr(request, "misdirected") else self.handle(request)
        except Refused as refused:
            response = self.error(refused, request)
        keep = self.keeps(state, request) and response.status != 400
        state.closing = not keep
        state.out += self.render(response, request, keep)

    def keeps(self, state, request):
        options = [one.strip().lower() for one in request.value("connection").split(",")]
        if "close" in options or state.requests >= MAX_REQUESTS or self.draining:
            return False
        return request.version != "1.0" or "keep-alive" in options

    def refuse(self, state, refused):
        """What is refused before there is a request to answer."""
        state.closing = state.closing or refused.closes
        state.buffer.clear()
        state.out += self.render(self.error(refused, None), None, not refused.closes)

    def error(self, refused, request):
        wants_json = request is not None and request.target.startswith("/upload")
        if wants_json:
            text = '{"status":"error","code":%d,"message":"%s"}\n' % (refused.status, REASONS[refused.status])
        else:
            text = f"<!DOCTYPE html><h1>{refused.status} {REASONS[refused.status]}</h1>\n"
        kind = "application/json" if wants_json else "text/html; charset=utf-8"
        return Response(refused.status, text.encode(), [("Content-Type", kind), *refused.fields])

    def render(self, response, request, keep):
        """Status line, fields, body. The body is left out for HEAD, 204 and 304."""
        fields = [("Date", email.utils.formatdate(usegmt=True)), ("Server", "bank"), *response.fields]
        if response.status not in (204, 304):
            fields.append(("Content-Length", str(len(response.body))))
        if not keep:
            fields.append(("Connection", "close"))
        elif request is not None and request.version == "1.0":
            fields.append(("Connection", "keep-alive"))
        head = f"HTTP/1.1 {response.status} {REASONS[response.status]}\r\n"
        head += "".join(f"{name}: {value}\r\n" for name, value in fields) + "\r\n"
        has_body = response.status not in (204, 304) and not (request and request.method == "HEAD")
        return head.encode() + (response.body if has_body else b"")

    def unavailable(self):
        """The answer to whoever finds no place."""
        return self.render(self.error(Refused(503, True, [("Retry-After", "1")]), None), None, False)


class OnePage(Http):
    """The site of stage 05."""

    page = b"<!DOCTYPE html>\n<title>Bank</title>\n<p>The page of the bank.</p>\n"

    def handle(self, request):
        path = request.target.partition("?")[0]
        if path not in ("/", "*"):
            raise Refused(404)
        if request.method == "OPTIONS":
            return Response(204, fields=[("Allow", "GET, HEAD, OPTIONS")])
        if request.method == "POST":
            raise Refused(405, fields=[("Allow", "GET, HEAD, OPTIONS")])
        if path == "*":
            raise Refused(400, True)
        return Response(200, self.page, [("Content-Type", "text/html; charset=utf-8")])
