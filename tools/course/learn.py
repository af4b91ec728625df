#!/usr/bin/env python3
"""learn.py - the part of ./course that knows texts: workspaces, hints, differences. Called by learn.sh.

Python 3.9, standard library only.
"""
import argparse
import pathlib
import sys

import blank
import chapters
import code_blocks
import compare
import judge
import own_build
import progress
import regions
import reset
import stage_diff
import workspace

KINDS = ("a nudge", "the idea", "the code")


def start(stage, options):
    """Prints what was written and what to do next; learn.sh remembers the workspace."""
    if options.blank:
        return start_blank(stage, options)
    written = workspace.start(stage, options.target)
    print(f"a workspace of stage {stage.number} is in {options.target}:")
    for path in written:
        print(f"  {path}")
    tasks = stage.tasks()
    print("its tasks (TASKS.md):")
    for task in tasks:
        print(f"  {task.number}  {task.title}")
    print(f"then: ./course watch {stage.number} builds and judges it at every save, ./course check {stage.number} now; "
          f"./course hint {stage.number} 1 helps")


def start_blank(stage, options):
    """A program of the learner's own, without a template."""
    written = blank.start(stage, options.target, options.blank)
    print(f"an empty workspace of stage {stage.number} is in {options.target}:")
    for path in written:
        print(f"  {path}")
    print(f"{len(stage.checks())} promises to keep stand in {blank.PAGE}")
    print(f"then: ./course check {stage.number} grades it; ./course watch {stage.number} does so at every save")


def own_words(stage, options):
    """Builds what is written in a workspace, and prints what follows the grader's options, a word a line."""
    print("\n".join(own_build.words(stage, options.folder, options.build, options.sanitize)))


def own_rooms(stage, _):
    print(own_build.rooms(stage).replace(";", "\n"))


def hint_text(stage, task, index):
    """One hint. Code stands in it as its source has it now, with the place where it stands."""
    lines, result, at = task.hints[index].splitlines(), [], 0
    for block in code_blocks.blocks_of(lines):
        result += lines[at:block.begin] + region_text(stage, stage.region(block))
        at = block.end
    return "\n".join(result + lines[at:])


def region_text(stage, region):
    """A region with the place where it stands."""
    text = stage.lines(region.path)
    first, _ = regions.find(text, region.name, region.path)
    return [f"{region.path}:{first + 2}", "", *regions.content(text, region.name, region.path)]


def print_hint(stage, task, index):
    count = len(task.hints)
    print(f"Stage {stage.number}, task {task.number}: {task.title}. Hint {index + 1} of {count}, {KINDS[index]}:\n")
    print(hint_text(stage, task, index) + "\n")


def remembered(memory):
    try:
        return int(memory.read_text())
    except (OSError, ValueError):
        return 0


def remember(memory, given):
    """A clone that cannot be written to still gives hints, if always the same."""
    try:
        memory.parent.mkdir(parents=True, exist_ok=True)
        memory.write_text(f"{given}\n")
    except OSError as error:
        print(f"course: cannot remember which hints were given: {error.filename}: {error.strerror}", file=sys.stderr)


def hint(stage, options):
    """The next hint of a task; how many were given is kept in a file of one number."""
    tasks = {task.number: task for task in stage.tasks()}
    if options.task not in tasks:
        raise chapters.CourseError(f"stage {stage.number} has the tasks {', '.join(map(str, tasks))}")
    task = tasks[options.task]
    memory = pathlib.Path(options.memory) / f"{stage.number}.{task.number}.hints"
    given = remembered(memory)
    if options.all:
        shown = range(len(task.hints))
    elif options.again:
        shown = range(given)
    else:
        shown = range(given, min(given + 1, len(task.hints)))
    for index in shown:
        print_hint(stage, task, index)
    if shown:
        given = max(given, shown[-1] + 1)
    print(what_next(stage, task, given, bool(shown)))
    remember(memory, given)


def what_next(stage, task, given, shown):
    again = f"./course hint {stage.number} {task.number} --again shows those given"
    if given == len(task.hints):
        return ("That was the last one; " if shown else "All hints of this task are given; ") + again + "."
    if given == 0:
        return f"None was given yet: ./course hint {stage.number} {task.number}"
    return f"The same command gives the next one; {again}."


def list_checks(stage, _):
    """The grader's checks, a name, a tab and a promise a line, below the tasks that they grade."""
    checks, graded = stage.checks(), stage.graded_by()
    for task in stage.tasks():
        print(f"Task {task.number}: {task.title}")
        for name in graded.get(task.number, []):
            print(f"{name}\t{checks[name]}")
        print()
    named = {name for names in graded.values() for name in names}
    others = [name for name in checks if name not in named]
    if others:
        print("With all tasks done, besides:")
        for name in others:
            print(f"{name}\t{checks[name]}")


def diff(stage, _):
    print("\n".join(stage_diff.report(stage)))


def reset_workspace(stage, options):
    """Prints what was put back, and where the old text is."""
    changed = reset.reset(stage, options.folder, options.task)
    for place, kept in changed:
        print(f"{place} is as it was" + (f"; what stood there is kept in {kept}" if kept else " again"))
    if not changed:
        print("nothing to put back: it is as it was in the beginning")
    if not blank.is_blank(options.folder):
        numbers = [task.number for task in stage.tasks() if options.task in (None, task.number)]
        progress.remember(stage, "task", dict.fromkeys(numbers, "not-begun"))


def compare_task(stage, options):
    """Judges the task, and prints the comparison if it is done."""
    if blank.is_blank(options.folder):
        raise chapters.CourseError(f"{options.folder} has promises, not tasks: there is nothing to compare it with")
    judging = judge.Judge(stage, options.folder, options.build,
                          tell=lambda line: print(f"course: {line}", file=sys.stderr, flush=True))
    if options.task not in judging.space.tasks:
        raise chapters.CourseError(f"stage {stage.number} has the tasks {', '.join(map(str, judging.space.tasks))}")
    verdict = judging.verdicts([options.task])[0]
    progress.remember_verdicts(stage, [verdict])
    print("\n".join(compare.report(stage, options.folder, verdict)))


VERBS = {"start": start, "words": own_words, "rooms": own_rooms, "hint": hint, "diff": diff, "list": list_checks,
         "reset": reset_workspace, "compare": compare_task}


def parse(arguments):
    parser = argparse.ArgumentParser(prog="course", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--root", required=True, help="the clone")
    verbs = parser.add_subparsers(dest="verb", required=True)
    started = verbs.add_parser("start")
    started.add_argument("stage")
    started.add_argument("target")
    started.add_argument("--blank", choices=tuple(blank.SUFFIXES), help="without a template, in this language")
    own = verbs.add_parser("words")
    own.add_argument("stage")
    own.add_argument("folder", type=pathlib.Path)
    own.add_argument("--build", type=pathlib.Path, required=True, help="where the library is built")
    own.add_argument("--sanitize", choices=tuple(own_build.SANITIZED))
    hinted = verbs.add_parser("hint")
    hinted.add_argument("stage")
    hinted.add_argument("task", type=int)
    hinted.add_argument("--memory", required=True, help="where it is kept how many were given")
    which = hinted.add_mutually_exclusive_group()
    which.add_argument("--again", action="store_true", help="those given so far")
    which.add_argument("--all", action="store_true", help="all of them")
    verbs.add_parser("diff").add_argument("stage")
    put_back = verbs.add_parser("reset")
    put_back.add_argument("stage")
    put_back.add_argument("folder", type=pathlib.Path)
    put_back.add_argument("task", type=int, nargs="?")
    compared = verbs.add_parser("compare")
    compared.add_argument("stage")
    compared.add_argument("folder", type=pathlib.Path)
    compared.add_argument("task", type=int)
    compared.add_argument("--build", type=pathlib.Path, required=True)
    verbs.add_parser("progress")
    verbs.add_parser("rooms").add_argument("stage")
    verbs.add_parser("list").add_argument("stage")
    return parser.parse_args(arguments)


def main(arguments):
    options = parse(arguments)
    try:
        if options.verb == "progress":
            print("\n".join(progress.report(options.root, progress.default_path(options.root))))
            return 0
        stage = chapters.Stage(options.root, options.stage)
        VERBS[options.verb](stage, options)
    except (chapters.CourseError, code_blocks.CodeError, regions.RegionError) as error:
        print(f"course: {error}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"course: {error.filename}: {error.strerror}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
