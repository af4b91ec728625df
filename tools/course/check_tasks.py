#!/usr/bin/env python3
"""check_tasks.py - "./course check NN" on a workspace: its tasks, a line each, and the first that is wrong.

Called by learn.sh, which has built the library and the grader. Exit status: 0 all tasks are done, 1 they are not,
2 wrong arguments. Python 3.9, standard library only.
"""
import argparse
import json
import os
import pathlib
import subprocess
import sys

import chapters
import grading
import judge
import progress
import regions
from judge import State

MAX_DETAILS = 30
COLOURS = {State.DONE: "32", State.WRONG: "31", State.DOES_NOT_COMPILE: "31", State.NOT_BEGUN: "33"}


def painted(state, width=0):
    text = f"{state.value:<{width}}"
    in_colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ
    return f"\033[{COLOURS[state]}m{text}\033[0m" if in_colour else text


def print_list(verdicts):
    """A line a task."""
    states = max(len(verdict.state.value) for verdict in verdicts)
    titles = max(len(verdict.task.title) for verdict in verdicts)
    for one in verdicts:
        print(f"  {painted(one.state, states)}  {one.task.number}  {one.task.title:<{titles}}  {one.line}")


def print_details(stage, verdict, at_most):
    """What is known of one that is wrong."""
    print(f"\ntask {verdict.task.number}, {verdict.task.title}: {painted(verdict.state)}")
    lines = verdict.details or [verdict.line]
    print("\n".join(lines[:at_most]))
    if len(lines) > at_most:
        more = f"./course check {stage.number} --task {verdict.task.number} --all"
        print(f"  ... {len(lines) - at_most} more lines: {more}")


def print_others(outcomes):
    """What the checks say that belong to no task. Whether all is well."""
    failed = [one for one in outcomes.values() if one.kind in ("failed", "untried")]
    if failed:
        print("\nall tasks are done, and the whole is not yet right:")
        print("\n".join(failed[0].lines[:MAX_DETAILS]) or f"  {failed[0].name} was not tried")
    return not failed


def conclusion(stage, verdicts, whole):
    done = sum(1 for one in verdicts if one.state == State.DONE)
    text = f"stage {stage.number}: {done} of {len(verdicts)} tasks done"
    left = next((one.task.number for one in verdicts if one.state != State.DONE), None)
    if left is not None:
        return f"{text}; next is task {left}: ./course hint {stage.number} {left}"
    return text + (", and the whole passes" if whole else "")


def write_json(path, stage, verdicts, others):
    """The tasks, and every check that was tried, as the grader's own JSON has it."""
    outcomes = {one.name: one for verdict in verdicts for one in verdict.outcomes}
    outcomes.update(others)
    tasks = [{"number": one.task.number, "title": one.task.title, "state": one.state.value,
              "line": judge.plain(one.line)} for one in verdicts]
    records = [one.record for one in outcomes.values() if one.record]
    report = {"stage": stage.number, "tasks": tasks, "checks": records}
    pathlib.Path(path).write_text(json.dumps(report, indent=2) + "\n")


def check(stage, judging, options):
    """Judges, reports; the exit status."""
    verdicts = judging.verdicts(options.task or None)
    progress.remember_verdicts(stage, verdicts)
    for note in judging.notes:
        print(f"course: {note}", file=sys.stderr)
    print_list(verdicts)
    wrong = [one for one in verdicts if one.state in (State.WRONG, State.DOES_NOT_COMPILE)]
    for one in wrong if options.all else wrong[:1]:
        print_details(stage, one, 10_000 if options.all else MAX_DETAILS)
    done = all(one.state == State.DONE for one in verdicts)
    others = judging.others() if done and not options.task else {}
    good = print_others(others) and done
    print()
    print(conclusion(stage, verdicts, good and not options.task))
    if options.json:
        write_json(options.json, stage, verdicts, others)
    return 0 if good else 1


def check_by_name(stage, judging, options):
    """The grader's own report, with all its options, on what is written and the reference for what is not."""
    written = judging.look()
    built = judging.built(judge.TOGETHER, written)
    if built.errors:
        print(built.errors)
        print("course: the workspace does not compile; the first error above is where to begin", file=sys.stderr)
        return 1
    left = [str(number) for number in judging.space.tasks if number not in written]
    if left:
        print(f"course: not begun, and here the reference's: task {', '.join(left)}", file=sys.stderr)
    words = [word for name in options.only for word in ("--only", name)] + options.grader
    words += ["--patience", str(options.patience)] + (["--json", options.json] if options.json else [])
    programs = judging.variants.programs(judge.TOGETHER)
    done = subprocess.run([str(judging.grader), stage.number, *words, *grading.command(stage, programs)], check=False)
    return done.returncode or (1 if left and not options.only else 0)


def parse(arguments):
    parser = argparse.ArgumentParser(prog="course check", description=(__doc__ or "").partition("\n")[0],
                                     allow_abbrev=False)
    parser.add_argument("--root", required=True, help="the clone")
    parser.add_argument("--build", required=True, help="where the library and the grader are built")
    parser.add_argument("--task", type=int, action="append", default=[], help="judge this task only")
    parser.add_argument("--all", action="store_true", help="show the details of every task that is wrong")
    parser.add_argument("--json", help="write the outcome to this file")
    parser.add_argument("--patience", type=int, default=1, help="multiply every time limit")
    parser.add_argument("--only", action="append", default=[], help="the grader's: only this check")
    parser.add_argument("stage")
    parser.add_argument("workspace")
    options, options.grader = parser.parse_known_args(arguments)
    if not 1 <= options.patience <= 100:
        parser.error("--patience is a factor of 1 to 100")
    return options


def main(arguments):
    options = parse(arguments)
    try:
        stage = chapters.Stage(options.root, options.stage)
        numbers = [task.number for task in stage.tasks()]
        if unknown := [number for number in options.task if number not in numbers]:
            print(f"course: stage {stage.number} has no task {unknown[0]}; it has {', '.join(map(str, numbers))}",
                  file=sys.stderr)
            return 2
        judging = judge.Judge(stage, options.workspace, options.build, options.patience,
                              tell=lambda line: print(f"course: {line}", file=sys.stderr, flush=True))
        return (check_by_name if options.only or options.grader else check)(stage, judging, options)
    except (chapters.CourseError, regions.RegionError) as error:
        print(f"course: {error}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"course: {error.filename}: {error.strerror}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
