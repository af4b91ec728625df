"""Marked regions of compiled sources: what lies between two lines `//! [name]`, or `#! [name]`.

Chapters show them (code_blocks.py), hints print them, and a workspace is a program from which some were taken out
(slots.py). Python 3.9, standard library only.
"""
import re

import slots

MARKER = re.compile(r"^\s*(?://|#)! \[([a-z0-9-]+)\]\s*$")
CONTROL = re.compile(r"^(if|for|while|switch|do|else|try|return|case|namespace)\b")


class RegionError(Exception):
    """A region that is missing, or marked once or three times."""


def without_markers(lines):
    """The lines that are the program's own."""
    return [line for line in lines if not MARKER.match(line)]


def find(lines, name, where="the file"):
    """The indices of the two marker lines of a region."""
    marks = [i for i, line in enumerate(lines) if (m := MARKER.match(line)) and m.group(1) == name]
    if len(marks) != 2:
        raise RegionError(f"{where}: the region [{name}] is marked {len(marks)} times, not twice")
    if not without_markers(lines[marks[0] + 1:marks[1]]):
        raise RegionError(f"{where}: the region [{name}] is empty")
    return marks[0], marks[1]


def names(lines):
    """Every region's name, in the order of their beginnings."""
    found = (MARKER.match(line) for line in lines)
    return list(dict.fromkeys(match.group(1) for match in found if match))


def content(lines, name, where="the file"):
    """A region's lines, without the markers of regions inside it."""
    first, last = find(lines, name, where)
    return without_markers(lines[first + 1:last])


def indent_of(line):
    """The white space that a line begins with."""
    return line[:len(line) - len(line.lstrip())]


def solution(lines, first, last):
    """The indices of the lines between two markers that are the learner's to write. Of a function that is its
    body, so that the comment above it and its signature stay and say what is wanted; else it is everything."""
    code = [i for i in range(first + 1, last)
            if lines[i].strip() and not lines[i].lstrip().startswith("//")]
    head, end = lines[code[0]], lines[code[-1]]
    if not CONTROL.match(head.lstrip()) and end == indent_of(head) + "}":
        opening = next((i for i in code if lines[i].endswith("{")), None)
        if opening is not None and opening < code[-1]:
            return opening + 1, code[-1]
    return first + 1, last


def cuts(lines, tasks, where="the file"):
    """[(begin, end, task, region)]: the solutions of these (task, region), in the order of their lines."""
    found = sorted((*solution(lines, *find(lines, region, where)), task, region) for task, region in tasks)
    for (_, end, *_), (begin, _, task, _) in zip(found, found[1:]):
        if begin < end:
            raise RegionError(f"{where}: the region of task {task} overlaps another task's")
    return found


def take_out(lines, tasks, where="the file"):
    """A copy without markers of regions in which, for every (task, region), a slot stands in place of the solution; and
    the solutions, in the order of these slots."""
    result, solutions, at = [], [], 0
    for begin, end, task, region in cuts(lines, tasks, where):
        removed = without_markers(lines[begin:end])
        result += without_markers(lines[at:begin])
        inside = next(line for line in removed if line.strip())
        result += slots.blank(indent_of(inside), task, slots.label(task, region, tasks))
        solutions.append(removed)
        at = end
    return result + without_markers(lines[at:]), solutions


def fill_in(lines, solutions):
    """The opposite of take_out(): every slot, with its marker lines, is replaced by its solution."""
    places = [(begin, end + 1) for _, begin, end in slots.marked(lines)]
    if len(places) != len(solutions):
        raise RegionError(f"{len(solutions)} solutions for {len(places)} places")
    result, at = [], 0
    for (begin, end), text in zip(sorted(places), solutions):
        result += lines[at:begin] + text
        at = end
    return result + lines[at:]
