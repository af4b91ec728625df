#!/usr/bin/env python3
"""chapter_code.py [--root DIR] NN... - a chapter holds no code but marked regions and transcripts that are run.

Prints `file:line: what` for every other piece of code in a chapter or its hints, for code that is not as its source
has it, for solutions that stand in the open, and for what is missing from a chapter; exit status 1 if there is any.
Python 3.9, standard library only.
"""
import argparse
import pathlib
import re
import sys

HERE = pathlib.Path(__file__).resolve().parents[2]
sys.path.append(str(HERE / "tools" / "course"))
import code_blocks  # noqa: E402
import solutions  # noqa: E402
import write_chapters  # noqa: E402

PARTS = ["Where we are", "The idea", "The code", "Run it", "Break it", "Your turn", "What real servers do here"]
CODE_COMMAND = re.compile(r"[\\@](code|verbatim|include|dontinclude|line|skip|until|htmlonly)\b|<(pre|code|script)\b")
LONGEST_INLINE = 90


def fenced(lines):
    """[(number, line, language or None)]: what kind of block each line stands in. The fences themselves are left
    out, but for the opening ones, whose line is None."""
    language, result = None, []
    for number, line in enumerate(lines, 1):
        if line.lstrip().startswith("```"):
            language = None if language is not None else line.strip()[3:].strip()
            if language is not None:
                result.append((number, None, language))
        else:
            result.append((number, line, language))
    return result


def check_text(line, previous_is_blank):
    """What is wrong with a line outside of all fences, or nothing."""
    if (found := CODE_COMMAND.search(re.sub(r"`[^`]*`", "", line))):
        return f"code by {found.group(0)}: show a marked region instead"
    if line.startswith(("    ", "\t")) and previous_is_blank and not line.lstrip().startswith(("-", "*")):
        return "an indented block of code: show a marked region, or run it in a transcript"
    for inline in re.findall(r"`([^`]*)`", line):
        if len(inline) > LONGEST_INLINE:
            return "code of this length in the text: show a marked region, or run it in a transcript"
    return None


def pasted_code(lines):
    """[(line, what is wrong)]: code that has no source."""
    found, previous_is_blank = [], True
    cut = {number for block in code_blocks.blocks_of(lines) for number in range(block.begin + 1, block.end + 1)}
    for number, line, language in fenced(lines):
        wrong = None
        if line is None:
            if language != "console" and number not in cut:
                wrong = f"a block of code ({language or 'no language'}) that is neither a region nor a transcript"
        elif language is None:
            wrong = check_text(line, previous_is_blank)
            previous_is_blank = not line.strip()
        if wrong:
            found.append((number, wrong))
    return found


def missing_parts(lines):
    """[(line, what is wrong)]: what every chapter has."""
    found, blocks = [], fenced(lines)
    headings = [line[3:].strip() for _, line, language in blocks
                if line is not None and language is None and line.startswith("## ")]
    if headings != PARTS:
        found.append((1, f"its parts are {headings}, not {PARTS}"))
    transcripts = sum(line is None and language == "console" for _, line, language in blocks)
    regions = len(code_blocks.blocks_of(lines))
    if not transcripts or not regions:
        found.append((1, f"{transcripts} transcripts and {regions} regions: a chapter has both"))
    return found


def findings_in(root, page, known):
    """[(line, what is wrong)] of a chapter, or of its hints."""
    lines = (root / page).read_text().splitlines()
    try:
        found = pasted_code(lines) + (missing_parts(lines) if page.parts[0] == "stages" else [])
        return found + [(line + 1, wrong) for line, wrong in write_chapters.findings_in(root, page, known)]
    except write_chapters.ERRORS as error:
        return [(1, str(error))]


def main():
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--root", type=pathlib.Path, default=HERE)
    parser.add_argument("stages", nargs="+", metavar="NN")
    options = parser.parse_args()
    root, failed = options.root.resolve(), False
    known = solutions.all_solutions(root)
    for stage in options.stages:
        chapter = next((root / "stages").glob(f"{stage}_*")) / "README.md"
        for page in (chapter.relative_to(root), pathlib.Path("docs", "hints", f"{stage}.md")):
            for number, wrong in findings_in(root, page, known):
                print(f"{page}:{number}: {wrong}")
                failed = True
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
