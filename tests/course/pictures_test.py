#!/usr/bin/env python3
"""./course chapters draws the diagrams: when, and in which style. Python 3.9, standard library only."""
import pathlib
import shutil
import sys
import unittest
from unittest import mock

from chapters_test import Tree

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools" / "course"))
import pictures  # noqa: E402


@unittest.skipUnless(shutil.which("dot"), "no graphviz")
class Drawing(Tree):
    SOUND = '// Two things.\ndigraph { a [class=client, label="one:\\nmore"] b [class=kernel] a -> b }\n'

    def test_a_picture_is_drawn_once_and_again_when_its_source_or_the_style_changes(self):
        self.write("docs/pictures/01.dot", self.SOUND)
        self.assert_refused("docs/pictures/01.dot:1: is not drawn yet")
        self.assertEqual(self.run_tool(), (0, "docs/pictures/01.svg: drawn\n"))
        self.assertEqual(self.run_tool(), (0, ""))
        drawn = (self.root / "docs/pictures/01.svg").read_text()
        for part in ('role="img"', "<title id=\"title\">Two things.</title>", 'class="name">one</text>',
                     "prefers-color-scheme"):
            self.assertIn(part, drawn)
        self.write("docs/pictures/01.dot", self.SOUND.replace("Two", "2"))
        self.assert_refused("docs/pictures/01.dot:1: was changed after 01.svg was drawn")
        self.assertEqual(self.run_tool()[0], 0)
        with mock.patch.object(pictures.style, "CSS", "/* another */"):
            self.assert_refused("docs/pictures/01.dot:1: was changed after 01.svg was drawn")

    def test_checking_takes_no_graphviz_and_drawing_says_that_it_does(self):
        self.write("docs/pictures/01.dot", self.SOUND)
        self.assertEqual(self.run_tool()[0], 0)
        with mock.patch.object(pictures.subprocess, "run", side_effect=FileNotFoundError):
            self.assertEqual(self.run_tool("--check"), (0, ""))
            self.write("docs/pictures/01.dot", self.SOUND.replace("Two", "2"))
            self.assertIn("drawing pictures takes dot, of the package graphviz", self.run_tool()[1])

    def test_what_is_not_in_the_style_is_refused(self):
        wide = "".join(f"n{i} [class=client]\n" for i in range(20))
        for text, words in ((self.SOUND.replace("class=kernel", "shape=box"), "the node b has the class ''"),
                            (self.SOUND.replace("// Two things.", ""), "the first line is not"),
                            (f"// Wide.\ndigraph {{ {wide} }}\n", "on a telephone its text is too small"),
                            ("// Wrong.\ndigraph { a -> }\n", "syntax error")):
            self.write("docs/pictures/01.dot", text)
            status, printed = self.run_tool()
            self.assertEqual(status, 1)
            self.assertIn(words, printed)
            self.assertFalse((self.root / "docs/pictures/01.svg").exists())

    def test_the_project_has_pictures(self):
        self.assertGreaterEqual(len(pictures.sources(ROOT)), 12)

    def test_a_picture_without_a_source_is_found(self):
        self.write("docs/pictures/02.svg", "<svg/>")
        self.assert_refused("docs/pictures/02.svg:1: has no source")


if __name__ == "__main__":
    unittest.main()
