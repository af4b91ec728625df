#!/usr/bin/env python3
"""watch.py - `./course watch NN`: at each save of a workspace what is written is built, and the first task that is not
done is judged, in at most fifteen lines. Keys: h the next hint, a everything, q the end. Without a terminal there are no
keys, and SIGINT or SIGTERM ends it. Python 3.9, standard library only.
"""
import argparse
import contextlib
import json
import os
import pathlib
import select
import signal
import subprocess
import sys
import termios
import time
import traceback
import tty

import blank
import chapters
import look
import saves

ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
MOST_LINES = 15
KEYS = "keys: h the next hint, a everything, q the end"


class Ended(Exception):
    """A signal, or the key q."""


@contextlib.contextmanager
def keys():
    """The descriptor from which single keys come; None where there is no terminal."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        yield None
        return
    descriptor = sys.stdin.fileno()
    before = termios.tcgetattr(descriptor)
    tty.setcbreak(descriptor)  # keys at once and without echo; ^C stays a signal
    try:
        yield descriptor
    finally:
        termios.tcsetattr(descriptor, termios.TCSADRAIN, before)


class Watch:
    """One workspace. One child at a time looks at it; a save ends it and begins another."""

    def __init__(self, options):
        self.options = options
        self.stage = chapters.Stage(options.root, options.stage)
        self.known, self.at = None, None
        self.child, self.words, self.output, self.begun = None, None, b"", 0.0

    def begin(self):
        """A look at what is there now, in a process group of its own. A child of this process: a new Python would take as
        long to start as the grader takes."""
        self.stop()
        self.begun, self.output = time.monotonic(), b""
        reading, writing = os.pipe()
        sys.stdout.flush()
        # Held back, so that a signal finds the child when it is a group of its own and dies of it, not before.
        signal.pthread_sigmask(signal.SIG_BLOCK, ENDING)
        self.child = os.fork()
        if self.child == 0:
            self.look(writing)
        os.close(writing)
        with contextlib.suppress(OSError):  # whichever of the two is faster
            os.setpgid(self.child, self.child)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDING)
        self.words = reading

    def look(self, writing):
        """The child: says what was found as JSON, or why nothing was, and ends."""
        try:
            os.setpgid(0, 0)
            for number in ENDING:
                signal.signal(number, signal.SIG_DFL)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDING)
            os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
            os.dup2(writing, 1)
            os.dup2(writing, 2)
            found = look.look(self.stage, self.options.workspace, self.options.build, self.options.patience, self.known,
                              self.at)
            with os.fdopen(writing, "w") as file:
                json.dump(found, file)
        except Exception:  # whatever it is, it is told, and the watch goes on
            traceback.print_exc()
            sys.stderr.flush()
        finally:
            os._exit(0)

    def stop(self):
        """Ends a look that is under way, and all that it has started."""
        if self.child:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.child, signal.SIGTERM)
            self.end_of_child()

    def end_of_child(self):
        os.waitpid(self.child, 0)
        os.close(self.words)
        self.child = self.words = None

    def read(self):
        """Takes what the child says; at its end, tells the outcome."""
        data = os.read(self.words, 65536)
        self.output += data
        if data:
            return
        self.end_of_child()
        text = self.output.decode(errors="replace")
        try:
            found = json.loads(text)
        except ValueError:  # it could not even begin: its own words tell why
            found = {"lines": text.splitlines(), "at": self.at, "known": self.known}
        self.known, self.at = found["known"], found["at"]
        self.tell(found["lines"])

    def tell(self, lines):
        most = MOST_LINES - 1
        shown = lines if len(lines) <= most else lines[:most - 1] + ["      ..."]
        say("\n".join([*shown, f"-- {time.monotonic() - self.begun:.1f} s; {self.last_words()}"]))

    def last_words(self):
        return KEYS if self.has_keys else "waiting for the next save"

    def task(self):
        """The task that is looked at; for a promise the one that the chapter has it graded by."""
        if isinstance(self.at, int) or self.at is None:
            return self.at
        return next((number for number, names in self.stage.graded_by().items() if self.at in names), None)

    def run_course(self, *words):
        """Another verb, on this terminal."""
        sys.stdout.flush()
        subprocess.run([str(pathlib.Path(self.options.root) / "course"), *words], stdin=subprocess.DEVNULL)
        say(f"-- {self.last_words()}")

    def key(self, letter):
        if letter == "q":
            raise Ended
        if letter == "a":
            self.stop()
            all_of_them = [] if blank.is_blank(self.options.workspace) else ["--all"]
            self.run_course("check", self.stage.number, *all_of_them, "--patience", str(self.options.patience))
        elif letter == "h" and self.task() is None:
            say("there is no task to give a hint for just now" if self.at is None else
                f"no task is about {self.at}: the chapter is {self.stage.folder / 'README.md'}")
        elif letter == "h":
            self.run_course("hint", self.stage.number, str(self.task()))
        else:
            say(KEYS)

    def wait(self, saved, keyboard):
        """Waits for one of: a save, a key, the child's words."""
        inputs = [one for one in (keyboard, saved.descriptor, self.words) if one is not None]
        ready = select.select(inputs, [], [], saved.seconds())[0]
        if keyboard in ready:
            letters = os.read(keyboard, 64).decode(errors="replace")
            if not letters:
                raise Ended
            for letter in dict.fromkeys(letters):
                self.key(letter)
        if self.words in ready:
            self.read()
        if saved.descriptor in ready or saved.descriptor is None:
            if not pathlib.Path(self.options.workspace).is_dir():
                raise chapters.CourseError(f"the workspace {self.options.workspace} is gone")
            if names := saved.changed():
                say(f"\nsaved: {', '.join(names[:4])}{' and others' if len(names) > 4 else ''}")
                self.begin()

    def run(self):
        saved = saves.Saves(self.options.workspace, with_inotify=not self.options.no_inotify)
        with keys() as keyboard, contextlib.closing(saved):
            self.has_keys = keyboard is not None
            say(f"watching {self.options.workspace}; " + (KEYS if self.has_keys else
                                                          "no terminal, so the keys are off; ^C ends it"))
            self.begin()
            try:
                while True:
                    self.wait(saved, keyboard)
            finally:
                self.stop()


def say(text):
    print(text, flush=True)


def end(*_):
    raise Ended


def main(arguments):
    parser = argparse.ArgumentParser(prog="course watch", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--root", required=True)
    parser.add_argument("--build", required=True)
    parser.add_argument("--patience", type=int, default=1, help="multiply the grader's time limits")
    parser.add_argument("--no-inotify", action="store_true", help="look at the times of the files instead")
    parser.add_argument("stage")
    parser.add_argument("workspace")
    for number in ENDING:
        signal.signal(number, end)
    try:
        Watch(parser.parse_args(arguments)).run()
    except Ended:
        return 0
    except chapters.CourseError as error:
        print(f"course: {error}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
