#!/usr/bin/env python3
"""site_claims.py --server PROGRAM [--root DIR] - what the pages of resources/ say of the program is true of it.

A number on these pages stands in an element that says what it is: data-limit="--option" (the default that --help
prints), data-constant="FILE NAME" (of the source), or data-example (invented, and so shown). "twelve rungs" and "three
pages" are counted. A number in the text that nothing holds is a finding, and so is a path or a ./course command that
does not exist. Prints `page: what`; exit status 1 if there is any. Python 3.9, standard library only.
"""
import argparse
import pathlib
import re
import subprocess
import sys
from html.parser import HTMLParser

ROOT = pathlib.Path(__file__).resolve().parents[2]
WORDS = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen".split()
UNITS = {"KiB": 1024, "MiB": 1024 ** 2}
VOID = {"meta", "link", "input", "img", "br", "path", "rect"}
CLAIMS = ("data-limit", "data-constant", "data-example")
NUMBER = re.compile(r"\d[\d,]*|\b(?:%s|hundred)\b" % "|".join(WORDS[3:]), re.I)  # "one" and "two" are words like others
# Numbers that say nothing of this program: names, stages (which the links hold), and the limits of other servers.
NAMES = re.compile(r"RFC \d+(?: section [\d.]+)?|HTTP/1\.1|C\+\+20"
                   r"|\b0[1-9]\b|\b[01]\d(?:_|\s+(?=\w+_))|\((?:rung )?\d\d(?: (?:to|and) \d\d)?\)"
                   r"|\b(?:nginx|h2o)(?: allows)? [\d × ]+(?:s|KiB|MiB)\b")


class Page(HTMLParser):
    """The claims of a page [(attribute, its value, text)], its <code> texts, and its other text."""

    def __init__(self, text):
        super().__init__()
        self.claims, self.codes, self.rest, self.open = [], [], [], []
        self.accepted = None  # by the file input
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if "accept" in attributes:
            self.accepted = attributes["accept"]
        claim = next((name for name in CLAIMS if name in attributes), None)
        if claim:
            self.claims.append([claim, attributes[claim], ""])
        if tag == "code":
            self.codes.append("")
        if tag not in VOID:
            self.open.append((tag, claim))

    def handle_endtag(self, tag):
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        tags = {tag for tag, _ in self.open}
        if any(claim for _, claim in self.open):
            self.claims[-1][2] += data
        elif "code" in tags:
            self.codes[-1] += data
        elif not tags & {"script", "style", "svg"}:
            self.rest.append(data)


def number_in(text):
    """"8,000 bytes" is 8000, "32 KiB" is 32768, "ten seconds" is 10; None if it is no number."""
    match = re.fullmatch(r"([\d,]+|[a-z]+)(?: (bytes|KiB|MiB|s|seconds))?", text.strip())
    if not match:
        return None
    digits = match.group(1).replace(",", "")
    value = int(digits) if digits.isdigit() else WORDS.index(digits) if digits in WORDS else None
    return None if value is None else value * UNITS.get(match.group(2), 1)


def defaults_of(server):
    """{"--max-body": "16777216"} as --help prints them."""
    printed = subprocess.run([server, "--help"], capture_output=True, text=True, check=True).stdout
    found = re.findall(r"(--[a-z-]+) [^\s=\[]+(?: in \[[^\]]*\])?(?:=(\S+)| \[([^\]\s]+)\])", printed)
    return {name: older or newer for name, older, newer in found}  # CLI11 2.1: NAME TYPE=10; 2.4: NAME TYPE [10]


def constant_of(place):
    """The value of a constant: "server/drive/lingering_close.hpp kLingerTime" is 2 (seconds)."""
    file, name = place.split()
    source = (ROOT / file).read_text()
    match = re.search(r"constexpr ([\w:]+) %s\s*(?:=|\{)\s*([\d']+)" % re.escape(name), source)
    if not match:
        return None
    value = int(match.group(2).replace("'", ""))
    return value / 1000 if match.group(1).endswith("milliseconds") else value


def wrong_claims(page, defaults):
    for kind, place, text in page.claims:
        if place == "--extensions":
            served = [name for name in defaults[place].split(",") if name != "html"]
            if text.split(", ") != served or page.accepted.split(",") != ["." + name for name in served]:
                yield f"of files it takes {text} ({page.accepted}), the program {', '.join(served)}"
        elif kind != "data-example":
            held = defaults.get(place) if kind == "data-limit" else constant_of(place)
            if held is None or number_in(text) != float(held):
                yield f"says {text!r} of {place}, which is {held}"


def wrong_counts(text, pages):
    stages = len(list((ROOT / "stages").glob("[0-9]*")))
    for pattern, count in ((r"\b(\w+) (?:rungs|programs)\b", stages), (r"\b(\w+) pages\b", pages)):
        for word in re.findall(pattern, text):
            if word.lower() in WORDS and WORDS.index(word.lower()) != count:
                yield f"counts {word}, there are {count}"


def loose_numbers(page):
    text = NAMES.sub(" ", " ".join(page.rest))
    text = re.sub(r"\b\w+ (?:rungs|programs|pages)\b", " ", text)  # counted
    for match in NUMBER.finditer(text):
        yield f"a number that nothing holds: …{' '.join(text[max(0, match.start() - 30):match.end() + 20].split())}…"


def wrong_codes(page):
    verbs = set(re.findall(r"^  \./course ([a-z]+)", subprocess.run([ROOT / "course"], capture_output=True, text=True,
                                                                    check=True).stdout, re.M))
    for code in page.codes:
        verb = re.match(r"\./course ([a-z]+)", code)
        if verb and verb.group(1) not in verbs:
            yield f"there is no {verb.group(0)}"
        if re.match(r"(?:stages|docs|server)/\S+$", code) and not (ROOT / code).exists():
            yield f"there is no {code}"


def wrong_patience(text, defaults):
    """The page's own deadline must be longer than the server's, so that the server's answer is the one shown."""
    match = re.search(r"kTimeoutMilliseconds = (\d+)", text)
    longest = max(float(defaults[f"--{name}-timeout"]) for name in ("header", "body", "idle"))
    if match and int(match.group(1)) <= longest * 1000:
        yield f"its script gives up after {match.group(1)} ms, the server only after {longest:g} s"


def findings(root, defaults):
    pages = sorted(root.glob("*.html"))
    for path in pages:
        text = path.read_text()
        page = Page(text)
        for check in (wrong_claims(page, defaults), wrong_counts(text, len(pages)), loose_numbers(page),
                      wrong_codes(page), wrong_patience(text, defaults)):
            yield from (f"{path.name}: {finding}" for finding in check)
    if not any(page.claims for page in (Page(path.read_text()) for path in pages)):
        yield f"{root}: no page claims anything"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--server", required=True)
    parser.add_argument("--root", type=pathlib.Path, default=ROOT / "resources")
    arguments = parser.parse_args()
    found = list(findings(arguments.root, defaults_of(arguments.server)))
    print("\n".join(found), end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
