"""One look at a workspace, for watch.py: what is written is built, and the first task that is not done is judged; of a
program without a template, the first promise that is not kept. Python 3.9, standard library only.
"""
import hashlib

import blank
import chapters
import grading
import judge
import own_build
import progress
import regions
from judge import State

MOST_DETAILS = 11


def digest(text):
    return hashlib.sha256(text.encode(errors="surrogateescape")).hexdigest()[:16]


def first_lines(lines, most=MOST_DETAILS):
    """The beginning of what is known of a failure."""
    return lines if len(lines) <= most else lines[:most - 1] + [f"      ... {len(lines) - most + 1} more lines: key a"]


class TaskLook:
    """The tasks of a workspace with a template."""

    def __init__(self, stage, folder, build, patience):
        self.stage = stage
        self.judge = judge.Judge(stage, folder, build, patience)

    def text_of(self, number):
        """What stands in the places of a task, to see whether it was touched since it was done."""
        return digest("\n".join("\n".join(own or ()) for _, own, _ in self.judge.space.bodies(number)))

    def verdicts(self, known):
        """Verdicts in the order of the tasks, to the first that is not done. At the first look all that is written is
        judged together; later only what is not known to be done as it stands."""
        if known is None:
            found = self.judge.verdicts()
            yield from found[:next((at + 1 for at, one in enumerate(found) if one.state != State.DONE), len(found))]
            progress.remember_verdicts(self.stage, found)
            return
        self.judge.look()
        for number in self.judge.space.tasks:
            if known.get(str(number)) != self.text_of(number) or not self.judge.space.is_written(number):
                verdict = self.judge.verdicts([number])[0]
                progress.remember_verdicts(self.stage, [verdict])
                yield verdict
                if verdict.state != State.DONE:
                    return

    def look(self, known, at):
        lines, done = [], dict(known or {})
        for verdict in self.verdicts(known):
            number = verdict.task.number
            if verdict.state != State.DONE:
                was_done = done.pop(str(number), None)
                return {"lines": lines + self.moved(at, number, bool(was_done)) + self.told(verdict), "at": number,
                        "known": done}
            done[str(number)] = self.text_of(number)
            lines.append(f"task {number}, {verdict.task.title}: done ({verdict.line})")
        return {"lines": lines + self.whole(), "at": None, "known": done}

    def whole(self):
        """What is left when every task is done: the checks that belong to none."""
        failed = [one for one in self.judge.others().values() if one.kind in ("failed", "untried")]
        if not failed:
            return [f"stage {self.stage.number}: all tasks are done, and the whole passes"]
        return ["all tasks are done, and the whole is not yet right:", *first_lines(failed[0].lines or [failed[0].name])]

    def moved(self, at, number, was_done):
        """A line that says so, if another task than before is now looked at."""
        if was_done:
            return [f"task {number} was done and is not any more: back to it"]
        return [f"next is task {number}"] if at not in (None, number) else []

    def told(self, verdict):
        head = f"task {verdict.task.number}, {verdict.task.title}: {verdict.state.value}"
        if verdict.state == State.NOT_BEGUN:
            return [head, f"  {verdict.line}"]
        details = verdict.details or [f"  {verdict.line}"]
        return [head, *first_lines(details)]


class PromiseLook:
    """The promises of a program without a template."""

    def __init__(self, stage, folder, build, patience):
        self.stage, self.folder, self.build, self.patience = stage, folder, build, patience

    def look(self, known, at):
        """Tries the promise that is looked at and those behind it, to the first that is not kept. What was kept before
        is tried again by key a."""
        try:
            words = own_build.words(self.stage, self.folder, self.build)
        except chapters.CourseError as error:
            return {"lines": first_lines(str(error).splitlines()), "at": at, "known": known}
        done, kept = dict(known or {}), []
        for name in [name for name in self.stage.checks() if name not in done]:
            outcome = grading.grade(f"{self.build}/bin/check", self.stage, words, [name], self.patience)[0]
            progress.remember_outcomes(self.stage, {name: outcome.kind})
            if outcome.kind != "passed":
                lines = self.told(kept) + self.moved(at, name) + first_lines(outcome.lines or [name])
                return {"lines": lines, "at": name, "known": done}
            kept.append(name)
            done[name] = "kept"
        last = f"stage {self.stage.number}: every promise is kept (key a tries all again)"
        return {"lines": self.told(kept) + [last], "at": None, "known": done}

    def told(self, kept):
        return [f"kept: {', '.join(kept)}"] if kept else []

    def moved(self, at, name):
        return [f"next is {name}"] if at not in (None, name) else []


def look(stage, folder, build, patience, known, at):
    """{"lines": what to show, "at": the task or the promise that is not done, "known": {what is done: what it looked like}};
    `known` and `at` are what the look before said, None at the first."""
    kind = PromiseLook if blank.is_blank(folder) else TaskLook
    try:
        return kind(stage, folder, build, patience).look(known, at)
    except (chapters.CourseError, regions.RegionError) as error:
        return {"lines": first_lines(str(error).splitlines()), "at": at, "known": known}
    except FileNotFoundError as error:  # the folder, or a file of it, while it was read
        return {"lines": [f"{error.filename} is gone"], "at": at, "known": known}
