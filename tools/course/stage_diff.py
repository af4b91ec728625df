"""What a stage adds to the one before: the difference of their programs, and the library files that it opens.

Python 3.9, standard library only.
"""
import difflib
import re

import regions
from chapters import CourseError, Stage

# Stage 02 is an excursion to UDP: what follows goes on from the TCP server of stage 01.
GOES_ON_FROM = {"03": "01"}


def number_before(root, number):
    """The stage that `number` goes on from, or nothing."""
    if number in GOES_ON_FROM:
        return GOES_ON_FROM[number]
    earlier = [folder.name[:2] for folder in (root / "stages").glob("[0-9][0-9]_*") if folder.name[:2] < number]
    return max(earlier, default=None)


def program_pairs(stage):
    """[(source before or None, source now)] as paths from the root."""
    before = number_before(stage.root, stage.number)
    earlier = list(Stage(stage.root, before).programs().values()) if before else []
    # A client has no counterpart: the stage before has a server only.
    return [(earlier[-1] if earlier and path.name != "client.cpp" else None, path)
            for path in stage.programs().values()]


def difference(stage, before, now):
    """A unified diff, without the markers of regions."""
    old = regions.without_markers(stage.lines(before)) if before else []
    new = regions.without_markers(stage.lines(now))
    return list(difflib.unified_diff(old, new, str(before or "/dev/null"), str(now), lineterm=""))


def file_head(path):
    """The comment that a header opens with, without \\file, its paragraphs as one line each."""
    head = []
    for line in path.read_text().splitlines():
        if not line.startswith("///"):
            break
        head.append(line[3:].strip())
    text = "\n".join(line for line in head if line != "\\file")
    return [" ".join(paragraph.split()) for paragraph in text.split("\n\n")]


def opened(stage):
    """[(header as a path from server/, what it is)], for the headers whose head says that this stage opens them."""
    found = []
    for path in sorted((stage.root / "server").rglob("*.hpp")):
        head = file_head(path)
        if any(re.search(rf"[Oo]pened in stage {stage.number}\b", paragraph) for paragraph in head):
            what = re.split(r"\.(?: |$)", head[0], maxsplit=1)[0]  # its first sentence
            found.append((path.relative_to(stage.root / "server"), what))
    return found


def report(stage):
    """The whole report, as lines."""
    lines = []
    for before, now in program_pairs(stage):
        if not before:
            lines.append(f"{now} is new: nothing comes before it.")
            continue
        lines += difference(stage, before, now) or [f"{now} does not differ from {before}."]
    files = opened(stage)
    lines.append("")
    lines.append(f"Stage {stage.number} opens in server/:" if files else
                 f"Stage {stage.number} opens no further file in server/.")
    width = max((len(str(path)) for path, _ in files), default=0)
    return lines + [f"  {str(path):<{width}}  {what}" for path, what in files]
