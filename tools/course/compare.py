"""A task's solution beside ours, once it is right: both texts, what the one calls that the other does not, and why ours
is so. Python 3.9, standard library only.
"""
import difflib
import re

import regions
import variants
from chapters import CourseError
from judge import State

CALL = re.compile(r"((?:[A-Za-z_]\w*(?:::|\.|->))*[A-Za-z_]\w*)\s*(?:<[^<>;()]*>)?\(")
NO_CALLS = {"if", "for", "while", "switch", "return", "sizeof", "catch", "void", "int", "defined", "static_assert"}
SIMILAR = 0.4  # below, a difference line by line says less than both texts


def without_indent(lines):
    """Lines without what all of them are indented by, and without blank ones at either end."""
    while lines and not lines[0].strip():
        lines = lines[1:]
    while lines and not lines[-1].strip():
        lines = lines[:-1]
    common = min((len(line) - len(line.lstrip()) for line in lines if line.strip()), default=0)
    return [line[common:].rstrip() for line in lines]


def calls(lines):
    """The names that are called in a text, in its order; of objects' members the last part only."""
    text = "\n".join(re.sub(r'//.*$|"(?:[^"\\]|\\.)*"', "", line) for line in lines)
    names = (re.split(r"\.|->", name)[-1] for name in CALL.findall(text))
    return list(dict.fromkeys(name for name in names if name not in NO_CALLS))


def last_part(name):
    return name.split("::")[-1]


def only_in(some, others):
    known = {last_part(name) for name in others}
    return [name for name in some if last_part(name) not in known]


def what_differs(yours, ours):
    """Sentences: how much, and who calls what."""
    if yours == ours:
        return ["They are the same, line for line."]
    bare = [[line.strip() for line in lines if line.strip()] for lines in (yours, ours)]
    if bare[0] == bare[1]:
        return ["They differ in white space only."]
    lines = [f"Yours has {len(bare[0])} lines, ours {len(bare[1])}; {shared(*bare)} are the same."]
    for whose, names in (("Only yours", only_in(calls(yours), calls(ours))),
                         ("Only ours", only_in(calls(ours), calls(yours)))):
        if names:
            lines.append(f"{whose} calls {', '.join(names)}.")
    return lines


def shared(one, other):
    return sum(block.size for block in difflib.SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks())


def both(yours, ours, names):
    """A difference with all that is the same, or, where that is little, one text after the other."""
    if yours == ours:
        return [f"  {line}" for line in ours]
    if difflib.SequenceMatcher(None, yours, ours, autojunk=False).ratio() >= SIMILAR:
        lines = list(difflib.unified_diff(yours, ours, *names, n=10_000, lineterm=""))
        return lines[:2] + lines[3:]  # without the line numbers, which are those of the parts
    return [f"--- {names[0]}", *(f"  {line}" for line in yours), f"+++ {names[1]}", *(f"  {line}" for line in ours)]


def parts(stage, space, number):
    """[(yours, ours, their names)] of the places of a task."""
    found = []
    for place, region in space.places(number):
        path, tasks = space.asked[place]
        reference = stage.lines(path)
        begin, end = regions.solution(reference, *regions.find(reference, region, path))
        ours = without_indent(regions.without_markers(reference[begin:end]))
        slot = space.slots.get(place, {}).get((number, region))
        if slot is None:
            raise CourseError(f"the marker lines of task {number} are gone from {place}; without them yours is not found")
        yours = without_indent(slot.lines(space.texts[place]))
        found.append((yours, ours, (f"yours, {place}:{slot.begin + 1}", f"ours, {path}:{begin + 1}")))
    return found


def report(stage, folder, verdict):
    """The whole report as lines. CourseError unless the task is done."""
    task = verdict.task
    if verdict.state != State.DONE:
        raise CourseError(f"task {task.number} of stage {stage.number} is {verdict.state.value}; compare shows ours "
                          f"when yours passes (./course check {stage.number} --task {task.number})")
    lines = [f"stage {stage.number}, task {task.number}: {task.title} ({verdict.line})"]
    for yours, ours, names in parts(stage, variants.Workspace(stage, folder), task.number):
        lines += ["", *both(yours, ours, names), "", *what_differs(yours, ours)]
    return lines + (["", "why ours is so:", "", task.why] if task.why else [])
