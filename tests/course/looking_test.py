#!/usr/bin/env python3
"""What watch notices and tells: saves, the task that is looked at, and what a sanitizer has found. Needs no compiler. Python 3.9, standard library only.
"""
import os
import pathlib
import select
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path += [str(ROOT / "tools" / "course")]
import chapters  # noqa: E402
import grading  # noqa: E402
import judge  # noqa: E402
import look  # noqa: E402
import sanitize  # noqa: E402
import saves  # noqa: E402


class Scratch(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory(prefix="ladder-")
        self.addCleanup(scratch.cleanup)
        self.folder = pathlib.Path(scratch.name) / "a folder"
        self.folder.mkdir()


class FakeJudge:
    """Knows the state of each task of stage 01, and counts what is asked of it."""

    def __init__(self, stage, states, others=()):
        self.stage, self.states, self.space, self.asked = stage, states, self, []
        self.tasks = {task.number: task for task in stage.tasks()}
        self.failing = others

    def look(self):
        return []

    def is_written(self, number):
        return self.states[number] != judge.State.NOT_BEGUN

    def bodies(self, number):
        return [("main.cpp", [str(self.states[number])], [])]

    def verdicts(self, numbers=None):
        self.asked.append(numbers)
        return [judge.Verdict(self.tasks[number], self.states[number], f"line {number}", [f"detail {number}"] * 40)
                for number in numbers or self.states]

    def others(self):
        return {name: grading.Outcome(name, "", "failed", [f"{name} failed"], {}) for name in self.failing}


class Look(Scratch):
    """Which task is looked at, and what is said of it."""
    DONE, WRONG, NOT = judge.State.DONE, judge.State.WRONG, judge.State.NOT_BEGUN

    def setUp(self):
        super().setUp()
        os.environ["COURSE_MEMORY"] = str(self.folder)
        self.addCleanup(os.environ.pop, "COURSE_MEMORY")

    def look(self, states, known=None, at=None, others=()):
        task_look = look.TaskLook.__new__(look.TaskLook)
        task_look.stage = chapters.Stage(ROOT, "01")
        task_look.judge = FakeJudge(task_look.stage, dict(enumerate(states, 1)), others)
        found = task_look.look(known, at)
        self.assertLessEqual(len(found["lines"]), 14)
        return found, task_look.judge.asked

    def test_the_first_look_judges_all_together_and_shows_the_first_that_is_not_done(self):
        found, asked = self.look([self.DONE, self.WRONG, self.DONE, self.NOT])
        self.assertEqual((asked, found["at"], sorted(found["known"])), ([None], 2, ["1"]))
        self.assertIn("task 2, the echo: wrong", found["lines"])

    def test_later_only_what_is_not_done_is_judged_and_the_next_task_is_announced(self):
        first, _ = self.look([self.DONE, self.WRONG, self.NOT, self.NOT])
        found, asked = self.look([self.DONE, self.DONE, self.NOT, self.NOT], first["known"], 2)
        self.assertEqual((asked, found["at"]), ([[2], [3]], 3))
        self.assertEqual(found["lines"][:3], ["task 2, the echo: done (line 2)", "next is task 3",
                                              "task 3, send all of it: not begun"])

    def test_where_nothing_is_done_yet_the_later_looks_judge_the_first_task_alone(self):
        first, _ = self.look([self.WRONG, self.DONE, self.DONE, self.DONE])
        found, asked = self.look([self.WRONG, self.DONE, self.DONE, self.DONE], first["known"], 1)
        self.assertEqual((asked, found["at"]), ([[1]], 1))

    def test_a_task_that_was_done_and_is_touched_is_judged_again(self):
        first, _ = self.look([self.DONE, self.DONE, self.NOT, self.NOT])
        found, asked = self.look([self.WRONG, self.DONE, self.NOT, self.NOT], first["known"], 3)
        self.assertEqual((asked, found["at"]), ([[1]], 1))
        self.assertIn("task 1 was done and is not any more: back to it", found["lines"])

    def test_when_all_are_done_the_whole_is_told(self):
        found, _ = self.look([self.DONE] * 4)
        self.assertIn("stage 01: all tasks are done, and the whole passes", found["lines"])
        found, _ = self.look([self.DONE] * 4, others=["stop"])
        self.assertEqual(found["lines"][-2:], ["all tasks are done, and the whole is not yet right:", "stop failed"])


class Saves(Scratch):
    def noticed(self, saved, change):
        """What is noticed of a change. Waits for inotify where there is one."""
        self.assertEqual(saved.changed(), [])
        change()
        return saved.changed()

    def both(self, name, change, expected):
        for with_inotify in (True, False):
            with self.subTest(name, inotify=with_inotify):
                for path in self.folder.iterdir():
                    path.unlink()
                (self.folder / "main.cpp").write_text("one")
                saved = saves.Saves(self.folder, with_inotify)
                self.assertEqual(saved.descriptor is not None, with_inotify)
                try:
                    self.assertEqual(self.noticed(saved, change), expected)
                finally:
                    saved.close()

    def test_writes_renames_and_deletions(self):
        main = self.folder / "main.cpp"

        def by_renaming():
            (self.folder / ".main.cpp.swp").write_text("three")
            (self.folder / ".main.cpp.swp").replace(main)

        self.both("written", lambda: main.write_text("three"), ["main.cpp"])
        self.both("renamed", by_renaming, ["main.cpp"])
        self.both("deleted", main.unlink, ["main.cpp"])
        self.both("a new one", lambda: (self.folder / "more.hpp").write_text(""), ["more.hpp"])

    def test_what_editors_and_builds_leave_is_no_save(self):
        def leave():
            for name in ("main.cpp~", ".main.cpp.swp", ".main.cpp", "4913", "a.out", "main.cpp.kept-1"):
                (self.folder / name).write_text("x")

        self.both("litter", leave, [])

    def test_the_descriptor_wakes_who_waits(self):
        saved = saves.Saves(self.folder)
        self.addCleanup(saved.close)
        self.assertEqual(select.select([saved.descriptor], [], [], 0)[0], [])
        (self.folder / "server.py").write_text("1")
        self.assertEqual(select.select([saved.descriptor], [], [], 60)[0], [saved.descriptor])
        self.assertEqual(saved.changed(), ["server.py"])

    def test_a_folder_made_later_is_watched_and_one_of_builds_is_not(self):
        saved = saves.Saves(self.folder)
        self.addCleanup(saved.close)
        (self.folder / "os").mkdir()
        (self.folder / "build").mkdir()
        saved.changed()
        (self.folder / "build" / "main.cpp").write_text("1")
        self.assertEqual(saved.changed(), [])
        (self.folder / "os" / "io.cpp").write_text("1")
        self.assertEqual(select.select([saved.descriptor], [], [], 60)[0], [saved.descriptor])
        self.assertEqual(saved.changed(), ["os/io.cpp"])


ASAN = """\
=================================================================
==77==ERROR: AddressSanitizer: heap-buffer-overflow on address 0x621 at pc 0x55 bp 0x7f sp 0x7f
WRITE of size 1 at 0x621 thread T0
    #0 0x55 in serve /tmp/a folder/server.c:10
    #1 0x56 in main /tmp/a folder/server.c:25
    #2 0x57 in __libc_start_main_impl ../csu/libc-start.c:360

0x621 is located 0 bytes to the right of 4096-byte region [0x61,0x62)
allocated by thread T0 here:
    #0 0x58 in __interceptor_malloc ../../../../src/libsanitizer/asan/asan_malloc_linux.cpp:69
    #1 0x59 in serve /tmp/a folder/server.c:7
"""


class Sanitizers(unittest.TestCase):
    def test_a_report_becomes_a_few_lines_with_the_learners_own(self):
        lines = sanitize.summary(ASAN, "/tmp/a folder")
        self.assertEqual(lines[:3], ["heap-buffer-overflow", "WRITE of size 1 thread T0", "  -> server.c:10 in serve"])
        self.assertIn("  -> server.c:7 in serve", lines)

    def test_a_library_frame_on_top_is_followed_by_the_learners(self):
        text = ASAN.replace("    #0 0x55 in serve /tmp/a folder/server.c:10",
                            "    #0 0x55 in ladder::os::send(int) /clone/server/os/io.cpp:70")
        self.assertEqual(sanitize.summary(text, "/tmp/a folder")[2:4],
                         ["     /clone/server/os/io.cpp:70 in ladder::os::send(int)", "  -> server.c:25 in main"])


if __name__ == "__main__":
    sys.exit(unittest.main())
