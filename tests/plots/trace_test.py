#!/usr/bin/env python3
"""Holds what chapters 03, 04, 09 and 10 say of their traces against the events that lie in docs/measurements.

  trace_test.py                  of the traces there, and that the pictures are drawn from them
  trace_test.py --build DIR      of traces that are recorded now, too

Each sentence stands in its chapter's *Run it*, word by word, and each bullet there has its predicate. 77: a program is
not built. Python 3.9, standard library only.
"""
import argparse
import json
import pathlib
import re
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
for folder in ("support", "bench", "experiments", "plots"):
    sys.path.insert(0, str(ROOT / "tests" / folder))

import record_trace  # noqa: E402
import trace_picture  # noqa: E402
from lab import Lab, Missing  # noqa: E402
from trace_picture import Trace  # noqa: E402

MEASUREMENTS = ROOT / "docs" / "measurements"
BUILD = None
SAID = []


def said(number, sentence, timed=False):
    """`timed`: it is about lengths, which a busy machine stretches; of the traces that lie there only."""
    def remember(holds):
        SAID.append((number, sentence, holds, timed))
        return holds
    return remember


def calls_of(trace, connection):
    return [call for call in trace.of("X") if call["args"].get("connection") == connection]


def tids_of(trace, connection):
    return {call["tid"] for call in calls_of(trace, connection)}


@said("03", "**The first thread accepts and does nothing else.**")
def _(trace):
    first = trace.events[0]["pid"]
    return all(each["tid"] == first for each in trace.of("n", "accepted")) and all(
        call["tid"] != first for call in trace.of("X"))


@said("03", "**Each connection has a thread of its own, and each thread one connection**, from its first moment to its "
            "last.")
def _(trace):
    lives = trace.lives()
    takers = [life[3] for life in lives.values()]
    return len(set(takers)) == len(takers) and all(
        tids_of(trace, number) == {life[3]} for number, life in lives.items())


@said("03", "The calls, which are filled, take microseconds, and so little is drawn wider than it is.", timed=True)
def _(trace):
    return sum(call["dur"] for call in trace.of("X")) / 1_000 < trace.length / 10


@said("04", "the first worker takes the third connection in the moment in which the first one ends.", timed=True)
def _(trace):
    lives = trace.lives()
    return lives[3][3] == lives[1][3] != lives[2][3] and 0 <= lives[3][1] - lives[1][2] < trace.length / 20


@said("04", "**The third connection waits** from its arrival to that moment.", timed=True)
def _(trace):
    begin, taken, *_ = trace.lives()[3]
    return taken - begin > trace.length / 5 and all(trace.at(call) >= taken for call in calls_of(trace, 3))


@said("04", "**The fourth finds the queue full** and is answered by the accepting thread itself, at once.", timed=True)
def _(trace):
    begin, taken, _, _, refused = trace.lives()[4]
    return taken is None and refused - begin < trace.length / 20 and tids_of(trace, 4) == {trace.events[0]["pid"]}


@said("09", "**There is one lane for all connections.** Their calls lie side by side, in the order in which something "
            "came, and never one on the other.")
def _(trace):
    calls = sorted(trace.of("X"), key=lambda call: call["ts"])
    return len(trace.threads()) == 1 and all(
        one["ts"] + one["dur"] <= other["ts"] for one, other in zip(calls, calls[1:]))


@said("09", "**A silent connection takes nothing of the lane**, however long it lasts.", timed=True)
def _(trace):
    begin, _, end, *_ = trace.lives()[3]
    return end - begin > trace.length / 2 and len(calls_of(trace, 3)) == 2  # one request in all that time


@said("09", "**While the upload is being flushed**, the long bar, the loop answers the others", timed=True)
def _(trace):
    upload = [trace.at(trace.of(phase, "POST /upload HTTP/1.1")[0]) for phase in "be"]
    others = [each for each in trace.of("e", "GET / HTTP/1.1") if upload[0] < trace.at(each) < upload[1]]
    longest = max(trace.at(end) - trace.at(begin) for begin, end in zip(trace.of("b", "GET / HTTP/1.1"),
                                                                        trace.of("e", "GET / HTTP/1.1")))
    return len(others) > 0 and upload[1] - upload[0] > longest


def loops(trace):
    names = dict(trace.threads())
    return [names[life[3]] for _, life in sorted(trace.lives().items())]


@said("10", "**The first loop accepts for all** (the marks in its lane), and keeps the first four. Then it holds four "
            "more than its neighbour, and passes the next one on; so from the fifth on they take turns.")
def _(trace):
    names = dict(trace.threads())
    return ({names[each["tid"]] for each in trace.of("n", "accepted")} == {"loop 1"}
            and loops(trace) == ["loop 1"] * 4 + ["loop 2", "loop 1"] * 3)


@said("10", "**A connection stays where it is.** All its requests are in the lane of one loop")
def _(trace):
    return all(tids_of(trace, number) == {life[3]} for number, life in trace.lives().items())


@said("10", "**When all ten ask at once, both loops work at the same time.**", timed=True)
def _(trace):
    last = {}  # of each loop: the calls of the last request of each of its connections
    for number, life in trace.lives().items():
        last.setdefault(life[3], []).extend(trace.at(call) for call in calls_of(trace, number)[-2:])
    one, other = last.values()
    return min(one) < max(other) and min(other) < max(one)


def plain(text):
    return " ".join(text.split())


def run_it(number):
    chapter = next((ROOT / "stages").glob(f"{number}_*/README.md")).read_text()
    return re.search(r"^## Run it\n(.*?)(?=^## )", chapter, re.M | re.S).group(1)


class Traces(unittest.TestCase):
    def hold(self, number, trace, timed=True):
        for _, sentence, holds, _ in (each for each in SAID if each[0] == number and each[3] in (False, timed)):
            with self.subTest(number, sentence=sentence):
                self.assertTrue(holds(trace))

    def test_the_traces_bear_out_what_is_said(self):
        for number in record_trace.PLANS:
            self.hold(number, Trace(trace_picture.events_of(MEASUREMENTS / f"trace_{number}.json")))

    def test_every_sentence_is_in_its_chapter_and_every_bullet_below_the_picture_has_one(self):
        for number in record_trace.PLANS:
            sentences = [plain(sentence) for each, sentence, *_ in SAID if each == number]
            text = run_it(number)
            below = text[text.index(f"trace_{number}.svg)"):]
            bullets = [plain(found) for found in re.findall(r"^- (.*(?:\n  .*)*)", below, re.M)]
            self.assertGreater(len(bullets), 2, number)
            self.assertEqual([each for each in sentences if each not in plain(below)], [])
            self.assertEqual([each for each in bullets if not any(one in each for one in sentences)], [])

    def test_the_pictures_are_drawn_from_the_traces(self):
        with tempfile.TemporaryDirectory() as folder:
            for number in record_trace.PLANS:
                again = pathlib.Path(folder) / "again.svg"
                trace_picture.draw(trace_picture.events_of(MEASUREMENTS / f"trace_{number}.json"),
                                   trace_picture.TITLES[number], again)
                committed = (MEASUREMENTS / f"trace_{number}.svg").read_text()
                self.assertEqual(again.read_text(), committed, f"trace_{number}.svg is old: trace_picture.py")

    def test_a_trace_as_a_stage_writes_it_is_drawn_too(self):
        events = trace_picture.events_of(MEASUREMENTS / "trace_03.json")
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "trace.json"
            path.write_text(json.dumps(events))
            self.assertEqual(trace_picture.events_of(path), events)

    def test_traces_recorded_now_bear_it_out_too(self):
        if BUILD is None:
            self.skipTest("no --build")
        for number in record_trace.PLANS:
            with Lab(BUILD, True) as lab:
                self.hold(number, Trace(record_trace.record(number, lab)["traceEvents"]), timed=False)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", type=pathlib.Path)
    BUILD = parser.parse_args().build
    try:
        with Lab(BUILD or tempfile.gettempdir(), True) as here:
            for program, _, _ in record_trace.PLANS.values() if BUILD else ():
                here.program(program)
    except Missing as missing:
        print(f"skipped: {missing}")
        sys.exit(77)
    unittest.main(argv=sys.argv[:1])
