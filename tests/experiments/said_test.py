#!/usr/bin/env python3
"""Holds what the chapters say of their plots against the data of the reference runs (said.py).

Each sentence stands in its chapter's *Break it* (or in docs/measurements/README.md), word by word; each bullet there
has a predicate, or the reason why the data cannot tell; each predicate is true of the data. And none is true of
whatever one gives it: for each there is a change of the data that makes it false. Python 3.9, standard library only.
"""
import json
import pathlib
import re
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "experiments"))

import said  # noqa: E402
import said_01_06  # noqa: E402,F401
import said_measurements  # noqa: E402,F401
import said_07_12  # noqa: E402,F401

MEASUREMENTS = ROOT / "docs" / "measurements"
PAGE = MEASUREMENTS / "README.md"
# Of the page of the measurements: which part speaks of which data.
PARTS = {"bench": "Beside nginx and h2o", "scaling": "Over threads and connections"}
CHAPTERS = [f"{number:02}" for number in range(1, 13)]
NUMBERS = [*CHAPTERS, *PARTS]


def plain(text):
    return " ".join(text.split())


def section_of(text, heading):
    return re.search(rf"^## {heading}\n(.*?)(?=^## |\Z)", text, re.M | re.S).group(1)


def said_of(number):
    """The text that speaks of the data."""
    if number in PARTS:
        return section_of(PAGE.read_text(), PARTS[number])
    return section_of(next((ROOT / "stages").glob(f"{number}_*/README.md")).read_text(), "Break it")


def rows_of(number):
    """The data: rows of an experiment, or the summary of the bench and its targets."""
    data = json.loads(next(MEASUREMENTS.glob(number + ("_*.json" if number in CHAPTERS else ".json"))).read_text())
    return data["rows"] if number in CHAPTERS else data["summary"] + data.get("targets", [])


def bullets_of(section):
    return [plain(found.group(1)) for found in re.finditer(r"^- (.*(?:\n  .*)*)", section, re.M)]


def without_claim(bullets, sentences):
    return [bullet for bullet in bullets if not any(plain(sentence) in bullet for sentence in sentences)]


def gone(section, sentences):
    return [sentence for sentence in sentences if plain(sentence) not in plain(section)]


def changed(rows):
    """The rows with one thing wrong each time: a column of zeros, its order turned, one row of it far off; or two
    series that have changed their names."""
    for column in dict.fromkeys(name for row in rows for name in row):
        cells = [row.get(column) for row in rows]
        if (names := list(dict.fromkeys(cell for cell in cells if isinstance(cell, str)))):
            swaps = [{one: other, other: one} for one in names for other in names if one < other]
            yield from ([{**row, column: swap.get(row.get(column), row.get(column))} for row in rows] for swap in swaps)
            continue
        yield [{**row, column: cell} for row, cell in zip(rows, cells[::-1])]
        for factor in (0, 100):
            numbers = [row for row in rows if isinstance(row.get(column), (int, float))]
            for wrong in (numbers, *([one] for one in numbers)):
                ids = {id(row) for row in wrong}
                yield [{**row, column: row[column] * factor + (row[column] == 0 and factor)} if id(row) in ids else row
                       for row in rows]


def is_refuted(holds, rows):
    for wrong in changed(rows):
        try:
            if not holds(wrong):
                return True
        except (ValueError, KeyError, ZeroDivisionError, TypeError, IndexError):
            pass  # of such data it says nothing
    return False


class Chapters(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.sections = {number: said_of(number) for number in NUMBERS}
        cls.rows = {number: rows_of(number) for number in NUMBERS}

    def of(self, number):
        return [each for each in said.EVERYTHING if each.number == number]

    def test_every_bullet_has_its_predicate_or_the_reason_for_none(self):
        for number in NUMBERS:
            bullets = bullets_of(self.sections[number])
            self.assertGreater(len(bullets), 1, number)
            self.assertEqual(without_claim(bullets, [each.sentence for each in self.of(number)]), [], number)
            self.assertTrue(any(each.holds for each in self.of(number)), number)

    def test_every_sentence_is_in_its_chapter(self):
        for number in NUMBERS:
            self.assertEqual(gone(self.sections[number], [each.sentence for each in self.of(number)]), [], number)

    def test_every_sentence_is_true_of_the_data(self):
        for each in said.EVERYTHING:
            if each.holds:
                with self.subTest(each.number, sentence=each.sentence):
                    self.assertTrue(each.holds(self.rows[each.number]), "the reference run says otherwise")

    def test_the_page_has_the_instructions_that_a_request_costs(self):
        text = PAGE.read_text()
        for workload, count in json.loads((MEASUREMENTS / "instructions.json").read_text())["figures"].items():
            self.assertRegex(text, rf"\| `{workload}`[^|]*\| {count:,} \|")

    def test_the_page_shows_every_picture_and_leads_to_all_data(self):
        text = PAGE.read_text()
        for path in MEASUREMENTS.iterdir():
            if path.suffix == ".json" or path.suffix == ".svg" and not path.name.startswith("trace_"):
                self.assertIn(f"]({path.name})", text)

    def test_no_predicate_is_true_of_whatever_it_is_given(self):
        for each in said.EVERYTHING:
            if each.holds:
                with self.subTest(each.number, sentence=each.sentence):
                    self.assertTrue(is_refuted(each.holds, self.rows[each.number]))


class Finding(unittest.TestCase):
    SECTION = "Look:\n\n- **One.** It is\n  flat.\n- Two rises.\n\nMore.\n"

    def test_a_bullet_without_a_predicate_is_found(self):
        self.assertEqual(without_claim(bullets_of(self.SECTION), ["It is flat."]), ["Two rises."])

    def test_a_sentence_that_the_chapter_no_longer_has_is_found(self):
        self.assertEqual(gone(self.SECTION, ["It is flat.", "Two falls."]), ["Two falls."])

    def test_a_predicate_that_is_always_true_is_found(self):
        rows = [{"name": "a", "x": 1}, {"name": "b", "x": 2}]
        self.assertFalse(is_refuted(lambda rows: len(rows) > 0, rows))
        self.assertTrue(is_refuted(lambda rows: rows[0]["x"] < rows[1]["x"], rows))


if __name__ == "__main__":
    unittest.main()
