#!/usr/bin/env python3
"""Runs one experiment of the course: what a stage fails at, and that the stage which repairs it does not.

  experiment.py NN [--build DIR] [--short] [--reference]
  experiment.py NN|all --redraw [--reference]

Prints a table and what it shows; the full form also writes NN.json (machine, commit, every repetition) and, where
gnuplot is installed, NN.svg into build/experiments, or with --reference into docs/measurements. --short measures
less and writes nothing: it is the test of the suite. --redraw draws NN.svg again from the NN.json that is there,
without measuring. Status 0: what is claimed was seen; 1: it was not; 77: something
that is needed is missing. Each stage_NN.py says what it measures: TITLE, COLUMNS, measure(lab), claims(rows), PLOT.

Everything goes over the loopback, is bounded in count and time, and ends by itself. Python 3.9, standard library.
"""
import argparse
import importlib
import json
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
for folder in ("support", "bench", "plots"):
    sys.path.insert(0, str(HERE.parent / folder))
sys.path.insert(0, str(HERE))

import machine  # noqa: E402
import plot  # noqa: E402
from lab import Lab, Missing  # noqa: E402

ROOT = HERE.parents[1]
NUMBERS = [f"{i:02}" for i in range(1, 13)]
TRIES = 3  # of the short form: a busy machine may hide once what is always there


def cell(value):
    if value is None:
        return "-"
    return f"{value:,.2f}" if isinstance(value, float) else f"{value:,}" if isinstance(value, int) else str(value)


def print_table(columns, rows):
    lines = [list(columns.values())] + [[cell(row.get(name)) for name in columns] for row in rows]
    widths = [max(len(line[i]) for line in lines) for i in range(len(columns))]
    for line in lines:
        print("  ".join(text.ljust(width) if i == 0 else text.rjust(width)
                        for i, (text, width) in enumerate(zip(line, widths))).rstrip())


def run(module, lab):
    """Measures, and returns the rows and the claims with whether each was seen."""
    rows = list(module.measure(lab))
    return rows, [(text, bool(seen)) for text, seen in module.claims(rows)]


def write(module, number, rows, claims, lab, folder):
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{number}_{module.NAME}.json"
    path.write_text(json.dumps({"experiment": number, "title": module.TITLE, "columns": module.COLUMNS,
                                "machine": machine.describe(lab.program("http_server")), "rows": rows,
                                "claims": [{"claim": text, "seen": seen} for text, seen in claims]}, indent=1) + "\n")
    print(f"written: {path.relative_to(ROOT) if path.is_relative_to(ROOT) else path}")
    draw(module, number, rows, folder)


def draw(module, number, rows, folder):
    picture = folder / f"{number}.svg"
    if not plot.draw(module.PLOT, module.TITLE, rows, picture):
        print(f"{module.__name__}: no picture, for there is no gnuplot (Debian: apt-get install gnuplot-nox)")
        return False
    print(f"drawn:   {picture.relative_to(ROOT) if picture.is_relative_to(ROOT) else picture}")
    return True


def redraw(number, folder):
    """Status 0: drawn; 77: there is nothing to draw from, or with."""
    module = importlib.import_module("stage_" + number)
    data = folder / f"{number}_{module.NAME}.json"
    if not data.exists():
        print(f"experiment {number}: {data.relative_to(ROOT)} is not there: measure first", file=sys.stderr)
        return 77
    return 0 if draw(module, number, json.loads(data.read_text())["rows"], folder) else 77


def main():
    parser = argparse.ArgumentParser(description="an experiment of the course")
    parser.add_argument("number", choices=[*NUMBERS, "all"], metavar="NN")
    parser.add_argument("--build", type=pathlib.Path, default=ROOT / "build/release", help="where bin/ is")
    parser.add_argument("--short", action="store_true", help="measure less, write nothing")
    parser.add_argument("--reference", action="store_true", help="write into docs/measurements")
    parser.add_argument("--redraw", action="store_true", help="the picture from the numbers that are there")
    arguments = parser.parse_args()
    if arguments.number == "all" and not arguments.redraw:
        parser.error("all experiments at once are only drawn, with --redraw")
    folder = ROOT / ("docs/measurements" if arguments.reference else "build/experiments")
    if arguments.redraw:
        return max(redraw(number, folder) for number in (NUMBERS if arguments.number == "all" else [arguments.number]))
    module = importlib.import_module("stage_" + arguments.number)
    try:
        for left in reversed(range(TRIES if arguments.short else 1)):
            with Lab(arguments.build, arguments.short) as lab:
                rows, claims = run(module, lab)
            if all(seen for _, seen in claims) or not left:
                break
        print(module.TITLE)
        print_table(module.COLUMNS, rows)
        for text, seen in claims:
            print(("seen:     " if seen else "NOT SEEN: ") + text)
        if not arguments.short:
            write(module, arguments.number, rows, claims, lab, folder)
    except Missing as missing:
        print(f"experiment {arguments.number}: {missing}", file=sys.stderr)
        return 77
    return 0 if all(seen for _, seen in claims) else 1


if __name__ == "__main__":
    sys.exit(main())
