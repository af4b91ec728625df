#!/usr/bin/env python3
"""wrong_servers.py [PAGE] - docs/mutants.md lists the wrong servers that there are, as they say of themselves.

The page is written by tests/stages/mutants/table.py, which takes minutes, for it tries every server with every check.
Fault, story and the check that must refuse it stand in the servers themselves: here each row is compared with them, so
that a server that is new, gone or described anew is found at once. Python 3.9, standard library only.
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "stages" / "mutants"))
import bank  # noqa: E402

ROW = re.compile(r"^\| `([^`]+)` \| (.*) \| \*\*([^*]+)\*\* \| ([^|]+) \|$")


def rows_of_page(text):
    """Stage -> {fault: (story, refused by)}, and the lines that are neither a row nor known."""
    found, stage, odd = {}, None, []
    for line in text.splitlines():
        if line.startswith("## Stage "):
            stage = found.setdefault(line[9:].strip(), {})
        elif line.startswith("| `") or (line.startswith("|") and not line.startswith(("| fault |", "|---|"))):
            row = ROW.match(line)
            if row and stage is not None and row[1] not in stage:
                stage[row[1]] = (row[2], row[3])
            else:
                odd.append(line)
    return found, odd


def main():
    page = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "mutants.md"
    listed, odd = rows_of_page(page.read_text())
    stages = sorted(path.stem[-2:] for path in bank.HERE.glob("stage_[0-9][0-9].py"))
    found = [f"a row that cannot be read, or stands twice: {line}" for line in odd]
    found += [f"there are no wrong servers of stage {stage}" for stage in listed if stage not in stages]
    for stage in stages:
        there = {wrong.fault: (wrong.story, wrong.refused_by) for wrong in bank.mutants(stage)}
        rows = listed.get(stage, {})
        found += [f"stage {stage}: {fault} is not listed" for fault in there if fault not in rows]
        found += [f"stage {stage}: there is no {fault}" for fault in rows if fault not in there]
        found += [f"stage {stage}: {fault} is {there[fault]}, the page says {rows[fault]}"
                  for fault in there if fault in rows and there[fault] != rows[fault]]
    print("\n".join(found), end="\n" if found else "")
    if found:
        print("tests/stages/mutants/table.py --bin build/release/bin --markdown writes the page anew")
    return 1 if found or not stages else 0


if __name__ == "__main__":
    sys.exit(main())
