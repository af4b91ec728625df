"""Stage 05, wrong heads: each keeps every promise of the request line and the fields but one."""
import re

from http_message import METHODS, TOKEN, Refused
from stage_05 import Server, wrong


@wrong("request-lines-refused")
class AnyVersion(Server):
    """takes every version for HTTP/1.1"""

    def parse_request_line(self, line):
        return super().parse_request_line(re.sub(rb"HTTP/\d\.\d\Z", b"HTTP/1.1", line))


@wrong("request-lines-refused")
class LongVersion(Server):
    """compares the first eight bytes of the version"""

    def parse_request_line(self, line):
        return super().parse_request_line(re.sub(rb"(HTTP/1\.1).+\Z", rb"\1", line))


@wrong("request-lines-refused")
class VersionInAnyCase(Server):
    """compares the version in any case"""

    def parse_request_line(self, line):
        method, _, rest = line.partition(b" ")
        return super().parse_request_line(method + b" " + rest.replace(b"http/", b"HTTP/"))


@wrong("request-lines-refused")
class NoVersion(Server):
    """takes a request line without a version for one of HTTP/1.0"""

    def parse_request_line(self, line):
        return super().parse_request_line(line if b"HTTP/" in line or line.count(b" ") != 1 else line + b" HTTP/1.0")


@wrong("request-lines-refused")
class AnyByteInTheTarget(Server):
    """takes every byte in a target"""

    def parse_request_line(self, line):
        return super().parse_request_line(line.replace(b"\0", b"0"))


@wrong("request-lines-refused")
class AnyBytesForAMethod(Server):
    """takes a method that is no token for one that it does not know"""

    def parse_request_line(self, line):
        method, blank, rest = line.partition(b" ")
        return super().parse_request_line((method if TOKEN.match(method) else b"UNKNOWN") + blank + rest)


@wrong("request-lines-refused")
class AnyTarget(Server):
    """looks for a target that begins with no slash, and does not find it"""

    def parse_request_line(self, line):
        parts = line.split(b" ")
        if len(parts) == 3 and re.match(rb"[a-z]+\.html\Z", parts[1]):
            parts[1] = b"/" + parts[1]
        return super().parse_request_line(b" ".join(parts))


@wrong("request-lines-refused")
class TrimsTheLine(Server):
    """trims the request line"""

    def parse_request_line(self, line):
        return super().parse_request_line(line.strip())


@wrong("request-lines-refused")
class OldVersionsOnly(Server):
    """answers 400 where it does not speak the version"""

    def parse_request_line(self, line):
        if line.endswith(b"HTTP/2.0"):
            raise Refused(400, True)
        return super().parse_request_line(line)


@wrong("request-lines-refused")
class RefusesWithoutAWord(Server):
    """closes the connection where it does not understand a request"""

    def refuse(self, state, refused):
        if refused.status == 400:
            state.closing = True
        else:
            super().refuse(state, refused)


@wrong("methods")
class MethodsInAnyCase(Server):
    """compares methods in any case"""

    def parse_request_line(self, line):
        method, blank, rest = line.partition(b" ")
        return super().parse_request_line(method.upper() + blank + rest)


@wrong("methods")
class ShortMethods(Server):
    """has sixteen bytes for a method"""

    def parse_request_line(self, line):
        if len(line.partition(b" ")[0]) > 16:
            raise Refused(400, True)
        return super().parse_request_line(line)


@wrong("methods")
class NoOptions(Server):
    """takes OPTIONS for a method that it need not know"""

    def check_method(self, request):
        if request.method not in METHODS or request.method == "OPTIONS":
            raise Refused(501, True)


@wrong("methods")
class NoServerWideOptions(Server):
    """does not know the target of OPTIONS *"""

    def handle(self, request):
        if request.target == "*":
            raise Refused(404)
        return super().handle(request)


@wrong("methods")
class TunnelsWithoutAWord(Server):
    """closes the connection of a CONNECT"""

    def parse_request_line(self, line):
        if line.startswith(b"CONNECT "):
            raise OSError("no proxy")
        return super().parse_request_line(line)


@wrong("fields-refused")
class BareCr(Server):
    """takes a CR in a value for a part of it"""

    def check_lines(self, head):
        super().check_lines(re.sub(rb"\r(?!\n)", b" ", bytes(head)))

    def parse_field(self, line):
        return super().parse_field(line.replace(b"\r", b" "))


@wrong("fields-refused")
class NulInAValue(Server):
    """takes a NUL in a value for a part of it"""

    def parse_field(self, line):
        return super().parse_field(line.replace(b"\0", b" "))


@wrong("fields-refused")
class Folds(Server):
    """joins folded lines"""

    def parse_head(self, head):
        return super().parse_head(re.sub(rb"\r\n[ \t]+", b" ", bytes(head)))


@wrong("fields-refused")
class NamelessFields(Server):
    """takes a field without a name"""

    def parse_field(self, line):
        return super().parse_field(b"X" + line if line.startswith(b":") else line)


@wrong("fields-refused")
class SkipsWhatIsNoField(Server):
    """passes over a line without a colon"""

    def parse_field(self, line):
        return super().parse_field(line if b":" in line else b"X: 1")


@wrong("fields-refused")
class AnyName(Server):
    """takes every name of a field"""

    def parse_field(self, line):
        name, colon, value = line.partition(b":")
        return super().parse_field((b"X" if b"(" in name else name) + colon + value)


@wrong("fields-refused")
class FirstHost(Server):
    """takes the first of two Hosts"""

    def check_host(self, request):
        hosts = request.values("host")
        request.fields = [one for one in request.fields if one[0] != "host"] + [("host", one) for one in hosts[:1]]
        super().check_host(request)


@wrong("fields-refused")
class NeedsNoHost(Server):
    """does not miss Host"""

    def check_host(self, request):
        if request.values("host"):
            super().check_host(request)


@wrong("fields-refused")
class AnyTextForAHost(Server):
    """takes what is no host for the host of another"""

    def check_host(self, request):
        request.fields = [(name, value.replace(" ", ".") if name == "host" else value) for name, value in request.fields]
        super().check_host(request)
