#!/usr/bin/env python3
"""links.py finds what leads nowhere, and nothing else. Python 3.9, standard library only."""
import pathlib
import subprocess
import sys
import tempfile
import unittest

import links

CHECK = pathlib.Path(__file__).resolve().with_name("links.py")
SOUND = """\
# The `page`: what it *is*

[a page](docs/other.md), [a part](docs/other.md#two-words), [this one](#the-page-what-it-is), [a
folder](docs/), ![a picture](docs/a%20plot.svg "title"), <a href="docs/other.md">HTML</a>, [elsewhere](https://x.y/#z).

[by name]: docs/other.md#again-1

`[in code](nowhere.md)`

```sh
[in a block](nowhere.md)
# not-a-heading
```
"""
OTHER = """\
# Other
## Two words
## Again
## Again
[back](../README.md#the-page-what-it-is)
"""


def findings(page):
    """What links.py prints of a tree with this page."""
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder, "tree")
        for name, text in (("README.md", page), ("docs/other.md", OTHER), ("docs/a plot.svg", ""),
                           ("docs/source.cpp", "a\nb\nc\n"),
                           ("build/made.md", "[not looked at](nowhere.md)"), ("../outside.md", "")):
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text)
        done = subprocess.run([sys.executable, CHECK, "--root", root], capture_output=True, text=True)
        if done.returncode != (1 if done.stdout else 0):
            raise AssertionError(done.stderr)
        return done.stdout


class Links(unittest.TestCase):
    def test_a_sound_page_passes(self):
        self.assertEqual(findings(SOUND), "")

    def test_what_leads_nowhere_is_found_with_its_line(self):
        for link, target in (("[x](docs/gone.md)", "docs/gone.md"), ("[x](gone/)", "gone/"),
                             ("![x](docs/gone.svg)", "docs/gone.svg"), ("[x](Docs/other.md)", "Docs/other.md"),
                             ("[x\n](docs/gone.md 'title')", "docs/gone.md"), ("<img src='gone.png'>", "gone.png"),
                             ("\n[x]: gone.md", "gone.md"), ("[x]()", "an empty link"),
                             ("[what everybody has](build/made.md)", "build/made.md"),
                             ("[within the tree](../outside.md)", "../outside.md")):
            line = SOUND.count("\n") + link.count("\n") + 1
            self.assertEqual(findings(SOUND + link), f"README.md:{line}: {target} leads nowhere\n")

    def test_anchors_that_do_not_exist_are_found(self):
        for target in ("#gone", "#not-a-heading", "#The-page-what-it-is", "docs/other.md#three-words",
                       "docs/other.md#again-2"):
            self.assertRegex(findings(SOUND + f"[x]({target})"),
                             rf"^README.md:\d+: {target}: there is no such heading\n$")
        for lines in ("L4", "L2-L4", "L3-L2", "L0"):
            self.assertIn("it has 3 lines", findings(SOUND + f"[x](docs/source.cpp#{lines})"))
        self.assertEqual(findings(SOUND + "[x](docs/source.cpp#L3) [y](docs/source.cpp#L1-L3)"), "")
        self.assertIn("only pages have anchors", findings(SOUND + "[x](docs/a%20plot.svg#L1)"))

    def test_a_stray_backquote_hides_nothing_behind_its_paragraph(self):
        self.assertIn("gone.md leads nowhere", findings("a stray ` here\n\n[x](gone.md) and `code`\n"))

    def test_anchors_are_those_of_a_forge(self):
        for heading, anchor in (("Task 1: put it together", "task-1-put-it-together"), ("A & B", "a--b"),
                                ("`./course bench`", "course-bench"), ("See [RFC 9112](https://x)", "see-rfc-9112"),
                                ("`kept_name_` and _not kept_", "kept_name_-and-not-kept"),
                                ("`NN_name.json`, `NN.svg`", "nn_namejson-nnsvg"),
                                ("**Größe** über alles", "größe-über-alles"),
                                ("Run-time - it's all", "run-time---its-all")):
            self.assertEqual(links.slug(heading), anchor)


if __name__ == "__main__":
    unittest.main()
