#!/usr/bin/env python3
"""staircase.py [--check] - draws staircase.svg from staircase.txt, beside it: what each stage adds, and when it fails.

The steps are filled and all text stands on them, so that the picture is legible on white and on black; its type is large
enough for a column of 358 pixels (a telephone of 390). A line that does not fit on its step is refused.
--check writes nothing: exit status 1 if the picture is not what the text says, if a stage has no line, or if the table
of the README says something else. Python 3.9, standard library only.
"""
import pathlib
import re
import sys
from html import escape

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
WIDTH, STEP, RISE, MARGIN = 640, 12, 60, 8  # a step is so much narrower than the one below it, and so much higher
TYPE = 21                                   # 358 / 640 * 21: 11.7 pixels on a telephone
CHARACTER = 0.53                            # of the size: what a character of a sans serif takes on average, at most
LOW, HIGH = (22, 44, 66), (28, 74, 98)      # the fill of the lowest and of the highest step
TREAD, NUMBER, FAILS, TEXT = "#efa00b", "#ffc04d", "#ffb9ae", "#ffffff"
HOLDS = {"11_io_uring", "12_complete_server"}  # these do not break as the others do: no "fails when"


def stages(text):
    """[(directory, name, adds, fails)] from the lowest to the highest."""
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    rows = [tuple(cell.strip() for cell in line.split("|")) for line in lines]
    for row in rows:
        if len(row) != 4 or not all(row):
            raise SystemExit(f"staircase.txt: four columns, please: {' | '.join(row)}")
    return rows


def words(row):
    """The two lines of a step: (name, what it adds), and when it fails."""
    directory, name, adds, fails = row
    return name, adds, fails if directory in HOLDS else "fails when " + fails


def refuse_too_long(line, size, room):
    """Lines longer than their step end here: nobody sees what stands outside the picture."""
    if len(line) * size * CHARACTER > room:
        raise SystemExit(f"staircase.txt: this does not fit on its step: {line}")


def step(index, count, row):
    """One step as SVG."""
    left = MARGIN + index * STEP
    top = MARGIN + (count - 1 - index) * RISE
    share = index / max(1, count - 1)
    fill = "#%02x%02x%02x" % tuple(round(low + (high - low) * share) for low, high in zip(LOW, HIGH))
    name, adds, fails = words(row)
    text = left + 52
    refuse_too_long(f"{name}: {adds}", TYPE, WIDTH - MARGIN - text)
    refuse_too_long(fails, TYPE - 2, WIDTH - MARGIN - text)
    return f"""\
<g><rect x="{left}" y="{top}" width="{WIDTH - MARGIN - left}" height="{RISE}" fill="{fill}"/>\
<rect x="{left}" y="{top}" width="{WIDTH - MARGIN - left}" height="4" fill="{TREAD}"/>
<text class="number" x="{left + 11}" y="{top + 39}">{row[0][:2]}</text>
<text x="{text}" y="{top + 27}"><tspan class="name">{escape(name)}</tspan><tspan>: {escape(adds)}</tspan></text>
<text class="fails" x="{text}" y="{top + 50}">{escape(fails)}</text></g>
"""


def picture(rows):
    """The whole picture."""
    height = len(rows) * RISE + 2 * MARGIN
    description = " ".join(f"{row[0][:2]} {row[1]}: {row[2]}; {words(row)[2]}." for row in rows)
    return f"""\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" role="img">
<!-- Drawn by staircase.py from staircase.txt. -->
<title>A staircase of {len(rows)} stages: what each adds, and when it fails</title>
<desc>{escape(description)}</desc>
<style>text {{ font: {TYPE}px system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", sans-serif; fill: {TEXT} }}
.name {{ font-weight: 700 }} .fails {{ font-size: {TYPE - 2}px; fill: {FAILS} }}
.number {{ font: 700 25px ui-monospace, Menlo, Consolas, "Liberation Mono", monospace; fill: {NUMBER} }}</style>
{"".join(step(index, len(rows), row) for index, row in reversed(list(enumerate(rows))))}</svg>
"""


def readme_rows(text):
    """[(directory, adds, fails)] of the README's table of stages."""
    pattern = r"^\| \[[^\]]*\]\(stages/([^/]+)/README\.md\) \| ([^|]*?) \| ([^|]*?) \|$"
    return re.findall(pattern, text, re.M)


def wrong_with(rows, drawn):
    """What --check complains about."""
    directories = sorted(path.name for path in (ROOT / "stages").iterdir() if (path / "README.md").exists())
    if [row[0] for row in rows] != directories:
        yield f"staircase.txt has not a line for each stage, in order: {' '.join(directories)}"
    if readme_rows((ROOT / "README.md").read_text()) != [(row[0], row[2], row[3]) for row in rows]:
        yield "the table of stages in README.md does not say what staircase.txt says"
    if not drawn.exists() or drawn.read_text() != picture(rows):
        yield "staircase.svg is not what staircase.txt says; draw it again: docs/pictures/staircase.py"


def main(arguments):
    rows, drawn = stages((HERE / "staircase.txt").read_text()), HERE / "staircase.svg"
    if arguments == ["--check"]:
        findings = list(wrong_with(rows, drawn))
        print("\n".join(findings), end="\n" if findings else "")
        return 1 if findings else 0
    if arguments:
        raise SystemExit(__doc__)
    drawn.write_text(picture(rows))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
