#!/usr/bin/env python3
"""The matrix of RFC 9110 and RFC 9112: clause, tests, place in the code (docs/rfc-clauses.txt says what concerns us).

Tests are found by their tags: `# stage05, rfc9112-6.3` in a conversation file, `[rfc9112-6.3]` in a Catch2 test. Code is
found where it names a section ("RFC 9112 section 6.3"), or where the list says. With --check nothing is printed but what
is wrong, and the exit status tells.
"""
import argparse
import collections
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
TAG = re.compile(r"\brfc(\d+)-([0-9][0-9.]*[0-9]|[0-9])\b")
MENTION = re.compile(r"RFC (\d{4})\s+sections?\s+((?:\d+(?:\.\d+)*(?:\s*,\s*|\s+and\s+|\s+to\s+)?)+)")
TEST_CASE = re.compile(r'TEST_CASE\(\s*"((?:[^"\\]|\\.)*)"\s*,\s*((?:"[^"]*"\s*)+)\)')
Clause = collections.namedtuple("Clause", "title verdict detail")


def read_clauses(text):
    """The list: clause -> Clause(title, "tested" | "untested" | "not", the place or the reason)."""
    clauses, wrong = {}, []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        parts = [part.strip() for part in line.split("|")]
        found = re.fullmatch(r"(tested)(?: in (\S+))?|(untested|not): (.+)", parts[-1])
        if len(parts) != 3 or not found or parts[0] in clauses:
            wrong.append(f"docs/rfc-clauses.txt:{number}: neither a clause nor a comment: {line}")
            continue
        clauses[parts[0]] = Clause(parts[1], found[1] or found[3], found[2] or found[4] or "")
    return clauses, wrong


def tests_by_clause():
    """Clause -> names of tests, conversations first."""
    tests = collections.defaultdict(list)
    for file in sorted((ROOT / "tests/conversations").glob("*.txt")):
        head = re.match(r"(?:#.*\n)+", file.read_text())
        for clause in sorted({"-".join(tag) for tag in TAG.findall(head[0] if head else "")}):
            tests[clause].append(file.name)
    for file in sorted((ROOT / "tests").rglob("*.cpp")):
        for name, tags in TEST_CASE.findall(file.read_text()):
            for clause in sorted({"-".join(tag) for tag in TAG.findall(tags)}):
                tests[clause].append(f'"{name}"')
    return tests


def code_by_clause():
    """Clause -> places that name it, as "http/range.cpp:12"."""
    places = collections.defaultdict(list)
    for file in sorted((ROOT / "server").rglob("*.[ch]pp")):
        # A comment may break anywhere: its continuation is joined, with the line numbers kept.
        text = re.sub(r"\n\s*//+<?", lambda gap: "\n" + " " * (len(gap[0]) - 1), file.read_text())
        for found in MENTION.finditer(text):
            line = text.count("\n", 0, found.start()) + 1
            for section in re.findall(r"\d+(?:\.\d+)*", found[2]):
                places[f"{found[1]}-{section}"].append(f"{file.relative_to(ROOT / 'server')}:{line}")
    return places


def problems(clauses, tests):
    """What is not true of the list or of the tags."""
    for clause, (_, verdict, detail) in clauses.items():
        if verdict == "tested" and not tests[clause]:
            yield f"{clause} is said to be tested, and no test carries the tag rfc{clause}"
        if verdict != "tested" and tests[clause]:
            yield f"{clause} is said to be {verdict}, and is tested by {tests[clause][0]}"
        if verdict == "tested" and detail and not (ROOT / "server" / detail).is_file():
            yield f"{clause} is said to be kept in {detail}, and there is no such file"
    for clause in sorted(tests):
        if clause.startswith(("9110-", "9112-")) and clause not in clauses and tests[clause]:
            yield f"the tag rfc{clause} of {tests[clause][0]} names no section"


def cut(text, width):
    return text if len(text) <= width else text[: width - 3] + "..."


def print_matrix(clauses, tests, code, everything):
    print(f"{'clause':14} {'title':34} {'tests':>5}  {'one of them':28} where in server/")
    for clause, (title, verdict, detail) in clauses.items():
        if verdict == "tested":
            place = code[clause][0] if code[clause] else detail or "-"
            print(f"{clause:14} {cut(title, 34):34} {len(tests[clause]):5}  {cut(tests[clause][0], 28):28} {place}")
    for verdict, heading in (("untested", "No test, and why"), ("not", "Asks nothing of an origin server")):
        if verdict == "not" and not everything:
            continue
        print(f"\n{heading}\n")
        for clause, one in clauses.items():
            if one.verdict == verdict:
                print(f"{clause:14} {cut(one.title, 34):34} {one.detail}")
    print("\nOther documents\n")
    for clause in sorted(tests, key=lambda name: [int(part) for part in re.split("[-.]", name)]):
        if clause not in clauses:
            place = code[clause][0] if code[clause] else "-"
            print(f"{clause:49} {len(tests[clause]):5}  {cut(tests[clause][0], 28):28} {place}")
    count = collections.Counter(one.verdict for one in clauses.values())
    print(f"\n{len(clauses)} clauses: {count['tested']} tested, {count['untested']} concern us and have no test,"
          f" {count['not']} ask nothing of an origin server{'' if everything else ' (--all lists them)'}")


def main():
    parser = argparse.ArgumentParser(prog="rfc", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--all", action="store_true", help="list the clauses that ask nothing of an origin server too")
    parser.add_argument("--check", action="store_true", help="only say what is wrong; exit status 1 if anything is")
    parser.add_argument("--clauses", default=ROOT / "docs/rfc-clauses.txt", type=pathlib.Path, help="another list")
    options = parser.parse_args()
    clauses, wrong = read_clauses(options.clauses.read_text())
    tests, code = tests_by_clause(), code_by_clause()
    wrong += problems(clauses, tests)
    wrong += [f"{clause} is tested, and nothing says where it is kept: name it in the code, or in the list"
              for clause, one in clauses.items() if one.verdict == "tested" and not one.detail and not code[clause]]
    if not options.check:
        print_matrix(clauses, tests, code, options.all)
    for line in wrong:
        print(line, file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
