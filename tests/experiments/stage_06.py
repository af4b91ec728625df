"""06: three ways to send a file. Small ones are cheapest from memory; with large ones a copy more is what counts."""
import json
import subprocess

NAME = "file_ways"
TITLE = "CPU time to send a file over the loopback in three ways"
COLUMNS = {"way": "way", "size_bytes": "bytes", "round": "round", "cpu_us": "CPU us a file"}
BYTES = (("1 KiB", 1 << 10), ("16 KiB", 1 << 14), ("256 KiB", 1 << 18), ("4 MiB", 1 << 22), ("16 MiB", 1 << 24))
PLOT = {"series": "way", "x": "size_bytes", "y": "cpu_us", "x_label": "size of the file",
        "y_label": "CPU time of the sender, µs a file", "log": "xy", "x_tics": BYTES, "height": 280}

SMALL, LARGE = 1_024, 16 * 1_024 * 1_024


def measure(lab):
    rounds, total = (3, 64 << 20) if lab.short else (5, 256 << 20)
    sizes = (SMALL, LARGE) if lab.short else [SMALL << (2 * step) for step in range(8)]
    sized = [f"{size}:{max(4, min(2_000, total // size // rounds))}" for size in sizes]
    command = [lab.program("file_ways"), lab.folder / "sent.bin", str(rounds), *sized]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=100)
    if done.returncode != 0:
        raise RuntimeError("file_ways: " + done.stderr)
    return [json.loads(line) for line in done.stdout.splitlines()]


def claims(rows):
    def cost(way, size):  # of the best round: what else the machine does can only add
        return min(row["cpu_us"] for row in rows if row["way"] == way and row["size_bytes"] == size)

    # Not of sendfile: with little it costs what memory does, with much it swings from round to round.
    yield "1 KB: from memory is cheaper than by a copy for each file", cost("memory", SMALL) < cost("copy", SMALL)
    yield "16 MB: from memory is cheaper than by a copy for each file", cost("memory", LARGE) < cost("copy", LARGE)
