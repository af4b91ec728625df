#!/usr/bin/env python3
"""table.py: what every stage promises, sentence by sentence, the wrong servers that break it, and the check that refuses
each. That it does, the tests of the bank show (bank.py mutants NN).

    table.py               prints the page
    table.py --markdown    writes it: docs/mutants.md
"""
import argparse
import collections
import re
import sys

import bank

ROOT = bank.HERE.parents[2]
BEFORE = {"01": 17, "02": 20, "03": 13, "04": 16, "05": 22, "06": 21, "07": 19, "08": 12, "09": 12, "10": 9, "11": 11, "12": 0}
HEAD = """# Wrong servers

The grader (`./course check NN`) is itself tested. A stage promises something, sentence by sentence; for each sentence there
are programs that keep all but that one, each wrong in one small, plausible way. A test requires that each is refused by the
check that stands beside it and passes another one; servers without a fault, in C++, C, Python (threads, asyncio, select) and
Perl, pass them all. They lie in `tests/stages/mutants/`; `python3 tests/stages/mutants/stage_NN.py PORT --fault NAME` runs
one. This page is written by `tests/stages/mutants/table.py --markdown` from `promises.txt` there and from the servers
themselves.

Every stage keeps the promises of those before it: what a later one breaks of an earlier one stands with the earlier.

"""
FAST = """
## What `--fast` leaves out

`check NN --fast` is for those who know a stage already: few checks, a few seconds. These wrong servers are refused by checks that it leaves
out; some of them by another of its checks all the same.

"""


def promises():
    """(stage, sentence, names) in the order of the file."""
    for line in (bank.HERE / "promises.txt").read_text().splitlines():
        if line and not line.startswith("#"):
            stage, sentence, names = (part.strip() for part in line.split("|"))
            yield stage, sentence, names.split()


def stages_of_the_bank():
    return sorted(path.stem[-2:] for path in bank.HERE.glob("stage_[0-9][0-9].py"))


def complaints():
    """What does not fit between promises.txt and the bank: a sentence without a wrong server, or the reverse."""
    told = collections.defaultdict(list)
    for stage, sentence, names in promises():
        told[stage] += names
        if not names:
            yield f"stage {stage}: nobody breaks '{sentence}'"
    for stage in stages_of_the_bank():
        known = [one.fault for one in bank.mutants(stage)]
        for name in set(told[stage]) ^ set(known):
            yield f"stage {stage}: {name} stands in promises.txt or in the bank, not in both"


def counts(banks):
    """How many there are, and were before the sentences were gone through."""
    sentences = collections.Counter(stage for stage, _, _ in promises())
    rows = [f"| {stage} | {sentences[stage]} | {BEFORE[stage]} | {len(banks[stage])} |" for stage in banks]
    total = (sum(sentences.values()), sum(BEFORE.values()), sum(map(len, banks.values())))
    return "\n".join(["| stage | sentences | wrong servers before | now |", "|---|---|---|---|", *rows,
                      "| all | {} | {} | {} |".format(*total)]) + "\n"


def section(stage, wrong):
    rows = []
    for of_stage, sentence, names in promises():
        for name in names if of_stage == stage else ():
            rows.append(f"| {sentence} | `{name}` | {wrong[name].story} | **{wrong[name].refused_by}** |")
    return "\n".join([f"\n## Stage {stage}\n", "| it promises | fault | the server | is refused by |",
                      "|---|---|---|---|", *rows]) + "\n"


def fast_tracks():
    """The checks of the fast track by stage, from the grader's source."""
    source = (ROOT / "tools" / "check" / "stages" / "fast.cpp").read_text()
    tracks = {}
    for stage, texts in re.findall(r'Track\{"(\d\d)",\s*((?:"[^"]*"\s*)+)\}', source):
        tracks[stage] = " ".join(re.findall(r'"([^"]*)"', texts)).split()
    return tracks


def left_out(banks):
    rows, tracks = [], fast_tracks()
    for stage, bank_of_stage in banks.items():
        fast = tracks[stage]
        names = [f"`{one.fault}`" for one in bank_of_stage if one.refused_by not in fast]
        rows.append(f"- {stage}: {', '.join(names) or 'none'}")
    return FAST + "\n".join(rows) + "\n"


def page():
    found = list(complaints())
    if found:
        sys.exit("\n".join(found))
    banks = {stage: bank.mutants(stage) for stage in stages_of_the_bank()}
    return (HEAD + counts(banks) + "".join(section(stage, {one.fault: one for one in banks[stage]}) for stage in banks) +
            left_out(banks))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--markdown", action="store_true", help="write docs/mutants.md")
    options = parser.parse_args()
    text = page()
    if options.markdown:
        (ROOT / "docs" / "mutants.md").write_text(text)
    else:
        print(text)


if __name__ == "__main__":
    main()
