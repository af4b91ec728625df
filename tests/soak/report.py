"""The rows as a table for a terminal, and what it means."""
import collections

from arena import BROKEN, WHY_THREADS
from figures import PROBE_BOUND_MS, PROBE_EVERY_SECONDS

HEAD = ("scenario", "engine", "what", "figure", "bound", "verdict")

EXPLANATION = (
    f"a GET beside it: a client that asks on a new connection every {PROBE_EVERY_SECONDS * 1_000:.0f} ms is answered "
    f"within {PROBE_BOUND_MS} ms.",
    "Late is what remains when the time is taken off that an idle server needed at the same moment, and that this",
    "server's threads stood in line for a processor (schedstat). What would be late without that is excused.",
    f"Of the engine threads lateness is only told: {WHY_THREADS}.")


def cells(row):
    return [row["scenario"], row["engine"], row["what"], row["figure"], row["bound"] or "-", row["verdict"]]


def line(columns, widths):
    return "  ".join(text.ljust(width) for text, width in zip(columns, widths)).rstrip()


def widths_of(rows):
    return [max(map(len, column)) for column in zip(HEAD, *map(cells, rows))]


def table(rows):
    widths, lines, before = widths_of(rows), [], None
    lines.append(line(HEAD, widths))
    for row in rows:
        place = (row["scenario"], row["engine"])
        columns = cells(row)
        if place == before:
            columns[:2] = "", ""
        lines.append(line(columns, widths))
        before = place
    return "\n".join(lines)


def summary(rows, seconds):
    counted = collections.Counter(row["verdict"] for row in rows)
    words = ", ".join(f"{number} {verdict}" for verdict, number in sorted(counted.items()))
    return f"{len(rows)} figures in {seconds / 60:.1f} minutes: {words}"


def text(result):
    rows = result["rows"]
    blocks = [table(rows), "\n".join(EXPLANATION), summary(rows, result["seconds"])]
    broken = [row for row in rows if row["verdict"] == BROKEN]
    if broken:
        blocks.append("broken:\n" + table(broken))
    return "\n\n".join(blocks)
