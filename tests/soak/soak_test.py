#!/usr/bin/env python3
"""Tests the soak, not the server: it finds the faults that wrong servers have, and blames no server for the machine.

  soak_test.py --server build/release/bin/http_server

Nothing here depends on how fast anything is.
"""
import argparse
import json
import os
import pathlib
import subprocess
import sys
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path[1:1] = [str(HERE), str(HERE.parent / "support"), str(HERE.parent / "bench")]

import noise  # noqa: E402
from started import scratch_directory  # noqa: E402

SERVER = None
PATIENCE_SECONDS = 10  # for the wrong ones: that they never answer is to be found out soon


def pair(at, ms, reference_ms, status=200, reference_status=200):
    return {"at": at, "ms": ms, "status": status, "reference_ms": reference_ms, "reference_status": reference_status}


class Judging(unittest.TestCase):
    def late(self, pairs, waits=()):
        return [each["at"] for each in noise.judge(pairs, waits).late]

    def test_an_answer_in_time_is_not_late(self):
        self.assertEqual(self.late([pair(0, 100, 1), pair(0.1, 99, 1)]), [])

    def test_an_answer_that_nothing_explains_is_late(self):
        self.assertEqual(self.late([pair(0, 5, 1), pair(0.1, 101.5, 1), pair(0.2, 5, 1)]), [0.1])

    def test_what_the_idle_server_took_at_the_moment_is_excused_and_no_more(self):
        self.assertEqual(self.late([pair(0, 150, 60)]), [])
        self.assertEqual(self.late([pair(0, 170, 60)]), [0])
        self.assertEqual(noise.judge([pair(0, 150, 60)], []).excused, 1)

    def test_a_stall_of_the_idle_server_counts_only_while_it_lasts(self):
        self.assertEqual(self.late([pair(0, 5, 300), pair(0.2, 300, 1)]), [])
        self.assertEqual(self.late([pair(0, 5, 300), pair(0.4, 300, 1)]), [0.4])

    def test_the_wait_of_a_thread_for_a_processor_is_excused(self):
        waits = [(0, {"7": 0, "8": 0}), (1, {"7": 0, "8": 250_000_000}), (2, {"7": 0, "8": 250_000_000})]
        self.assertEqual(self.late([pair(0.1, 340, 1)], waits), [])
        self.assertEqual(self.late([pair(0.1, 360, 1)], waits), [0.1])
        self.assertEqual(self.late([pair(0.1, 360, 20)], waits), [])
        self.assertEqual(self.late([pair(1.1, 340, 1)], waits), [1.1])

    def test_waits_of_several_threads_are_not_added_up(self):
        waits = [(0, {"7": 0, "8": 0}), (1, {"7": 200_000_000, "8": 200_000_000})]
        self.assertEqual(self.late([pair(0.1, 350, 1)], waits), [0.1])

    def test_no_answer_is_excused_only_by_another_that_had_none(self):
        self.assertEqual(self.late([pair(0, 5, 1, status=0), pair(0.1, 5, 1, status=503)]), [0, 0.1])
        self.assertEqual(self.late([pair(0, 5, 5, status=0, reference_status=0)]), [])


class Soaked:
    """A run of the whole tool, with its rows."""

    def __init__(self, here, server, *scenarios, fault="", patience=PATIENCE_SECONDS):
        self.path = here / f"{fault or 'right'}.json"
        command = [sys.executable, str(HERE / "soak.py"), "--short", "--engine", "epoll", "--server", str(server),
                   "--reference", SERVER, "--only", ",".join(scenarios), "--json", str(self.path),
                   "--patience", str(patience)]
        self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True,
                                        stderr=subprocess.PIPE, env={**os.environ, "SOAK_FAULT": fault})

    def finish(self):
        self.said, self.complaints = self.process.communicate()
        self.rows = json.loads(self.path.read_text())["rows"] if self.path.exists() else []
        return self

    def broken(self):
        return {row["what"] for row in self.rows if row["verdict"] == "BROKEN"}


# Fault: the scenario, and the figure that gives it away.
FAULTS = {"dies": ("garbage", "the server"), "silent": ("hellos-of-tls", "the scenario"),
          "late": ("garbage", "a GET beside it"), "leaks": ("garbage", "descriptors"),
          "hoards": ("endless-heads", "memory"), "torn": ("kills", "partial under a final name"),
          "forgets": ("kills", "201 without its file"), "quits": ("stop-under-load", "exit status")}
# Of these no figure is a matter of time.
UNTIMED = ("resets", "garbage", "kills", "file-limit", "second-signal", "paused-process")


class WholeRuns(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        with scratch_directory() as here:
            cls.wrong = {fault: Soaked(here, HERE / "wrong_server.py", scenario, fault=fault)
                         for fault, (scenario, _) in FAULTS.items()}
            cls.right = Soaked(here, SERVER, *UNTIMED, patience=60).finish()
            for run in cls.wrong.values():
                run.finish()

    def test_each_fault_is_found_for_what_it_is(self):
        for fault, (_, what) in FAULTS.items():
            with self.subTest(fault):
                run = self.wrong[fault]
                self.assertIn(what, run.broken(), run.said + run.complaints)
                self.assertEqual(run.process.returncode, 1)
                self.assertIn("BROKEN", run.said)

    def test_the_complete_server_keeps_every_bound_that_is_no_matter_of_time(self):
        self.assertEqual({row["scenario"] for row in self.right.rows}, set(UNTIMED), self.right.complaints)
        self.assertEqual(self.right.broken() - {"a GET beside it"}, set(), self.right.said)


class Refusing(unittest.TestCase):
    def test_an_unknown_scenario_is_refused(self):
        done = subprocess.run([sys.executable, str(HERE / "soak.py"), "--only", "kils"], capture_output=True, text=True,
                              check=False)
        self.assertEqual(done.returncode, 2)
        self.assertIn("no such scenario: kils", done.stderr)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--server", default="build/release/bin/http_server")
    SERVER = parser.parse_args().server
    unittest.main(argv=sys.argv[:1])
