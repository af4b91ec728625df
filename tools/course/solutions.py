"""What the tasks of a chapter ask for is folded where that chapter shows it.

A solution is the body of a function that a code hint (docs/hints/NN.md) names. No chapter shows a line of one in the
open that is still to be asked for, there or in a later chapter; what it folds, it announces by the signature. A
chapter that comes after the task shows the code as any other. Python 3.9, standard library only.
"""
import dataclasses
import html
import re

import chapters
import code_blocks
import regions

TASK_IN_SUMMARY = re.compile(r"^<summary>Solution of task ")


@dataclasses.dataclass
class Solution:
    """The lines [begin, end) of a source, and the task that asks for them."""
    path: object
    region: str
    begin: int
    end: int
    stage: str
    task: int
    title: str

    def summary(self, stage):
        """The line that it is folded behind, in the chapter of `stage`."""
        whose = "" if self.stage == stage else f" of stage {self.stage}"
        title = re.sub(r"`([^`]*)`", r"<code>\1</code>", html.escape(self.title, quote=False))
        return f"<summary>Solution of task {self.task}{whose}: {title}</summary>"


def all_solutions(root):
    """The solutions of every stage."""
    found = []
    for folder in sorted((root / "stages").glob("[0-9][0-9]_*")):
        stage = chapters.Stage(root, folder.name[:2])
        for task in stage.tasks():
            for region in task.regions:
                lines = stage.lines(region.path)
                span = regions.solution(lines, *regions.find(lines, region.name, region.path))
                found.append(Solution(region.path, region.name, *span, stage.number, task.number, task.title))
    return found


def shown_by(solutions, stage, part):
    """The first of the solutions that are still to be asked for, seen from `stage`, of which a part shows a line."""
    return next((solution for solution in solutions
                 if solution.stage >= stage and solution.path == part.path
                 and solution.begin < part.end and part.first < solution.end), None)


def folded(root, stage, lines, solutions):
    """A chapter in which solutions that stood in the open are folded, behind their signatures. Only a block of just the
    region that a task names: what else shows a solution, wrong_with() tells, for it is the author who must choose."""
    result, at = [], 0
    for block in code_blocks.blocks_of(lines):
        solution = shown_by(solutions, stage, code_blocks.shown(root, block))
        if solution and block.details is not None:
            retitle(lines, block, solution.summary(stage))
        elif solution and solution.region == block.region and not block.is_signature:
            signature = dataclasses.replace(block, is_signature=True).comment()
            result += lines[at:block.begin]
            result += [signature, "", "<details>", solution.summary(stage), "",
                       *lines[block.begin:block.end], "", "</details>"]
            at = block.end
            if at < len(lines) and lines[at].strip():
                result.append("")
    return result + lines[at:]


def retitle(lines, block, summary):
    """Renews the summary of a solution's fold. What an author wrote there in other words stays."""
    if TASK_IN_SUMMARY.match(lines[block.details + 1]):
        lines[block.details + 1] = summary


def wrong_folds(lines):
    """[(line, what is wrong)]: folds in which Markdown would not see the code, for HTML goes on to a blank line."""
    found, outside = [], set(code_blocks.outside_fences(lines))
    for index in (i for i in outside if lines[i].strip() in ("<details>", "</details>")):
        opens = lines[index] == "<details>"
        around = [line.strip() for line in [*lines[index - 1:index], *(lines + ["", ""])[index + 1:index + 3]]]
        if opens and not (around[0] == "" and code_blocks.SUMMARY.match(around[1]) and around[2] == ""):
            found.append((index, "a fold is a blank line, <details>, <summary>...</summary> and a blank line"))
        if not opens and not (lines[index] == "</details>" and "".join(around[:2]) == ""):
            found.append((index, "a fold ends with a blank line, </details> and a blank line"))
    return sorted(found)


def wrong_with(root, stage, lines, solutions):
    """[(line, what is wrong)]: solutions in the open, folds behind other words, folds without a signature before."""
    found, before = [], None
    for block in code_blocks.blocks_of(lines):
        solution = shown_by(solutions, stage, code_blocks.shown(root, block))
        if solution and block.details is None:
            found.append((block.begin, f"[{block.region}] shows the solution of task {solution.task} of stage "
                                       f"{solution.stage} in the open"))
        elif solution:
            summary = lines[block.details + 1]
            if summary != solution.summary(stage):
                found.append((block.details + 1, f"is {summary}, not {solution.summary(stage)}"))
            if not (before and before.is_signature and before.details is None
                    and (before.file, before.region) == (block.file, block.region)):
                found.append((block.begin, f"[{block.region}] is folded, and its signature does not stand before it"))
        before = block
    return found
