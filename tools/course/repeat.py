#!/usr/bin/env python3
"""repeat.py - `./course check NN --times COUNT`: grades again and again until a check fails, or COUNT is reached. A
fault that shows in one run of fifty is found so.

    repeat.py --times 200 --stage 01 --report FILE --words "./course check 01" -- GRADER 01 --json {json} -- COMMAND

The report of the run that failed is printed, if it is long only its beginning, and kept whole in FILE. Exit status as
the grader's: 0 nothing failed, 1 a run failed, 2 wrong arguments. Python 3.9, standard library only.
"""
import argparse
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import time

MOST_LINES = 30


def failed_part(report):
    """Of a grader's report the lines of the first check that failed."""
    lines = report.splitlines()
    first = next((at for at, line in enumerate(lines) if line.startswith("  failed  ")), None)
    if first is None:
        return lines[-MOST_LINES:]
    end = next((at for at in range(first + 1, len(lines)) if not lines[at].startswith("      ")), len(lines))
    part = lines[first:end]
    return part if len(part) <= MOST_LINES else part[:MOST_LINES] + ["      ..."]


def sanitizers_part(report):
    """What stands behind the grader's last line: what a sanitizer found, which is short."""
    lines = report.splitlines()
    last = next((at for at, line in enumerate(lines) if re.match(r"stage \d\d: ", line)), len(lines))
    return lines[last + 1:][:MOST_LINES]


def failed_names(path):
    """The names of the checks that failed, as the grader's JSON tells them."""
    try:
        checks = json.loads(path.read_text())["checks"]
    except (OSError, ValueError, KeyError):
        return []
    return [check["name"] for check in checks if check["outcome"] == "failed"]


class Meter:
    """How far it is: on a terminal a line that renews itself, elsewhere every tenth."""

    def __init__(self, times):
        self.times, self.is_terminal, self.shown, self.begun = times, sys.stderr.isatty(), 0, time.monotonic()

    def passed(self, runs):
        if self.is_terminal:
            print(f"\r\033[Kcourse: run {runs} of {self.times} passed", end="", file=sys.stderr, flush=True)
        elif runs * 10 // self.times > self.shown:
            self.shown = runs * 10 // self.times
            print(f"course: {runs} of {self.times} runs passed", file=sys.stderr, flush=True)

    def end(self):
        if self.is_terminal:
            print("\r\033[K", end="", file=sys.stderr, flush=True)

    def each(self, runs):
        return (time.monotonic() - self.begun) / runs


def one_run(command, json_path):
    """One grading: its exit status, and both its streams. In `command` stands {json} where the outcome is to go."""
    line = [str(json_path) if word == "{json}" else word for word in command]
    done = subprocess.run(line, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          errors="replace")
    return done.returncode, done.stdout


def tell_failure(options, runs, names, report):
    """What failed, how often, and how to have the same again."""
    print("\n".join(failed_part(report) + sanitizers_part(report)))
    options.report.parent.mkdir(parents=True, exist_ok=True)
    options.report.write_text(report)
    print(f"stage {options.stage}: run {runs} of at most {options.times} failed; the {runs - 1} before it passed")
    only = "".join(f" --only {name}" for name in names[:1])
    if only:
        print(f"the same check again, and no other: {options.words}{only} --times {max(options.times, 2 * runs)}"
              f"{options.command}")
    print(f"the whole report of that run: {options.report}")


def repeat(options):
    """The exit status."""
    meter = Meter(options.times)
    with tempfile.TemporaryDirectory(prefix="course-times-") as scratch:
        json_path = pathlib.Path(scratch) / "outcome.json"
        for runs in range(1, options.times + 1):
            json_path.unlink(missing_ok=True)
            status, report = one_run(options.grader, json_path)
            if status == 0:
                meter.passed(runs)
                continue
            meter.end()
            if status == 1:
                tell_failure(options, runs, failed_names(json_path), report)
            else:  # the grader itself could not work: that is no failure of what it grades
                print(report, end="", file=sys.stderr)
            return status
    meter.end()
    print(f"stage {options.stage}: {options.times} runs, none failed ({meter.each(options.times):.1f} s each)")
    return 0


def parse(arguments):
    parser = argparse.ArgumentParser(prog="repeat.py", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--times", type=int, required=True)
    parser.add_argument("--stage", required=True)
    parser.add_argument("--report", type=pathlib.Path, required=True, help="where the failing run's report is kept")
    parser.add_argument("--words", required=True, help="what the learner typed, for the line that repeats it")
    parser.add_argument("--command", default="", help="what the learner typed from -- on")
    place = arguments.index("--") if "--" in arguments else len(arguments)
    options = parser.parse_args(arguments[:place])
    options.grader = arguments[place + 1:]
    if not 1 <= options.times <= 100_000:
        parser.error("--times takes a number from 1 to 100000")
    return options


if __name__ == "__main__":
    sys.exit(repeat(parse(sys.argv[1:])))
