#!/usr/bin/env python3
"""sanitize.py - `./course check NN --sanitize [asan|tsan]`: grades a program that was built with a sanitizer, and tells
what the sanitizer found in at most twelve lines, the learner's own lines first.

    sanitize.py --kind asan --folder WORKSPACE --reports DIRECTORY -- GRADER 01 [OPTIONS] -- COMMAND

Exit status 1 if a check failed or a sanitizer had something to say. Python 3.9, standard library only.
"""
import argparse
import os
import pathlib
import re
import subprocess
import sys

MOST_LINES = 12
OPTIONS = {"asan": ("ASAN_OPTIONS", "UBSAN_OPTIONS"), "tsan": ("TSAN_OPTIONS",)}
FRAME = re.compile(r"^ +#\d+ (?:0x[0-9a-f]+ (?:in )?)?(.+?) (/.+?:\d+)(?::\d+)?(?: \(.*)?$")
OTHER_FRAME = re.compile(r"^ +#\d+ ")
HEADLINE = re.compile(r"(?:ERROR|WARNING): (?:Address|Thread|Leak)Sanitizer: (.+)$|^(\S+:\d+:\d+: runtime error: .+)$")
# "Write of size 4 at 0x7b04 by thread T1:", "freed by thread T0 here:", "Previous read of size 8 at ...:"
STACK = re.compile(r"^ *((?:Previous |Atomic |Previous atomic )?(?:READ|WRITE|[Rr]ead|[Ww]rite) of size \d+|"
                   r"freed by|previously allocated by|allocated by|[Dd]irect leak of [^:]*).*$")


def report_paths(directory):
    """What the sanitizers have written, in the order in which they wrote it."""
    return sorted(directory.glob("report.*"), key=lambda path: path.stat().st_mtime_ns)


def headline(line):
    """What was found, without the process' number and addresses."""
    found = HEADLINE.search(line)
    if not found:
        return None
    text = found.group(1) or found.group(2)
    return re.sub(r" (?:on address|on unknown address)?\s*0x[0-9a-f]+.*$| \(pid=\d+\)", "", text)


def stacks_of(lines):
    """[(heading, [(function, place)])]: the stacks of a report, those that say where something was touched."""
    stacks = []
    open_stack = False
    for line in lines:
        frame = FRAME.match(line)
        if headline(line) or STACK.match(line):
            stacks.append((headline(line) or re.sub(r" at 0x[0-9a-f]+", "", line.strip()).rstrip(":"), []))
            open_stack = True
        elif frame and open_stack:
            stacks[-1][1].append((shorten(frame.group(1)), frame.group(2)))
        elif not OTHER_FRAME.match(line) and line.strip() == "":
            open_stack = False
    return stacks


def shorten(function):
    """A function's name without its template arguments, as long as a line has room for it."""
    return function if len(function) <= 60 else function[:57] + "..."


def chosen_frames(frames, folder):
    """The top frame, and the first of the learner's own."""
    top = frames[:1]
    own = next((frame for frame in frames if frame[1].startswith(f"{folder}/")), None)
    return top + ([own] if own and own not in top else [])


def summary(text, folder):
    """One report in a few lines, the learner's own marked by an arrow."""
    lines = []
    for heading, frames in stacks_of(text.splitlines()):
        shown = [f"{'-> ' if place.startswith(f'{folder}/') else '   '}{place.replace(f'{folder}/', '')} in {function}"
                 for function, place in chosen_frames(frames, folder)]
        if shown or not lines:
            lines += [heading] + ["  " + line for line in shown]
    return lines


def tell(directory, kind, folder):
    """Prints what was found in at most MOST_LINES lines. Whether there was anything."""
    paths = report_paths(directory)
    if not paths:
        print(f"{kind}: nothing found")
        return False
    texts = [path.read_text(errors="replace") for path in paths]
    lines = next((found for found in (summary(text, folder) for text in texts)
                  if any(line.startswith("  -> ") for line in found)), summary(texts[0], folder))
    last = [f"{kind}: {count_of(texts)}; in full: {directory}"]
    print("\n".join([*lines[:MOST_LINES - 1], *last]))
    return True


def count_of(texts):
    count = sum(1 for text in texts for line in text.splitlines() if headline(line)) or len(texts)
    return "one report" if count == 1 else f"{count} reports, this is the first"


def environment(kind, directory):
    """Reports go to files: the grader keeps only the last lines of what a program says."""
    result = dict(os.environ)
    common = f"log_path={directory}/report"
    more = {"ASAN_OPTIONS": ":detect_stack_use_after_return=1", "UBSAN_OPTIONS": ":print_stacktrace=1",
            "TSAN_OPTIONS": ""}
    for name in OPTIONS[kind]:
        result[name] = common + more[name] + (f":{result[name]}" if result.get(name) else "")
    return result


def plainly():
    """Words that turn off the random spread of addresses, where a kernel spreads wider than a sanitizer knows."""
    words = ["setarch", os.uname().machine, "-R"]
    try:
        done = subprocess.run([*words, "true"], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL)
    except OSError:
        return []
    return words if done.returncode == 0 else []


def run(options):
    """The exit status."""
    options.reports.mkdir(parents=True, exist_ok=True)
    for old in report_paths(options.reports):
        old.unlink()
    done = subprocess.run([*plainly(), *options.grader], env=environment(options.kind, options.reports),
                          stdin=subprocess.DEVNULL)
    sys.stdout.flush()
    found = tell(options.reports, options.kind, str(options.folder))
    return done.returncode or (1 if found else 0)


def parse(arguments):
    parser = argparse.ArgumentParser(prog="sanitize.py", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--kind", choices=tuple(OPTIONS), required=True)
    parser.add_argument("--folder", type=pathlib.Path, required=True, help="the learner's own files")
    parser.add_argument("--reports", type=pathlib.Path, required=True, help="where the whole reports are kept")
    place = arguments.index("--") if "--" in arguments else len(arguments)
    options = parser.parse_args(arguments[:place])
    options.grader = arguments[place + 1:]
    return options


if __name__ == "__main__":
    sys.exit(run(parse(sys.argv[1:])))
