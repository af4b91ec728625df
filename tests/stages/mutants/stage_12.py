"""Stage 12: the complete server: several ranges, compressed copies and forms on the loops of stage 10, right and wrong."""
import loop
import mutant
from http_complete import Complete
from http_message import Refused
from http_session import Response
from mutant import fault


class Server(loop.Loops, Complete):
    """The right one."""


def wrong(refused_by, base="page"):
    return fault(refused_by, base)


@wrong("several-ranges")
class FirstRangeOnly(Server):
    """sends the first of several ranges"""

    def ranged(self, request, file):
        request.fields = [(name, value.partition(",")[0] if name == "range" else value) for name, value in request.fields]
        return super().ranged(request, file)


@wrong("several-ranges")
class NoLastDelimiter(Server):
    """does not end its parts with two dashes"""

    def last_line(self):
        return super().last_line().replace(b"--\r\n", b"\r\n")


@wrong("several-ranges")
class NoRangeInParts(Server):
    """does not say which range a part is"""

    def part(self, file, first, last):
        return super().part(file, first, last).replace(b"Content-Range", b"X-Range")


@wrong("compressed")
class AlwaysCompressed(Server):
    """sends the compressed copy to everybody"""

    def accepts_gzip(self, request):
        return True


@wrong("compressed")
class NeverCompressed(Server):
    """does not look for a compressed copy"""

    def accepts_gzip(self, request):
        return False


@wrong("compressed")
class CompressedForNobody(Server):
    """sees gzip in gzip;q=0"""

    def accepts_gzip(self, request):
        return "gzip" in request.value("accept-encoding")


@wrong("compressed")
class NoVary(Server):
    """does not say that its answer varies"""

    def fields_of_copy(self, file):
        return [one for one in super().fields_of_copy(file) if one[0] != "Vary"]


@wrong("compressed")
class CodingUnsaid(Server):
    """does not say that what it sends is compressed"""

    def fields_of_copy(self, file):
        return [one for one in super().fields_of_copy(file) if one[0] != "Content-Encoding"]


@wrong("forms")
class OneFile(Server):
    """stores the first file of a form"""

    def parts_of(self, body, delimiter):
        for part in super().parts_of(body, delimiter):
            yield part
            return


@wrong("forms")
class DelimiterAnywhere(Server):
    """looks for the first bytes of the boundary"""

    def parts_of(self, body, delimiter):
        return super().parts_of(body.replace(b"--Xy is", delimiter + b" is"), delimiter)


@wrong("forms")
class FormsWithoutEnd(Server):
    """takes a form that is not ended"""

    def parts_of(self, body, delimiter):
        return super().parts_of(body if body.endswith(b"--\r\n") else body + delimiter + b"--\r\n", delimiter)


@wrong("forms")
class PagesInForms(Server):
    """stores pages, too"""

    def types_of_forms(self):
        return [*super().types_of_forms(), "html"]


@wrong("forms")
class EmptyForms(Server):
    """is content with a form that has nothing in it"""

    def take_form(self, request):
        try:
            return super().take_form(request)
        except Refused as refused:
            if request.body.startswith(b"--XyZ--"):
                return Response(201, b"{}")
            raise refused


@wrong("forms")
class SomeOrAll(Server):
    """stores what stands before the mistake"""

    def parts_of(self, body, delimiter):
        pieces = (b"\r\n" + body).split(b"\r\n" + delimiter)
        if not pieces[-1].startswith(b"--") and len(pieces) > 1:
            self.store(pieces[1])
        return super().parts_of(body, delimiter)


if __name__ == "__main__":
    mutant.main(Server)
