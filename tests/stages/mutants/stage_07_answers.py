"""Stage 07, wrong answers: each keeps every promise of an upload but one."""
import json
import os
import re
import tempfile

from http_message import Refused
from stage_07 import Server, wrong


class Answers(Server):
    """What several faults have in common: another answer to what was stored."""

    def created(self, path):
        return self.altered(super().created(path), path)

    def body(self, path, **changes):
        return json.dumps({"status": "success", "message": "stored", "filepath": path, **changes}).encode()


@wrong("stores")
class NoLocation(Answers):
    """does not say in the head where the upload lies"""

    def altered(self, response, path):
        response.fields = [one for one in response.fields if one[0] != "Location"]
        return response


@wrong("stores")
class AnotherStatus(Answers):
    """says ok where success is asked for"""

    def altered(self, response, path):
        response.body = self.body(path, status="ok")
        return response


@wrong("stores")
class NoPath(Answers):
    """does not say in the body where the upload lies"""

    def altered(self, response, path):
        response.body = self.body(None)
        return response


@wrong("stores")
class AnotherName(Server):
    """gives an upload a name without four characters of chance"""

    def name(self):
        return re.sub(r"_[0-9a-z]{4}\.json", f"_{os.urandom(8).hex()}.json", super().name())


@wrong("stores")
class AnswersOnly(Server):
    """says that it has stored, and has not"""

    def store(self, body):
        path = super().store(body)
        os.truncate(self.options.root + path, 0)
        return path


@wrong("other-types")
class NoLengthIs400(Server):
    """takes a body without a length for a malformed one"""

    def check_length(self, request):
        if request.length is not None and not request.values("content-length"):
            raise Refused(400, True)


@wrong("other-types")
class NoLengthIsNone(Server):
    """takes a body without a length for an empty one"""

    def check_length(self, request):
        pass


@wrong("other-types")
class NoTypesSaid(Server):
    """does not say which types it takes"""

    def check_type(self, request):
        try:
            super().check_type(request)
        except Refused as refused:
            raise Refused(refused.status) from None


@wrong("other-types")
class NoParameters(Server):
    """does not know charset=utf-8"""

    def check_type(self, request):
        if ";" in request.value("content-type"):
            raise Refused(415, fields=[("Accept-Post", "application/json")])
        super().check_type(request)


@wrong("other-types")
class UploadIsAPage(Server):
    """looks for a file where somebody asks for /upload"""

    def handle(self, request):
        if request.target == "/upload" and request.method == "GET":
            raise Refused(404)
        return super().handle(request)


@wrong("expectations")
class AnyExpectation(Server):
    """closes the connection of who expects what it does not know"""

    def expect(self, state, request):
        if request.value("expect") not in ("", "100-continue"):
            raise OSError("an expectation")
        super().expect(state, request)


@wrong("hundred-requests")
class NinetyNine(Server):
    """counts the answers from 0, and ends one too early"""

    def keeps(self, state, request):
        return super().keeps(state, request) and state.requests < 99


@wrong("abandoned")
class LeavesPieces(Server):
    """keeps what it has of a body in uploads/ until the rest is there"""

    def received(self, state, data):
        super().received(state, data)
        if state.request is not None and state.request.method == "POST" and not hasattr(state, "piece"):
            state.piece = tempfile.mkstemp(dir=os.path.join(self.options.root, "uploads"))[1]
        elif state.request is None and hasattr(state, "piece"):
            os.unlink(state.piece)
            del state.piece


@wrong("own-names")
class OneNameForAll(Server):
    """writes over what has the same name"""

    def name(self):
        return super().name()[:-9] + "aaaa.json"

    def store(self, body):
        name = self.name()
        with open(os.path.join(self.options.root, "uploads", name), "wb") as file:
            file.write(body)
        return "/uploads/" + name


@wrong("stores")
class ShortBodies(Server):
    """has room for 64 KiB"""

    def check_json(self, body):
        if len(body) > 65_536:
            raise Refused(413, True)
        super().check_json(body)


@wrong("unavailable")
class PlainGoodbye(Server):
    """closes at once behind its 503, as it does wherever nothing more is to be said"""

    def say_goodbye(self, client):
        client.close()


@wrong("no-forms")
class FormsAre400(Server):
    """takes a form for JSON that is malformed"""

    def check_type(self, request):
        if request.value("content-type").startswith("multipart/"):
            raise Refused(400)
        super().check_type(request)
