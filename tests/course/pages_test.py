#!/usr/bin/env python3
"""The pages for learners without our library and for teachers name what there is. docs/from_scratch.md: under each stage
only checks of it, none twice, and each check of a stage there or under an earlier one. docs/teaching.md: under each
stage only wrong servers of it. Python 3.9, standard library only.
"""
import collections
import pathlib
import re
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs/from_scratch.md"
sys.path.insert(0, str(ROOT / "tools/course"))

import chapters  # noqa: E402


def checks_of_stages(text):
    """{stage: [names of its checks]}, from checks.txt."""
    found = collections.defaultdict(list)
    for line in text.splitlines():
        if line:
            stage, name, _ = line.split("\t")
            found[stage].append(name)
    return found


def named_by(page):
    """{stage: [names]}: what stands between backquotes in the numbered lists under each `## Stage NN`."""
    found = {}
    for heading, text in chapters.split(page, "## "):
        if match := re.fullmatch(r"Stage (\d\d)", heading):
            items = re.findall(r"^\d+\. (?:.|\n(?!\n|\d+\. ))*", text, re.M)
            found[match.group(1)] = [name for item in items for name in re.findall(r"`([a-z0-9.-]+)`", item)
                                     if not name.startswith("-")]
    return found


def wrong_with(named, checks):
    """What is wrong, a sentence each."""
    found = [f"stage {stage} has no section" for stage in checks if stage not in named]
    known = set()
    for stage, names in sorted(named.items()):
        found += [f"stage {stage} has no check '{name}'" for name in names if name not in checks.get(stage, [])]
        found += [f"stage {stage} names '{name}' twice" for name, count in collections.Counter(names).items() if count > 1]
        known.update(names)
        found += [f"'{name}' of stage {stage} is named nowhere up to there"
                  for name in checks.get(stage, []) if name not in known]
    return found


def mistakes_of(text, mark, item):
    """{stage: [names]}: what the lines that match `item` name, under each heading `mark Stage NN`."""
    found = {}
    for heading, part in chapters.split(text, mark + " "):
        if match := re.fullmatch(r"Stage (\d\d)", heading):
            found[match.group(1)] = [name for line in re.findall(item, part, re.M) for name in re.findall(r"`([a-z0-9-]+)`", line)]
    return found


def strangers(named, known):
    """The wrong servers that are named and are none of their stage."""
    return [f"stage {stage} has no wrong server '{name}'" for stage, names in named.items() for name in names
            if name not in known.get(stage, [])]


class Teaching(unittest.TestCase):
    def setUp(self):
        text = (ROOT / "docs/teaching.md").read_text()
        _, _, stages = text.partition("## Questions and mistakes, stage by stage\n")
        self.named = mistakes_of(stages.partition("\n## ")[0], "###", r"^- `[a-z0-9-]+`[^:\n]*[:.]")
        self.known = mistakes_of((ROOT / "docs/mutants.md").read_text(), "##", r"^\|(?:[^|]*\|)? (`[a-z0-9-]+`) \|")

    def test_the_mistakes_are_wrong_servers_of_their_stage(self):
        self.assertEqual(strangers(self.named, self.known), [])
        self.assertEqual([stage for stage, names in self.named.items() if len(names) < 3], [])

    def test_a_wrong_server_that_is_gone_is_told(self):
        self.named["05"].append("gone")
        self.assertEqual(strangers(self.named, self.known), ["stage 05 has no wrong server 'gone'"])


class FromScratch(unittest.TestCase):
    def setUp(self):
        self.checks = checks_of_stages((ROOT / "tools/check/checks.txt").read_text())
        self.named = named_by(PAGE.read_text())

    def test_the_page_names_the_checks_that_there_are(self):
        self.assertEqual(wrong_with(self.named, self.checks), [])

    def test_a_check_that_is_gone_is_told(self):
        self.checks["06"].remove("ranges")
        self.assertIn("stage 06 has no check 'ranges'", wrong_with(self.named, self.checks))

    def test_a_new_check_is_missed(self):
        self.checks["11"].append("brand-new")
        self.assertEqual(wrong_with(self.named, self.checks), ["'brand-new' of stage 11 is named nowhere up to there"])

    def test_what_stands_twice_and_a_stage_without_a_section_are_told(self):
        self.named["01"].append("echo")
        del self.named["12"]
        self.assertEqual(wrong_with(self.named, self.checks),
                         ["stage 12 has no section", "stage 01 names 'echo' twice"])


if __name__ == "__main__":
    unittest.main()
