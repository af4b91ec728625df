#!/usr/bin/env python3
"""What is kept of a learner's work: progress, what reset puts aside, and what compare shows of it. Needs no compiler. Python 3.9, standard library only.
"""
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path += [str(ROOT / "tools" / "course")]
import chapters  # noqa: E402
import compare  # noqa: E402
import judge  # noqa: E402
import progress  # noqa: E402
import regions  # noqa: E402
import reset  # noqa: E402
import workspace  # noqa: E402


class Scratch(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory(prefix="ladder-")
        self.addCleanup(scratch.cleanup)
        self.folder = pathlib.Path(scratch.name) / "a folder"
        self.folder.mkdir()


class Progress(Scratch):
    def file(self):
        return progress.Progress(self.folder / "progress.txt")

    def test_what_is_remembered_is_read_sorted_and_a_line_each(self):
        self.file().remember("03", "task", {2: "wrong", 1: "done"})
        self.file().remember("01", "promise", {"echo": "done"})
        self.file().remember("03", "task", {2: "done"})
        self.assertEqual((self.folder / "progress.txt").read_text(),
                         "01 promise echo done\n03 task 1 done\n03 task 2 done\n")
        self.assertEqual(self.file().of("03", "task"), {"1": "done", "2": "done"})

    def test_what_is_no_line_of_it_is_passed_over_and_of_two_the_better_counts(self):
        (self.folder / "progress.txt").write_text("<<<<<<< HEAD\n01 task 1 done\n=======\n01 task 1 wrong\n>>>>>>> b\n"
                                                  "01 task 2 perhaps\n\xff\n", encoding="latin-1")
        self.assertEqual(self.file().read(), {("01", "task", "1"): "done"})

    def git(self, *words):
        names = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main"]
        done = subprocess.run(["git", *names, *words], cwd=self.folder, text=True, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, env={**os.environ, "GIT_CONFIG_NOSYSTEM": "1", "HOME": "/"})
        self.assertEqual(done.returncode, 0, done.stdout)

    def test_what_two_clones_have_done_merges(self):
        self.file().remember("01", "task", {1: "wrong"})
        self.git("init", "-q")
        self.git("add", "-A")
        self.git("commit", "-qm", "base")
        self.git("checkout", "-qb", "other")
        self.file().remember("01", "task", {1: "done", 2: "wrong"})
        self.git("commit", "-qam", "theirs")
        self.git("checkout", "-q", "main")
        self.file().remember("01", "task", {3: "done"})
        self.file().remember("02", "task", {1: "done"})
        self.git("commit", "-qam", "ours")
        self.git("merge", "-q", "--no-edit", "other")
        self.assertEqual(self.file().of("01", "task"), {"1": "done", "2": "wrong", "3": "done"})
        self.assertEqual(self.file().of("02", "task"), {"1": "done"})

    def test_the_report_has_every_stage_and_says_what_is_next(self):
        self.file().remember("01", "task", {1: "done", 2: "done", 3: "done", 4: "done"})
        self.file().remember("03", "task", {1: "done", 2: "wrong", 3: "not-begun"})
        self.file().remember("05", "promise", {"page": "done", "head": "wrong"})
        lines = progress.report(ROOT, self.folder / "progress.txt")
        self.assertEqual([line[2:4] for line in lines[1:13]], [f"{number:02}" for number in range(1, 13)])
        self.assertRegex(lines[1], r"\+ \+ \+ \+$")
        self.assertRegex(lines[3], r" \+ x \. \. \.$")
        self.assertRegex(lines[5], r" 1 of \d\d promises kept$")
        self.assertIn("next: stage 03, task 2: a thread for a connection", lines[13])
        self.assertIn("./course watch 03", lines[14])

    def test_a_folder_that_cannot_be_written_to_is_done_without(self):
        os.environ["COURSE_MEMORY"] = "/proc/no/such/folder"
        self.addCleanup(os.environ.pop, "COURSE_MEMORY")
        progress.remember(chapters.Stage(ROOT, "01"), "task", {1: "done"})


class Reset(Scratch):
    def setUp(self):
        super().setUp()
        self.stage = chapters.Stage(ROOT, "01")
        workspace.start(self.stage, self.folder)
        self.main = self.folder / "main.cpp"
        self.untouched = self.main.read_text()

    def write(self, number, body, text=None):
        """Something of the learner's in place of the call of a task."""
        text = text or self.main.read_text()
        self.main.write_text(text.replace(f'  still_to_be_written("task {number}");\n', body))

    def test_one_task_is_put_back_and_its_text_is_kept(self):
        self.write(2, "  two();\n")
        self.write(3, "  three();\n")
        before = self.main.read_text()
        ((place, kept),) = reset.reset(self.stage, self.folder, 2)
        self.assertEqual((str(place), kept.name, kept.read_text()), ("main.cpp", "main.cpp.kept-1", before))
        self.assertEqual(self.main.read_text(), self.untouched.replace('  still_to_be_written("task 3");\n', "  three();\n"))

    def test_nothing_that_was_kept_is_written_over(self):
        for turn in range(1, 4):
            self.write(1, f"  turn({turn});\n")
            reset.reset(self.stage, self.folder)
            self.assertEqual(self.main.read_text(), self.untouched)
        kept = [(self.folder / f"main.cpp.kept-{turn}").read_text() for turn in range(1, 4)]
        self.assertEqual([f"turn({turn})" in text for turn, text in enumerate(kept, 1)], [True] * 3)

    def test_what_is_as_it_was_is_left_alone(self):
        self.assertEqual(reset.reset(self.stage, self.folder), [])
        self.assertEqual(reset.reset(self.stage, self.folder, 4), [])

    def test_a_file_that_was_deleted_comes_back(self):
        self.main.unlink()
        self.assertEqual(reset.reset(self.stage, self.folder, 1), [(pathlib.PurePath("main.cpp"), "")])
        self.assertEqual(self.main.read_text(), self.untouched)

    def test_what_cannot_be_put_back_is_said(self):
        self.main.write_text(self.untouched.replace("  // task 2: to here\n", "").replace(
            'still_to_be_written("task 2")', "two()"))
        with self.assertRaisesRegex(chapters.CourseError, "marker lines of task 2 are gone from main.cpp"):
            reset.reset(self.stage, self.folder, 2)
        with self.assertRaisesRegex(chapters.CourseError, "has the tasks 1, 2, 3, 4"):
            reset.reset(self.stage, self.folder, 9)


class Compare(Scratch):
    def setUp(self):
        super().setUp()
        self.stage = chapters.Stage(ROOT, "01")
        workspace.start(self.stage, self.folder)

    def verdict(self, state):
        return judge.Verdict(self.stage.tasks()[2], state, "3 checks passed")

    def write(self, body):
        main = self.folder / "main.cpp"
        main.write_text(main.read_text().replace('  still_to_be_written("task 3");', body))

    def test_nothing_is_shown_before_the_task_is_done(self):
        for state in judge.State:
            if state != judge.State.DONE:
                with self.assertRaisesRegex(chapters.CourseError, f"task 3 of stage 01 is {state.value}; compare shows"):
                    compare.report(self.stage, self.folder, self.verdict(state))

    def test_both_are_shown_and_who_calls_what(self):
        self.write("  pollfd waiting{client_fd, POLLOUT, 0};\n  ::poll(&waiting, 1, -1);\n  return true;")
        text = "\n".join(compare.report(self.stage, self.folder, self.verdict(judge.State.DONE)))
        self.assertIn("Only yours calls poll", text.replace("::poll", "poll"))
        self.assertRegex(text, r"Only ours calls .*os::send_some.*os::wait_ready")
        self.assertIn("yours, main.cpp:17", text)
        self.assertIn("why ours is so:", text)

    def test_the_same_is_said_to_be_the_same(self):
        path, tasks = next(iter(self.stage.workspace_files().items()))
        ours = next(solution for (begin, _, number, _), solution in
                    zip(regions.cuts(self.stage.lines(path), tasks), self.stage.taken_out(path, tasks)[1]) if number == 3)
        self.write("\n".join(ours))
        report = compare.report(self.stage, self.folder, self.verdict(judge.State.DONE))
        self.assertIn("They are the same, line for line.", report)

    def test_white_space_alone(self):
        self.assertEqual(compare.what_differs(["a();", "  b();"], ["a();", "b();"]), ["They differ in white space only."])

    def test_every_task_says_why_ours_is_so(self):
        for number in range(1, 13):
            for task in chapters.Stage(ROOT, str(number)).tasks():
                with self.subTest(f"stage {number:02}, task {task.number}"):
                    self.assertGreater(len(task.why.split()), 20)


if __name__ == "__main__":
    sys.exit(unittest.main())
