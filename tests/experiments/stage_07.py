"""07: what certainty costs, and that it holds: no kill at any moment loses or halves an upload that was answered."""
import concurrent.futures
import http.client
import os
import random
import time

from lab import milliseconds
from uploads import SlowUploader, Uploader, document, post

NAME = "durable_uploads"
TITLE = "Uploads: how long one takes"
COLUMNS = {"way": "how", "size_bytes": "bytes", "times": "times", "p50_ms": "p50, ms", "p99_ms": "p99, ms",
           "per_second": "a second", "answered": "answered 201", "lost": "of these not whole",
           "broken": "others not whole", "temporary": "temporary left"}
PLOT = [{"series": "way", "x": "size_bytes", "y": column, "x_label": "size of a document", "y_label": label,
         "log": "xy", "x_tics": (("1 KiB", 1 << 10), ("16 KiB", 1 << 14), ("256 KiB", 1 << 18)), "y_range": "0.02:20"}
        for column, label in (("p50_ms", "Time of an upload (p50), ms"), ("p99_ms", "Time of an upload (p99), ms"))]

UPLOADERS, TEMPORARY = 2, ".incoming-"


def times(way, size, count, *writers):
    """Each writer writes its share of `count` documents, all of them at once."""
    took = []

    def work(write):
        for _ in range(count // len(writers)):
            body, begin = document(size), time.monotonic()
            write(body)
            took.append(milliseconds(begin))

    begin = time.monotonic()
    with concurrent.futures.ThreadPoolExecutor(len(writers)) as pool:
        list(pool.map(work, writers))
    total = milliseconds(begin)
    took.sort()
    return {"way": way, "size_bytes": size, "times": len(took), "p50_ms": took[len(took) // 2],
            "p99_ms": took[len(took) * 99 // 100], "per_second": 1_000 * len(took) / total,
            "all_ms": [round(ms, 3) for ms in took]}


def writer(folder, durable):
    """What the server does with a document, without HTTP: a temporary file, renamed; with or without flushes."""
    def write(body):
        with open(folder / "temporary", "wb") as file:
            file.write(body)
            file.flush()
            if durable:
                os.fsync(file.fileno())
        os.rename(folder / "temporary", folder / f"{time.monotonic_ns()}.json")
        if durable:
            directory = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
            os.fsync(directory)
            os.close(directory)
    return write


def uploader_to(port):
    """Uploads on a connection of its own, which it opens when it is first used."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)

    def upload(body):
        status, _ = post(connection, body)
        if status != 201:
            raise RuntimeError(f"an upload was answered {status}")

    return upload


def latencies(lab):
    count = 30 if lab.short else 200
    plain = lab.folder / "plain"
    plain.mkdir()
    server = lab.start("stage_07_json_upload", "--root", lab.root)
    clients = [uploader_to(server.port) for _ in range(4)]
    for size in (1_024,) if lab.short else (1_024, 16 * 1_024, 256 * 1_024):
        yield times("POST /upload", size, count, clients[0])
        if not lab.short:
            yield times("POST /upload, 4 at once", size, count, *clients)
        yield times("files, flushed", size, count, writer(plain, True))
        yield times("files, not flushed", size, count, writer(plain, False))
    server.stop()


def kill_once(lab, size, at_answer):
    """Kills a server in the midst of uploads: after some milliseconds, or as soon as an answer has come."""
    server = lab.start("stage_07_json_upload", "--root", lab.root)
    slow = SlowUploader(lab.connect(server.port), 1 << 20)
    uploaders = [Uploader(server.port, size) for _ in range(UPLOADERS)]
    for thread in [slow, *uploaders]:
        thread.start()
    goal, deadline = random.randrange(1, 10), time.monotonic() + 10
    while at_answer and sum(len(one.answered) for one in uploaders) < goal and time.monotonic() < deadline:
        time.sleep(0)
    if not at_answer:
        time.sleep(random.uniform(0.02, 0.25))  # any moment will do: that is what is asked
    server.process.kill()
    server.process.wait()
    for thread in [slow, *uploaders]:
        thread.join()
    return slow, uploaders


def after(lab, slow, uploaders):
    """Starts again on what is there: (answered, answered but not whole, others not whole, temporary files)."""
    lab.start("stage_07_json_upload", "--root", lab.root).stop()
    folder = lab.root / "uploads"
    there = {path.name: path.read_bytes() for path in folder.iterdir()}
    temporary = [name for name in there if name.startswith(TEMPORARY)]
    answered = {name: body for one in uploaders for name, body in one.answered.items()}
    sent = {body for one in uploaders for body in one.sent} | {slow.body}
    lost = [name for name, body in answered.items() if there.get(name) != body]
    broken = [name for name in there if name not in answered and name not in temporary and there[name] not in sent]
    for name in there:
        (folder / name).unlink()
    return len(answered), len(lost), len(broken), len(temporary)


def measure(lab):
    yield from latencies(lab)
    for path in (lab.root / "uploads").iterdir():
        path.unlink()
    kills, size = 5 if lab.short else 50, 64 * 1_024
    for way, at_answer in (("killed at any moment", False), ("killed right after an answer", True)):
        found = [after(lab, *kill_once(lab, size, at_answer)) for _ in range(kills)]
        answered, lost, broken, temporary = map(sum, zip(*found))
        yield {"way": way, "size_bytes": size, "times": kills, "answered": answered, "lost": lost, "broken": broken,
               "temporary": temporary}


def claims(rows):
    killed = [row for row in rows if "answered" in row]
    yield "uploads were answered before the kills", all(row["answered"] > 0 for row in killed)
    yield "each of them is on the disk, byte for byte", all(row["lost"] == 0 for row in killed)
    yield "no file is there in part, and no temporary one", all(row["broken"] + row["temporary"] == 0 for row in killed)
