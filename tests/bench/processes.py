"""What a server costs: the CPU time and the memory of a process and all its descendants, from outside."""
import pathlib
import re
import time

PROC = pathlib.Path("/proc")


def parents():
    """The parent of each process there is."""
    found = {}
    for stat in PROC.glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it ended while we looked
        found[int(stat.parent.name)] = int(fields[1])
    return found


def family(pid):
    """A process and its descendants: nginx has a master and workers."""
    parent_of = parents()
    members, newest = [pid], [pid]
    while newest:
        newest = [child for child, parent in parent_of.items() if parent in newest]
        members += newest
    return members


def cpu_ns(pids):
    """The CPU time that the processes have used, user and system, in nanoseconds. It is the clock that
    clock_getcpuclockid(3) gives out: it counts each thread, those that have ended too, and what is running
    now, and knows no ticks."""
    return sum(time.clock_gettime_ns(~pid << 3 | 2) for pid in pids)


def cpu_split_ticks(pids):
    """User and system time in clock ticks (man 5 proc): coarse, but it tells the two apart."""
    fields = [(PROC / str(pid) / "stat").read_text().rpartition(")")[2].split() for pid in pids]
    return sum(int(each[11]) for each in fields), sum(int(each[12]) for each in fields)


def memory_bytes(pids):
    """Resident and proportional set size: the latter counts what several processes share only once."""
    resident = proportional = 0
    for pid in pids:
        text = (PROC / str(pid) / "smaps_rollup").read_text()
        resident += int(re.search(r"^Rss:\s+(\d+) kB", text, re.M).group(1))
        proportional += int(re.search(r"^Pss:\s+(\d+) kB", text, re.M).group(1))
    return resident * 1024, proportional * 1024
