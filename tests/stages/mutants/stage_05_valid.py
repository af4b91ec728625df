"""Stage 05, too strict or too lax: each refuses one thing that is valid, knows not whose host it is, or has no bound."""
import re

from http_message import MAX_FIELDS, MAX_TARGET, Refused
from http_session import Response
from stage_05 import Server, wrong


@wrong("accepted")
class NoEmptyLines(Server):
    """takes an empty line for a request line"""

    def skip_empty_lines(self, state):
        if state.buffer[:2] == b"\r\n":
            raise Refused(400, True)


@wrong("accepted")
class NoAbsoluteTargets(Server):
    """looks for a file that is called http://..."""

    def parse_request_line(self, line):
        method, target, version = super().parse_request_line(line)
        return method, "/" + target if target.startswith("http:") else target, version


@wrong("accepted")
class HostBeatsTheTarget(Server):
    """looks at Host where the target names a host too"""

    def check_host(self, request):
        if request.target.startswith("http://") and request.values("host"):
            request.target = "http://" + request.value("host") + "/"
        super().check_host(request)


@wrong("accepted")
class KnownMinorsOnly(Server):
    """does not know HTTP/1.2"""

    def parse_request_line(self, line):
        if line.endswith(b"HTTP/1.2"):
            raise Refused(505, True)
        return super().parse_request_line(line)


@wrong("accepted")
class NamesAsWritten(Server):
    """compares the names of fields byte by byte"""

    def parse_field(self, line):
        name, value = super().parse_field(line)
        return (name if line[:1].isupper() else "x-" + name), value


@wrong("accepted")
class FewFields(Server):
    """has room for 64 fields"""

    def parse_head(self, head):
        if 64 < head.count(b"\r\n") - 2 <= MAX_FIELDS:
            raise Refused(431, True)
        return super().parse_head(head)


@wrong("accepted")
class ShortTargets(Server):
    """has room for a target of 4,096 bytes"""

    def parse_request_line(self, line):
        if len(line) > 4096:
            raise Refused(414, True)
        return super().parse_request_line(line)


@wrong("accepted")
class OneName(Server):
    """knows its address, and not that it is called localhost too"""

    def __init__(self, options):
        super().__init__(options)
        self.hosts = {f"127.0.0.1:{options.port}"}


@wrong("accepted")
class NoUpgrades(Server):
    """refuses who would rather speak HTTP/2"""

    def parse_head(self, head):
        request = super().parse_head(head)
        if request.values("upgrade"):
            raise Refused(501, True)
        return request


@wrong("host-of-another")
class AnyPort(Server):
    """looks at the name in Host, and not at the port"""

    def check_our_host(self, request, host):
        super().check_our_host(request, re.sub(r":\d*\Z", "", host) + f":{self.options.port}")


@wrong("host-of-another")
class AnyAuthority(Server):
    """looks at Host, and not at a target that names another host"""

    def check_host(self, request):
        request.target = re.sub(r"\Ahttp://[^/]*", "", request.target)
        super().check_host(request)


@wrong("too-long")
class TargetsWithoutBound(Server):
    """has a bound for the head, and none for the target"""

    def split_head(self, buffer):
        try:
            return super().split_head(buffer)
        except Refused as refused:
            raise Refused(431, True) if refused.status == 414 else refused

    def parse_request_line(self, line):
        parts = [part[:MAX_TARGET] for part in line.split(b" ")]
        return super().parse_request_line(b" ".join(parts))


@wrong("too-long")
class AnyNumberOfFields(Server):
    """has a bound for the bytes of the head, and none for its fields"""

    def parse_head(self, head):
        lines = bytes(head).split(b"\r\n")
        return super().parse_head(b"\r\n".join([*lines[:90], b"", b""]) if len(lines) > 100 else head)


@wrong("too-long")
class TooLongIs400(Server):
    """takes a head that is too long for a malformed one"""

    def refuse(self, state, refused):
        super().refuse(state, Refused(400, True) if refused.status in (414, 431) else refused)


@wrong("head")
class LengthOfNothing(Server):
    """says in the answer to HEAD that the page has no bytes"""

    def render(self, response, request, keep):
        if request is not None and request.method == "HEAD":
            response = Response(response.status, b"", response.fields)
        return super().render(response, request, keep)
