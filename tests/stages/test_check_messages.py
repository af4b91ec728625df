#!/usr/bin/env python3
"""What the grader says of a failure, how it is repeated, what other programs read, and what it says where it cannot
work: test_check_messages.py --bin DIR."""
import functools
import os
import resource
import subprocess
import tempfile
import unittest
import xml.etree.ElementTree

from grading import Place, check, main, server


class Messages(unittest.TestCase):
    def by_hand(self, stage, name, fault):
        """The line that repeats a failure."""
        run = check(stage, "--only", name, *server(stage, "--fault", fault))
        self.assertEqual(run.returncode, 1, run.stdout)
        return run.stdout.partition("in another:\n")[2].splitlines()[0].strip()

    def test_by_hand_repeats_what_failed(self):
        line = self.by_hand("05", "nothing-after-refusal", "goes-on-after400")
        self.assertIn("Content-Length: 5\\r\\nContent-Length: 6\\r\\n\\r\\nhelloGET /missing.html HTTP/1.1\\r\\n", line)
        self.assertTrue(line.endswith("| nc 127.0.0.1 8005"), line)
        self.assertIn("printf 'hello\\n'", self.by_hand("01", "echo", "adds-newline"))

    def test_by_hand_repeats_pieces_as_pieces(self):
        line = self.by_hand("05", "any-split", "one-recv-is-a-request")
        self.assertRegex(line, r"^\{ printf 'G'; sleep 0.5; printf 'ET /missing.html HTTP/1.1.*'; sleep 2; \} \| nc 127")

    def test_a_run_of_equal_bytes_is_told(self):
        run = check("05", "--only", "too-long", *server("05", "--fault", "targets-without-bound"))
        self.assertEqual(run.returncode, 1, run.stdout)
        self.assertIn('"GET /" + 9,000 x "a" + " HTTP/1.1', run.stdout)
        self.assertIn("head -c 9000 /dev/zero | tr '\\0' 'a'", run.stdout)
        self.assertNotIn("aaaaaaaaaaaaaaaa", run.stdout)

    def test_what_breaks_the_server_is_blamed_for_it(self):
        run = check("01", "--only", "echo", "--only", "sizes", *server("01", "--fault", "exits-after-one-client"))
        self.assertEqual(run.returncode, 1)
        self.assertRegex(run.stdout, r"failed +echo")
        self.assertRegex(run.stdout, "after it the server serves\\s+nobody|a program that goes on")

    def test_equal_failures_are_given_up(self):
        run = check("01", *server("01", "--fault", "waits-for-full-buffer"))
        self.assertEqual(run.returncode, 1)
        self.assertIn("checks were not tried", run.stdout)
        self.assertIn("--no-hurry", run.stdout)

    def test_junit_is_xml_that_says_the_same(self):
        with tempfile.NamedTemporaryFile() as file:
            run = check("04", "--junit", file.name, "--only", "echo", "--only", "sizes", "--only", "every-byte", "--only", "busy",
                        *server("01", "--fault", "stops-at-nul"))
            suites = xml.etree.ElementTree.parse(file.name).getroot()
        self.assertEqual(run.returncode, 1)
        self.assertEqual(suites.tag, "testsuites")
        suite = suites.find("testsuite")
        self.assertEqual([suite.get(name) for name in ("name", "tests", "skipped", "errors")], ["stage 04", "4", "1", "0"])
        cases = {case.get("name"): [child.tag for child in case] for case in suite.iter("testcase")}
        self.assertEqual(cases, {"echo": [], "every-byte": ["failure"], "sizes": ["failure"], "busy": ["skipped"]})
        failure = suite.find("testcase[@name='every-byte']/failure")
        self.assertIn("sent: ", failure.text)
        self.assertTrue(failure.get("message"))
        self.assertEqual(suite.get("failures"), "2")
        for case in suite.iter("testcase"):
            self.assertGreaterEqual(float(case.get("time")), 0)


class CannotWork(unittest.TestCase):
    """A grader that cannot work says so in a line, ends with 3, and says nothing of the server."""

    def expect_3(self, words, part, **how):
        run = subprocess.run([str(Place.bin / "check"), *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                             check=False, **how)
        self.assertEqual(run.returncode, 3, run.stdout + run.stderr)
        self.assertEqual(run.stderr.count("\n"), 1, run.stderr)
        self.assertTrue(run.stderr.startswith("check: "), run.stderr)
        self.assertIn(part, run.stderr)
        self.assertNotIn("failed", run.stdout)

    def test_without_a_directory_for_its_files(self):
        for place in ("/no/such/directory", "/proc"):
            with self.subTest(place):
                self.expect_3(["06", "--only", "files", *server("06", "--root", "{root}")], "TMPDIR",
                              env={**os.environ, "TMPDIR": place})

    def test_without_descriptors(self):
        # UndefinedBehaviorSanitizer looks at objects through a pipe: without descriptors it takes all for broken.
        for count in (40,) if os.environ.get("LADDER_SANITIZED") else (4, 5, 6, 40):
            with self.subTest(count):
                limit = functools.partial(resource.setrlimit, resource.RLIMIT_NOFILE, (count, count))
                self.expect_3(["03", "--only", "two-hundred", *server("03")], "", preexec_fn=limit)

    def test_where_its_report_cannot_be_written(self):
        for option in ("--json", "--junit"):
            with self.subTest(option):
                run = check("01", "--only", "echo", option, "/no/such/directory/file", *server("01"))
                self.assertEqual(run.returncode, 3, run.stdout)


if __name__ == "__main__":
    main()
