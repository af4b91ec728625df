#!/usr/bin/env python3
"""liberal_server.py PORT [options]: a right server of stage 09 that uses what RFC 9110 leaves open otherwise than ours."""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "mutants"))

import mutant  # noqa: E402: found by the line above
import stage_09  # noqa: E402
from http_message import Refused  # noqa: E402

SHORT_BACKLOG = 5


class Liberal(stage_09.Server):
    """Has a short backlog and weak tags, refuses malformed ranges, and passes over unknown expectations."""

    def __init__(self, options):
        super().__init__(options)
        self.listener.listen(SHORT_BACKLOG)  # a second listen sets it anew

    def load(self, name, path):
        file = super().load(name, path)
        file.tag = "W/" + file.tag
        return file

    def conditional(self, request, file):
        if request.value("if-match") not in ("", "*"):
            raise Refused(412)  # the strong comparison: a weak tag equals none (RFC 9110 section 13.1.1)
        return super().conditional(request, file)

    def range_applies(self, request, file):
        return not request.value("if-range").startswith("W/") and super().range_applies(request, file)

    def parse_range(self, spec, size):
        found = super().parse_range(spec, size)
        if found is None and spec.startswith("bytes="):
            raise Refused(416, fields=[("Content-Range", f"bytes */{size}")])
        return found

    def expect(self, state, request):
        if request.value("expect").lower() == "100-continue":
            super().expect(state, request)


if __name__ == "__main__":
    mutant.main(Liberal)
