"""Files from a root for the servers of the bank: paths, types, conditions, ranges (stage 06 and on)."""
import calendar
import email.utils
import hashlib
import os
import re

from http_message import Refused
from http_session import Http, Response

TYPES = {"html": "text/html; charset=utf-8", "txt": "text/plain; charset=utf-8", "png": "image/png",
         "jpg": "image/jpeg", "jpeg": "image/jpeg"}


def parse_date(text):
    """Seconds, or None if it is no date in the form of RFC 9110 section 5.6.7."""
    if not re.match(r"[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT\Z", text):
        return None
    return calendar.timegm(email.utils.parsedate(text))


class File:
    """What is served: bytes, and what is known of them."""

    def __init__(self, name, path):
        with open(path, "rb") as opened:
            self.content = opened.read()
        self.name = os.path.basename(name)
        self.kind = TYPES[name.rpartition(".")[2]]
        self.modified = int(os.stat(path).st_mtime)
        self.tag = '"' + hashlib.sha1(self.content).hexdigest()[:16] + '"'


class Site(Http):
    """GET and HEAD."""

    allow = "GET, HEAD, OPTIONS"

    def handle(self, request):
        path = request.target.partition("?")[0]
        if request.method == "OPTIONS":
            return Response(204, fields=[("Allow", self.allow)])
        if path == "*":
            raise Refused(400, True)
        if request.method == "POST":
            raise Refused(405, fields=[("Allow", "GET, HEAD, OPTIONS")])
        file = self.open(self.resolve(path))
        return self.conditional(request, file) or self.ranged(request, file)

    # ---- paths -------------------------------------------------------------------------------------------------

    def resolve(self, path):
        """The name below the root, or Refused. Decoded once, then looked at."""
        if re.search(r"%(?![0-9A-Fa-f]{2})", path):
            raise Refused(400)
        if re.search(r"%2f", path, re.IGNORECASE):
            raise Refused(403)
        name = self.decode(path)
        self.check_characters(name)
        self.check_segments(name)
        if name.endswith("/"):
            name += "index.html"
        self.check_extension(name)
        return name[1:]

    def decode(self, path):
        raw = re.sub(rb"%(..)", lambda match: bytes([int(match.group(1), 16)]), path.encode())
        try:
            return raw.decode("utf-8")
        except UnicodeDecodeError:
            raise Refused(400) from None

    def check_characters(self, name):
        if re.search(r"[\x00-\x1f\x7f]", name):
            raise Refused(400)
        if "\\" in name:
            raise Refused(403)

    def check_segments(self, name):
        segments = name[1:].split("/")
        if ".." in segments or "." in segments or "" in segments[:-1]:
            raise Refused(403)

    def check_extension(self, name):
        if name.rpartition(".")[2] not in TYPES or "." not in os.path.basename(name):
            if os.path.isdir(os.path.join(self.options.root, name[1:])):
                raise Refused(404)
            raise Refused(403)

    def open(self, name):
        path = os.path.join(self.options.root, name)
        self.check_link(path)
        if not os.path.isfile(path):
            raise Refused(404)
        return self.load(name, path)

    def load(self, name, path):
        return File(name, path)

    def check_link(self, path):
        root = os.path.realpath(self.options.root)
        if not os.path.realpath(path).startswith(root + os.sep):
            raise Refused(404)

    # ---- conditions and ranges ---------------------------------------------------------------------------------

    def conditional(self, request, file):
        """RFC 9110 section 13.2.2, in its order. None: go on."""
        match, none_match = request.value("if-match"), request.value("if-none-match")
        unmodified, modified = (parse_date(request.value(name))
                                for name in ("if-unmodified-since", "if-modified-since"))
        if match:
            if match != "*" and file.tag not in self.tags(match):
                raise Refused(412)
        elif unmodified is not None and file.modified > unmodified:
            raise Refused(412)
        if none_match:
            if none_match == "*" or file.tag in self.tags(none_match):
                return Response(304, fields=self.fields(file))
        elif modified is not None and file.modified <= modified:
            return Response(304, fields=self.fields(file))
        return None

    def tags(self, value):
        return [one.strip() for one in value.split(",")]

    def ranged(self, request, file):
        spec, size = request.value("range"), len(file.content)
        if request.method != "GET" or not spec or not self.range_applies(request, file):
            return Response(200, file.content, self.fields(file))
        found = self.parse_range(spec, size)
        if found is None:
            return Response(200, file.content, self.fields(file))
        first, last = found
        if first > last:
            raise Refused(416, fields=[("Content-Range", f"bytes */{size}")])
        fields = self.fields(file) + [("Content-Range", f"bytes {first}-{last}/{size}")]
        return Response(206, file.content[first:last + 1], fields)

    def range_applies(self, request, file):
        condition = request.value("if-range")
        return not condition or condition == file.tag or parse_date(condition) == file.modified

    def parse_range(self, spec, size):
        """First and last byte; the first behind the last if it is unsatisfiable; None if it is to be passed over."""
        match = re.match(r"bytes=(\d*)-(\d*)\Z", spec)
        if not match or not (match.group(1) or match.group(2)):
            return None
        if not match.group(1):
            suffix = int(match.group(2))
            return (max(size - suffix, 0), size - 1) if suffix else (1, 0)
        first, last = int(match.group(1)), int(match.group(2)) if match.group(2) else size - 1
        if match.group(2) and last < first:
            return None
        return (first, min(last, size - 1)) if first < size else (1, 0)

    def fields(self, file):
        fields = [("Content-Type", file.kind), ("Last-Modified", email.utils.formatdate(file.modified, usegmt=True)),
                  ("ETag", file.tag), ("Accept-Ranges", "bytes"), ("X-Content-Type-Options", "nosniff")]
        if not file.kind.startswith("text/html"):
            fields.append(("Content-Disposition", f'attachment; filename="{file.name}"'))
        return fields
