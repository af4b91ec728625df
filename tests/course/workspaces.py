#!/usr/bin/env python3
"""A learner's way through one stage: `./course start`, `check` and `hint`, in a folder of its own.

The untouched workspace compiles at once, and its programs say which task they have come to; filled in with the
stage's own solutions it is the stage again, text for text, and passes. Python 3.9, standard library only.
"""
import argparse
import json
import os
import pathlib
import re
import socket
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path += [str(ROOT / "tools" / "course"), str(ROOT / "tests" / "support")]
import chapters  # noqa: E402
import regions  # noqa: E402
import slots  # noqa: E402
import stage_diff  # noqa: E402
import started  # noqa: E402
import uring  # noqa: E402
import workspace  # noqa: E402

PATIENCE_SECONDS = 60
SKIPPED = 77
UNWRITTEN = re.compile(r"^task \d+ is still to be written: see TASKS.md$", re.M)


def expect(condition, what):
    if not condition:
        raise AssertionError(what)


class Learner:
    """Runs ./course as a learner does, but on what is built already and with a memory of its own."""

    def __init__(self, build, scratch):
        self.folder = scratch / "a folder"
        self.environment = {**os.environ, "COURSE_BUILD": str(build), "COURSE_MEMORY": str(scratch / "memory"),
                            "COURSE_YES": "1"}
        self.build = build

    def course(self, *arguments, status=0):
        """Both streams of one call, which must end with `status`."""
        done = subprocess.run([ROOT / "course", *arguments], env=self.environment, text=True, timeout=600,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        expect(done.returncode == status,
               f"course {' '.join(map(str, arguments))}: status {done.returncode}, not {status}\n{done.stdout}")
        return done.stdout

    def is_graded(self, stage):
        """Whether the grader is built and knows this stage."""
        grader = self.build / "bin" / "check"
        return grader.exists() and subprocess.run([grader, stage.number, "--list"], stdout=subprocess.DEVNULL,
                                                  stderr=subprocess.DEVNULL).returncode == 0

    def compile(self):
        """Builds the workspace by hand, as TASKS.md says."""
        for command in (["cmake", "-S", ".", "-B", "build", "-G", "Ninja", f"-DLADDER_BUILD={self.build}"],
                        ["cmake", "--build", "build"]):
            done = subprocess.run(command, cwd=self.folder, text=True, stdout=subprocess.PIPE,
                                  stderr=subprocess.STDOUT)
            expect(done.returncode == 0, f"{' '.join(command)} failed:\n{done.stdout}")
            expect("warning:" not in done.stdout, f"the workspace compiles with warnings:\n{done.stdout}")


def command_line(stage, program, port):
    """How a program of the stage is started on `port`."""
    arguments = ["127.0.0.1", str(port), "hello"] if program.endswith("_client") else [str(port)]
    if int(stage.number) >= 6:
        arguments += ["--root", str(ROOT / "resources")]
    return arguments


def run_into_a_task(stage, program):
    """Status and last words of a program. One that serves all the same, until then, is sent a request."""
    port = started.free_port()
    with subprocess.Popen([program, *command_line(stage, program.name, port)], text=True, stdin=subprocess.DEVNULL,
                          stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
        until = time.monotonic() + PATIENCE_SECONDS
        while process.poll() is None and time.monotonic() < until:
            try:
                with socket.create_connection(("127.0.0.1", port), PATIENCE_SECONDS) as client:
                    client.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
                    client.recv(1)
            except OSError:  # it does not listen yet, or has ended
                time.sleep(0.02)
        process.kill()
        return process.wait(), process.stderr.read()


def check_untouched(stage, learner):
    """It was never touched: every program ends with status 1 and the number of a task as soon as it comes to one."""
    learner.compile()
    for program in stage.programs():
        status, said = run_into_a_task(stage, learner.folder / "build" / program)
        expect(status == 1 and UNWRITTEN.search(said), f"{program}: status {status}, and it says: {said}")
    if learner.is_graded(stage):
        output = learner.course("check", stage.number, status=1)
        expect(output.count("  not begun  ") == len(stage.tasks()), f"not every task is not begun:\n{output}")


def fill_in(stage, learner):
    """Puts every solution back. What comes out must be the stage's own text, but for the markers."""
    for path, tasks in stage.workspace_files().items():
        place = learner.folder / workspace.place_of(stage, path)
        lines = place.read_text().splitlines()
        stubs = len(slots.marked(lines))
        expect(stubs == len(tasks), f"{place.name}: {stubs} gaps for {len(tasks)} regions")
        filled = regions.fill_in(lines, stage.taken_out(path, tasks)[1])
        expect(filled == regions.without_markers(stage.lines(path)), f"{path} filled in is another text")
        place.write_text("\n".join(filled) + "\n")


def check_filled_in(stage, learner):
    """It is the stage again: the grader, where it is built, finds nothing; a server serves until it is stopped."""
    learner.compile()
    if learner.is_graded(stage):
        output = learner.course("check", stage.number)
        expect(f"grading your workspace, {learner.folder}" in output.splitlines()[0], output)
        expect(output.count("  done  ") == len(stage.tasks()) and "and the whole passes" in output, output)
        if stage.number in ("01", "05"):
            check_options(stage, learner)
    for program in stage.programs():
        if not program.endswith("_client"):
            check_serves(stage, learner.folder / "build" / program)


def check_options(stage, learner):
    """Of the first task only, as JSON too; and the grader's own report of one check."""
    report = learner.folder.parent / "report.json"
    output = learner.course("check", stage.number, "--task", "1", "--json", report)
    expect(output.count("  done  ") == 1 and "1 of 1 tasks done" in output, output)
    told = json.loads(report.read_text())
    checks = stage.graded_by()[1]
    expect([(task["number"], task["state"]) for task in told["tasks"]] == [(1, "done")], told)
    expect(sorted((check["name"], check["outcome"]) for check in told["checks"]) ==
           sorted((name, "passed") for name in checks), told)
    output = learner.course("check", stage.number, "--only", checks[0])
    expect(re.search(rf"^  passed  {checks[0]} ", output, re.M) and "1 of 1 checks passed" in output, output)
    learner.course("check", stage.number, "--task", "99", status=2)


def check_serves(stage, program):
    port = started.free_port()
    process = subprocess.Popen([program, *command_line(stage, program.name, port)], stderr=subprocess.PIPE, text=True)
    try:
        if stage.number != "02":
            started.await_listener(process, port)
        else:
            expect("listening on" in process.stderr.readline(), "the server of stage 02 does not listen")
    finally:
        status = started.end(process)
        process.stderr.close()
    expect(status == 0, f"{program.name} ended with status {status}")


def check_start_is_careful(stage, learner):
    """A folder with anything in it is left alone, and so is the memory of the workspace before."""
    before = {path: path.read_bytes() for path in learner.folder.rglob("*") if path.is_file()}
    output = learner.course("start", stage.number, learner.folder, status=1)
    expect("nothing was changed" in output, output)
    expect(before == {path: path.read_bytes() for path in learner.folder.rglob("*") if path.is_file()},
           "start changed a folder that was not empty")


def check_hints(stage, learner):
    """Every task of the chapter has three hints, given one by one; the last shows what was taken out."""
    tasks = stage.tasks()
    headings = [chapters.TASK.match(title) for title, _ in chapters.split(stage.your_turn(), "### ") if title]
    expect([(int(found.group(1)), found.group(2)) for found in headings if found] ==
           [(task.number, task.title) for task in tasks], "the chapter's tasks are not those that have hints")
    expect(3 <= len(tasks) <= 5, f"{len(tasks)} tasks: three to five are a stage's share")
    for task in tasks:
        expect(task.regions, f"task {task.number} shows no code")
        given = [learner.course("hint", stage.number, str(task.number)) for _ in range(3)]
        for count, text in enumerate(given, 1):
            expect(f"Hint {count} of 3" in text and text.count("Hint ") == 1, text)
        for region in task.regions:
            code = "\n".join(regions.content(stage.lines(region.path), region.name))
            expect(code in given[2] and code not in given[0] + given[1], f"task {task.number}: {region.name}")
        expect("All hints" in learner.course("hint", stage.number, str(task.number)), "a fourth hint")
        expect(learner.course("hint", stage.number, str(task.number), "--again").count("Hint ") == 3, "--again")
    learner.course("hint", stage.number, "99", status=1)


def check_graded_by(stage, learner):
    """The checks that the chapter names are checks of the grader, and no task is without."""
    without = [task.number for task in stage.tasks() if not stage.graded_by().get(task.number)]
    expect(not without, f"no check grades the tasks {without}")
    named = re.findall(r"`([^`]+)`", " ".join(re.findall(r"^Graded by (.*?)(?:\.\s|\n\n|\Z)", stage.your_turn(), re.M | re.S)))
    if learner.is_graded(stage):
        known = re.findall(r"^(\S+)\t", learner.course("check", stage.number, "--ours", "--list"), re.M)
        unknown = set(named) - set(known) - {"/proc"}
        expect(not unknown, f"the chapter names checks that there are not: {', '.join(sorted(unknown))}")


def check_diff(stage, learner):
    """It names every program and every header that says that this stage opens it."""
    output = learner.course("diff", stage.number)
    for path in stage.programs().values():
        expect(str(path) in output, f"{path} is not in the difference")
    for path, what in stage_diff.opened(stage):
        expect(str(path) in output and what and len(what) < 400, f"{path}: {what}")


def check_client_alone(stage, learner):
    """The client of stage 02 without a server says how one is started."""
    if stage.number == "02":
        port = str(started.free_port())
        output = learner.course("run", "02", "client", "127.0.0.1", port, "hello", status=1)
        expect(f"In another terminal: ./course run 02 {port}" in output, output)


def check_forgets(stage, learner):
    """A workspace that is deleted is no longer graded."""
    (learner.folder / "CMakeLists.txt").rename(learner.folder / "gone")
    if learner.is_graded(stage):
        output = learner.course("check", stage.number, "--list")
        expect("forgetting it" in output, output)
        one = re.search(r"^(\S+)\t", output, re.M).group(1)
        output = learner.course("check", stage.number, "--only", one, "--list")
        expect("forgetting it" not in output, "forgotten twice")
        expect("grading the stage of this repository" in output, output)


def main():
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--build", required=True, type=pathlib.Path, help="the build directory that is tested")
    parser.add_argument("stage")
    options = parser.parse_args()
    stage = chapters.Stage(ROOT, options.stage)
    if stage.number == "11" and (obstacle := uring.why_no_uring(options.build)):
        print(f"stage 11 cannot run here: {obstacle}")
        return SKIPPED
    with started.scratch_directory() as scratch:
        learner = Learner(options.build.resolve(), scratch)
        output = learner.course("start", stage.number, learner.folder)
        expect(str(learner.folder) in output and "TASKS.md" in output, output)
        check_hints(stage, learner)
        check_graded_by(stage, learner)
        check_diff(stage, learner)
        check_untouched(stage, learner)
        fill_in(stage, learner)
        check_filled_in(stage, learner)
        check_start_is_careful(stage, learner)
        check_client_alone(stage, learner)
        check_forgets(stage, learner)
    return 0


if __name__ == "__main__":
    sys.exit(main())
