"""What is stored: whole after a kill, and refused in good order where there is no room."""
import contextlib
import os
import random
import re
import resource
import signal
import subprocess
import threading
import time

from arena import Skip, until
from clients import OutOfPatience, ask_once, connect, form, form_post, get, json_post, numbered_json, read_answer
from figures import (DISK_BYTES, DISK_UPLOAD_BYTES, FILE_LIMIT_BYTES, GARBAGE_SEED, KILL_AFTER_SECONDS,
                     KILL_UPLOAD_BYTES, KILL_UPLOADERS, KILLS, PATIENCE_SECONDS)


def final_files(uploads):
    """Those under a final name: temporary ones begin with a dot or do not bear the name of an upload."""
    return {path.name: path for path in uploads.iterdir() if path.name.startswith("upload_")}


class Uploaders:
    """They upload without a pause until the server is gone, and remember what was promised (201) and what was sent."""

    def __init__(self, port):
        self.port, self.promised, self.sent, self.wrong = port, {}, set(), []
        self.threads = [threading.Thread(target=self.upload, args=(number,), daemon=True)
                        for number in range(KILL_UPLOADERS)]
        for thread in self.threads:
            thread.start()

    def upload(self, number):
        with contextlib.suppress(OSError, ValueError, OutOfPatience):  # the kill
            while True:
                with connect(self.port) as client:
                    content = numbered_json(number, KILL_UPLOAD_BYTES)
                    self.sent.add(content)
                    as_form = number % 2
                    client.sendall(form_post(self.port, form(content)) if as_form else json_post(self.port, content))
                    answer = read_answer(client)
                    if not answer:
                        return
                    if answer[0] == 201:
                        name = re.search(rb"(?i)\r\nlocation: /uploads/([^\r]+)", answer[1]).group(1).decode()
                        self.promised[name] = content
                    else:
                        self.wrong.append(answer[0])

    def join(self):
        for thread in self.threads:
            thread.join()


def kills(arena):
    """SIGKILL in the middle of uploads"""
    rng, root = random.Random(GARBAGE_SEED), arena.make_root()
    promised = missing = partial = 0
    rounds, wrong = arena.amount(KILLS), []
    for _ in range(rounds):
        with arena.server(root, "--max-requests", "1") as subject:
            uploaders = Uploaders(subject.port)
            until(lambda: uploaders.promised, PATIENCE_SECONDS)
            time.sleep(rng.uniform(*KILL_AFTER_SECONDS))
            subject.process.send_signal(signal.SIGKILL)
            subject.process.wait()
            uploaders.join()
        files = {name: path.read_bytes() for name, path in final_files(subject.uploads).items()}
        promised += len(uploaders.promised)
        missing += sum(files.get(name) != content for name, content in uploaders.promised.items())
        partial += sum(content not in uploaders.sent for content in files.values())
        wrong += uploaders.wrong
        for path in final_files(subject.uploads).values():
            path.unlink()
    with arena.server(root) as subject:  # the next start clears up
        left = len(list(subject.uploads.iterdir()))
    arena.row("201 without its file", f"{missing} of {promised} in {rounds} kills", "0, of some",
              missing == 0 and promised > 0)
    arena.row("partial under a final name", str(partial), "0", partial == 0)
    arena.row("other answers", ", ".join(map(str, wrong)) or "none", "none", not wrong)
    arena.row("left after the next start", f"{left} files", "0", left == 0)


@contextlib.contextmanager
def small_disk(folder):
    """A file system of a few megabytes on `folder`. Skip: only root may mount."""
    line = ["mount", "-t", "tmpfs", "-o", f"size={DISK_BYTES}", "tmpfs", str(folder)]
    if os.geteuid() != 0:
        raise Skip("only root may mount a small disk")
    done = subprocess.run(line, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise Skip("no small disk here: " + done.stderr.strip())
    try:
        yield
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def upload(subject):
    return ask_once(subject.port, json_post(subject.port, numbered_json(0, DISK_UPLOAD_BYTES)))


def judge_refusal(arena, subject, refused, expected):
    arena.row("status", str(refused), str(expected), refused == expected)
    page = ask_once(subject.port, get(subject.port))
    arena.row("a page meanwhile", str(page), "200", page == 200)


def judge_after(arena, subject):
    again = upload(subject)
    arena.row("an upload afterwards", str(again), "201", again == 201)
    sizes = {path.stat().st_size for path in final_files(subject.uploads).values()}
    arena.row("sizes of files", ", ".join(map(str, sorted(sizes))), str(DISK_UPLOAD_BYTES),
              sizes <= {DISK_UPLOAD_BYTES})


def disk_full(arena):
    """uploads to a disk that becomes full"""
    root = arena.make_root()
    with small_disk(root / "uploads"), arena.attacked(root=root) as subject:
        seen = [upload(subject) for _ in range(DISK_BYTES // DISK_UPLOAD_BYTES + 2)]
        judge_refusal(arena, subject, seen[-1], 507)
        arena.row("stored before", str(seen.count(201)), "some", 201 in seen)
        for path in final_files(subject.uploads).values():
            path.unlink()
        judge_after(arena, subject)


def file_limit(arena):
    """uploads of more than a file may have (RLIMIT_FSIZE)"""
    with arena.attacked() as subject:
        resource.prlimit(subject.pid, resource.RLIMIT_FSIZE, (FILE_LIMIT_BYTES, resource.RLIM_INFINITY))
        judge_refusal(arena, subject, upload(subject), 507)
        resource.prlimit(subject.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        judge_after(arena, subject)


def read_only(arena):
    """uploads to a disk that has become read-only"""
    root = arena.make_root()
    remount = ["mount", "-o", "remount,{}", str(root / "uploads")]
    with small_disk(root / "uploads"), arena.attacked(root=root) as subject:
        subprocess.run([part.format("ro") for part in remount], check=True)
        judge_refusal(arena, subject, upload(subject), 500)
        subprocess.run([part.format("rw") for part in remount], check=True)
        judge_after(arena, subject)


SCENARIOS = (kills, disk_full, file_limit, read_only)
