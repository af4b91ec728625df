"""What the complete server is to reach, and whether it does.

Each target compares two servers on one workload, within a round; what counts is the median over the rounds.
"""
import statistics
from dataclasses import dataclass
from typing import Optional


@dataclass(frozen=True)
class Target:
    workload: str
    over: str  # numerator
    under: str  # denominator
    figure: str = "cpu_us"
    at_least: Optional[float] = None
    at_most: Optional[float] = None

    @property
    def what(self):
        return WORDS[self.figure]


WORDS = {"cpu_us": "CPU per request", "p99_us": "p99", "new_p99_us": "p99, new connections",
         "kept_p99_us": "p99, kept connections", "download_mb_s": "throughput of downloads"}
BETTER_PEER = "better peer"

TARGETS = (
    Target("small", "nginx", "ladder-epoll", at_least=1.55),
    Target("small", "h2o", "ladder-epoll", at_least=1.10),
    Target("small", "ladder-epoll-1", "epoll-limit", at_most=1.10),
    Target("small", "nginx", "ladder-uring", at_least=1.85),
    Target("small", "ladder-uring-1", "uring-limit", at_most=1.15),
    *(Target(workload, peer, ours, at_least=bound) for workload, peer, bound in (
        ("pipelined", "nginx", 4), ("close", "nginx", 1.2), ("100k", "h2o", 1.1), ("16m", "nginx", 1.0),
        ("missing", "nginx", 1.5)) for ours in ("ladder-epoll", "ladder-uring")),
    # Not to be behind what a good administrator makes of nginx (servers.py).
    *(Target(workload, "nginx-tuned", ours, at_least=1.0) for workload in ("close", "missing")
      for ours in ("ladder-epoll", "ladder-uring")),
    Target("small", BETTER_PEER, "ladder-epoll", figure="p99_us", at_least=1.0),
    # Who asks for little waits half as long beside downloads, and the downloads do not pay for it.
    *(Target("mixed", ours, "nginx", figure=figure, at_most=0.5) for figure in ("new_p99_us", "kept_p99_us")
      for ours in ("ladder-epoll", "ladder-uring")),
    *(Target("mixed", ours, "nginx", figure="download_mb_s", at_least=0.95)
      for ours in ("ladder-epoll", "ladder-uring")),
)
IDLE_BYTES = 512  # of memory, for each idle connection


def by_round(samples, workload, server, figure):
    """The figure of each round. For the better peer: the lower of what nginx and h2o have."""
    if server == BETTER_PEER:
        peers = [by_round(samples, workload, name, figure) for name in ("nginx", "h2o")]
        return {number: min(peer[number] for peer in peers if number in peer)
                for number in set().union(*peers)}
    return {sample["round"]: sample[figure] for sample in samples
            if sample["workload"] == workload and sample["server"] == server}


def ratios(samples, target):
    over = by_round(samples, target.workload, target.over, target.figure)
    under = by_round(samples, target.workload, target.under, target.figure)
    return [over[number] / under[number] for number in sorted(over) if number in under]


def judge_ratio(samples, target):
    found = ratios(samples, target)
    if not found:
        return None
    ratio = statistics.median(found)
    met = ratio >= target.at_least if target.at_least is not None else ratio <= target.at_most
    return {"workload": target.workload, "what": f"{target.over} / {target.under}, {target.what}",
            "bound": f">= {target.at_least:.2f}" if target.at_least is not None else f"<= {target.at_most:.2f}",
            "value": ratio, "lowest": min(found), "highest": max(found), "met": met}


def judge_idle(samples, server):
    found = [sample["idle_bytes"] for sample in samples
             if sample["workload"] == "idle" and sample["server"] == server]
    if not found:
        return None
    value = statistics.median(found)
    return {"workload": "idle", "what": f"{server}, bytes a connection", "bound": f"<= {IDLE_BYTES}",
            "value": value, "lowest": min(found), "highest": max(found), "met": value <= IDLE_BYTES}


def judge(samples):
    """The targets that something was measured for."""
    verdicts = [judge_ratio(samples, target) for target in TARGETS]
    verdicts += [judge_idle(samples, server) for server in ("ladder-epoll", "ladder-uring")]
    return [verdict for verdict in verdicts if verdict]
