#!/usr/bin/env python3
"""write_chapters.py [--check] - what in the chapters and their hints is a tool's: code and pictures.

Writes the code below every comment `<!-- code: FILE region -->` anew from the sources, folds what the tasks ask for,
and draws the pictures whose text has changed. With --check it writes nothing, and prints `file:line: what` for whatever
is not as it would write it; exit status 1 if there is any. Python 3.9, standard library only; drawing takes graphviz.
"""
import argparse
import difflib
import pathlib
import re
import sys

import chapters
import code_blocks
import pictures
import regions
import solutions

HERE = pathlib.Path(__file__).resolve().parents[2]
ERRORS = (chapters.CourseError, code_blocks.CodeError, regions.RegionError, pictures.PictureError)


def pages_of(root):
    """Paths from the root of the texts that show code."""
    places = (("stages", "*/README.md"), ("docs", "**/*.md"), ("server", "**/*.md"))
    return [path.relative_to(root) for folder, pattern in places for path in sorted((root / folder).glob(pattern))]


def stage_of(page):
    """The stage whose chapter a page is, or nothing."""
    match = re.fullmatch(r"stages/(\d\d)_[^/]+/README\.md", page.as_posix())
    return match.group(1) if match else None


def as_written(root, page, lines, known):
    """A page as this tool writes it."""
    if stage_of(page):
        lines = solutions.folded(root, stage_of(page), list(lines), known)
    return code_blocks.rewritten(root, page, lines)


def first_difference(old, new):
    """(line of the old text, what is wrong there): where two texts part for the first time."""
    for tag, begin, _, other, _ in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            is_now = f"is `{old[begin]}`" if begin < len(old) else "ends here"
            wanted = f"`{new[other]}`" if other < len(new) else "the end"
            return begin, f"{is_now}; the source has {wanted}"
    return None


def findings_in(root, page, known):
    """[(line, what is wrong)] of one page: every block that is not as its source, and solutions in the open."""
    lines = (root / page).read_text().splitlines()
    found = solutions.wrong_folds(lines)
    for block in code_blocks.blocks_of(lines):
        try:
            wrong = first_difference(lines[block.begin:block.end], code_blocks.rendered(root, page, block))
        except ERRORS as error:
            wrong = 0, str(error)
        if wrong:
            found.append((block.begin + wrong[0], wrong[1]))
    if stage_of(page) and not found:
        found = solutions.wrong_with(root, stage_of(page), lines, known)
    return found


def check_pictures(root):
    """As check(), of the pictures alone."""
    found = [(source, wrong) for source in pictures.sources(root) if (wrong := pictures.wrong_with(source))]
    found += [(picture, "has no source, a .dot of the same name") for picture in pictures.without_source(root)]
    for path, wrong in found:
        print(f"{path.relative_to(root)}:1: {wrong}")
    return not found


def check(root):
    """Prints what is not as it should be. Returns whether all is well."""
    sound, known = check_pictures(root), solutions.all_solutions(root)
    for page in pages_of(root):
        try:
            found = findings_in(root, page, known)
        except ERRORS as error:
            found = [(0, str(error))]
        for line, wrong in found:
            print(f"{page}:{line + 1}: {wrong}")
            sound = False
    return sound


def write(root):
    """Rewrites the pages, and draws the pictures, that are not as they should be. Returns whether all is well now."""
    for source in filter(pictures.wrong_with, pictures.sources(root)):
        try:
            pictures.draw(source)
            print(f"{source.with_suffix('.svg').relative_to(root)}: drawn")
        except pictures.PictureError as error:
            print(error)
    known = solutions.all_solutions(root)
    for page in pages_of(root):
        old = (root / page).read_text()
        try:
            new = "\n".join(as_written(root, page, old.splitlines(), known)) + "\n"
        except ERRORS as error:
            print(f"{page}: {error}")
            continue
        if new != old:
            (root / page).write_text(new)
            print(f"{page}: written")
    return check(root)


def main(arguments):
    parser = argparse.ArgumentParser(
        prog="course chapters", description="Write the code and the pictures of the chapters anew from their sources.")
    parser.add_argument("--root", type=pathlib.Path, default=HERE, help=argparse.SUPPRESS)
    parser.add_argument("--check", action="store_true", help="write nothing; say what is not as it would be written")
    options = parser.parse_args(arguments)
    try:
        sound = (check if options.check else write)(options.root.resolve())
    except ERRORS as error:
        print(f"course: {error}", file=sys.stderr)
        return 1
    if not sound and options.check:
        print("./course chapters writes code and pictures anew", file=sys.stderr)
    return 0 if sound else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
