#!/usr/bin/env python3
"""security.py [ROOT] - docs/security.md names tests that are there.

A link into tests/ has the name of a test for its text: of a TEST_CASE in a C++ file, of a test in a CMakeLists.txt, or of
a conversation, whose name is that of its file. Fails, with a line for each finding, where such a test is not in that
file, and where a row of a table that ends with the column "shown by" names none. Python 3.9, standard library only.
"""
import pathlib
import re
import sys

PAGE = "docs/security.md"
LINK = re.compile(r"\[([^\]]+)\]\(\.\./(tests/[^)#]+)\)")
CASE = re.compile(r'TEST_CASE\(\s*((?:"(?:[^"\\]|\\.)*"\s*)+)')
LITERAL = re.compile(r'"((?:[^"\\]|\\.)*)"')
CMAKE_TEST = re.compile(r'(?:NAME|ladder_replay_test\()\s*"([^"]+)"')
PYTHON_TEST = re.compile(r'ladder_python_test\(\s*"([^"]+)"')


def names_in(path):
    """Regular expressions for the names of the tests in a file."""
    if path.suffix == ".txt" and path.name != "CMakeLists.txt":
        return [re.escape(path.stem)]
    text = path.read_text()
    if path.suffix == ".cpp":
        return [re.escape("".join(LITERAL.findall(literals))) for literals in CASE.findall(text)]
    # A variable of CMake stands for some word.
    names = CMAKE_TEST.findall(text) + ["system: " + name for name in PYTHON_TEST.findall(text)]
    return [r"\w+".join(re.escape(part) for part in re.split(r"\$\{\w+\}", name)) for name in names]


def findings(root):
    """A line for each thing that is wrong."""
    found, shown_by, named = [], False, 0
    for number, line in enumerate((root / PAGE).read_text().splitlines(), 1):
        links = LINK.findall(line)
        for name, file in links:
            named += 1
            path = root / file
            if not path.is_file():
                found.append(f"{PAGE}:{number}: there is no {file}")
            elif not any(re.fullmatch(pattern, name) for pattern in names_in(path)):
                found.append(f"{PAGE}:{number}: {file} has no test \"{name}\"")
        is_row = line.startswith("|")
        if is_row and line.rstrip(" |").endswith("shown by"):
            shown_by = True
        elif not is_row:
            shown_by = False
        elif shown_by and not re.fullmatch(r"[|: -]+", line) and not links:
            found.append(f"{PAGE}:{number}: this row names no test")
    return found if named else [f"{PAGE}: no test is named"]


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).resolve().parents[2])
    found = findings(root)
    print("\n".join(found), end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
