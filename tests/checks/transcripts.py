#!/usr/bin/env python3
"""Runs every ```console block of a chapter in real terminals and compares what they show with what it says.

    transcripts.py --build DIRECTORY [--show] NN...

Exit status 0: all the same, and the tree as it was before; 77: the tools that chapters use are not installed, or stage
11 is asked for and there is no io_uring. Programs are taken from DIRECTORY/bin; nothing is built. Python 3.9, standard
library only.
"""
import argparse
import difflib
import os
import pathlib
import shutil
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "tests" / "support"))
import started  # noqa: E402
import transcript  # noqa: E402
import uring  # noqa: E402
from terminal import CONTROL, PROMPT, Terminal  # noqa: E402

PATIENCE_SECONDS = 30
EARLIER_UPLOAD = "upload_20260101_000000_a1b2.json"  # a reader may have followed other chapters before
SKIPPED = 77


class Mismatch(Exception):
    """A terminal showed something else, or the tree is not as it was."""


def tree_of(folder):
    """{path: content} of all files, and the targets of links. Without what was uploaded: git does not see that."""
    found = {}
    for parent, _, names in os.walk(folder):
        for path in (pathlib.Path(parent, name) for name in names):
            found[str(path.relative_to(folder))] = os.readlink(path) if path.is_symlink() else path.read_bytes()
    return {path: content for path, content in found.items() if not path.startswith("resources/uploads/upload_")}


def differences(before, after):
    """What a reader's `git status` would show, in words."""
    return ([f"{path} is left behind" for path in sorted(after.keys() - before.keys())]
            + [f"{path} is gone" for path in sorted(before.keys() - after.keys())]
            + [f"{path} is changed" for path in sorted(before.keys() & after.keys()) if before[path] != after[path]])


class Reader:
    """Somebody who types a chapter into terminals, in a copy of the tree's outside."""

    def __init__(self, build, scratch, steps):
        self.folder = scratch / "ladder"
        self.folder.mkdir()
        for name in ("course", "server", "stages", "docs", "tools", "tests"):
            (self.folder / name).symlink_to(ROOT / name)
        shutil.copytree(ROOT / "resources", self.folder / "resources")
        (self.folder / "resources" / "uploads" / EARLIER_UPLOAD).write_text('{"earlier": true}')
        self.tree = tree_of(self.folder)
        self.environment = {**os.environ, "COURSE_BUILD": str(build), "COURSE_MEMORY": str(scratch / "memory")}
        self.ports = {port: str(started.free_port()) for port in transcript.ports_of(steps)}
        self.terminals = {}

    def terminal(self, number):
        if number not in self.terminals:
            terminal = Terminal(self.folder, self.environment)
            self.terminals[number] = terminal
            self.await_shown(terminal, lambda text: PROMPT in text)
        return self.terminals[number]

    def await_shown(self, terminal, is_all):
        """Waits until what is shown is all that is wanted, takes it and returns it as text."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            shown = terminal.bytes()
            text = shown.decode(errors="replace").replace("\r", "")
            if is_all(text):
                terminal.take(len(shown))
                return text
            if time.monotonic() > deadline:
                raise Mismatch(text)
            time.sleep(0.005)

    def do(self, step):
        """Types one line and waits until what must come back has come. Returns the lines. What a terminal has shown
        since its step before, another terminal's doing, belongs to this one."""
        terminal = self.terminal(step.terminal)
        if step.text is not None:
            terminal.send(self.with_real_ports(step.text))
        try:
            return self.lines(step, self.await_shown(terminal, lambda shown: self.is_done(step, shown)))
        except Mismatch as mismatch:
            raise Mismatch(self.difference(step, str(mismatch))) from None

    def with_real_ports(self, text):
        for documented, real in self.ports.items():
            text = text.replace(documented, real)
        return text

    def is_done(self, step, shown):
        if not step.stays and PROMPT not in shown:
            return False
        lines = self.lines(step, shown)
        last = shown.rpartition(PROMPT)[2]
        if last and not last.endswith("\n") and (not step.stays or lines[-1:] != step.expected[-1:]):
            return False  # a program writes a line in pieces, and its line feed by itself: its end is still to come
        return transcript.is_match(lines, step.expected)

    def lines(self, step, shown):
        """What a reader sees: the documented ports, no prompt, nothing of the shell's own about its jobs."""
        for documented, real in self.ports.items():
            shown = shown.replace(real, documented)
        lines = shown.replace(PROMPT, "").split("\n")
        lines = [line for line in lines if not transcript.SHELL_JOB.match(line)]
        if step.text in CONTROL and lines[0] == "":
            lines = lines[1:]  # the shell ends the line on which ^C would stand
        return lines[:-1] if lines and lines[-1] == "" else lines

    def difference(self, step, shown):
        heading = "what the terminal shows meanwhile" if step.text is None else step.text
        ended = "" if step.stays or PROMPT in shown else " (and the command has not ended)"
        changes = difflib.unified_diff(step.expected, self.lines(step, shown), "the chapter", "the terminal", lineterm="")
        return f"{heading}{ended}\n" + "\n".join(changes)

    def close(self):
        for terminal in self.terminals.values():
            terminal.close()


def shown_as(step, lines):
    """A step as a chapter has it."""
    if step.text is None:
        return [f"{step.terminal}| {line}" for line in lines]
    prompt = f"{step.terminal}> " if step.is_typed else "$ " if step.terminal == 1 else f"{step.terminal}$ "
    return [prompt + step.text, *lines]


def run(chapter, build, show):
    """The number of steps. Mismatch if one shows something else, or if files are left behind."""
    steps = transcript.steps_of(chapter.read_text())
    if not steps:
        raise transcript.MalformedTranscript("there is no transcript in it")
    with started.scratch_directory() as scratch:
        reader = Reader(build, scratch, steps)
        try:
            for step in steps:
                try:
                    lines = reader.do(step)
                except Mismatch as mismatch:
                    raise Mismatch(f"{chapter.relative_to(ROOT)}:{step.line}: {mismatch}") from None
                if show:
                    print(*shown_as(step, lines), sep="\n")
            if (left := differences(reader.tree, tree_of(reader.folder))):
                raise Mismatch(f"{chapter.relative_to(ROOT)}: at its end {', '.join(left)}")
        finally:
            reader.close()
    return len(steps)


def missing_tools():
    """What chapters need and this machine has not: curl, and the netcat that can half-close (netcat-openbsd)."""
    missing = [tool for tool in ("curl", "nc") if shutil.which(tool) is None]
    if "nc" not in missing:
        about = subprocess.run(["nc", "-h"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True).stdout
        missing += [] if "-N" in about else ["nc -N"]
    return missing


def main():
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--build", required=True, type=pathlib.Path, help="the build directory to take programs from")
    parser.add_argument("--show", action="store_true", help="print what the terminals show, for authors")
    parser.add_argument("stages", nargs="+", metavar="NN")
    options = parser.parse_args()
    if (missing := missing_tools()):
        print(f"not installed: {', '.join(missing)} (Debian: curl, netcat-openbsd)")
        return SKIPPED
    if "11" in options.stages and (obstacle := uring.why_no_uring(options.build)):
        print(f"stage 11 cannot run here: {obstacle}")
        return SKIPPED
    failed = 0
    for stage in options.stages:
        chapter = next((ROOT / "stages").glob(f"{stage}_*")) / "README.md"
        try:
            count = run(chapter, options.build.resolve(), options.show)
            print(f"{chapter.relative_to(ROOT)}: {count} commands show what it says")
        except (Mismatch, transcript.MalformedTranscript) as error:
            print(error)
            failed += 1
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
