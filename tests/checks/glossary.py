#!/usr/bin/env python3
"""glossary.py [--root DIR] - no chapter uses a term before it is explained, and the glossary is linked where terms come.

An entry of docs/glossary.md is a heading, `## backlog`, and its text ends with the chapter that explains it, `Explained in
[chapter 01](...)`, with another page, or with `In no chapter`. What is held:
- entries are in alphabetical order, and something leads to each: a chapter, another page or another entry;
- a chapter that explains a term links to its entry there;
- over the chapters in reading order, a term comes first with such a link, and so does its first use in each chapter
  (of a term in TAKEN_AS_KNOWN only up to the chapter that explains it);
- a term in italics for the first time in a chapter is such a link.
Of EVERYDAY words only italics are looked at: "head" and "address" are mostly meant otherwise. Headings, code, captions and
the texts of pictures and links do not count as uses. Prints `file:line: what`; exit status 1 if there is any.
Python 3.9, standard library only.
"""
import argparse
import pathlib
import re
import sys

import links

EVERYDAY = {"abandon", "accept", "address", "atomic", "blocking", "body", "completion", "connection", "conversation",
            "driver", "field", "fragment", "framing", "give way", "handler", "HEAD (method)", "head", "job", "join",
            "kernel", "mailbox", "port", "proxy", "queue", "race", "range", "readiness", "reset", "root", "seam", "session",
            "signal", "status", "stream", "tag", "detached", "admission", "drain", "engine", "listener", "room",
            "service", "site", "stage", "watcher", "workspace"}
TAKEN_AS_KNOWN = {"descriptor", "socket", "TCP", "thread", "worker", "peer", "system call", "deadline", "listening socket",
                  "event loop", "epoll", "io_uring", "thread pool", "round trip", "loopback", "end of stream"}
LINK = re.compile(r"\[(?:[^\[\]]|\[[^\]]*\])*\]\(([^()\s]*(?:\([^()]*\)[^()\s]*)*)\)")
NOT_PROSE = (re.compile(r"<!--.*?-->", re.S), re.compile(r"<summary>.*?</summary>", re.S),
             re.compile(r"^ {0,3}#{1,6} .*$", re.M), re.compile(r"<https?:[^>]*>"),
             re.compile(r"!\[[^\]]*\]\([^)]*\)"))


class Entry:
    """One term: its anchor, the line it stands in, and the number of the chapter that explains it (or None)."""

    def __init__(self, term, line, text):
        self.term, self.line = term, line
        self.anchor = links.slug(term)
        explained = re.search(r"(?:Explained\s+in\s+\[(?:chapter\s+(\d\d)|[^\]]+)\]|In\s+no\s+chapter)[^\n]*\.\Z", text.strip())
        self.says_where, self.chapter = explained is not None, explained.group(1) if explained else None
        words = [re.escape(word) for word in re.split(r"[ -]", re.sub(r" \(.*\)", "", term))]
        self.uses = re.compile(r"(?<![\w-])%s(?:s|es|d|ed|ing)?(?![\w-])" % r"[ \n-]".join(words), re.I)


def entries_of(text):
    parts = re.split(r"^## (.+)$", text, flags=re.M)
    lines = [number for number, line in enumerate(text.splitlines(), 1) if line.startswith("## ")]
    return [Entry(term, line, body) for term, line, body in zip(parts[1::2], lines, parts[2::2])]


def prose_of(text):
    """The text without what is no prose, and [(start, end, anchor)] of its links to the glossary."""
    prose = links.FENCE.sub(links.blank, text)
    for pattern in NOT_PROSE:
        prose = pattern.sub(links.blank, prose)
    found = [(match.start(), match.end(), match.group(1).partition("#")[2]) for match in LINK.finditer(prose)
             if "glossary.md#" in match.group(1)]
    return links.CODE_SPAN.sub(links.blank, LINK.sub(links.blank, prose)), found


def first_uses(prose, entries):
    """{entry: position of its first use}. "Thread pool" is no use of "thread"."""
    taken, first = [], {}
    for entry in sorted(entries, key=lambda entry: -len(entry.term)):
        for match in entry.uses.finditer(prose):
            if any(start <= match.start() < end for start, end in taken):
                continue
            taken.append(match.span())
            first.setdefault(entry, match.start())
    return first


def wrong_in_glossary(entries):
    for before, entry in zip(entries, entries[1:]):
        if before.term.lower() >= entry.term.lower():
            yield entry.line, f"{entry.term}: not in alphabetical order"
    for entry in entries:
        if not entry.says_where:
            yield entry.line, f"{entry.term}: the entry does not end with where the term is explained"


def must_be_linked(entry, number):
    """Whether the first use in this chapter has to be a link."""
    if entry.term in EVERYDAY:
        return False
    return entry.term not in TAKEN_AS_KNOWN or entry.chapter is None or number <= entry.chapter


def wrong_in_chapter(text, number, entries):
    prose, linked = prose_of(text)
    anchors = {entry.anchor for entry in entries}
    line = lambda position: text.count("\n", 0, position) + 1
    for start, _, anchor in linked:
        if anchor not in anchors:
            yield line(start), f"the glossary has no entry {anchor}"
    first_link = {}
    for start, _, anchor in linked:
        first_link.setdefault(anchor, start)
    uses = first_uses(prose, entries)
    for entry in entries:
        link = first_link.get(entry.anchor)
        if entry.chapter == number and link is None:
            yield 1, f"{entry.term}: the glossary says that this chapter explains it, but it has no link to the entry"
        use = uses.get(entry)
        if use is not None and must_be_linked(entry, number) and (link is None or use < link):
            yield line(use), f"{entry.term}: its first use here is no link to the glossary"
        italic = re.search(r"(?<!\*)\*%s\*(?!\*)" % entry.uses.pattern, prose, re.I)
        if italic and (link is None or italic.start() < link):
            yield line(italic.start()), f"{entry.term}: in italics for the first time here, and no link to the glossary"


def findings(root):
    glossary = root / "docs" / "glossary.md"
    entries = entries_of(glossary.read_text())
    for line, what in wrong_in_glossary(entries):
        yield glossary, line, what
    for chapter in sorted((root / "stages").glob("[0-9]*/README.md")):
        for line, what in wrong_in_chapter(chapter.read_text(), chapter.parent.name[:2], entries):
            yield chapter, line, what
    led_to = set()
    for page in links.pages_of(root):
        targets = [target for _, target in links.links_in(page.read_text())]
        led_to |= {target.partition("#")[2] for target in targets
                   if "glossary.md#" in target or (page == glossary and target.startswith("#"))}
    for entry in entries:
        if entry.anchor not in led_to:
            yield glossary, entry.line, f"{entry.term}: nothing leads to this entry"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--root", type=pathlib.Path, default=links.HERE)
    root = parser.parse_args().root.resolve()
    failed = False
    for page, line, what in findings(root):
        print(f"{page.relative_to(root)}:{line}: {what}")
        failed = True
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
