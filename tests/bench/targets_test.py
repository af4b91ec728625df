#!/usr/bin/env python3
"""Tests what the bench makes of figures: ratios, targets, errors and curves. Nothing is measured here.

  targets_test.py
"""
import os
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))

import rounds  # noqa: E402
import scaling  # noqa: E402
import style  # noqa: E402
import table  # noqa: E402
import targets  # noqa: E402
from peer import find  # noqa: E402
from started import scratch_directory  # noqa: E402
from workloads import OURS, WORKLOADS  # noqa: E402


def sample(number, server, cpu_us, workload="small", **more):
    return {"round": number, "workload": workload, "server": server, "cpu_us": cpu_us, "p50_us": 10, "p99_us": 90,
            "requests_per_second": 1e5, "rss_bytes": 1, "pss_bytes": 1, "system_share": 0.5, "errors": 0, **more}


class Judging(unittest.TestCase):
    def verdict(self, samples, what):
        return next(each for each in targets.judge(samples) if each["what"].startswith(what))

    def test_a_ratio_is_formed_within_a_round(self):
        # The machine was twice as slow in the second round: both servers were, and the ratio does not move.
        samples = [sample(0, "nginx", 16), sample(0, "ladder-epoll", 10),
                   sample(1, "nginx", 32), sample(1, "ladder-epoll", 20)]
        verdict = self.verdict(samples, "nginx / ladder-epoll")
        self.assertEqual((verdict["value"], verdict["lowest"], verdict["highest"]), (1.6, 1.6, 1.6))
        self.assertTrue(verdict["met"])

    def test_a_target_is_missed(self):
        verdict = self.verdict([sample(0, "nginx", 15), sample(0, "ladder-epoll", 10)], "nginx / ladder-epoll")
        self.assertFalse(verdict["met"])
        limit = self.verdict([sample(0, "epoll-limit", 10), sample(0, "ladder-epoll-1", 12)], "ladder-epoll-1 / epoll")
        self.assertFalse(limit["met"])

    def test_the_better_peer_is_the_one_with_the_lower_figure(self):
        samples = [sample(0, "nginx", 9, p99_us=80), sample(0, "h2o", 9, p99_us=200),
                   sample(0, "ladder-epoll", 9, p99_us=100)]
        self.assertEqual(self.verdict(samples, "better peer")["value"], 0.8)

    def test_beside_downloads_both_kinds_of_small_requests_and_the_throughput_count(self):
        def mixed(server, new, kept, throughput):
            return {"round": 0, "workload": "mixed", "server": server, "new_p99_us": new, "kept_p99_us": kept,
                    "download_mb_s": throughput, "errors": 0}
        verdicts = targets.judge([mixed("nginx", 1_000, 1_000, 100), mixed("ladder-epoll", 500, 501, 94)])
        self.assertEqual([(each["value"], each["met"]) for each in verdicts],
                         [(0.5, True), (0.501, False), (0.94, False)])

    def test_what_was_not_measured_is_not_judged(self):
        self.assertEqual(targets.judge([sample(0, "nginx", 15)]), [])

    def test_idle_connections_have_a_bound(self):
        idle = [sample(0, "ladder-epoll", 9, "idle", idle_bytes=513)]
        self.assertFalse(self.verdict(idle, "ladder-epoll, bytes")["met"])

    def test_answers_with_another_status_are_errors(self):
        figures = {"connect": 0, "read": 1, "write": 0, "timeout": 2, "status": 97, "requests": 100}
        missing = next(each for each in WORKLOADS if each.name == "missing")
        self.assertEqual(rounds.errors_of(figures, "nginx", missing), 1 + 2 + 3)
        self.assertEqual(rounds.errors_of(figures, "nginx", WORKLOADS[0]), 1 + 2 + 97)

    def test_the_summary_has_medians_and_all_errors(self):
        lines = table.summary([sample(number, "h2o", cpu, errors=1) for number, cpu in enumerate((7, 100, 8))])
        self.assertEqual([(line["cpu_us"], line["cpu_us_highest"], line["errors"]) for line in lines], [(8, 100, 3)])


class Scaling(unittest.TestCase):
    RESULT = {"machine": {"cpu": "a CPU", "cpus": 2, "kernel": "6", "build": {"compiler": "c++ 12.2.0", "type": "T"}},
              "rounds": 1, "seconds": 1}

    def test_every_engine_and_number_of_threads_has_its_line_and_its_curve(self):
        samples = [{"round": 0, "server": server, "threads": threads, "connections": connections, "cpu_us": threads,
                    "requests_per_second": 1e5, "p50_us": 10, "p99_us": 20, "errors": 0}
                   for server in OURS for threads in scaling.THREADS for connections in scaling.CONNECTIONS]
        result = {**self.RESULT, "summary": scaling.summary(samples), "samples": samples}
        self.assertEqual(len(result["summary"]), len(samples))
        self.assertEqual(len(scaling.text(result).splitlines()), len(samples) + 3)
        with scratch_directory() as here:
            drawn = scaling.draw(result, here / "scaling.svg")
            self.assertEqual(bool(drawn), bool(find("gnuplot")))
            if drawn:
                picture = (here / "scaling.svg").read_text()
                for server in OURS:
                    line = f'class="line {style.style_of(server).colour}"'
                    self.assertEqual(picture.count(line), 2 * len(scaling.THREADS), server)
                self.assertIn("10 threads", picture)


if __name__ == "__main__":
    unittest.main()
