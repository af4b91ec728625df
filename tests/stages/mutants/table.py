#!/usr/bin/env python3
"""table.py: the wrong servers of every stage, and which checks refuse each.

    table.py --bin DIR               tries them all with all checks and prints the table
    table.py --bin DIR --markdown    the same, into docs/mutants.md
"""
import argparse
import concurrent.futures
import pathlib
import sys

import bank

ROOT = bank.HERE.parents[2]
HEAD = """# Wrong servers

The grader (`./course check NN`) is itself tested: these servers are wrong in one small, plausible way each, and a test
requires that each is refused by the check in bold, while servers without a fault pass. They lie in `tests/stages/mutants/`;
`python3 tests/stages/mutants/stage_NN.py PORT --fault NAME` runs one. This page is written by
`tests/stages/mutants/table.py --markdown`; nothing in it is written by hand. Stage 12 has none of its own: all
but three of its checks (forms, several ranges, compressed copies) are those of the stages before it, which stand here.
"""
SHOWN = 3  # names of further checks in the open; more are folded


def folded(names):
    """The further checks: few in the open, many to be unfolded."""
    listed = ", ".join(names)
    return f"<details><summary>{len(names)} more</summary>{listed}</details>" if len(names) > SHOWN else listed or "-"


def row(binaries, wrong):
    """A line of the table, or a complaint."""
    _, outcomes, _ = bank.grade(binaries, wrong.stage, wrong.command)
    failed = [name for name, outcome in outcomes.items() if outcome == "failed"]
    if wrong.refused_by not in failed:
        return f"stage {wrong.stage}, {wrong.fault}: {wrong.refused_by} does not refuse it"
    others = folded([name for name in failed if name != wrong.refused_by])
    return f"| `{wrong.fault}` | {wrong.story} | **{wrong.refused_by}** | {others} |"


def section(binaries, stage):
    with concurrent.futures.ThreadPoolExecutor(bank.AT_ONCE) as pool:
        rows = list(pool.map(lambda wrong: row(binaries, wrong), bank.mutants(stage)))
    complaints = [one for one in rows if not one.startswith("|")]
    if complaints:
        sys.exit("\n".join(complaints))
    return "\n".join([f"\n## Stage {stage}\n", "| fault | the server | is refused by | and by |", "|---|---|---|---|",
                      *rows]) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", type=pathlib.Path, required=True)
    parser.add_argument("--markdown", action="store_true", help="write docs/mutants.md")
    options = parser.parse_args()
    stages = sorted(path.stem[-2:] for path in bank.HERE.glob("stage_[0-9][0-9].py"))
    text = HEAD + "".join(section(options.bin, stage) for stage in stages)
    if options.markdown:
        (ROOT / "docs" / "mutants.md").write_text(text)
    else:
        print(text)


if __name__ == "__main__":
    main()
