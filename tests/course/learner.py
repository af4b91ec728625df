"""A learner for the tests: ./course with a workspace, a memory and a file of progress that are gone afterwards. Python 3.9,
standard library only.
"""
import argparse
import os
import pathlib
import subprocess
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path += [str(ROOT / "tests" / "support"), str(ROOT / "tools" / "course")]
import started  # noqa: E402

GRADERS_PATIENCE = ("--patience", "10")  # of a busy machine


class Course(unittest.TestCase):
    """Runs ./course as a learner does, but on what is built already and with a memory of its own."""
    BUILD = None

    def setUp(self):
        scratch = started.scratch_directory()
        self.scratch = scratch.__enter__()
        self.addCleanup(scratch.__exit__, None, None, None)
        self.folder = self.scratch / "a folder"
        self.environment = {**os.environ, "COURSE_BUILD": str(self.BUILD), "COURSE_MEMORY": str(self.scratch / "memory"),
                            "COURSE_YES": "1"}

    def course(self, *words, status=0, **changes):
        """Both streams of one call, which must end with `status`."""
        done = subprocess.run([ROOT / "course", *map(str, words)], env={**self.environment, **changes}, text=True,
                              errors="replace", timeout=900, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT)
        self.assertEqual(done.returncode, status, f"course {' '.join(map(str, words))}\n{done.stdout}")
        return done.stdout

    def start_blank(self, number, language):
        """A workspace without a template."""
        return self.course("start", number, self.folder, "--blank", language)

    def progress(self):
        return (self.scratch / "memory" / "progress.txt").read_text().splitlines()


def main(doc):
    """Runs the tests of the calling program with --build DIRECTORY."""
    parser = argparse.ArgumentParser(description=(doc or "").partition("\n")[0])
    parser.add_argument("--build", type=pathlib.Path, required=True, help="the build directory that is tested")
    arguments, rest = parser.parse_known_args()
    Course.BUILD = arguments.build.resolve()
    unittest.main(argv=[sys.argv[0], *rest])
