#!/usr/bin/env python3
"""What the grader says and how it ends, apart from what it grades: test_check.py --bin DIR. With --write it tests
nothing and writes tools/check/checks.txt, from which ./course lists the checks before the grader is built."""
import json
import os
import pathlib
import re
import resource
import signal
import subprocess
import sys
import tempfile
import time
import unittest

from grading import CHECK, MUTANTS, STAGES, Place, check, main, names_listed, odd, server


def listed():
    """What tools/check/checks.txt must hold: what is listed for every stage, with the stage's number before it."""
    return "".join(f"{stage:02}\t{line}\n" for stage in range(1, 13)
                   for line in check(f"{stage:02}", "--list").stdout.splitlines() if "\t" in line)


class Grader(unittest.TestCase):
    def test_wrong_arguments_end_with_2(self):
        for words in ([], ["99"], ["one"], ["01", "--only", "no-such-check"], ["01", "--patience", "0"], ["01", "--"],
                      ["01", "--", "server-without-a-port"], ["01", "--no-such-option"]):
            with self.subTest(words):
                self.assertEqual(check(*words).returncode, 2)

    def test_help_explains_the_placeholders(self):
        run = check("--help")
        self.assertEqual(run.returncode, 0)
        for word in ("{port}", "{threads}", "{queue}", "{root}", "{header_timeout}", "Exit status"):
            self.assertIn(word, run.stdout)

    def test_help_names_the_options_that_there_are(self):
        named = re.findall(r"^  (?:-h,)?(--[a-z-]+)", check("--help").stdout, re.M)
        source = (CHECK / "options.cpp").read_text()
        taken = re.findall(r'add_(?:option|flag)\("(--[a-z-]+)"', source)
        self.assertEqual(named, ["--help", *taken])

    def test_the_written_list_is_what_is_checked(self):
        self.assertEqual((CHECK / "checks.txt").read_text(), listed(),
                         "write it anew: python3 tests/stages/test_check.py --bin build/release/bin --write")

    def test_list_starts_nothing(self):
        run = check("01", "--list", "--", "/no/such/program", "{port}")
        self.assertEqual(run.returncode, 0)
        self.assertIn("half-close\t", run.stdout)

    def test_the_list_is_grouped_by_task(self):
        lines = check("01", "--list").stdout.splitlines()
        tasks = [line for line in lines if "\t" not in line]
        self.assertTrue(tasks and all(line.startswith("Task ") for line in tasks), tasks)
        self.assertEqual(tasks, sorted(tasks))
        third = next(number for number, line in enumerate(lines) if line.startswith("Task 3"))
        self.assertTrue(lines[third + 1].startswith("sizes\t"), lines[third + 1])

    def test_the_fast_track_is_short_and_known(self):
        sys.path.insert(0, str(MUTANTS))
        import table
        for stage in range(1, 13):
            with self.subTest(stage):
                fast, whole = (set(names_listed(f"{stage:02}", *words)) for words in (("--fast",), ()))
                self.assertTrue(fast and fast < whole, (fast, whole))
                self.assertEqual(set(table.fast_tracks()[f"{stage:02}"]), fast)  # what is written there is there

    def test_what_needs_a_placeholder_is_left_out_and_said_to_be(self):
        run = check("04", "--only", "echo", "--only", "busy", *server("04"))
        self.assertEqual(run.returncode, 0, run.stdout)
        self.assertIn("(without {threads} and {queue})", run.stdout)
        self.assertTrue(run.stdout.endswith("stage 04: 1 of 1 checks passed\n"), run.stdout)

    def test_chapters_name_checks_that_there_are(self):
        named = 0
        for chapter in sorted(STAGES.glob("[0-9][0-9]_*/README.md")):
            stage = chapter.parent.name[:2]
            names = names_listed(stage)
            for paragraph in re.findall(r"^Graded by (.*?)(?:\n\n|\Z)", chapter.read_text(), re.S | re.M):
                for name in re.findall(r"`([a-z0-9.-]+)`", paragraph):
                    self.assertIn(name, names, f"{chapter}: the grader has no such check")
                    named += 1
        self.assertGreater(named, 0)

    def test_a_task_is_graded_alone(self):
        self.assertEqual(names_listed("01", "--only", "task-3"), ["sizes", "large", "slow-reader"])
        self.assertIn("./course hint 01 3", check("01", "--only", "sizes",
                                                  *server("01", "--fault", "sends-four-kilobytes")).stdout)

    def test_an_unknown_name_is_answered_with_those_there_are(self):
        run = check("01", "--only", "no-such-check")
        for name in ("'no-such-check'", "half-close", "task-4"):
            self.assertIn(name, run.stdout)

    def test_a_program_that_cannot_be_executed_is_told_so_first(self):
        run = check("01", "--", "/no/such/program", "{port}")
        self.assertEqual(run.returncode, 1)
        self.assertIn("came back   it cannot be executed: No such file or directory\n", run.stdout)
        self.assertNotIn("listen", run.stdout)

    def test_by_hand_goes_by_copying_it_into_two_terminals(self):
        lines = check("01", "--only", "every-byte", *server("01", "--fault", "stops-at-nul")).stdout.splitlines()
        first = next(number for number, line in enumerate(lines) if "by hand " in line)
        self.assertTrue(lines[first].endswith("in one terminal:"), lines[first])
        self.assertTrue(lines[first + 1].endswith(" 8001 --fault stops-at-nul"), lines[first + 1])
        self.assertEqual(lines[first + 2].strip(), "in another:")
        self.assertIn("8001", lines[first + 3])

    def test_stage_12_asks_for_more_than_stage_10(self):
        more = ("several-ranges", "compressed", "forms")
        with tempfile.NamedTemporaryFile() as file:
            run = check("12", "--json", file.name, "--only", "page", *(word for name in more for word in ("--only", name)),
                        *server("10", "--root", "{root}"))
            outcomes = {one["name"]: one["outcome"] for one in json.load(file)["checks"]}
        self.assertEqual(outcomes, {"page": "passed", **dict.fromkeys(more, "failed")}, run.stdout)

    def test_nothing_tried_is_no_success(self):
        self.assertEqual(check("04", "--only", "busy", *server("04")).returncode, 1)

    def test_one_word_goes_to_the_shell(self):
        words = " ".join(server("01")[1:])
        run = check("01", "--only", "echo", "--", f"cd / && exec {words}")
        self.assertEqual(run.returncode, 0, run.stdout)

    def test_a_failure_shows_all_that_helps(self):
        run = check("01", "--only", "every-byte", *server("01", "--fault", "stops-at-nul"))
        self.assertEqual(run.returncode, 1)
        for part in ("sent ", "hex: ", "came back ", "expected ", "why ", "stages/01_tcp_echo/README.md", "by hand ",
                     "8001 --fault stops-at-nul\n", "| nc 127.0.0.1 8001"):
            self.assertIn(part, run.stdout)
        self.assertNotIn("\033", run.stdout)
        self.assertTrue(run.stdout.endswith("stage 01: 0 of 1 checks passed\n"))

    def test_what_the_program_said_is_shown(self):
        run = check("01", "--", "/bin/sh", "-c", "echo what ails me >&2; exit 3", "{port}")
        self.assertEqual(run.returncode, 1)
        self.assertIn("what ails me", run.stdout)
        self.assertIn("ended with status 3", run.stdout)
        self.assertIn("nothing else was tried", run.stdout)

    def test_json_says_the_same(self):
        with tempfile.NamedTemporaryFile() as file:
            run = check("01", "--json", file.name, "--only", "echo", "--only", "sizes",
                        *server("01", "--fault", "sends-four-kilobytes"))
            outcome = json.load(file)
        self.assertEqual(run.returncode, 1)
        self.assertEqual({one["name"]: one["outcome"] for one in outcome["checks"]},
                         {"echo": "passed", "sizes": "failed"})
        self.assertIn("expected", outcome["checks"][1])


class OddAnswers(unittest.TestCase):
    """What a server answers, however odd, becomes a verdict: the grader neither dies of it nor waits for ever."""

    def expect_refused(self, kind, words):
        run = check("05", "--only", "page", *odd(kind))
        self.assertEqual(run.returncode, 1, run.stdout)
        self.assertIn(words, run.stdout)
        self.assertTrue(run.stdout.endswith("stage 05: 0 of 1 checks passed\n"), run.stdout)

    def test_a_length_is_digits_only(self):
        for kind in ("letters", "negative", "letters-behind", "23-digits"):
            with self.subTest(kind):
                self.expect_refused(kind, "Content-Length: digits only")

    def test_a_length_beyond_memory_is_not_waited_for(self):
        for kind in ("18-digits", "chunk-huge"):
            with self.subTest(kind):
                self.expect_refused(kind, "an answer of at most 67,108,864 bytes")

    def test_a_chunk_size_has_nothing_but_extensions_behind_it(self):
        self.expect_refused("chunk-letters", "a chunk size in hexadecimal digits")
        run = check("05", "--only", "page", *odd("chunk-extension"))
        self.assertEqual(run.returncode, 0, run.stdout)

    def test_an_answer_without_end_is_given_up(self):
        self.expect_refused("endless", "an answer of at most 67,108,864 bytes")
        self.expect_refused("endless-line", "chunks to the last one")

    def test_a_byte_now_and_then_is_no_answer(self):
        self.expect_refused("dribble", "too slowly: the grader waits no longer")


class Liberal(unittest.TestCase):
    """Where the RFC leaves a choice and the course takes none, every choice passes."""

    def test_other_choices_pass(self):
        checks = ("together", "no-ranges", "conditions", "range-conditions", "expectations")
        run = check("09", "--patience", "5", *(word for name in checks for word in ("--only", name)), "--",
                    sys.executable, str(MUTANTS.parent / "liberal_server.py"), "{port}", "--queue", "{queue}", "--root",
                    "{root}", "--header-timeout", "{header_timeout}")
        self.assertEqual(run.returncode, 0, run.stdout)
        self.assertIn("5 of 5 checks passed", run.stdout)


class Interrupted(unittest.TestCase):
    """Whatever ends the grader, nothing of it stays."""

    def setUp(self):
        resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))  # SIGQUIT dumps

    def test_neither_directory_nor_server_stays(self):
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGPIPE):
            with self.subTest(number), tempfile.TemporaryDirectory() as scratch:
                self.interrupt(number, pathlib.Path(scratch))

    def interrupt(self, number, scratch):
        words = [str(Place.bin / "check"), "06", "--", *server("06", "--root", "{root}")[1:], "--queue", "{queue}"]
        with subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                              env={**os.environ, "TMPDIR": str(scratch)}) as grader:
            self.wait_for(lambda: list(scratch.rglob("uploads")) and children(grader.pid))
            servers = children(grader.pid)
            grader.send_signal(number)
            self.assertEqual(grader.wait(), -number)
        self.assertEqual(list(scratch.iterdir()), [])
        for pid in servers:
            self.assertFalse(pathlib.Path(f"/proc/{pid}").exists())

    def wait_for(self, condition):
        until = time.monotonic() + 60
        while not condition():
            self.assertLess(time.monotonic(), until)
            time.sleep(0.01)


def children(pid):
    try:
        return pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return []


def write():
    (CHECK / "checks.txt").write_text(listed())


if __name__ == "__main__":
    main(write)
