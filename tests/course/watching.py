#!/usr/bin/env python3
"""`./course watch` as a learner has it: in a terminal with its keys, and without one; and `compare` and `reset`, which come
after. Python 3.9, standard library only.
"""
import os
import pathlib
import pty
import re
import select
import shutil
import signal
import subprocess
import termios
import time

import learner
from learner import GRADERS_PATIENCE, ROOT, Course

import chapters  # found by way of learner
import regions
import started

PATIENCE_SECONDS = 240  # for what must come; nothing waits so long that is right

RIGHT = """\
import socket, sys
listener = socket.create_server(("127.0.0.1", int(sys.argv[1])))
while True:
    client, _ = listener.accept()
    try:
        while data := client.recv(65536):
            client.sendall(data)
    except OSError:
        pass
    client.close()
"""
WRONG = RIGHT.replace("sendall(data)", "sendall(data[:1])")


def ours(stage, path, number):
    """Our solution of a task, as lines."""
    tasks = stage.workspace_files()[pathlib.PurePath(path)]
    cuts = regions.cuts(stage.lines(path), tasks)
    return next(text for (_, _, task, _), text in zip(cuts, stage.taken_out(path, tasks)[1]) if task == number)


class Watched:
    """A running watch: what it shows, and what is typed."""

    def __init__(self, words, environment, in_terminal):
        if in_terminal:
            self.master, inside = pty.openpty()
            self.process = subprocess.Popen(words, env=environment, stdin=inside, stdout=inside, stderr=inside,
                                            start_new_session=True)
            os.close(inside)
        else:
            self.master, inside = os.pipe()
            self.process = subprocess.Popen(words, env=environment, stdin=subprocess.DEVNULL, stdout=inside,
                                            stderr=inside)
            os.close(inside)
        self.text, self.seen = "", 0

    def expect(self, pattern):
        """What is shown from the last match to the end of this one."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not (match := re.compile(pattern, re.M).search(self.text, self.seen)):
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([self.master], [], [], left)[0]:
                raise AssertionError(f"'{pattern}' does not come: {self.text[self.seen:]}")
            try:
                data = os.read(self.master, 65536)
            except OSError:  # EIO: nobody has the other end of the terminal any more
                data = b""
            if not data:
                raise AssertionError(f"'{pattern}' never came: {self.text[self.seen:]}")
            text = data.decode(errors="replace").replace("\r\n", "\n")
            self.text += re.sub(r"\033\[\d*m", "", text)  # the grader is in colours on a terminal
        shown, self.seen = self.text[self.seen:match.end()], match.end()
        return shown

    def verdict(self):
        """What is shown of the next look, which is short."""
        shown = self.expect(r"^-- [\d.]+ s; .*\n")
        lines = shown[shown.rfind("saved: "):].splitlines() if "saved: " in shown else shown.splitlines()[1:]
        if len(lines) > 16:  # "saved: ..." and fifteen
            raise AssertionError(f"{len(lines)} lines:\n{shown}")
        return shown

    def type(self, letters):
        os.write(self.master, letters.encode())

    def end(self):
        status = started.end(self.process)
        os.close(self.master)
        return status


class Watching(Course):
    def watch(self, number, *words, in_terminal=True):
        watched = Watched([ROOT / "course", "watch", number, *GRADERS_PATIENCE, *words], self.environment, in_terminal)
        self.addCleanup(lambda: watched.process.poll() is None and watched.end())
        return watched


class Blank(Watching):
    def setUp(self):
        super().setUp()
        self.course("start", "01", self.folder, "--blank", "python")
        self.server = self.folder / "server.py"

    def test_keys_and_saves(self):
        watched = self.watch("01")
        watched.expect("^watching .*; keys: h the next hint")
        self.assertIn("would use port", watched.verdict())
        watched.type("h")
        watched.expect("^Stage 01, task 2: the echo. Hint 1 of 3")
        watched.expect("^-- keys")
        self.server.write_text(WRONG)
        shown = watched.verdict()
        self.assertIn("saved: server.py", shown)
        self.assertRegex(shown, r"(?m)^  failed  echo ")
        self.server.write_text(RIGHT)
        shown = watched.verdict()
        self.assertIn("kept: echo, without-newline, every-byte", shown)
        self.assertIn("stage 01: every promise is kept", shown)
        watched.type("a")
        watched.expect("^stage 01: 16 of 16 checks passed")
        watched.type("q")
        self.assertEqual(watched.process.wait(PATIENCE_SECONDS), 0)
        self.assertIn("01 promise half-close done", self.progress())

    def test_another_promise_is_not_come_to_unsaid(self):
        watched = self.watch("01")
        watched.verdict()
        self.server.write_text(RIGHT.replace("    client.close()\n", "    kept = client\n"))  # closes with the next one
        shown = watched.verdict()
        self.assertRegex(shown, r"(?m)^kept: echo, without-newline, every-byte, one-at-a-time, sizes, large, slow-reader$")
        self.assertIn("next is half-close\n", shown)
        watched.type("q")
        self.assertEqual(watched.process.wait(PATIENCE_SECONDS), 0)

    def test_without_a_terminal(self):
        for ending in (signal.SIGINT, signal.SIGTERM):
            with self.subTest(ending):
                watched = self.watch("01", in_terminal=False)
                watched.expect("no terminal, so the keys are off")
                watched.verdict()
                self.server.write_text(WRONG + f"# {ending}\n")
                self.assertIn("  failed  echo ", watched.verdict())
                watched.process.send_signal(ending)
                self.assertEqual(watched.process.wait(PATIENCE_SECONDS), 0)
                watched.end()

    def test_without_inotify(self):
        watched = self.watch("01", "--no-inotify", in_terminal=False)
        watched.verdict()
        self.server.write_text(WRONG)
        self.assertIn("  failed  echo ", watched.verdict())
        watched.end()

    def test_a_save_ends_a_look_that_is_under_way(self):
        watched = self.watch("01")
        watched.verdict()
        # It never listens: the grader waits for it, with ten times its patience, until the next save ends that.
        self.server.write_text("import time\ntime.sleep(1000)\n")
        watched.expect("^saved: server.py$")
        self.server.write_text(WRONG)
        self.assertIn("  failed  echo ", watched.verdict())
        watched.type("q")
        self.assertEqual(watched.process.wait(PATIENCE_SECONDS), 0)

    def test_a_folder_that_is_deleted_is_told(self):
        watched = self.watch("01")
        watched.verdict()
        shutil.rmtree(self.folder)
        watched.expect("^course: the workspace .* is gone$")
        self.assertEqual(watched.process.wait(PATIENCE_SECONDS), 1)

    def test_the_terminal_is_given_back_as_it_was(self):
        watched = self.watch("01")
        watched.verdict()
        self.assertFalse(termios.tcgetattr(watched.master)[3] & termios.ECHO)
        watched.type("q")
        watched.process.wait(PATIENCE_SECONDS)
        self.assertTrue(termios.tcgetattr(watched.master)[3] & termios.ECHO)


class Template(Watching):
    """Stage 01 in C++: compiled, so all in one go."""

    def write(self, place, number, lines):
        """Puts lines into the place of a task."""
        path = self.folder / place
        text = path.read_text()
        new = re.sub(rf"(// task {number}: yours from here\n).*?(\n *// task {number}: to here)",
                     lambda match: match.group(1) + "\n".join(lines) + match.group(2), text, flags=re.S)
        self.assertNotEqual(new, text)
        path.write_text(new)

    def test_from_the_first_task_to_the_next(self):
        stage = chapters.Stage(ROOT, "01")
        right = ours(stage, "stages/01_tcp_echo/main.cpp", 1)
        self.course("start", "01", self.folder)
        watched = self.watch("01")
        self.assertIn("task 1, the accept loop: not begun", watched.verdict())
        watched.type("h")
        watched.expect("Stage 01, task 1: the accept loop. Hint 1 of 3, a nudge")
        watched.expect("^-- keys")
        self.write("main.cpp", 1, ["  int number = ;"])
        shown = watched.verdict()
        self.assertIn("task 1, the accept loop: does not compile", shown)
        self.assertRegex(shown, r"main\.cpp:\d+:\d+: error: ")
        self.write("main.cpp", 1, ["  const os::Fd listener = stage.listen();",
                                   "  (void)os::wait_ready(-1, {}, stage.stop_fd());"])
        shown = watched.verdict()
        self.assertIn("task 1, the accept loop: wrong", shown)
        self.assertIn("  failed  ", shown)
        self.write("main.cpp", 1, right)
        shown = watched.verdict()
        self.assertRegex(shown, r"(?m)^task 1, the accept loop: done \(4 checks passed\)\nnext is task 2\n"
                                r"task 2, the echo: not begun$")
        watched.type("a")
        watched.expect("^stage 01: 1 of 4 tasks done; next is task 2")
        watched.type("q")
        self.assertEqual(watched.process.wait(PATIENCE_SECONDS), 0)
        self.assertEqual(self.progress()[:2], ["01 task 1 done", "01 task 2 not-begun"])
        self.check_compare()
        self.check_reset()

    def check_compare(self):
        output = self.course("compare", "01", "1")
        self.assertIn("They are the same, line for line.", output)
        self.assertIn("why ours is so:", output)
        self.assertIn("task 2 of stage 01 is not begun", self.course("compare", "01", "2", status=1))
        self.assertIn("has the tasks 1, 2, 3, 4", self.course("compare", "01", "7", status=1))

    def check_reset(self):
        output = self.course("reset", "01", "1")
        kept = pathlib.Path(re.search(r"is kept in (.*)", output).group(1))
        self.assertIn("os::accept_connection", kept.read_text())
        self.assertIn("01 task 1 not-begun", self.progress())
        self.assertIn("nothing to put back", self.course("reset", "01", "1"))


if __name__ == "__main__":
    learner.main(__doc__)
