"""Random requests, all of them valid: what varies is what the grammar of RFC 9112 lets vary."""
import dataclasses
import email.utils
import json
import string
import typing
import urllib.parse

from model import MODIFIED, UPLOAD

TOKEN = string.ascii_letters + string.digits + "!#$%&'*+-.^_`|~"
UNRESERVED = string.ascii_letters + string.digits + "-._~"
ALSO_IN_PATHS = "!$&'()*+,;=:@"
FRAMING = ("host", "content-length", "transfer-encoding")


@dataclasses.dataclass
class Request:
    """A request as it is sent: `fields` are (name, white space, value, white space), `payload` the framed body."""
    method: str
    path: str  # as it is sent, without the query
    target: str
    version: str = "1.1"
    fields: list = dataclasses.field(default_factory=list)
    body: typing.Optional[bytes] = None
    payload: bytes = b""
    lead: bytes = b""  # empty lines before it
    host_is_ours: bool = True

    def field(self, name):
        for key, _, value, _ in self.fields:
            if key.lower() == name:
                return value
        return None

    def without(self, index):
        """The same without one field; None if the message would fall apart."""
        if self.fields[index][0].lower() in FRAMING:
            return None
        return dataclasses.replace(self, fields=self.fields[:index] + self.fields[index + 1:])

    def wire(self):
        head = f"{self.method} {self.target} HTTP/{self.version}\r\n"
        head += "".join(f"{name}:{before}{value}{after}\r\n" for name, before, value, after in self.fields)
        return self.lead + head.encode("latin-1") + b"\r\n" + self.payload


class Generator:
    def __init__(self, rng, files, port):
        self.rng, self.files, self.port = rng, files, port

    def chance(self, percent):
        return self.rng.random() * 100 < percent

    def sequence(self):
        """What is sent on one connection. Only the last request may end it."""
        requests = [self.request() for _ in range(self.rng.randint(1, 9))]
        last = requests[-1]
        if self.chance(30):
            self.add(last, "Connection", self.any_case(self.rng.choice(["close", "x, close", "close ,\tx"])))
        elif self.chance(20):
            last.fields = [field for field in last.fields if field[0].lower() not in ("connection", "expect")]
            if last.field("transfer-encoding") is None:
                last.version = "1.0"
        elif self.chance(15):
            requests[-1] = self.upload(self.rng.choice([b"", b"{", b"[1,]", b"\xff", b"nul"]))
        return requests

    def request(self):
        make = self.rng.choices([self.read, self.post, self.odd], [70, 20, 10])[0]
        request = make()
        for _ in range(self.rng.choice([0, 0, 1, 2, 6])):
            self.add(request, "X" + self.text(TOKEN, 12), self.value())
        if self.chance(10):
            self.add(request, "Connection", self.any_case("keep-alive"))
        if self.chance(5):
            request.lead = b"\r\n" * self.rng.randint(1, 2)
        self.rng.shuffle(request.fields)
        return request

    # ---- the kinds of requests

    def read(self):
        name = self.rng.choice(list(self.files))
        method = self.rng.choice(["GET", "GET", "GET", "HEAD"])
        if name.endswith("index.html") and self.chance(50):
            name = name[:-len("index.html")]
        request = self.begin(method, "/" + self.encoded(name))
        file = self.files.get(name or "index.html") or self.files["sub/index.html"]
        if self.chance(40):
            self.add(request, "Range", self.range(len(file.content)))
            if self.chance(30):
                self.add(request, "If-Range", self.rng.choice([file.etag, '"other"', "W/" + file.etag, self.date()]))
        if self.chance(30):
            self.condition(request, file)
        if self.chance(5):
            self.frame(request, self.rng.randbytes(self.rng.randint(0, 300)))
        return request

    def post(self):
        if self.chance(10):
            request = self.begin("POST", "/hello.txt")
            self.frame(request, self.rng.randbytes(self.rng.randint(0, 2000)))
            return request
        kind = self.rng.choices(["application/json", "text/css", None], [80, 15, 5])[0]
        text = json.dumps(self.json(3), ensure_ascii=self.chance(50), indent=self.rng.choice([None, 1]))
        return self.upload(text.encode(), kind)

    def upload(self, body, kind="application/json"):
        request = self.begin("POST", UPLOAD)
        if kind is not None:
            self.add(request, "Content-Type", kind + self.rng.choice(["", "; charset=utf-8", ';charset="UTF-8"']))
        self.frame(request, body)
        if kind == "application/json" and body and self.chance(20):
            self.add(request, "Expect", self.any_case("100-continue"))
        return request

    def odd(self):
        method, path = self.rng.choice([
            ("GET", "/missing.txt"), ("HEAD", "/missing.html"), ("GET", "/hello.exe"), ("GET", "/sub"), ("GET", "/bare/"),
            ("GET", "/sub/../hello.txt"), ("GET", "/%2e%2E/secret.txt"), ("GET", "/sub%2Fdeep/note.txt"),
            ("GET", "/sub%5cx.txt"), ("OPTIONS", "/hello.txt"), ("OPTIONS", UPLOAD), ("GET", UPLOAD), ("HEAD", UPLOAD),
            ("PUT", "/hello.txt"), ("get", "/hello.txt"), ("M-SEARCH!", "/")])
        request = self.begin(method, path)
        if self.chance(10):
            request.host_is_ours = False
            request.fields = [("Host", " ", "other.example", "")]
            request.target = path
        elif self.chance(10):
            self.add(request, "Expect", "wonders")
        return request

    # ---- their parts

    def begin(self, method, path):
        target = path
        if self.chance(20):
            target += "?" + self.text(UNRESERVED + ALSO_IN_PATHS + "/?", 30)
        host = self.any_case(self.rng.choice(["localhost", "127.0.0.1", "[::1]"])) + f":{self.port}"
        request = Request(method, path, target)
        if self.chance(10):  # RFC 9112 section 3.2.2: then Host counts for nothing
            request.target = self.any_case("http") + f"://{host}" + target
            host = self.rng.choice([host, "other.example"])
        self.add(request, "Host", host)
        return request

    def encoded(self, name):
        """Any character may be percent-encoded, in either case; some have to be."""
        def one(byte):
            char = chr(byte)
            if char == "/" or (char in UNRESERVED + ALSO_IN_PATHS and not self.chance(20)):
                return char
            return self.any_case(f"%{byte:02x}")
        return "".join(map(one, name.encode()))

    def range(self, size):
        def spec():
            first = self.rng.randint(0, size + 2)
            last = first + self.rng.choice([0, 1, 10, self.rng.randint(0, size + 2), 10**18])
            return self.rng.choice([f"{first}-{last}", f"{first}-", f"-{last % (2 * size + 1) + 1}"])
        if self.chance(10):
            return self.rng.choice(["bytes=5-2", "lines=1-2", "bytes=a-b", "bytes=-", "bytes", "bytes=1-2-3"])
        specs = [spec() for _ in range(self.rng.choice([1, 1, 1, 2, 3]))]
        return self.any_case("bytes") + "=" + self.rng.choice([",", ", ", " ,\t"]).join(specs)

    def condition(self, request, file):
        for name in self.rng.sample(["If-Match", "If-None-Match", "If-Modified-Since", "If-Unmodified-Since"],
                                    self.rng.choice([1, 1, 2, 3])):
            if name.endswith("Since"):
                self.add(request, name, self.date())
            else:
                tags = self.rng.choice(['*', file.etag, "W/" + file.etag, '"other"', f'"a, b" ,{file.etag}',
                                        f'W/"other", W/{file.etag}'])
                self.add(request, name, tags)

    def date(self):
        return email.utils.formatdate(MODIFIED + self.rng.choice([-86400, -1, 0, 0, 1, 10**8]), usegmt=True)

    def frame(self, request, body):
        request.body = body
        if self.chance(50):
            self.add(request, "Content-Length", "0" * self.rng.choice([0, 0, 3]) + str(len(body)))
            request.payload = body
        else:
            self.add(request, "Transfer-Encoding", self.any_case("chunked"))
            request.payload = self.chunked(body)

    def chunked(self, body):
        out = b""
        while body:
            size = self.rng.choice([1, 2, 15, 16, len(body), self.rng.randint(1, len(body))])
            chunk, body = body[:size], body[size:]
            out += self.size_line(len(chunk)) + chunk + b"\r\n"
        out += self.size_line(0)
        for _ in range(self.rng.choice([0, 0, 1, 3])):
            out += f"X{self.text(TOKEN, 8)}: {self.value()}\r\n".encode("latin-1")
        return out + b"\r\n"

    def size_line(self, size):
        extension = self.rng.choice(["", "", "", ";a", ";a=b", '; a = "q\\"; \r"'.replace("\r", "x"), ";a;b=c"])
        return (self.any_case("0" * self.rng.choice([0, 0, 4]) + f"{size:x}") + extension + "\r\n").encode()

    def add(self, request, name, value):
        white = ["", " ", " ", " ", "\t", "  \t "]
        request.fields.append((self.any_case(name), self.rng.choice(white), value, self.rng.choice(["", "", *white])))

    def value(self):
        """Visible characters, obs-text, and white space inside (RFC 9110 section 5.5)."""
        visible = "".join(map(chr, [*range(0x21, 0x7f), *range(0x80, 0x100)]))
        return self.text(visible + " \t", 40).strip(" \t")

    def text(self, characters, most):
        return "".join(self.rng.choices(characters, k=self.rng.randint(1, most)))

    def any_case(self, text):
        if self.chance(60):
            return text
        return "".join(self.rng.choice([char.lower(), char.upper()]) for char in text)

    def json(self, depth):
        kind = self.rng.choice("snbldd" if depth else "snb")
        if kind == "s":
            return "".join(map(chr, self.rng.choices([*range(1, 0x250), 0x20ac, 0x1f600], k=self.rng.randint(0, 60))))
        if kind == "n":
            return self.rng.choice([0, -1, 2**70, 1e300, -0.5, self.rng.random()])
        if kind == "b":
            return self.rng.choice([True, False, None])
        if kind == "l":
            return [self.json(depth - 1) for _ in range(self.rng.randint(0, 8))]
        return {self.text(string.printable, 9): self.json(depth - 1) for _ in range(self.rng.randint(0, 8))}
