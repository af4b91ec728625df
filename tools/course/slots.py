"""The places of a workspace that are the learner's to write. Two quiet lines mark each, so that it is found again
whatever the learner has written between them:

    // task 2: yours from here
    still_to_be_written("task 2");
    // task 2: to here

Where a task has two places in one file, their lines name the region too: `// task 1, pop-for: yours from here`.
Python 3.9, standard library only.
"""
import dataclasses
import re

FIRST = re.compile(r"^\s*// task (?P<task>\d+)(?:, (?P<region>[a-z0-9-]+))?: yours from here\s*$")
LAST = re.compile(r"^\s*// task (?P<task>\d+)(?:, (?P<region>[a-z0-9-]+))?: to here\s*$")
CALL = re.compile(r"^(?P<indent>\s*)still_to_be_written\(\"task (?P<task>\d+)\"\);")
COMMENT = re.compile(r"^\s*//")


@dataclasses.dataclass
class Slot:
    """The lines [begin, end) between two marker lines; of a workspace without them, the line of the call."""
    task: int
    region: str
    begin: int
    end: int

    def lines(self, text):
        return text[self.begin:self.end]

    def call(self, text):
        """The index of the line that says that it is still to be written, or nothing."""
        return next((i for i in range(self.begin, self.end) if CALL.match(text[i])), None)

    def is_begun(self, text):
        """Whether anything stands there besides the call and comments."""
        return any(line.strip() and not CALL.match(line) and not COMMENT.match(line) for line in self.lines(text))


def label(task, region, tasks):
    """What the marker lines of a region are called, among the [(task, region)] of its file."""
    twice = sum(1 for other, _ in tasks if other == task) > 1
    return f"task {task}, {region}" if twice else f"task {task}"


def blank(indent, task, name):
    """The lines of a place where nothing is written yet."""
    return [f"{indent}// {name}: yours from here", f'{indent}still_to_be_written("task {task}");',
            f"{indent}// {name}: to here"]


def marked(lines):
    """[(label, first marker's index, last marker's index)], of what is marked once and in order."""
    firsts, lasts = {}, {}
    for index, line in enumerate(lines):
        for pattern, found in ((FIRST, firsts), (LAST, lasts)):
            if match := pattern.match(line):
                found.setdefault((int(match["task"]), match["region"]), []).append(index)
    pairs = [(key, firsts[key][0], lasts[key][0]) for key in firsts
             if len(firsts[key]) == 1 and len(lasts.get(key, [])) == 1 and firsts[key][0] < lasts[key][0]]
    return [(key, begin, end) for key, begin, end in pairs
            if not any(begin < other < end for _, *others in pairs for other in others)]


def find(lines, tasks):
    """{(task, region): Slot} for the [(task, region)] of a file. Those whose marker lines are gone are left out, but
    for a task of one place that is a bare call."""
    ends = {key: (begin, end) for key, begin, end in marked(lines)}
    slots = {}
    for task, region in tasks:
        alone = sum(1 for other, _ in tasks if other == task) == 1
        place = ends.get((task, None if alone else region))
        if place:
            slots[task, region] = Slot(task, region, place[0] + 1, place[1])
            continue
        calls = [i for i, line in enumerate(lines) if (m := CALL.match(line)) and int(m["task"]) == task]
        if alone and len(calls) == 1:
            slots[task, region] = Slot(task, region, calls[0], calls[0] + 1)
    return slots


def line_directive(number, path):
    """So that the compiler names this line of this file for the one that follows."""
    escaped = str(path).replace("\\", "\\\\").replace('"', '\\"')
    return f'#line {number} "{escaped}"'


def assembled(lines, path, replaced):
    """The text of a file in which slots are filled with something else: [(slot, its lines, (path, first line))]."""
    result, at = [line_directive(1, path)], 0
    for slot, filling, (source, first) in sorted(replaced, key=lambda one: one[0].begin):
        result += lines[at:slot.begin]
        result += [line_directive(first, source), *filling, line_directive(slot.end + 1, path)]
        at = slot.end
    return result + lines[at:]
