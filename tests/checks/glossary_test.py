#!/usr/bin/env python3
"""glossary.py finds what it promises to find, and nothing else. Python 3.9, standard library only."""
import pathlib
import subprocess
import sys
import tempfile
import unittest

CHECK = pathlib.Path(__file__).resolve().with_name("glossary.py")
GLOSSARY = """\
# Glossary

## backlog

Connections that wait to be accepted. Explained in [chapter 01](../stages/01_one/README.md).

## cache line

64 bytes. See [backlog](#backlog). Explained in
[chapter 02](../stages/02_two/README.md).

## head

Fields. Explained in [chapter 02](../stages/02_two/README.md).

## latency

The time that one takes. In no chapter.
"""
ONE = """\
# The backlog, and a cache line

![A backlog](backlog.svg), `backlog` and [other backlogs](elsewhere.md)

```sh
cache line
```

They wait in the [*backlog*](../../docs/glossary.md#backlog). Backlogs are bounded, at the head of it all.
"""
TWO = """\
# Two

The [backlog](../../docs/glossary.md#backlog); [*cache
lines*](../../docs/glossary.md#cache-line), cache lines, and the [*head*](../../docs/glossary.md#head).
"""
THREE = "# Three\n\nNothing new; [latency](../../docs/glossary.md#latency).\n"


def findings(glossary=GLOSSARY, one=ONE, two=TWO, three=THREE):
    """What glossary.py prints of a book with these pages."""
    with tempfile.TemporaryDirectory() as folder:
        for name, text in (("docs/glossary.md", glossary), ("stages/01_one/README.md", one),
                           ("stages/02_two/README.md", two), ("stages/03_three/README.md", three)):
            page = pathlib.Path(folder, name)
            page.parent.mkdir(parents=True)
            page.write_text(text)
        done = subprocess.run([sys.executable, CHECK, "--root", folder], capture_output=True, text=True)
        assert done.returncode == (1 if done.stdout else 0), done.stderr
        return done.stdout


class Glossary(unittest.TestCase):
    def test_a_sound_book_passes(self):
        self.assertEqual(findings(), "")

    def test_a_term_before_its_chapter_is_found(self):
        self.assertEqual(findings(one=ONE + "\nA cache line.\n"), "stages/01_one/README.md:11: cache line: its first use "
                                                                  "here is no link to the glossary\n")
        self.assertEqual(findings(one=ONE + "\nA [cache line](../../docs/glossary.md#cache-line).\n"), "")

    def test_the_first_use_in_a_later_chapter_is_a_link(self):
        self.assertIn("03_three/README.md:4: backlog: its first use", findings(three=THREE + "The backlogs.\n"))
        late = "The backlog. A [backlog](../../docs/glossary.md#backlog).\n"
        self.assertIn("03_three/README.md:4: backlog: its first use", findings(three=THREE + late))

    def test_of_everyday_words_only_italics_count(self):
        self.assertEqual(findings(three=THREE + "The head of a house.\n"), "")
        self.assertIn("03_three/README.md:4: head: in italics", findings(three=THREE + "The *head*.\n"))

    def test_the_chapter_that_explains_links_to_the_entry(self):
        self.assertIn("02_two/README.md:1: head: the glossary says",
                      findings(two=TWO.replace("[*head*](../../docs/glossary.md#head)", "head")))

    def test_entries_are_in_order_end_properly_and_are_led_to(self):
        self.assertIn("cache line: not in alphabetical order", findings(GLOSSARY.replace("## backlog", "## fat backlog")))
        self.assertIn("latency: the entry does not end", findings(GLOSSARY.replace("In no chapter.", "")))
        self.assertEqual(findings(three="# Three\n"), "docs/glossary.md:16: latency: nothing leads to this entry\n")

    def test_a_link_to_no_entry_is_found(self):
        self.assertIn("the glossary has no entry gone", findings(three=THREE + "[x](../../docs/glossary.md#gone)\n"))


if __name__ == "__main__":
    unittest.main()
