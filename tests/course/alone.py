#!/usr/bin/env python3
"""Every task of a stage, solved alone in a fresh workspace: exactly that one turns green, and the others are not begun.
With a wrong body in its place, exactly that one is wrong. In random order, for no task may need another.

With --whole, all are solved and one is spoilt or does not compile: then that one is red, and the others are done.
Python 3.9, standard library only.
"""
import argparse
import pathlib
import random
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path += [str(ROOT / "tools" / "course"), str(ROOT / "tests" / "support")]
import chapters  # noqa: E402
import judge  # noqa: E402
import regions  # noqa: E402
import slots  # noqa: E402
import started  # noqa: E402
import uring  # noqa: E402
import workspace  # noqa: E402
from judge import State  # noqa: E402
from wrong_bodies import WRONG  # noqa: E402

SKIPPED = 77
PATIENCE = 4  # a busy machine


def write(stage, folder, bodies):
    """Makes the workspace as it is at the start, but for {task: a change of its solution}."""
    for path, tasks in stage.workspace_files().items():
        lines, reference = stage.taken_out(path, tasks)[0], stage.lines(path)
        found = slots.find(lines, tasks)
        for begin, end, task, region in sorted(regions.cuts(reference, tasks, path), reverse=True):
            if task in bodies:
                solution = regions.without_markers(reference[begin:end])
                lines[found[task, region].begin:found[task, region].end] = bodies[task](solution)
        (folder / workspace.place_of(stage, path)).write_text("\n".join(lines) + "\n")


def right(solution):
    return solution


class Spoilt:
    """A change for the worse. It must change something in one of the places of its task."""

    def __init__(self, change):
        self.change, self.done = change, False

    def __call__(self, solution):
        text = "\n".join(solution) + "\n"
        self.done |= self.change[0] in text
        return text.replace(*self.change)[:-1].split("\n")


def uncompiled(solution):
    return [*solution, "  this is no C++;"]


def expect(judging, expected, what):
    """The states of the tasks must be these."""
    verdicts = judging.verdicts()
    states = {one.task.number: one.state for one in verdicts}
    if states != expected:
        raise AssertionError(f"{what}: " + "".join(
            f"\n  task {one.task.number} is {one.state.value}, not {expected[one.task.number].value}: {one.line}\n    "
            + "\n    ".join(one.details[:20]) for one in verdicts if one.state != expected[one.task.number]))
    return {one.task.number: one for one in verdicts}


def alone(stage, folder, judging, order):
    """Each task by itself, right and wrong."""
    untouched = {task.number: State.NOT_BEGUN for task in stage.tasks()}
    for number in order:
        write(stage, folder, {number: right})
        judging.patience = PATIENCE
        expect(judging, {**untouched, number: State.DONE}, f"task {number} alone")
        spoilt = Spoilt(WRONG[stage.number][number])
        write(stage, folder, {number: spoilt})
        judging.patience = 1  # what is wrong may as well be called so for being late
        if not spoilt.done:
            raise AssertionError(f"wrong_bodies.py: '{spoilt.change[0]}' is not in the solution of task {number}")
        verdicts = expect(judging, {**untouched, number: State.WRONG}, f"task {number} spoilt")
        print(f"task {number}: alone it is done; spoilt it is wrong, by: {verdicts[number].line}", flush=True)


def whole(stage, folder, judging, order):
    """All tasks, one of them spoilt."""
    bodies = {task.number: right for task in stage.tasks()}
    expected = dict.fromkeys(bodies, State.DONE)
    for number in order:
        write(stage, folder, {**bodies, number: Spoilt(WRONG[stage.number][number])})
        expect(judging, {**expected, number: State.WRONG}, f"all, with task {number} spoilt")
        write(stage, folder, {**bodies, number: uncompiled})
        verdicts = expect(judging, {**expected, number: State.DOES_NOT_COMPILE}, f"all, task {number} not compiling")
        names = "|".join(str(place) for place, _ in judging.space.places(number))
        if not any(name in verdicts[number].line for name in names.split("|")):
            raise AssertionError(f"the compiler names no file of the learner: {verdicts[number].line}")
        print(f"task {number}: the others stay done", flush=True)


def main():
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--build", required=True, type=pathlib.Path, help="the build directory that is tested")
    parser.add_argument("--seed", type=int, default=random.randrange(1_000_000), help="for the order of the tasks")
    parser.add_argument("--task", type=int, action="append", help="these tasks only")
    parser.add_argument("--some", type=int, help="so many of them, whichever the seed says")
    parser.add_argument("--whole", action="store_true", help="all tasks at once")
    parser.add_argument("stage")
    options = parser.parse_args()
    stage = chapters.Stage(ROOT, options.stage)
    if stage.number == "11" and (obstacle := uring.why_no_uring(options.build)):
        print(f"stage 11 cannot run here: {obstacle}")
        return SKIPPED
    numbers = [task.number for task in stage.tasks()]
    chosen = options.task or numbers
    order = random.Random(options.seed).sample(chosen, min(options.some or len(chosen), len(chosen)))
    print(f"stage {stage.number}, --seed {options.seed}: tasks {', '.join(map(str, order))}", flush=True)
    with started.scratch_directory() as scratch:
        folder = scratch / "a workspace"
        workspace.start(stage, folder)
        judging = judge.Judge(stage, folder, options.build, PATIENCE)
        (whole if options.whole else alone)(stage, folder, judging, order)
    return 0


if __name__ == "__main__":
    sys.exit(main())
