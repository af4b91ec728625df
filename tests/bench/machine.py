"""Where and with what something was measured: figures without it mean nothing."""
import datetime
import os
import pathlib
import platform
import re
import subprocess

from peer import find, said

SOURCE = pathlib.Path(__file__).resolve().parents[2]


def first_match(path, pattern):
    try:
        found = re.search(pattern, pathlib.Path(path).read_text(), re.M)
    except OSError:
        return "?"
    return found.group(1) if found else "?"


def commit():
    line = ["git", "-c", "safe.directory=*", "-C", str(SOURCE)]
    try:
        name = subprocess.run(line + ["rev-parse", "HEAD"], capture_output=True, text=True, check=False).stdout.strip()
        changed = subprocess.run(line + ["status", "--porcelain", "--untracked-files=no"], capture_output=True,
                                 text=True, check=False).stdout.strip()
    except OSError:
        return "?"
    return (name or "?") + (" with changes" if changed else "")


def build_of(program):
    """Compiler and flags of the build tree that a program lies in (bin/ beside CMakeCache.txt)."""
    cache = pathlib.Path(program).resolve().parents[1] / "CMakeCache.txt"
    kind = first_match(cache, r"^CMAKE_BUILD_TYPE:\w+=(.*)$")
    return {"compiler": said([first_match(cache, r"^CMAKE_CXX_COMPILER:\w+=(.*)$"), "--version"])
            if cache.exists() else "?",
            "type": kind,
            "flags": " ".join(first_match(cache, rf"^{name}:\w+=(.*)$") for name in
                              ("CMAKE_CXX_FLAGS", f"CMAKE_CXX_FLAGS_{kind.upper()}")).strip(),
            "sanitizers": first_match(cache, r"^LADDER_SANITIZE:\w+=(.*)$")}


def describe(program):
    return {"time": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds"),
            "cpu": first_match("/proc/cpuinfo", r"^model name\s*: (.*)$"),
            "cpus": len(os.sched_getaffinity(0)),
            "memory_kb": int(first_match("/proc/meminfo", r"^MemTotal:\s+(\d+)") or 0),
            "kernel": platform.release(),
            "commit": commit(),
            "build": build_of(program),
            "wrk": said([find("wrk"), "-v"]) if find("wrk") else "not installed"}
