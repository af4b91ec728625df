#!/usr/bin/env python3
"""rooms.py [ROOT] - the pages of docs/reference/ and the heads of the headers are true.

Fails, with a line for each finding, where
- a page of a room does not list each header of it exactly once, or lists one that is not there;
- its law is not that of include_direction.sh: which rooms it may include, which may include it, which libraries;
- a header does not say "Opened in stage NN", names a stage that is not there or one behind the first chapter that shows
  its code, or the page of its room names another.
Python 3.9, standard library only.
"""
import pathlib
import re
import sys

ROW = re.compile(r"^\| \[`([\w./]+)`\]\(([^)]*)\) \| \[stage (\d\d)\]\(([^)]*)\) \| [^|]+ \|$", re.M)
LIBRARIES = {"nlohmann": "nlohmann/json", "spdlog": "spdlog", "CLI": "CLI11"}


def the_law(root):
    """(rooms in order, room -> rooms it may include, room -> libraries it may include), as the check has them."""
    text = (root / "tests/checks/include_direction.sh").read_text()
    rooms = re.search(r'rooms = "([^"]*)"', text)[1].split()
    may = {}
    for line in re.findall(r'^ *(may\[.*= .*)$', text, re.M):
        value = line.rsplit("=", 1)[1].strip()
        allowed = rooms if value == "rooms" else value.strip('"').split()
        for room in re.findall(r'may\["([\w ]+)"\]', line):
            may[room] = [one for one in allowed if one != room]
    libraries = {room: [] for room in rooms}
    for pattern, parts in re.findall(r'library\["\^([^"]*)"\] *= "([^"]*)"', text):
        for room in set(parts.split(",")) & set(rooms):
            libraries[room].append(next(name for begin, name in LIBRARIES.items() if pattern.startswith(begin)))
    return rooms, {room: may[room] for room in rooms}, libraries


def law_of_page(text):
    """(rooms it may include, rooms that may include it, libraries), as a page says."""
    may = re.search(r"^- \*\*May include:\*\* ([^.;]*)(?:; of libraries ([^.]*))?\.$", text, re.M)
    by = re.search(r"^- \*\*May be included by:\*\* (.*)$", text, re.M)
    if not may or not by:
        return None
    names = lambda words: sorted(re.findall(r"`(\w+)/`", words))
    return names(may[1]), names(by[1].split("the stages")[0]), sorted((may[2] or "").replace(", ", ",").split(",")) if may[2] else []


def head_of(header):
    """The comment that a header begins with, as one line."""
    return re.sub(r"\s*\n///[ \t]?", " ", re.match(r"(?:///[^\n]*\n)*", header.read_text())[0])


def opened_in(root, header, chapters):
    """(stage, what is wrong)."""
    named = re.findall(r"\bOpened in stage (\d\d)\b", head_of(header))
    if len(named) != 1:
        return None, 'does not say once "Opened in stage NN" in the comment that it begins with'
    if named[0] not in chapters:
        return None, f"is opened in stage {named[0]}, which is not there"
    stem = header.relative_to(root / "server").with_suffix("").as_posix()
    shown = [number for number, text in sorted(chapters.items())
             if re.search(rf"(?:code:|snippet) {re.escape(stem)}\.[ch]pp\b", text)]
    if shown and shown[0] < named[0]:
        return named[0], f"is opened in stage {named[0]}, it says, and chapter {shown[0]} shows its code"
    return named[0], None


def findings_in_page(root, room, stages, law):
    page = root / "docs/reference" / f"{room}.md"
    if not page.is_file():
        return [f"docs/reference/{room}.md is missing"]
    text, found = page.read_text(), []
    if law_of_page(text) != law:
        found.append(f"docs/reference/{room}.md: its law is {law_of_page(text)}, that of include_direction.sh is {law}")
    listed = ROW.findall(text)
    for name, link, stage, chapter in listed:
        if name not in stages:
            found.append(f"docs/reference/{room}.md: there is no server/{room}/{name}")
        elif stages[name] and stages[name] != stage:
            found.append(f"docs/reference/{room}.md: {name} is opened in stage {stages[name]}, not {stage}")
        if link != f"../../server/{room}/{name}" or not chapter.startswith(f"../../stages/{stage}_"):
            found.append(f"docs/reference/{room}.md: {name} links {link} and {chapter}")
    for name in sorted(stages):
        if [row[0] for row in listed].count(name) != 1:
            found.append(f"docs/reference/{room}.md: server/{room}/{name} is not listed once")
    if text.splitlines()[0] != f"# The room {room}/ {{#room_{room}}}":
        found.append(f"docs/reference/{room}.md: its heading is not of the form that the site knows")
    return found


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parents[2]).resolve()
    chapters = {path.parent.name[:2]: path.read_text() for path in root.glob("stages/[0-9][0-9]_*/README.md")}
    rooms, may, libraries = the_law(root)
    found = []
    for room in rooms:
        stages = {}
        for header in sorted((root / "server" / room).rglob("*.hpp")):
            name = header.relative_to(root / "server" / room).as_posix()
            stages[name], wrong = opened_in(root, header, chapters)
            found += [f"{header.relative_to(root)} {wrong}"] if wrong else []
        by = sorted(other for other in rooms if room in may[other])
        found += findings_in_page(root, room, stages, (sorted(may[room]), by, sorted(libraries[room])))
    print("\n".join(found), end="\n" if found else "")
    return 1 if found or not rooms else 0


if __name__ == "__main__":
    sys.exit(main())
