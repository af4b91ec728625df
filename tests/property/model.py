"""What the complete server has to answer, written from the RFCs and from nothing else: no code is shared with it.

`Model.answer(request)` reads the very fields that are sent. It knows the files, their validators, and the rules of
RFC 9110 sections 13 (conditional requests) and 14 (ranges).
"""
import dataclasses
import email.utils
import json
import os
import re
import urllib.parse

MODIFIED = 784111777  # Sun, 06 Nov 1994 08:49:37 GMT
UPLOAD = "/upload"
EXTENSIONS = ("html", "txt", "png", "jpg", "jpeg")
KNOWN = ("GET", "HEAD", "POST", "OPTIONS")


@dataclasses.dataclass
class File:
    content: bytes
    etag: str = ""


@dataclasses.dataclass
class Answer:
    """What is expected: a field that is None must be absent; a body that is None is not looked at."""
    status: int
    body: object = None
    fields: dict = dataclasses.field(default_factory=dict)
    closes: bool = False
    length: object = None  # of a HEAD: what Content-Length says
    ranges: list = dataclasses.field(default_factory=list)  # several: parts, or one range, or the whole
    whole: bytes = b""
    stored: object = None  # an upload's bytes


def make_files(root, rng):
    """Writes the site. Sizes lie around the limits that servers have."""
    os.makedirs(os.path.join(root, "uploads"))
    sizes = {"index.html": 700, "hello.txt": 14, "empty.txt": 0, "one.txt": 1, "picture.png": 4096,
             "two words.txt": 77, "gr\u00f6\u00dfe.txt": 9, "100%.txt": 333, "a+b&c='(~).txt": 40, "sub/index.html": 51,
             "sub/deep/note.txt": 8192, "big.txt": 300 * 1024}
    files = {name: File(rng.randbytes(size)) for name, size in sizes.items()}
    for name, file in files.items():
        path = os.path.join(root, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as out:
            out.write(file.content)
        os.utime(path, (MODIFIED, MODIFIED))
    os.makedirs(os.path.join(root, "bare"))
    return files


def date_of(text):
    return email.utils.parsedate_to_datetime(text).timestamp()


def lists(value, etag, weak):
    """True if a list of entity tags names ours, which is strong (RFC 9110 section 8.8.3.2)."""
    if value == "*":
        return True
    tags = re.findall(r'(W/)?("[^"]*")', value)
    return any(tag == etag and (weak or not prefix) for prefix, tag in tags)


class Model:
    def __init__(self, files, wrong=False):
        self.files = files
        self.wrong = wrong  # errs in suffix ranges: to see this test fail

    def answer(self, request):
        answer = self.resource(request)
        options = [part.strip().lower() for part in (request.field("connection") or "").split(",")]
        stays = "close" not in options and (request.version == "1.1" or "keep-alive" in options)
        answer.closes = answer.closes or not stays
        if request.method == "HEAD":
            answer.length = len(answer.body) if answer.status == 200 else None
            answer.body, answer.stored = b"", None
        return answer

    def resource(self, request):
        if request.method not in KNOWN:
            return Answer(501)
        if not request.host_is_ours:
            return Answer(421)
        expectation = request.field("expect")
        if expectation is not None and request.version == "1.1" and expectation.lower() != "100-continue":
            return Answer(417)
        if request.method == "OPTIONS":
            return Answer(204, b"", {"allow": "OPTIONS, POST" if request.path == UPLOAD else "GET, HEAD, OPTIONS"})
        if request.path == UPLOAD:
            return self.upload(request)
        if request.method == "POST":
            return Answer(405, fields={"allow": "GET, HEAD, OPTIONS"})
        return self.page(request)

    def upload(self, request):
        if request.method != "POST":
            return Answer(405, fields={"allow": "OPTIONS, POST"})
        if request.body is None:
            return Answer(411, closes=True)
        if (request.field("content-type") or "").split(";")[0].lower() != "application/json":
            return Answer(415, fields={"accept-post": True})
        try:
            json.loads(request.body.decode("utf-8"))
        except ValueError:
            return Answer(400, closes=True)
        return Answer(201, fields={"location": True}, stored=request.body)

    def page(self, request):
        raw = request.path
        if "\\" in raw:
            return Answer(400, closes=True)
        path = urllib.parse.unquote(raw)[1:]
        if "%2f" in raw.lower() or any(part in (".", "..") for part in path.split("/")) or "\\" in path:
            return Answer(403)
        if path == "" or path.endswith("/"):
            path += "index.html"
        if path.rpartition(".")[2].lower() not in EXTENSIONS:
            return Answer(404 if path in ("sub", "bare") else 403)
        file = self.files.get(path)
        if file is None:
            return Answer(404)
        return self.represented(request, file)

    def represented(self, request, file):
        if not self.still_the_one(request, file):
            return Answer(412)
        fields = {"etag": file.etag, "last-modified": email.utils.formatdate(MODIFIED, usegmt=True)}
        if self.already_there(request, file):
            return Answer(304, b"", {"etag": file.etag})
        fields["accept-ranges"] = "bytes"
        whole = Answer(200, file.content, {**fields, "content-range": None})
        if request.method != "GET" or not self.range_applies(request, file):
            return whole
        ranges = self.ranges_of(request.field("range"), len(file.content))
        if ranges is None:
            return whole
        if not ranges:
            return Answer(416, fields={"content-range": f"bytes */{len(file.content)}"})
        if len(ranges) == 1:
            first, last = ranges[0]
            return Answer(206, file.content[first:last + 1],
                          {**fields, "content-range": f"bytes {first}-{last}/{len(file.content)}"})
        return Answer(206, None, {"etag": file.etag}, ranges=ranges, whole=file.content)

    def still_the_one(self, request, file):
        if request.field("if-match") is not None:
            return lists(request.field("if-match"), file.etag, weak=False)
        date = request.field("if-unmodified-since")
        return date is None or MODIFIED <= date_of(date)

    def already_there(self, request, file):
        if request.field("if-none-match") is not None:
            return lists(request.field("if-none-match"), file.etag, weak=True)
        date = request.field("if-modified-since")
        return date is not None and MODIFIED <= date_of(date)

    def range_applies(self, request, file):
        if request.field("range") is None:
            return False
        condition = request.field("if-range")
        return condition is None or condition == file.etag  # a date is too coarse to be a strong validator

    def ranges_of(self, value, size):
        """The satisfiable ranges as (first, last), or None if the field is to be ignored."""
        unit, _, text = value.partition("=")
        specs = [re.fullmatch(r"(\d*)-(\d*)", spec.strip(" \t")) for spec in text.split(",")]
        if unit.lower() != "bytes" or not all(specs):
            return None
        found = []
        for first, last in (spec.groups() for spec in specs):
            if not first and not last or first and last and int(first) > int(last):
                return None
            if not first:
                length = min(int(last) + self.wrong, size)
                found.append((size - length, size - 1))
            else:
                found.append((int(first), min(int(last) if last else size, size - 1)))
        return [(first, last) for first, last in found if first <= last and first < size]
