"""Tells what a server did from what the machine did to it.

A machine that others use makes everybody wait. So a late answer counts only as far as two witnesses do not explain it:
the idle server that was asked at the same moment tells what this client waited for anyhow, and the kernel's account how
long the server's threads stood in line for a processor. What is beyond the bound and both is the server's own.
"""
from typing import NamedTuple

from figures import PROBE_BOUND_MS


class Verdict(NamedTuple):
    asked: int
    late: list  # the pairs that break the bound
    excused: int  # those that would have without the witnesses
    worst_ms: float
    reference_worst_ms: float


def end_of(pair, which):
    return pair["at"] + pair[which] / 1_000


def reference_ms(pairs, begin, end):
    """The longest that the idle server took for an answer which was awaited at some moment of this span."""
    return max((pair["reference_ms"] for pair in pairs
                if pair["at"] <= end and end_of(pair, "reference_ms") >= begin), default=0)


def waited_ms(waits, begin, end):
    """The longest that one thread stood in line for a processor within this span, as the accounts around it say."""
    before = [account for at, account in waits if at <= begin][-1:]
    after = [account for at, account in waits if at >= end][:1]
    if not before or not after:
        return 0
    return max((after[0][task] - before[0].get(task, 0) for task in after[0]), default=0) / 1e6


def is_late(pair, pairs, waits):
    if pair["status"] != 200:  # no answer, or a refusal: excused only if the idle server failed as well
        return not any(other["reference_status"] != 200 and other["at"] <= end_of(pair, "ms")
                       and end_of(other, "reference_ms") >= pair["at"] for other in pairs)
    span = pair["at"], end_of(pair, "ms")
    return pair["ms"] > PROBE_BOUND_MS + reference_ms(pairs, *span) + waited_ms(waits, *span)


def judge(pairs, waits):
    """`pairs` and `waits` are what probe.py prints."""
    over = [pair for pair in pairs if pair["status"] != 200 or pair["ms"] > PROBE_BOUND_MS]
    late = [pair for pair in over if is_late(pair, pairs, waits)]
    return Verdict(len(pairs), late, len(over) - len(late), max((pair["ms"] for pair in pairs), default=0),
                   max((pair["reference_ms"] for pair in pairs), default=0))
