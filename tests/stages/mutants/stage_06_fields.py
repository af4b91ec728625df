"""Stage 06, wrong fields, names and downloads: each keeps every promise but one."""
import os
import re

from http_message import Refused
from stage_06 import Server, wrong


class Without(Server):
    """What several faults have in common: one field is not there."""
    left_out = ""

    def render(self, response, request, keep):
        lines = super().render(response, request, keep).split(b"\r\n")
        return b"\r\n".join(line for line in lines if not line.startswith(self.left_out.encode() + b":"))


@wrong("always-fields")
class NoDate(Without):
    """does not say when it answered"""
    left_out = "Date"


@wrong("always-fields")
class NoServer(Without):
    """does not say what it is"""
    left_out = "Server"


@wrong("always-fields")
class NoRangesSaid(Without):
    """does not say that it knows ranges"""
    left_out = "Accept-Ranges"


@wrong("always-fields")
class LetsBrowsersGuess(Without):
    """does not say nosniff"""
    left_out = "X-Content-Type-Options"


@wrong("always-fields")
class NoTag(Without):
    """sends no ETag"""
    left_out = "ETag"


@wrong("types")
class ShowsEverything(Without):
    """offers nothing as a download"""
    left_out = "Content-Disposition"


@wrong("types")
class OffersEverything(Server):
    """offers pages as downloads, too"""

    def fields(self, file):
        fields = [one for one in super().fields(file) if one[0] != "Content-Disposition"]
        return [*fields, ("Content-Disposition", f'attachment; filename="{file.name}"')]


@wrong("types")
class PicturesAreBytes(Server):
    """does not know the types of pictures"""

    def fields(self, file):
        return [(name, re.sub(r"image/.*", "application/octet-stream", value)) for name, value in super().fields(file)]


@wrong("always-fields")
class HeadOfNothing(Server):
    """says in the answer to HEAD that the file has no bytes"""

    def render(self, response, request, keep):
        if request is not None and request.method == "HEAD":
            response.body = b""
        return super().render(response, request, keep)


@wrong("files")
class OneIndex(Server):
    """knows the index.html of the root only"""

    def open(self, name):
        if name == "sub/index.html":
            raise Refused(404)
        return super().open(name)


@wrong("files")
class EmptyIsMissing(Server):
    """takes an empty file for one that is not there"""

    def load(self, name, path):
        if not os.path.getsize(path):
            raise Refused(404)
        return super().load(name, path)


@wrong("missing")
class MissingIsForbidden(Server):
    """answers 403 where there is nothing"""

    def open(self, name):
        try:
            return super().open(name)
        except Refused:
            raise Refused(403) from None


@wrong("missing")
class DiesBelowAFile(Server):
    """opens what lies below a file, and lets the error end the connection"""

    def open(self, name):
        if "/" in name and os.path.isfile(os.path.join(self.options.root, name.partition("/")[0])):
            raise OSError(name)
        return super().open(name)


@wrong("large-downloads")
class OneOffset(Server):
    """keeps in one variable for all threads how much of a download it has sent"""
    at = 0

    def send(self, client, state):
        whole = bytes(state.out)
        state.out.clear()
        type(self).at = 0
        while self.at < len(whole):
            piece = whole[self.at:self.at + 100_000]
            client.sendall(piece)
            type(self).at += len(piece)


@wrong("outside")
class BackslashesAreNames(Server):
    """takes a backslash for a part of a name"""

    def check_characters(self, name):
        if re.search(r"[\x00-\x1f\x7f]", name):
            raise Refused(400)


@wrong("outside")
class SlashesInDisguise(Server):
    """decodes %2f to a slash, and answers 404 where there is nothing"""

    def resolve(self, path):
        return super().resolve(re.sub("%2f", "/", path, flags=re.IGNORECASE))

    def check_segments(self, name):
        segments = name[1:].split("/")
        if ".." in segments or "." in segments:
            raise Refused(403)


@wrong("outside")
class DotsAreMissing(Server):
    """answers 404 where a path leaves the root"""

    def check_segments(self, name):
        try:
            super().check_segments(name)
        except Refused:
            raise Refused(404) from None


@wrong("malformed-paths")
class MendsPercents(Server):
    """leaves a malformed percent-encoding as it stands"""

    def resolve(self, path):
        return super().resolve(re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", path))


@wrong("malformed-paths")
class ControlsAreNames(Server):
    """takes control characters for parts of a name"""

    def check_characters(self, name):
        if "\0" in name:
            raise Refused(400)
        if "\\" in name:
            raise Refused(403)


@wrong("extensions")
class EveryExtension(Server):
    """serves files of every extension"""

    def check_extension(self, name):
        if name.endswith((".key", ".exe")) and os.path.exists(os.path.join(self.options.root, name[1:])):
            return
        super().check_extension(name)

    def load(self, name, path):
        file = super().load("x.txt" if name.endswith((".key", ".exe")) else name, path)
        file.name = os.path.basename(name)
        return file


@wrong("extensions")
class NoneIsText(Server):
    """serves files without an extension as text"""

    def check_extension(self, name):
        if "." in os.path.basename(name) or not os.path.isfile(os.path.join(self.options.root, name[1:])):
            super().check_extension(name)

    def load(self, name, path):
        return super().load(name if "." in os.path.basename(name) else "x.txt", path)


@wrong("idle")
class AsksAgainAndAgain(Server):
    """sends on a socket that never blocks, and asks again and again whether it is writable"""

    def send(self, client, state):
        client.setblocking(False)
        while state.out:
            try:
                del state.out[:client.send(state.out)]
            except BlockingIOError:
                pass
        client.setblocking(True)
