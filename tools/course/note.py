#!/usr/bin/env python3
"""note.py - grades a program without a template, and takes down which promises it keeps (progress.py).

    note.py --root CLONE --stage 01 -- GRADER 01 --json {json} [OPTIONS] -- COMMAND

The grader's report and its exit status stay as they are. Python 3.9, standard library only.
"""
import argparse
import json
import pathlib
import subprocess
import sys
import tempfile

import chapters
import progress


def outcomes(path):
    """{check: what became of it}, from the grader's JSON; nothing if it did not come so far."""
    try:
        return {check["name"]: check["outcome"] for check in json.loads(path.read_text())["checks"]}
    except (OSError, ValueError, KeyError):
        return {}


def main(arguments):
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--root", required=True)
    parser.add_argument("--stage", required=True)
    place = arguments.index("--")
    options = parser.parse_args(arguments[:place])
    with tempfile.TemporaryDirectory(prefix="course-note-") as scratch:
        path = pathlib.Path(scratch) / "outcome.json"
        words = [str(path) if word == "{json}" else word for word in arguments[place + 1:]]
        done = subprocess.run(words, stdin=subprocess.DEVNULL, check=False)
        progress.remember_outcomes(chapters.Stage(options.root, options.stage), outcomes(path))
    return done.returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
