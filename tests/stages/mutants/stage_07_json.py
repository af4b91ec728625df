"""Stage 07, wrong JSON and wrong chunks: each takes one thing that is none."""
import re

from stage_07 import Server, wrong


class Accepts(Server):
    """What several faults have in common: something is mended before it is judged."""

    def check_json(self, body):
        super().check_json(self.mended(body))


@wrong("not-json")
class TrailingCommas(Accepts):
    """passes over a comma too many"""

    def mended(self, body):
        return body.replace(b",]", b"]")


@wrong("not-json")
class SingleQuotes(Accepts):
    """takes single quotes for double ones"""

    def mended(self, body):
        return body.replace(b"'", b'"')


@wrong("not-json")
class LeadingZeros(Accepts):
    """takes numbers with a zero in front"""

    def mended(self, body):
        return re.sub(rb"\[0(\d)", rb"[\1", body)


@wrong("not-json")
class RawStrings(Accepts):
    """takes control characters in strings"""

    def mended(self, body):
        return re.sub(rb"[\x00-\x08\x0a-\x1f](?=[^\[]*\"$)", b" ", body)


@wrong("not-json")
class MoreBehindIt(Accepts):
    """stops reading behind the first value"""

    def mended(self, body):
        return re.sub(rb"\A\[1\] .*", b"[1]", body)


@wrong("not-json")
class NothingIsJson(Accepts):
    """takes an empty body for null"""

    def mended(self, body):
        return body or b"null"


@wrong("not-json")
class Surrogates(Accepts):
    """takes a lone surrogate"""

    def mended(self, body):
        return body.replace(b"\xed\xa0\x80", b"?")


@wrong("not-json")
class Overlong(Accepts):
    """takes an overlong encoding"""

    def mended(self, body):
        return body.replace(b"\xc0\xaf", b"/")


@wrong("chunks")
class NoTrailers(Server):
    """takes a trailer for the next request"""

    def take_trailers(self, request, buffer, at, body):
        request.body = body
        del buffer[:at + 2 if buffer[at:at + 2] == b"\r\n" else at]
        return True


class Sizes(Server):
    """What several faults have in common: a chunk size is mended before it is read."""

    def parse_chunk_size(self, line):
        return super().parse_chunk_size(self.mended(line))


@wrong("chunks-refused")
class NoDigits(Sizes):
    """takes a chunk size without digits for what comes then"""

    def mended(self, line):
        return line or b"2"


@wrong("chunks-refused")
class BlanksInFront(Sizes):
    """passes over blanks before a chunk size"""

    def mended(self, line):
        return line.lstrip()


@wrong("chunks-refused")
class SizesThatWrap(Sizes):
    """reads a chunk size into 64 bits, and more is as if it were less"""

    def mended(self, line):
        return b"%x" % (int(line, 16) % (1 << 64)) if re.match(rb"[0-9a-fA-F]{16,}\Z", line) else line


@wrong("chunks-refused")
class PassesOverTheEnd(Server):
    """does not look at what stands behind a chunk"""

    def take_chunks(self, request, buffer):
        fixed = re.sub(rb"\A1\r\n\[\]", b"2\r\n[]", bytes(buffer))
        buffer[:] = fixed
        return super().take_chunks(request, buffer)


@wrong("chunks-refused")
class LineFeedsInChunks(Server):
    """takes LF alone behind a chunk size"""

    def take_chunks(self, request, buffer):
        buffer[:] = re.sub(rb"\A2\n", b"2\r\n", bytes(buffer))
        return super().take_chunks(request, buffer)
