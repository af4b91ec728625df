"""Stage 06: static files on the pool, right and wrong."""
import os
import re
import urllib.parse

import mutant
import pool
from http_message import Refused
from http_session import Response
from http_site import File, Site
from mutant import fault


class Server(pool.HttpPool, Site):
    """The right one."""


def wrong(refused_by, base="page"):
    return fault(refused_by, base)


class JoinsPaths(Server):
    """What several faults have in common: the kernel resolves what is left of the dots."""

    def check_link(self, path):
        pass

    def check_extension(self, name):
        if name.rpartition(".")[2] not in ("html", "txt", "png", "jpg", "jpeg") and not name.endswith("passwd"):
            super().check_extension(name)

    def load(self, name, path):
        return File(name if name.rpartition(".")[2] in ("html", "txt", "png", "jpg") else "plain.txt", path)


@wrong("outside")
class ChecksNothing(JoinsPaths):
    """joins the root and the path"""

    def check_segments(self, name):
        pass


@wrong("outside")
class ChecksBeforeDecoding(JoinsPaths):
    """looks for ".." in the path as it was sent, and decodes it then"""

    def resolve(self, path):
        if "/../" in path:
            raise Refused(403)
        name = self.decode(path)
        self.check_characters(name)
        return (name + "index.html" if name.endswith("/") else name)[1:]


@wrong("outside-disguised")
class DecodesTwice(JoinsPaths):
    """decodes once in the router and once more before it opens"""

    def resolve(self, path):
        return urllib.parse.unquote(super().resolve(path))


@wrong("outside-disguised")
class RemovesDotsOnce(JoinsPaths):
    """takes "../" out of the path, once"""

    def check_segments(self, name):
        pass

    def resolve(self, path):
        return super().resolve(path).replace("../", "")


@wrong("links")
class FollowsLinks(Server):
    """checks the text of the path and follows links wherever they lead"""

    def check_link(self, path):
        pass


@wrong("files")
class TextMode(Server):
    """reads files as text"""

    def load(self, name, path):
        file = super().load(name, path)
        file.content = file.content.decode("utf-8", "replace").encode()
        return file


@wrong("files")
class LengthOfString(Server):
    """treats a file's content as a C string"""

    def load(self, name, path):
        file = super().load(name, path)
        file.content = file.content.partition(b"\0")[0]
        return file


@wrong("types")
class OneType(Server):
    """serves everything as text/html"""

    def fields(self, file):
        return [("Content-Type", "text/html; charset=utf-8") if name == "Content-Type" else (name, value)
                for name, value in super().fields(file)]


@wrong("names")
class NeverDecodes(Server):
    """takes the path for the name, with its percent signs"""

    def decode(self, path):
        return path


@wrong("names")
class QueryIsPartOfTheName(Server):
    """takes the query for a part of the name"""

    def handle(self, request):
        request.target = request.target.replace("?", "%3F")
        return super().handle(request)


@wrong("always-fields")
class NoValidators(Server):
    """sends neither ETag nor Last-Modified with HEAD"""

    def render(self, response, request, keep):
        if request and request.method == "HEAD":
            response.fields = [one for one in response.fields if one[0] not in ("ETag", "Last-Modified")]
        return super().render(response, request, keep)


@wrong("range-conditions")
class PartOfAnyVersion(Server):
    """does not look at If-Range"""

    def range_applies(self, request, file):
        return True


@wrong("missing")
class ListsDirectories(Server):
    """lists a directory that has no index.html"""

    def open(self, name):
        directory = os.path.dirname(os.path.join(self.options.root, name))
        if name.endswith("index.html") and os.path.isdir(directory) and not os.path.exists(
                os.path.join(self.options.root, name)):
            name = "index.html"
        return super().open(name)


@wrong("changed-file")
class CachesForEver(Server):
    """keeps files in memory and never looks again"""
    cache = {}

    def load(self, name, path):
        if path not in self.cache:
            self.cache[path] = super().load(name, path)
        return self.cache[path]


@wrong("slow-download")
class IgnoresShortSend(Server):
    """sends once and takes it for sent"""

    def send(self, client, state):
        client.setblocking(False)
        try:
            client.send(state.out)
        except BlockingIOError:
            pass
        state.out.clear()
        client.setblocking(True)


@wrong("ranges")
class EndIsExclusive(Server):
    """takes the end of a range for the first byte behind it"""

    def parse_range(self, spec, size):
        found = super().parse_range(spec, size)
        return found and (found[0], max(found[1] - 1, found[0])) if spec[-1] != "-" else found


@wrong("ranges")
class SuffixIsAnEnd(Server):
    """takes bytes=-6 for the bytes from 0 to 6"""

    def parse_range(self, spec, size):
        return super().parse_range(re.sub(r"=-", "=0-", spec), size)


@wrong("conditions")
class DateBeatsTag(Server):
    """looks at If-Modified-Since where there is an ETag too"""

    def conditional(self, request, file):
        if request.value("if-modified-since"):
            request.fields = [one for one in request.fields if one[0] != "if-none-match"]
        return super().conditional(request, file)


@wrong("conditions")
class BodyWith304(Server):
    """answers 304 with the fields and the body of 200"""

    def conditional(self, request, file):
        found = super().conditional(request, file)
        return Response(200, file.content, self.fields(file)) if found else None


@wrong("malformed-paths")
class PassesNul(Server):
    """cuts a path at its NUL, as the kernel would"""

    def check_characters(self, name):
        pass

    def decode(self, path):
        return super().decode(path).partition("\0")[0]


@wrong("extensions")
class TellsWhatIsThere(Server):
    """answers 404 where a file of a type that is not served is not there"""

    def check_extension(self, name):
        if not os.path.exists(os.path.join(self.options.root, name[1:])):
            raise Refused(404)
        super().check_extension(name)


import stage_06_conditions  # noqa: E402, F401: it needs what is above
import stage_06_fields  # noqa: E402, F401

if __name__ == "__main__":
    mutant.main(Server)
