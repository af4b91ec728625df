#!/usr/bin/env python3
"""The learner's places in a workspace (tools/course/slots.py), and what is made of a workspace's text
(tools/course/variants.py, tries.py, grading.py). Nothing is built. Python 3.9, standard library only."""
import pathlib
import shutil
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "tools" / "course"))
import chapters  # noqa: E402
import grading  # noqa: E402
import slots  # noqa: E402
import tries  # noqa: E402
import variants  # noqa: E402
import workspace  # noqa: E402

ONE = [(2, "echo")]
FIRST, CALL, LAST = "  // task 2: yours from here", '  still_to_be_written("task 2");', "  // task 2: to here"
REPORT = """<Catch><Group><TestCase name="n"><Info>a pair</Info><Expression success="false" type="CHECK">
<Original>
  got == 3
</Original><Expanded>
  0
  ==
  3
</Expanded></Expression></TestCase></Group></Catch>"""


class Places(unittest.TestCase):
    def place(self, *lines):
        found = slots.find(list(lines), ONE)
        return (found[2, "echo"].begin, found[2, "echo"].end) if found else None

    def test_what_stands_between_the_lines_is_found_whatever_it_is(self):
        self.assertEqual(self.place("{", FIRST, CALL, LAST, "}"), (2, 3))
        self.assertEqual(self.place(FIRST, "}", "void f() {", "  // task 3: to hear", LAST), (1, 4))
        self.assertEqual(self.place(FIRST.strip() + "  ", "\t" + LAST), (1, 1))

    def test_marker_lines_that_are_not_as_they_were_are_none(self):
        for lines in ([FIRST, "x"], ["x", LAST], [LAST, "x", FIRST], [FIRST, FIRST, LAST], [FIRST, LAST, LAST],
                      [FIRST.replace("2", "3"), LAST]):
            self.assertIsNone(self.place(*lines), lines)

    def test_without_marker_lines_a_bare_call_is_the_place(self):
        self.assertEqual(self.place("{", CALL, "}"), (1, 2))
        self.assertIsNone(self.place(CALL, CALL))

    def test_places_that_cross_are_none(self):
        lines = [FIRST, "// task 3: yours from here", LAST, "// task 3: to here"]
        self.assertEqual(slots.find(lines, [(2, "echo"), (3, "send")]), {})

    def test_a_call_that_is_a_comment_is_no_call(self):
        for lines, written in (([FIRST, CALL, LAST], False), ([FIRST, "return;", CALL, LAST], False),
                               ([FIRST, "//" + CALL, "return;", LAST], True), ([FIRST, "return;", LAST], True)):
            self.assertEqual(slots.find(lines, ONE)[2, "echo"].call(lines) is None, written, lines)

    def test_the_compiler_is_told_where_each_line_is_from(self):
        lines = ["a", FIRST, "b", LAST, "c"]
        slot = slots.find(lines, ONE)[2, "echo"]
        self.assertEqual(slots.assembled(lines, 'm"n.cpp', [(slot, ["R"], ("ref.cpp", 7))]), [
            '#line 1 "m\\"n.cpp"', "a", FIRST, '#line 7 "ref.cpp"', "R", '#line 4 "m\\"n.cpp"', LAST, "c"])


class Texts(unittest.TestCase):
    """What a variant of stage 01 consists of."""

    def setUp(self):
        scratch = tempfile.TemporaryDirectory(prefix="ladder-")
        self.addCleanup(scratch.cleanup)
        self.folder = pathlib.Path(scratch.name) / "w"
        self.stage = chapters.Stage(ROOT, "01")
        workspace.start(self.stage, self.folder)

    def edit(self, change):
        path = self.folder / "main.cpp"
        path.write_text(change(path.read_text()))
        return variants.Workspace(self.stage, self.folder)

    def test_what_is_not_the_learners_is_the_references(self):
        space = self.edit(lambda text: text.replace('still_to_be_written("task 2");', "mine();"))
        self.assertEqual([number for number in space.tasks if space.is_written(number)], [2])
        text = space.text(pathlib.PurePath("main.cpp"), {2})
        self.assertIn("mine();", text)
        self.assertIn("os::accept_connection", text)
        self.assertNotIn("still_to_be_written", text)
        self.assertNotIn("mine();", space.text(pathlib.PurePath("main.cpp"), set()))

    def test_what_the_learner_wrote_stands_beside_what_the_reference_has(self):
        space = self.edit(lambda text: text.replace('still_to_be_written("task 2");', "mine();"))
        [(place, own, reference)] = space.bodies(2)
        self.assertEqual((str(place), own), ("main.cpp", ["  mine();"]))
        self.assertIn("  std::array<std::byte, 64 * 1024> buffer;", reference)

    def test_what_stands_around_a_place_is_the_learners(self):
        space = self.edit(lambda text: text.replace("namespace {", "namespace {\nvoid helper() {}\n", 1))
        self.assertIn("void helper() {}", space.text(pathlib.PurePath("main.cpp"), set()))

    def test_a_place_without_its_lines_is_taken_as_it_is(self):
        space = self.edit(lambda text: text.replace("// task 2: to here", "").replace(
            'still_to_be_written("task 2");', "mine();"))
        self.assertEqual(space.unmarked(2), [pathlib.PurePath("main.cpp")])
        self.assertIn("mine();", space.text(pathlib.PurePath("main.cpp"), set()))

    def test_a_file_that_is_gone_is_the_references(self):
        shutil.rmtree(self.folder / "os")
        space = variants.Workspace(self.stage, self.folder)
        self.assertFalse(space.is_written(4))
        self.assertIn("::recv(", space.text(pathlib.PurePath("os/io.cpp"), {1, 2, 3, 4}))

    def test_every_try_belongs_to_a_task_and_has_cases(self):
        for folder in sorted((ROOT / "stages").glob("[0-9][0-9]_*")):
            tasks = chapters.Stage(ROOT, folder.name[:2]).tasks()
            files = {path for task in tasks for path in tries.sources(folder, task)}
            self.assertEqual(files, set((folder / "tries").glob("*.cpp")))
            for path in files:
                names = tries.cases(path)
                self.assertEqual(len(names), path.read_text().count("TEST_CASE("), path)
                self.assertEqual(len(names), len(set(names)), path)
                # Else Catch2 takes a name for an option, a tag or the opposite of a case.
                self.assertFalse([name for name in names if name[0] in "-~["], path)


class Reports(unittest.TestCase):
    def test_a_failing_case_is_told_in_three_lines(self):
        self.assertEqual(tries.told(REPORT), ["with:     a pair", "expected: got == 3", "came:     0 == 3"])
        self.assertEqual(tries.told("cut off"), [])

    def test_the_graders_report_is_cut_by_its_checks(self):
        blocks = grading.blocks_of("  passed  echo   what\n  failed  sizes  pieces\n      sent        x\n\nstage 01: 1")
        self.assertEqual(blocks, {"echo": ["  passed  echo   what"],
                                  "sizes": ["  failed  sizes  pieces", "      sent        x"]})

    def test_a_program_that_comes_to_a_task_is_known(self):
        said = {"program_said": "task 3 is still to be written: see TASKS.md"}
        outcome = grading.Outcome("echo", "", "failed", [], said)
        self.assertEqual(outcome.unwritten(), "task 3")


if __name__ == "__main__":
    unittest.main()
