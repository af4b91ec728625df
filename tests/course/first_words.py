#!/usr/bin/env python3
"""What ./course answers before anything is built: help, lists and wrong words need no compiler, and what is built is
told first. Runs a copy of it, with a cmake that only writes down how it was called. Python 3.9, standard library only.
"""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
CMAKE = """#!/bin/sh
echo "$*" >>"$CALLS"
case "$*" in *" -n") echo "[3/24] Linking" ;; esac
"""


class FirstWords(unittest.TestCase):
    def setUp(self):
        self.scratch = tempfile.TemporaryDirectory()
        folder = pathlib.Path(self.scratch.name)
        self.course = folder / "ladder" / "course"
        self.course.parent.mkdir()
        shutil.copy(ROOT / "course", self.course)
        for name in ("server", "stages", "docs", "tools", "tests", "resources"):
            (self.course.parent / name).symlink_to(ROOT / name)
        (folder / "bin").mkdir()
        (folder / "bin" / "cmake").write_text(CMAKE)
        (folder / "bin" / "cmake").chmod(0o755)
        self.calls = folder / "calls"
        self.environment = {**os.environ, "PATH": f"{folder / 'bin'}:{os.environ['PATH']}", "CALLS": str(self.calls)}
        self.environment.pop("COURSE_BUILD", None)

    def tearDown(self):
        self.scratch.cleanup()

    def say(self, words):
        return subprocess.run([self.course, *words.split()], env=self.environment, stdin=subprocess.DEVNULL, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60, check=False)

    def expect(self, words, status, part):
        with self.subTest(words):
            run = self.say(words)
            self.assertEqual((run.returncode, self.calls.exists()), (status, False), run.stdout)
            self.assertIn(part, run.stdout)

    def test_help_and_lists_build_nothing(self):
        for words in ("check --help", "check -h", "check 01 --help"):
            self.expect(words, 0, "becomes the port on which it must listen")
        self.expect("check 01 --list", 0, "half-close\t")
        self.expect("check 2 --list", 0, "client-gives-up\t")
        self.expect("check 01 --list", 0, "Task 4: receive, four outcomes\nhalf-close-at-once\t")
        self.expect("check --help", 0, "--task K")
        self.expect("help", 0, "./course run NN")

    def test_wrong_words_build_nothing(self):
        for words, part in (("frobnicate", "there is no verb 'frobnicate'"), ("check", "which stage?"),
                            ("check one", "which stage?"), ("check 99", "there is no stage 99"),
                            ("run 99", "there is no stage 99"), ("check 01 --loud", "there is no option --loud"),
                            ("check 01 --json", "--json needs a value"), ("check 01 word", "'word' is no option"),
                            ("check 01 --only no-such-check", "no check or task 'no-such-check'"),
                            ("check 01 --only=task-9", "no check or task 'task-9'"),
                            ("check 01 --task 9", "stage 01 has no task '9'"),
                            ("check 01 --task", "--task needs a value"),
                            ("check 01 --", "no {port}"), ("check 01 -- ./server", "no {port}")):
            self.expect(words, 2, part)

    def test_what_is_right_is_built_and_said_to_be(self):
        for words in ("run 01", "check 01 --only task-4", "check 01 --task 4", "check 01 --only=half-close --patience 2"):
            with self.subTest(words):
                run = self.say(words)
                self.assertIn("in 24 steps", run.stdout)
                self.assertIn("stage_01_tcp_echo", self.calls.read_text())
                self.calls.unlink()


if __name__ == "__main__":
    sys.exit(unittest.main(verbosity=1))
