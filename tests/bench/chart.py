"""The charts of the bench, in the style of tests/plots, drawn by gnuplot where it is installed."""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "plots"))

import panels  # noqa: E402
import picture  # noqa: E402
import style  # noqa: E402

# Two pictures, since one of nine panels is too long to be looked at: small answers, and everything else.
SMALL_ANSWERS = ("small", "one", "pipelined", "close", "missing", "idle", "logged")
UNITS = {"16m": ("; here in ms", 1_000)}  # where a request takes so much that microseconds say nothing


def panel(workload, what, lines):
    order = list(style.STYLES)
    unit, divisor = UNITS.get(workload, ("", 1))
    shown = [(line["server"], style.style_of(line["server"]),
              *(line[figure] / divisor for figure in ("cpu_us", "cpu_us_lowest", "cpu_us_highest")))
             for line in sorted(lines, key=lambda line: order.index(line["server"]))]
    return panels.bars(f"{workload}: {what}{unit}", shown)


def bars(summary, descriptions, where, path):
    """CPU time per request of every server, a panel for each workload: the small answers into `path`, the others
    into a file beside it whose name ends in _more. Returns the paths that were written; none without gnuplot."""
    groups, written = {}, []
    for line in summary:
        groups.setdefault(line["workload"], []).append(line)
    for name, kind, chosen in ((path, "small answers", [each for each in groups if each in SMALL_ANSWERS]),
                               (path.with_name(path.stem + "_more.svg"), "files and uploads",
                                [each for each in groups if each not in SMALL_ANSWERS])):
        made = [panel(workload, descriptions[workload], groups[workload]) for workload in chosen]
        title = f"CPU time per request in µs, {kind}: median over the rounds, lower is better"
        name.unlink(missing_ok=True)  # not the picture of an earlier run beside the numbers of this one
        if made and picture.draw(title, [], made, name, where):
            written.append(name)
    return written
