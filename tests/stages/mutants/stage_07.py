"""Stage 07: JSON uploads on the pool, right and wrong."""
import json
import os
import re
import time

import mutant
import pool
from http_message import Refused
from http_upload import Uploads
from mutant import fault


class Server(pool.HttpPool, Uploads):
    """The right one."""


def wrong(refused_by, base="page"):
    return fault(refused_by, base)


@wrong("stores")
class StoresWhatItParsed(Server):
    """stores what its parser made of the JSON, not what was sent"""

    def store(self, body):
        return super().store(json.dumps(json.loads(body)).encode())


@wrong("stores")
class AnswersWith200(Server):
    """answers 200 where something was created"""

    def created(self, path):
        response = super().created(path)
        response.status = 200
        return response


@wrong("own-names")
class NamesBySecond(Server):
    """names an upload by its second: the next one writes over it"""

    def store(self, body):
        name = time.strftime("upload_%Y%m%d_%H%M%S_0000.json")
        with open(os.path.join(self.options.root, "uploads", name), "wb") as file:
            file.write(body)
        return "/uploads/" + name


@wrong("not-json")
class TakesEverything(Server):
    """does not look at what it stores"""

    def check_json(self, body):
        pass


@wrong("not-json")
class LooksAtTheFirstByte(Server):
    """takes for JSON what begins as JSON does"""

    def check_json(self, body):
        if not re.match(rb"\s*[\[{\"\d-]", body):
            raise Refused(400)


@wrong("not-json")
class TakesAnyBytes(Server):
    """does not look whether strings are UTF-8"""

    def check_json(self, body):
        super().check_json(body.decode("latin-1").encode())


@wrong("not-json")
class AnyDepth(Server):
    """has no limit of depth"""

    def check_depth(self, text):
        pass


@wrong("not-json")
class WritesBeforeItLooks(Server):
    """writes the file first, and leaves it there when it turns out to be no JSON"""

    def check_json(self, body):
        self.store(body)
        super().check_json(body)


@wrong("abandoned")
class WritesWhileItReads(Server):
    """writes the body as it comes, and leaves the part there when the client is gone"""

    def expect(self, state, request):
        super().expect(state, request)
        if request.method == "POST" and request.length == 100:
            self.store(b"[1,")


@wrong("other-types")
class AnyType(Server):
    """does not look at the media type"""

    def check_type(self, request):
        pass


@wrong("no-forms")
class StoresForms(Server):
    """stores a form as if it were JSON"""

    def check_type(self, request):
        if not request.value("content-type").startswith("multipart/form-data"):
            super().check_type(request)

    def check_json(self, body):
        if not body.startswith(b"--"):
            super().check_json(body)


@wrong("other-types")
class TypeByCase(Server):
    """compares the media type as it stands, parameters and all"""

    def check_type(self, request):
        if request.value("content-type") != "application/json":
            raise Refused(415, fields=[("Accept-Post", "application/json")])


@wrong("expectations")
class NeverContinues(Server):
    """does not know Expect, and waits for a body that waits for it"""

    def expect(self, state, request):
        pass


@wrong("chunks")
class SizesInDecimal(Server):
    """reads chunk sizes as decimal numbers where it can"""

    def parse_chunk_size(self, line):
        digits = line.partition(b";")[0]
        return int(digits) if digits.isdigit() else super().parse_chunk_size(line)


@wrong("chunks")
class NoExtensions(Server):
    """takes what stands behind the size for a mistake"""

    def parse_chunk_size(self, line):
        if b";" in line:
            raise Refused(400, True)
        return super().parse_chunk_size(line)


@wrong("chunks-refused")
class SizesLikeStrtol(Server):
    """reads chunk sizes as strtol does: blanks, signs, 0x"""

    def parse_chunk_size(self, line):
        try:
            return abs(int(line.partition(b";")[0].strip(), 16))
        except ValueError:
            raise Refused(400, True) from None


@wrong("hundred-requests")
class NoLimit(Server):
    """answers as many requests as come"""

    def keeps(self, state, request):
        state.requests = 0
        return super().keeps(state, request)


@wrong("hundred-requests")
class ClosesWithoutSaying(Server):
    """closes behind the hundredth answer, which says that the connection stays"""

    def render(self, response, request, keep):
        return super().render(response, request, True)


@wrong("waits-in-queue")
class Stack(Server):
    """takes the one who came last"""

    def take(self):
        return self.waiting.pop()


import stage_07_answers  # noqa: E402, F401: it needs what is above
import stage_07_json  # noqa: E402, F401

if __name__ == "__main__":
    mutant.main(Server)
