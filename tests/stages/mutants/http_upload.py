"""POST /upload of JSON for the servers of the bank (stage 07 and on)."""
import json
import os
import random
import re
import string
import time

from http_message import Refused
from http_session import Response
from http_site import Site

MAX_DEPTH = 100


class Uploads(Site):
    """A site that takes JSON."""

    def handle(self, request):
        path = request.target.partition("?")[0]
        if path != "/upload":
            return super().handle(request)
        if request.method == "OPTIONS":
            return Response(204, fields=[("Allow", "POST, OPTIONS")])
        if request.method != "POST":
            raise Refused(405, fields=[("Allow", "POST, OPTIONS")])
        self.check_type(request)
        self.check_json(request.body)
        return self.created(self.store(request.body))

    def parse_head(self, head):
        request = super().parse_head(head)
        if request.method == "POST" and request.target == "/upload":
            self.check_length(request)
        return request

    def check_length(self, request):
        if request.length is not None and not request.values("content-length"):
            raise Refused(411, True)

    def check_type(self, request):
        kind, _, parameters = request.value("content-type").partition(";")
        if kind.strip().lower() != "application/json" or parameters.strip().lower() not in ("", "charset=utf-8"):
            raise Refused(415, fields=[("Accept-Post", "application/json")])

    def check_json(self, body):
        try:
            text = body.decode("utf-8")
            self.check_depth(text)
            json.loads(text, parse_constant=self.refuse_constant)
        except (ValueError, RecursionError):
            raise Refused(400) from None

    def refuse_constant(self, name):
        raise ValueError(name)

    def check_depth(self, text):
        depth = 0
        for byte in re.sub(r'"[^"\\]*(?:\\.[^"\\]*)*"', "", text):
            if byte in "[{":
                depth += 1
            elif byte in "]}":
                depth -= 1
            if depth > MAX_DEPTH:
                raise ValueError("too deep")

    def store(self, body):
        """Written elsewhere, flushed, then given its name, which nobody else has. Returns the path of the answer."""
        directory = os.path.join(self.options.root, "uploads")
        while True:
            name = self.name()
            try:
                taken = os.open(os.path.join(directory, name), os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o644)
            except FileExistsError:
                continue
            with os.fdopen(taken, "wb") as file:
                file.write(body)
                file.flush()
                os.fsync(file.fileno())
            return "/uploads/" + name

    def name(self):
        chance = "".join(random.choices(string.digits + string.ascii_lowercase, k=4))
        return time.strftime("upload_%Y%m%d_%H%M%S_") + chance + ".json"

    def created(self, path):
        body = json.dumps({"status": "success", "message": "stored", "filepath": path}).encode()
        return Response(201, body, [("Content-Type", "application/json"), ("Location", path)])
