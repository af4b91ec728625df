"""Stage 05, wrong framing: each takes one thing that leaves in doubt where a request ends."""
import re

from http_message import Refused
from stage_05 import Server, wrong


class Lengths(Server):
    """What several faults have in common: one length, made of what was sent."""

    def parse_length(self, lengths):
        return super().parse_length([str(self.meant(lengths))])

    def meant(self, lengths):
        if not all(re.match(r"[0-9]{1,18}\Z", one) for one in lengths):
            raise Refused(400, True)
        return lengths[0]


@wrong("lengths-refused")
class FirstLength(Lengths):
    """takes the first of two lengths"""


@wrong("lengths-refused")
class SameLengthTwice(Lengths):
    """takes a length that is said twice"""

    def meant(self, lengths):
        if len(set(lengths)) > 1:
            raise Refused(400, True)
        return super().meant(lengths)


@wrong("lengths-refused")
class ListOfLengths(Lengths):
    """takes a list of equal lengths"""

    def meant(self, lengths):
        members = [one.strip() for one in lengths[0].split(",")]
        if len(lengths) > 1 or len(set(members)) > 1:
            raise Refused(400, True)
        return super().meant(members)


@wrong("lengths-refused")
class SignedLengths(Lengths):
    """takes a sign in front of a length"""

    def meant(self, lengths):
        if len(lengths) > 1:
            raise Refused(400, True)
        return super().meant([lengths[0].lstrip("+")])


@wrong("lengths-refused")
class NegativeLengths(Lengths):
    """takes a negative length for none"""

    def meant(self, lengths):
        if len(lengths) > 1:
            raise Refused(400, True)
        return 5 if re.match(r"-\d+\Z", lengths[0]) else super().meant(lengths)


@wrong("lengths-refused")
class HexadecimalLengths(Lengths):
    """takes 0x5 for a length"""

    def meant(self, lengths):
        if len(lengths) > 1:
            raise Refused(400, True)
        return int(lengths[0], 16) if lengths[0].startswith("0x") else super().meant(lengths)


@wrong("lengths-refused")
class EmptyLengths(Lengths):
    """takes a length without digits for 0"""

    def meant(self, lengths):
        return super().meant([one or "0" for one in lengths[:1]] if len(lengths) == 1 else ["x"])


@wrong("lengths-refused")
class LengthsThatWrap(Lengths):
    """reads a length into 64 bits, and more is as if it were less"""

    def meant(self, lengths):
        if len(lengths) > 1 or not re.match(r"\d+\Z", lengths[0]):
            raise Refused(400, True)
        return int(lengths[0]) % (1 << 64)


class Codings(Server):
    """What several faults have in common: they look at the codings themselves."""

    def check_coding(self, request, lengths, codings):
        members = [one.strip() for one in codings.split(",")]
        super().check_coding(request, lengths, ", ".join(self.meant(request, members)))

    def meant(self, request, members):
        return members


@wrong("codings-refused")
class UnknownCodings(Codings):
    """passes over a coding that it does not know"""

    def meant(self, request, members):
        return ["chunked"] if members == ["wonderful"] else members


@wrong("codings-refused")
class ChunkedAnywhere(Codings):
    """looks for chunked anywhere in the list"""

    def meant(self, request, members):
        return ["chunked"] if members == ["chunked", "gzip"] else members


@wrong("codings-refused")
class ChunkedTwice(Codings):
    """takes chunked twice for once"""

    def meant(self, request, members):
        return ["chunked"] if members == ["chunked", "chunked"] else members


@wrong("codings-refused")
class CodingsInOldVersions(Codings):
    """takes chunks in HTTP/1.0"""

    def check_framing(self, request):
        version, request.version = request.version, "1.1"
        try:
            super().check_framing(request)
        finally:
            request.version = version


@wrong("codings-refused")
class CodingBeatsLength(Codings):
    """passes over a length where there is a coding too"""

    def check_coding(self, request, lengths, codings):
        super().check_coding(request, [], codings)


@wrong("absurd-length")
class AnyLength(Server):
    """waits for a body however long it will be"""

    def check_framing(self, request):
        try:
            super().check_framing(request)
        except Refused as refused:
            if refused.status != 413:
                raise


@wrong("body-skipped")
class LeavesTheChunks(Server):
    """skips a body by its length, and leaves chunks where they are"""

    def take_body(self, request, buffer):
        return True if request.length is None else super().take_body(request, buffer)
