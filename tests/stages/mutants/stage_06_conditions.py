"""Stage 06, wrong conditions and ranges: each keeps every promise but one."""
from http_message import Refused
from http_session import Response
from http_site import parse_date
from stage_06 import Server, wrong


class PassesOver(Server):
    """What several faults have in common: one field is passed over."""
    passed_over = ""

    def handle(self, request):
        request.fields = [one for one in request.fields if one[0] != self.passed_over]
        return super().handle(request)


@wrong("conditions")
class NoIfMatch(PassesOver):
    """passes over If-Match"""
    passed_over = "if-match"


@wrong("conditions")
class NoIfNoneMatch(PassesOver):
    """passes over If-None-Match"""
    passed_over = "if-none-match"


@wrong("conditions")
class NoIfModifiedSince(PassesOver):
    """passes over If-Modified-Since"""
    passed_over = "if-modified-since"


@wrong("conditions")
class NoIfUnmodifiedSince(PassesOver):
    """passes over If-Unmodified-Since"""
    passed_over = "if-unmodified-since"


@wrong("ranges")
class NoRanges(PassesOver):
    """passes over Range"""
    passed_over = "range"


@wrong("conditions")
class OneTag(Server):
    """compares If-None-Match as it stands, and it may be a list"""

    def tags(self, value):
        return [value]


@wrong("conditions")
class NoStar(Server):
    """does not know If-None-Match: *"""

    def conditional(self, request, file):
        request.fields = [one for one in request.fields if one != ("if-none-match", "*")]
        return super().conditional(request, file)


@wrong("conditions")
class AnyTag(Server):
    """answers 304 whatever tag the client has"""

    def conditional(self, request, file):
        if request.values("if-none-match"):
            return Response(304, fields=self.fields(file))
        return super().conditional(request, file)


@wrong("conditions")
class DatesAreText(Server):
    """compares dates as text"""

    def conditional(self, request, file):
        since = request.value("if-modified-since")
        if since and not request.value("if-none-match") and parse_date(since) is None:
            return Response(304, fields=self.fields(file))
        return super().conditional(request, file)


@wrong("conditions")
class RefusesBadDates(Server):
    """answers 400 to a condition that is no date"""

    def conditional(self, request, file):
        since = request.value("if-modified-since")
        if since and parse_date(since) is None:
            raise Refused(400)
        return super().conditional(request, file)


@wrong("conditions")
class ModifiedIs304(Server):
    """answers 304 where 412 is due"""

    def conditional(self, request, file):
        try:
            return super().conditional(request, file)
        except Refused:
            return Response(304, fields=self.fields(file))


@wrong("range-conditions")
class IfRangeNeverHolds(Server):
    """sends the whole file wherever there is If-Range"""

    def range_applies(self, request, file):
        return not request.value("if-range")


@wrong("range-conditions")
class AnyDateHolds(Server):
    """takes every date in If-Range for that of the file"""

    def range_applies(self, request, file):
        return super().range_applies(request, file) or parse_date(request.value("if-range")) is not None


class Ranges(Server):
    """What several faults have in common: another opinion of a range."""

    def parse_range(self, spec, size):
        return self.opinion(spec, size, super().parse_range(spec, size))


@wrong("ranges")
class NoOpenEnd(Ranges):
    """does not know a range without an end"""

    def opinion(self, spec, size, found):
        return None if spec.endswith("-") else found


@wrong("ranges")
class LongSuffixIsNone(Ranges):
    """takes a suffix that is longer than the file for unsatisfiable"""

    def opinion(self, spec, size, found):
        return (1, 0) if spec.startswith("bytes=-") and int(spec[7:]) > size else found


@wrong("ranges")
class EndBehindTheEnd(Ranges):
    """takes a range whose end is behind the file for unsatisfiable"""

    def opinion(self, spec, size, found):
        end = spec.rpartition("-")[2]
        return (1, 0) if end and not spec.startswith("bytes=-") and int(end) >= size else found


@wrong("no-ranges")
class UnsatisfiableIsWhole(Ranges):
    """sends the whole file where a range lies behind it"""

    def opinion(self, spec, size, found):
        return None if found == (1, 0) else found


@wrong("no-ranges")
class AnyUnit(Server):
    """takes every unit for bytes"""

    def parse_range(self, spec, size):
        return super().parse_range("bytes=" + spec.partition("=")[2], size)


@wrong("no-ranges")
class RangeOfHead(Server):
    """answers 206 to HEAD, too"""

    def ranged(self, request, file):
        method, request.method = request.method, "GET"
        try:
            return super().ranged(request, file)
        finally:
            request.method = method


@wrong("no-ranges")
class NoLengthIn416(Server):
    """does not say how long the file is whose range it cannot send"""

    def ranged(self, request, file):
        try:
            return super().ranged(request, file)
        except Refused as refused:
            raise Refused(refused.status) from None


@wrong("ranges")
class NoContentRange(Server):
    """does not say which part it sends"""

    def ranged(self, request, file):
        response = super().ranged(request, file)
        response.fields = [one for one in response.fields if one[0] != "Content-Range"]
        return response
