"""What the chapters say of their plots, as predicates over the data of the reference runs.

A sentence of *Break it* and the function that holds it against the rows stand together in said_01_06.py and
said_07_12.py (those of docs/measurements/README.md in said_measurements.py), so that neither changes without the
other: said_test.py looks for the sentence in the text, word by word, and for a predicate, or the reason why there is
none, at each bullet. Python 3.9, standard library only.
"""
import dataclasses
import statistics
from typing import Callable, Optional


@dataclasses.dataclass(frozen=True)
class Said:
    number: str  # of the chapter; or "bench", "scaling"
    sentence: str
    holds: Optional[Callable]  # of the rows; None: the data does not say
    why_not: str = ""


EVERYTHING = []


def said(number, sentence):
    """The sentence is true if the function below says so of the rows."""
    def remember(holds):
        EVERYTHING.append(Said(number, sentence, holds))
        return holds
    return remember


def not_measured(number, sentence, why):
    EVERYTHING.append(Said(number, sentence, None, why))


def pick(rows, **wanted):
    return [row for row in rows if all(row.get(name) == value for name, value in wanted.items())]


def values(rows, column, **wanted):
    return [row[column] for row in pick(rows, **wanted) if row.get(column) is not None]


def middle(rows, column, **wanted):
    return statistics.median(values(rows, column, **wanted))


def only(rows, **wanted):
    (row,) = pick(rows, **wanted)
    return row


def rises(numbers):
    return all(one < other for one, other in zip(numbers, numbers[1:]))


def is_straight(points, share=0.1):
    """Whether each step rises by about as much for each unit of x."""
    points = sorted(points)
    (first, low), (last, high) = points[0], points[-1]
    return high > low and all(abs(y - (low + (high - low) * (x - first) / (last - first))) < share * (high - low)
                              for x, y in points)
