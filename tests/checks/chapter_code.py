#!/usr/bin/env python3
"""chapter_code.py [--root DIR] NN... - a chapter holds no code but marked regions and transcripts that are run.

Prints `file:line: what` for every other piece of code, for regions that do not exist, and for what is missing from a
chapter; exit status 1 if there is any. Python 3.9, standard library only.
"""
import argparse
import pathlib
import re
import sys

HERE = pathlib.Path(__file__).resolve().parents[2]
sys.path.append(str(HERE / "tools" / "course"))
import regions  # noqa: E402

PARTS = ["Where we are", "The idea", "The code", "Run it", "Break it", "Your turn", "What real servers do here"]
FENCES = {"console", "dot"}
SNIPPET = re.compile(r"^\\snippet (\S+) (\S+)$")
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


def snippet_source(root, path):
    """The file that Doxygen finds for a path in a \\snippet, or nothing."""
    return next((root / base / path for base in ("stages", "server", "tools") if (root / base / path).is_file()), None)


def check_snippet(root, path, name):
    source = snippet_source(root, path)
    if source is None:
        return f"there is no file {path} in stages/, server/ or tools/"
    try:
        regions.find(source.read_text().splitlines(), name, source.relative_to(root))
    except regions.RegionError as error:
        return str(error)
    return None


def check_text(root, line, previous_is_blank):
    """What is wrong with a line outside of all fences, or nothing."""
    if line.startswith("\\snippet"):
        match = SNIPPET.match(line)
        return check_snippet(root, *match.groups()) if match else "not `\\snippet FILE region`"
    if (found := CODE_COMMAND.search(re.sub(r"`[^`]*`", "", line))):
        return f"code by {found.group(0)}: show a marked region instead"
    if line.startswith(("    ", "\t")) and previous_is_blank and not line.lstrip().startswith(("-", "*")):
        return "an indented block of code: show a marked region, or run it in a transcript"
    for inline in re.findall(r"`([^`]*)`", line):
        if len(inline) > LONGEST_INLINE:
            return "code of this length in the text: show a marked region, or run it in a transcript"
    return None


def findings_in(root, chapter):
    """[(line, what is wrong)] of one chapter."""
    lines = chapter.read_text().splitlines()
    found, previous_is_blank, transcripts, snippets = [], True, 0, 0
    for number, line, language in fenced(lines):
        wrong = None
        if line is None:
            transcripts += language == "console"
            if language not in FENCES:
                wrong = f"a block of code ({language or 'no language'}) that is no transcript"
        elif language is None:
            snippets += line.startswith("\\snippet")
            wrong = check_text(root, line, previous_is_blank)
            previous_is_blank = not line.strip()
        if wrong:
            found.append((number, wrong))
    headings = [line[3:].strip() for _, line, language in fenced(lines)
                if line is not None and language is None and line.startswith("## ")]
    if headings != PARTS:
        found.append((1, f"its parts are {headings}, not {PARTS}"))
    if not transcripts or not snippets:
        found.append((1, f"{transcripts} transcripts and {snippets} regions: a chapter has both"))
    return found


def main():
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--root", type=pathlib.Path, default=HERE)
    parser.add_argument("stages", nargs="+", metavar="NN")
    options = parser.parse_args()
    failed = False
    for stage in options.stages:
        chapter = next((options.root / "stages").glob(f"{stage}_*")) / "README.md"
        for number, wrong in findings_in(options.root, chapter):
            print(f"{chapter.relative_to(options.root)}:{number}: {wrong}")
            failed = True
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
