#!/usr/bin/env python3
"""wrong_servers.py [PAGE] - docs/mutants.md lists the wrong servers that there are, as they say of themselves.

The page is made by tests/stages/mutants/table.py of the servers, of the list of what the stages promise, and of the
grader's fast track; here it is made anew and compared, so that a server that is new, gone, described anew, or breaks no
sentence is found at once. Python 3.9, standard library only.
"""
import difflib
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "stages" / "mutants"))
import table  # noqa: E402


def main():
    written = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "mutants.md"
    wrong = list(table.complaints())
    if not wrong:
        wrong = list(difflib.unified_diff(written.read_text().splitlines(), table.page().splitlines(), str(written),
                                          "what it must be", lineterm="", n=0))
        if wrong:
            wrong.append("tests/stages/mutants/table.py --markdown writes the page anew")
    print("\n".join(wrong), end="\n" if wrong else "")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
