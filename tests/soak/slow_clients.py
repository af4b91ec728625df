"""Clients that are slow on purpose, by slowhttptest: heads, bodies and answers that take for ever, and many ranges."""
import shutil
import subprocess

from arena import Skip
from figures import PATIENCE_SECONDS, SLOW_CONNECTIONS, SLOW_INTERVAL_SECONDS, SLOW_RATE, SLOW_SECONDS


def slowhttptest(arena, mode, path, *options):
    if not shutil.which("slowhttptest"):
        raise Skip("slowhttptest is not installed")
    seconds = arena.amount(SLOW_SECONDS)
    with arena.attacked() as subject:
        # It looks at the server by itself as well; what it finds then is the probe's to say.
        command = ["slowhttptest", mode, "-c", str(arena.amount(SLOW_CONNECTIONS)), "-r", str(SLOW_RATE),
                   "-l", str(seconds), "-u", f"http://127.0.0.1:{subject.port}{path}", "-v", "0", *options]
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
                              timeout=seconds + PATIENCE_SECONDS)
        if done.returncode != 0:
            raise RuntimeError(f"slowhttptest: status {done.returncode}: {(done.stdout + done.stderr)[-200:]}")


def slow_heads(arena):
    """a line of a head every 2 s (slowhttptest -H)"""
    slowhttptest(arena, "-H", "/page.html", "-i", str(SLOW_INTERVAL_SECONDS))


def slow_bodies(arena):
    """a piece of a body every 2 s (slowhttptest -B)"""
    slowhttptest(arena, "-B", "/upload", "-i", str(SLOW_INTERVAL_SECONDS), "-s", "8192", "-f", "application/json")


def slow_reading(arena):
    """answers read 5 bytes at a time, with a window of 512 bytes at most (slowhttptest -X)"""
    slowhttptest(arena, "-X", "/huge.txt", "-n", "1", "-w", "1", "-y", "512", "-z", "5")


def many_ranges(arena):
    """heads with hundreds of ranges (slowhttptest -R)"""
    slowhttptest(arena, "-R", "/huge.txt", "-a", "5", "-b", "2000")


SCENARIOS = (slow_heads, slow_bodies, slow_reading, many_ranges)
