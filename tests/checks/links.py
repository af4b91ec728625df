#!/usr/bin/env python3
"""links.py [--root DIR] - every relative link of every *.md leads to something that exists, and its #anchor, too.

An anchor is a heading as a forge names it, or the lines of a source, #L16-L28. Prints `file:line: what` for every link
that leads nowhere; exit status 1 if there is any. Links to other sites are not followed. Python 3.9, standard library
only.
"""
import argparse
import os
import pathlib
import re
import sys
import urllib.parse

HERE = pathlib.Path(__file__).resolve().parents[2]
NOT_OURS = {".git", "build", "work"}  # what is made here, and what a learner writes

FENCE = re.compile(r"^( {0,3})(`{3,}|~{3,})[^\n]*\n.*?(^ {0,3}\2[`~]*[ ]*$|\Z)", re.M | re.S)
CODE_SPAN = re.compile(r"(?<!`)(`+)(?!`)((?:(?!\n[ \t]*\n).)*?)(?<!`)\1(?!`)", re.S)  # within one paragraph
LINKS = (
    re.compile(r"\]\(\s*<?([^\s<>()]*(?:\([^\s()]*\)[^\s<>()]*)*)>?(?:\s+[\"'(][^)]*)?\)"),  # [text](target "title")
    re.compile(r"^ {0,3}\[[^\]^]+\]:\s+<?([^\s>]+)>?", re.M),                                # [name]: target
    re.compile(r"<(?:a|img)\s[^>]*?(?:href|src)=[\"']([^\"']*)[\"']"))                         # HTML
HEADING = re.compile(r"^ {0,3}#{1,6}[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*$", re.M)
LINES = re.compile(r"L(\d+)(?:-L(\d+))?")
SOURCES = {".cpp", ".hpp", ".h", ".py", ".sh", ".cmake", ".txt"}
NAMED = re.compile(r"<\w+\s[^>]*?(?:id|name)=[\"']([^\"']+)[\"']")
EMPHASIS = re.compile(r"(\*{1,3}|(?<!\w)_{1,3}(?=\S))(.+?)\1")


def blank(match):
    """As many characters, and the same lines, but nothing to be read."""
    return re.sub(r"[^\n]", " ", match.group(0))


def links_in(text):
    """[(line, target)] of all links, which may go on in the next line. Those in code are none."""
    prose = CODE_SPAN.sub(blank, FENCE.sub(blank, text))
    matches = [match for link in LINKS for match in link.finditer(prose)]
    return sorted((prose.count("\n", 0, match.start(1)) + 1, match.group(1)) for match in matches)


def slug(heading):
    """The anchor that a forge makes of a heading: its text in lower case, without punctuation, with hyphens for spaces
    (github.com/gjtorikian/html-pipeline, its table of contents)."""
    text = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", heading)
    spans = re.split(r"(`[^`]*`)", text)  # what looks like emphasis in code is none
    text = "".join(span.strip("`") if span.startswith("`") else EMPHASIS.sub(r"\2", span) for span in spans)
    return re.sub(r"[^\w\- ]", "", text.strip().lower()).replace(" ", "-")


def anchors_of(text):
    """All anchors of a page. Of headings with the same text the later ones get a number."""
    prose, seen = FENCE.sub(blank, text), {}
    anchors = set(NAMED.findall(prose))
    for heading in HEADING.findall(prose):
        name = slug(heading)
        count = seen[name] = seen.get(name, -1) + 1
        anchors.add(f"{name}-{count}" if count else name)
    return anchors


def is_ours(root, path):
    """Whether it belongs to the tree that everybody has."""
    return path == root or (root in path.parents and path.relative_to(root).parts[0] not in NOT_OURS)


def wrong_with(root, page, target):
    """What is wrong with a link of `page`, or nothing."""
    if re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//", target):
        return None  # another site, or mail
    path, _, anchor = target.partition("#")
    place = root / path.lstrip("/") if path.startswith("/") else page.parent / urllib.parse.unquote(path)
    place = pathlib.Path(os.path.normpath(place)) if path else page
    if not target or not place.exists() or not is_ours(root, place):
        return f"{target or 'an empty link'} leads nowhere"
    if not anchor:
        return None
    if (lines := LINES.fullmatch(anchor)) and place.suffix in SOURCES:
        first, last, count = int(lines.group(1)), int(lines.group(2) or lines.group(1)), place.read_text().count("\n")
        return None if 1 <= first <= last <= count else f"{target}: it has {count} lines"
    if place.suffix != ".md":
        return f"{target}: only pages have anchors"
    if urllib.parse.unquote(anchor) not in anchors_of(place.read_text()):
        return f"{target}: there is no such heading"
    return None


def pages_of(root):
    """All *.md, in order."""
    found = []
    for folder, folders, names in os.walk(root):
        if pathlib.Path(folder) == root:
            folders[:] = [name for name in folders if name not in NOT_OURS]
        found += [pathlib.Path(folder, name) for name in names if name.endswith(".md")]
    return sorted(found)


def main():
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--root", type=pathlib.Path, default=HERE)
    root = parser.parse_args().root.resolve()
    failed = False
    for page in pages_of(root):
        for line, target in links_in(page.read_text()):
            if (wrong := wrong_with(root, page, target)):
                print(f"{page.relative_to(root)}:{line}: {wrong}")
                failed = True
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
