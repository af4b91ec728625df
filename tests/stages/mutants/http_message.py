"""HTTP/1.1 messages for the servers of the bank: heads, framing, chunks. No sockets. What is refused raises Refused.

The functions are methods of `Messages`, so that a fault can override one of them.
"""
import re

TOKEN = re.compile(rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]+\Z")
METHODS = ("GET", "HEAD", "POST", "OPTIONS")
REASONS = {200: "OK", 201: "Created", 204: "No Content", 206: "Partial Content", 304: "Not Modified",
           400: "Bad Request", 403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed", 408: "Request Timeout",
           411: "Length Required", 412: "Precondition Failed", 413: "Content Too Large", 414: "URI Too Long",
           415: "Unsupported Media Type", 416: "Range Not Satisfiable", 417: "Expectation Failed",
           421: "Misdirected Request", 431: "Request Header Fields Too Large", 501: "Not Implemented",
           503: "Service Unavailable", 505: "HTTP Version Not Supported"}
MAX_TARGET, MAX_HEAD, MAX_FIELDS, MAX_BODY = 8000, 32 * 1024, 100, 16 << 20


class Refused(Exception):
    """The request is answered with this status. `closes`: and the connection ends."""

    def __init__(self, status, closes=False, fields=()):
        super().__init__(status)
        self.status, self.closes, self.fields = status, closes, list(fields)


class Request:
    """A head that is in order."""

    def __init__(self, method, target, version, fields):
        self.method, self.target, self.version, self.fields = method, target, version, fields
        self.body = b""
        self.length = 0  # bytes, or None: chunked

    def values(self, name):
        return [value for known, value in self.fields if known == name]

    def value(self, name, default=""):
        return ", ".join(self.values(name)) or default


class Messages:
    """Heads and bodies."""

    def split_head(self, buffer):
        """The bytes of the head in front, with its empty line, or None while it is incomplete."""
        if b"\n" not in buffer and len(buffer) > MAX_TARGET + 200:
            raise Refused(414, True)
        end = buffer.find(b"\r\n\r\n")
        complete = buffer[:end + 4] if end >= 0 else None
        self.check_lines(buffer if complete is None else complete)
        if len(complete if complete is not None else buffer) > MAX_HEAD:
            line = bytes(buffer).partition(b"\r\n")[0]
            raise Refused(414 if len(line) > MAX_TARGET + 200 else 431, True)
        return complete

    def check_lines(self, head):
        """LF and CR stand only together."""
        if re.search(rb"(?<!\r)\n|\r(?!\n|\Z)", head):
            raise Refused(400, True)

    def parse_head(self, head):
        line, *lines = bytes(head[:-4]).split(b"\r\n")
        method, target, version = self.parse_request_line(line)
        if len(lines) > MAX_FIELDS:
            raise Refused(431, True)
        request = Request(method, target, version, [self.parse_field(one) for one in lines])
        self.check_framing(request)
        self.check_host(request)
        self.check_method(request)
        return request

    def parse_request_line(self, line):
        parts = line.split(b" ")
        if len(parts) != 3 or not TOKEN.match(parts[0]) or not re.match(rb"[\x21-\x7e]+\Z", parts[1]):
            raise Refused(400, True)
        if not re.match(rb"HTTP/\d\.\d\Z", parts[2]):
            raise Refused(400, True)
        if parts[2][5:6] != b"1":
            raise Refused(505, True)
        if len(parts[1]) > MAX_TARGET:
            raise Refused(414, True)
        if parts[1][:1] != b"/" and parts[1] != b"*" and not parts[1].startswith(b"http://"):
            raise Refused(501 if parts[0] == b"CONNECT" else 400, True)
        return parts[0].decode(), parts[1].decode(), parts[2][5:].decode()

    def parse_field(self, line):
        name, colon, value = line.partition(b":")
        if not colon or not TOKEN.match(name) or re.search(rb"[\x00-\x08\x0a-\x1f\x7f]", value):
            raise Refused(400, True)
        return name.decode().lower(), value.strip(b" \t").decode("latin-1")

    def check_host(self, request):
        hosts = request.values("host")
        if len(hosts) > 1 or (not hosts and request.version != "1.0"):
            raise Refused(400, True)
        if request.target.startswith("http://"):
            authority, slash, rest = request.target[7:].partition("/")
            hosts, request.target = [authority], slash + rest if slash else "/"
        if hosts and not re.match(r"[A-Za-z0-9.\-]*(:\d+)?\Z|\[[0-9a-fA-F:.]+\](:\d+)?\Z", hosts[0]):
            raise Refused(400, True)
        if hosts:
            self.check_our_host(request, hosts[0])

    def check_our_host(self, request, host):
        if host not in self.hosts and not request.method == "CONNECT":
            request.misdirected = True

    def check_method(self, request):
        if request.method not in METHODS:
            raise Refused(501, True)

    def check_framing(self, request):
        lengths, codings = request.values("content-length"), request.value("transfer-encoding").lower()
        if request.values("transfer-encoding"):
            self.check_coding(request, lengths, codings)
            request.length = None
        elif lengths:
            request.length = self.parse_length(lengths)
            if request.length > MAX_BODY:
                raise Refused(413, True)

    def check_coding(self, request, lengths, codings):
        members = [one.strip() for one in codings.split(",")]
        if lengths or request.version == "1.0" or members.count("chunked") > 1 or "chunked" in members[:-1]:
            raise Refused(400, True)
        if members != ["chunked"]:
            raise Refused(501, True)

    def parse_length(self, lengths):
        if len(lengths) != 1 or not re.match(r"[0-9]{1,18}\Z", lengths[0]):
            raise Refused(400, True)
        return int(lengths[0])

    def take_body(self, request, buffer):
        """Takes the body off the buffer. False while it is incomplete."""
        if request.length is None:
            return self.take_chunks(request, buffer)
        if len(buffer) < request.length:
            return False
        request.body = bytes(buffer[:request.length])
        del buffer[:request.length]
        return True

    def take_chunks(self, request, buffer):
        at, body = 0, b""
        while True:
            end = buffer.find(b"\r\n", at)
            line = bytes(buffer[at:end if end >= 0 else len(buffer)])
            if b"\n" in line or (end < 0 and len(line) > 4096):
                raise Refused(400, True)
            if end < 0:
                return False
            size = self.parse_chunk_size(line)
            at = end + 2
            if size == 0:
                return self.take_trailers(request, buffer, at, body)
            if len(body) + size > MAX_BODY:
                raise Refused(413, True)
            if len(buffer) >= at + size + 2 and buffer[at + size:at + size + 2] != b"\r\n":
                raise Refused(400, True)
            if len(buffer) < at + size + 2:
                return False
            body += buffer[at:at + size]
            at += size + 2

    def parse_chunk_size(self, line):
        digits = line.partition(b";")[0]
        if not re.match(rb"[0-9A-Fa-f]{1,15}\Z", digits):
            raise Refused(400, True)
        return int(digits, 16)

    def take_trailers(self, request, buffer, at, body):
        end = at if buffer[at:at + 2] == b"\r\n" else buffer.find(b"\r\n\r\n", at)
        if end < 0:
            return False
        for line in bytes(buffer[at:end]).split(b"\r\n") if end > at else ():
            self.parse_field(line)
        request.body = body
        del buffer[:end + (2 if end == at else 4)]
        return True
