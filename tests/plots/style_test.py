#!/usr/bin/env python3
"""Tests the pictures of docs/ that are drawn from data: colours that can be seen on both kinds of page, one look for
one thing, text that is large enough on a telephone and not in the way of anything, and that they show the data that
lies beside them. Python 3.9, standard library only; what is about drawing needs gnuplot.
"""
import importlib
import itertools
import json
import pathlib
import re
import sys
import tempfile
import unittest
import xml.etree.ElementTree as tree

ROOT = pathlib.Path(__file__).resolve().parents[2]
for folder in ("support", "bench", "experiments", "plots"):
    sys.path.insert(0, str(ROOT / "tests" / folder))

import bench  # noqa: E402
import experiment  # noqa: E402
import picture  # noqa: E402
import plot  # noqa: E402
import scaling  # noqa: E402
import style  # noqa: E402
from peer import find  # noqa: E402

MEASUREMENTS = ROOT / "docs" / "measurements"
TELEPHONE, LEAST_PIXELS = 358, 10  # what 390 pixels leave for a picture, and the least that letters are to have
PLACE = 2.0  # how far a mark may be off, for gnuplots differ in the last digits


def pictures():
    return sorted(MEASUREMENTS.glob("*.svg"))


def elements(path, *names):
    """Those of these names, or all."""
    return [each for each in tree.parse(path).iter() if not names or each.tag.rpartition("}")[2] in names]


def size_of(text):
    return 18 if "title" in (text.get("class") or "") else 16


def box(text):
    """Where a text stands: left, top, right, bottom. The width is an estimate, on the small side for what must not
    be wrong about texts that stand close."""
    x, y, width = float(text.get("x")), float(text.get("y")), len(text.text) * 0.5 * size_of(text)
    classes = (text.get("class") or "").split()
    left = x - width if "end" in classes else x - width / 2 if "middle" in classes else x
    return left, y - 0.7 * size_of(text), left + width, y


def overlap(one, other):
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def points_of_curves(path):
    for curve in elements(path, "path"):
        if "line" in (curve.get("class") or "").split():
            numbers = [float(number) for number in re.findall(r"-?\d+(?:\.\d+)?", curve.get("d"))]
            yield from zip(numbers[::2], numbers[1::2]) if "h" not in curve.get("d") else ()


def marks(path):
    """What stands for data: bars, and markers where they are."""
    found = []
    for each in elements(path):
        kind, classes = each.tag.rpartition("}")[2], each.get("class") or ""
        numbers = re.findall(r"-?\d+(?:\.\d+)?", each.get("points") or each.get("transform") or "")
        if kind in ("polygon", "path") and numbers:
            found.append((kind, classes, [float(number) for number in numbers]))
    return found


class Colours(unittest.TestCase):
    def test_every_colour_is_seen_on_a_light_page_and_on_a_dark_one(self):
        for name, colour in style.COLOURS.items():
            for page in (style.LIGHT, style.DARK):
                self.assertGreaterEqual(style.contrast(colour, page), 3, (name, page))

    def test_text_is_read_on_both(self):
        for page, colour in style.TEXT.items():
            self.assertGreaterEqual(style.contrast(colour, page), 4.5, page)

    def test_contrast_is_what_the_standard_says(self):
        self.assertAlmostEqual(style.contrast("#ffffff", "#000000"), 21)
        self.assertAlmostEqual(style.contrast("#777777", "#ffffff"), 4.48, places=2)

    def test_no_two_things_of_one_picture_look_alike(self):
        shown = {number: set() for number in experiment.NUMBERS}
        for number in experiment.NUMBERS:
            for one in self.plots(number):
                rows = self.rows(number)
                shown[number] |= set(plot.names_of(one, rows)) if "y" in one else {row["server"] for row in rows} \
                    if "bars_of" in one else {name for *_, name in one["phases"]}
        shown["bench"] = {line["server"] for line in json.loads((MEASUREMENTS / "bench.json").read_text())["summary"]}
        for number, names in shown.items():
            for one, other in itertools.combinations(sorted(names), 2):
                self.assertNotEqual(style.style_of(one), style.style_of(other), (number, one, other))

    @staticmethod
    def plots(number):
        plots = importlib.import_module("stage_" + number).PLOT
        return plots if isinstance(plots, list) else [plots]

    @staticmethod
    def rows(number):
        return json.loads(next(MEASUREMENTS.glob(number + "_*.json")).read_text())["rows"]


class Pictures(unittest.TestCase):
    """Each picture that is in docs."""

    def setUp(self):
        self.assertGreaterEqual(len(pictures()), 15)

    def test_it_scales_and_is_named(self):
        for path in pictures():
            with self.subTest(path.name):
                root = tree.parse(path).getroot()
                self.assertEqual((root.get("width"), root.get("height"), root.get("role")), (None, None, "img"))
                self.assertGreater(len(root.find("{*}title").text), 10)

    def test_colours_are_in_the_style_sheet_alone_and_know_both_pages(self):
        for path in pictures():
            with self.subTest(path.name):
                self.assertIn("prefers-color-scheme:dark", path.read_text())
                for each in elements(path):
                    self.assertFalse({"fill", "stroke", "color", "style"} & set(each.keys()), each.attrib)
                    self.assertNotEqual(each.tag.rpartition("}")[2], "rect", "a slab")

    def test_letters_are_large_enough_on_a_telephone(self):
        for path in pictures():
            with self.subTest(path.name):
                root = tree.parse(path).getroot()
                width = float(root.get("viewBox").split()[2])
                sizes = list(map(float, re.findall(r"(\d+(?:\.\d+)?)px", path.read_text())))
                self.assertFalse([each for each in elements(path) if each.get("font-size")])
                self.assertGreaterEqual(min(sizes) * TELEPHONE / width, LEAST_PIXELS)

    def test_texts_stand_within_the_picture_and_clear_of_each_other_and_of_the_curves(self):
        for path in pictures():
            with self.subTest(path.name):
                _, _, width, height = map(float, tree.parse(path).getroot().get("viewBox").split())
                texts = [(text.text, box(text)) for text in elements(path, "text") if text.text]
                for text, (left, top, right, bottom) in texts:
                    self.assertTrue(left >= 0 and top >= 0 and right <= width and bottom <= height, (text, left, right))
                for (one, here), (other, there) in itertools.combinations(texts, 2):
                    self.assertFalse(overlap(here, there), (one, other))
                for x, y in points_of_curves(path):
                    for text, (left, top, right, bottom) in texts:
                        self.assertFalse(left < x < right and top < y < bottom, (text, x, y))


@unittest.skipUnless(find("gnuplot"), "no gnuplot")
class Drawing(unittest.TestCase):
    def drawn_again(self, here):
        for number in experiment.NUMBERS:
            module = importlib.import_module("stage_" + number)
            plot.draw(module.PLOT, module.TITLE, Colours.rows(number), here / f"{number}.svg")
        for name, draw in (("bench", bench.draw_comparison), ("scaling", scaling.draw)):
            draw(json.loads((MEASUREMENTS / f"{name}.json").read_text()), here / f"{name}.svg")

    def test_a_picture_shows_the_data_that_lies_beside_it(self):
        with tempfile.TemporaryDirectory() as folder:
            here = pathlib.Path(folder)
            self.drawn_again(here)
            names = {path.name for path in MEASUREMENTS.glob("*.svg") if not path.name.startswith("trace_")}
            self.assertEqual({path.name for path in here.iterdir()}, names)
            for path in here.iterdir():
                committed = marks(MEASUREMENTS / path.name)
                again = marks(path)
                self.assertEqual([each[:2] for each in committed], [each[:2] for each in again], path.name)
                for (_, _, one), (_, _, other) in zip(committed, again):
                    for place, now in zip(one, other):
                        self.assertAlmostEqual(place, now, delta=PLACE, msg=f"{path.name} is old: --redraw")

    def test_a_fault_of_a_script_is_told(self):
        with self.assertRaisesRegex(RuntimeError, "gnuplot"):
            picture.run_gnuplot("plot nothing of the kind\n")


if __name__ == "__main__":
    unittest.main()
