"""What the complete server has beyond uploads of JSON (stage 12): several ranges, compressed copies, forms."""
import os
import re
import threading

from http_message import Refused
from http_session import Response
from http_site import TYPES
from http_upload import Uploads

BOUNDARY = "part-of-the-bank"


class Complete(Uploads):
    """All of it."""

    def __init__(self, options):
        super().__init__(options)
        self.now = threading.local()  # the request that this thread answers

    def handle(self, request):
        self.now.request = request
        if request.target.partition("?")[0] == "/upload" and request.method == "POST" and self.is_form(request):
            return self.take_form(request)
        return super().handle(request)

    # ---- compressed copies -------------------------------------------------------------------------------------

    def accepts_gzip(self, request):
        members = [one.replace(" ", "").lower() for one in request.value("accept-encoding").split(",")]
        return any(one == "gzip" or (one.startswith("gzip;q=") and float(one[7:]) > 0) for one in members)

    def load(self, name, path):
        file = super().load(name, path)
        file.has_copy = name.endswith(".html") and os.path.isfile(path + ".gz")
        file.is_copy = file.has_copy and self.accepts_gzip(self.now.request)
        if file.is_copy:
            with open(path + ".gz", "rb") as copy:
                file.content = copy.read()
            file.tag = file.tag[:-1] + '-gz"'
        return file

    def fields(self, file):
        return super().fields(file) + self.fields_of_copy(file)

    def fields_of_copy(self, file):
        vary = [("Vary", "Accept-Encoding")] if file.has_copy else []
        return vary + ([("Content-Encoding", "gzip")] if file.is_copy else [])

    # ---- several ranges ----------------------------------------------------------------------------------------

    def ranged(self, request, file):
        specs = request.value("range").partition("=")
        several = [one.strip() for one in specs[2].split(",")]
        if specs[0] != "bytes" or len(several) < 2 or request.method != "GET" or not self.range_applies(request, file):
            return super().ranged(request, file)
        size = len(file.content)
        parts = [self.parse_range("bytes=" + one, size) for one in several]
        if None in parts or any(first > last for first, last in parts):
            return Response(200, file.content, self.fields(file))
        fields = [one for one in self.fields(file) if one[0] != "Content-Type"]
        body = b"".join(self.part(file, first, last) for first, last in parts) + self.last_line()
        return Response(206, body, [*fields, ("Content-Type", "multipart/byteranges; boundary=" + BOUNDARY)])

    def part(self, file, first, last):
        head = (f"--{BOUNDARY}\r\nContent-Type: {file.kind}\r\n"
                f"Content-Range: bytes {first}-{last}/{len(file.content)}\r\n\r\n")
        return head.encode() + file.content[first:last + 1] + b"\r\n"

    def last_line(self):
        return f"--{BOUNDARY}--\r\n".encode()

    # ---- forms -------------------------------------------------------------------------------------------------

    def is_form(self, request):
        return request.value("content-type").lower().startswith("multipart/form-data;")

    def take_form(self, request):
        match = re.search(r'boundary="?([^";]+)"?', request.value("content-type"))
        if not match:
            raise Refused(400)
        files = [one for one in self.parts_of(request.body, b"--" + match.group(1).encode()) if one[0]]
        if not files or any(name.rpartition(".")[2] not in self.types_of_forms() for name, _ in files):
            raise Refused(400 if not files else 415)
        paths = [self.store_file(name, content) for name, content in files]
        return self.created(paths[0])

    def types_of_forms(self):
        return [one for one in TYPES if one != "html"]

    def parts_of(self, body, delimiter):
        """(name of the file, content) of every part; Refused if the last delimiter is not there."""
        pieces = (b"\r\n" + body).split(b"\r\n" + delimiter)
        if not pieces[-1].startswith(b"--"):
            raise Refused(400)
        for piece in pieces[1:-1]:
            head, _, content = piece.partition(b"\r\n\r\n")
            name = re.search(rb'filename="([^"]*)"', head)
            yield (name.group(1).decode() if name else ""), content

    def store_file(self, name, content):
        path = self.store(content)
        renamed = path.replace(".json", "." + name.rpartition(".")[2])
        os.rename(self.options.root + path, self.options.root + renamed)
        return renamed
