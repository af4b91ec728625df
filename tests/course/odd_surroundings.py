#!/usr/bin/env python3
"""./course where the environment, the folder or the user is not as usual: it works, or says in one line why not.

Every oddity is tried on every verb that is quick: each must print what it prints without the oddity. What has to be
built is taken from --build. Python 3.9, standard library only.
"""
import argparse
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
NOBODY = 65534
VERBS = (["help"], ["hint", "01", "1", "--all"], ["diff", "03"], ["rfc"], ["check", "--help"], ["no-such-verb"])
ODDITIES = {
    "a TMPDIR that is not there": {"TMPDIR": "/no/such/folder"},
    "a TMPDIR that is a file": {"TMPDIR": str(ROOT / "course")},
    "PYTHONSAFEPATH": {"PYTHONSAFEPATH": "1"},
    "PYTHONOPTIMIZE=2": {"PYTHONOPTIMIZE": "2"},
    "no HOME": {"HOME": None},
    "LANG=C": {"LANG": "C", "LC_ALL": None},
    "a locale that is not there": {"LC_ALL": "de_DE"},
    "Latin 1 for output": {"PYTHONIOENCODING": None, "PYTHONUTF8": "0", "LC_ALL": "C", "PYTHONCOERCECLOCALE": "0"},
    "CDPATH": {"CDPATH": "/:/usr:" + str(ROOT)},
    "a proxy": {"http_proxy": "http://127.0.0.1:9", "no_proxy": None},
}
BUILD = None


def copy_of_the_tree(target):
    """What a clone would hold; without .git, as from an archive."""
    shutil.copytree(ROOT, target, symlinks=True,
                    ignore=shutil.ignore_patterns(".git", "build", "work", "__pycache__", "node_modules"))


def said(stream):
    """Without what bash itself says, before the first line of the script, of a locale that it does not have."""
    return "".join(line for line in stream.splitlines(True) if "warning: setlocale:" not in line)


class OddSurroundings(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="odd-")
        self.addCleanup(folder.cleanup)
        self.scratch = pathlib.Path(folder.name)
        self.scratch.chmod(0o755)

    def environment(self, changes):
        plain = {**os.environ, "COURSE_BUILD": str(BUILD), "COURSE_MEMORY": str(self.scratch / "memory")}
        plain.update(changes)
        return {name: value for name, value in plain.items() if value is not None}

    def course(self, *arguments, program=ROOT / "course", changes=None, **more):
        return subprocess.run([program, *arguments], env=self.environment(changes or {}), text=True, timeout=120,
                              encoding="utf-8", stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, **more)

    def same(self, what, extra_lines=0, verbs=VERBS, **odd):
        """Each verb ends with the same status and says the same; `extra_lines` of ./course may come before it."""
        for verb in verbs:
            with self.subTest(oddity=what, verb=" ".join(verb)):
                usual, here = self.course(*verb), self.course(*verb, **odd)
                errors = said(here.stderr).splitlines(True)
                for line in errors[:extra_lines]:
                    self.assertRegex(line, r"^course: ")
                self.assertEqual("".join(errors[extra_lines:]), said(usual.stderr))
                self.assertEqual(here.stdout, usual.stdout)
                self.assertEqual(here.returncode, usual.returncode)

    def one_line(self, done, pattern):
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertRegex(said(done.stderr), rf"^course: [^\n]*{pattern}[^\n]*\n$")
        self.assertEqual(done.stdout, "")

    def test_variables(self):
        for what, changes in ODDITIES.items():
            self.same(what, extra_lines=1 if "TMPDIR" in changes else 0, changes=changes)

    def test_everything_at_once_runs_a_test(self):
        changes = {name: value for oddity in ODDITIES.values() for name, value in oddity.items()}
        done = self.course("test", "^course: regions are taken out and put back$", changes=changes)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn("100% tests passed", done.stdout)

    def test_everything_at_once_serves(self):
        changes = {name: value for oddity in ODDITIES.values() for name, value in oddity.items()}
        server = subprocess.Popen([ROOT / "course", "serve", "0"], env=self.environment(changes), text=True,
                                  stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, umask=0o077, cwd="/")
        try:
            for line in server.stderr:
                if "listening" in line:
                    break
            server.send_signal(signal.SIGTERM)
            _, errors = server.communicate(timeout=60)
        finally:
            server.kill()
        self.assertEqual(server.returncode, 0, errors)

    def test_a_link_from_another_folder(self):
        link = self.scratch / "a link"
        link.symlink_to(os.path.relpath(ROOT / "course", self.scratch))
        self.same("a link", program=link, cwd="/")
        self.same("a path", program=os.path.relpath(ROOT / "course", self.scratch), cwd=self.scratch)

    def test_no_terminal_and_nobody_else_may_read(self):
        self.same("no terminal", start_new_session=True)
        self.same("umask 077", umask=0o077)

    def test_a_folder_with_a_space(self):
        copy = self.scratch / "a clone"
        copy_of_the_tree(copy)
        self.same("a space", program=copy / "course")
        # The library is this clone's, not the copy's: what is tried here is that the workspace is written and found.
        done = self.course("start", "01", self.scratch / "my folder", program=copy / "course")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("still_to_be_written", (self.scratch / "my folder" / "main.cpp").read_text(encoding="utf-8"))

    def test_a_clone_of_somebody_else(self):
        """Read, not written: by its mode for a user, and for root by becoming a user."""
        copy = self.scratch / "clone"
        copy_of_the_tree(copy)
        for path in [copy, *copy.rglob("*")]:
            if not path.is_symlink():
                path.chmod(path.stat().st_mode & ~0o222)
        self.addCleanup(subprocess.run, ["chmod", "-R", "u+w", copy], check=True)
        (self.scratch / "work").mkdir()
        (self.scratch / "work").chmod(0o777)
        user = {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}
        odd = {"program": copy / "course", **user}
        self.same("read-only", verbs=[verb for verb in VERBS if verb[0] not in ("check", "hint")], **odd)
        unbuilt = {"COURSE_BUILD": None, "COURSE_MEMORY": None}
        for verb in (["serve"], ["run", "01"], ["check", "01", "--ours"], ["docs", "--build-only"], ["test"],
                     ["start", "01", self.scratch / "work" / "01"], ["strictness"], ["bench"],
                     ["experiment", "01", "--short"]):
            with self.subTest(verb=verb[0]):
                self.one_line(self.course(*verb, changes=unbuilt, **odd), "cannot be written to")
        hint = self.course("hint", "01", "1", changes=unbuilt, **odd)
        self.assertEqual(hint.returncode, 0, hint.stderr)
        self.assertRegex(hint.stderr, r"^course: cannot remember which hints were given: [^\n]*\n$")
        self.assertRegex(hint.stdout, r"Hint 1 of 3")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--build", type=pathlib.Path, required=True)
    arguments, rest = parser.parse_known_args()
    BUILD = arguments.build.resolve()
    unittest.main(argv=[sys.argv[0], *rest])
