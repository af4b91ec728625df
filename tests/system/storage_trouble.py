#!/usr/bin/env python3
"""storage_trouble.py --server PROGRAM [--engine ENGINE] - the disk is full, read-only, or not where it was.

Whatever happens to the files while the server runs: the client reads the right status, nothing of an upload is left,
what is told to be stored can be found, serving goes on, and the log has a line (and not one for each upload).
Standard library only. What needs a mount is left out, with a line, where mounting is not allowed.
"""
import argparse
import contextlib
import os
import pathlib
import re
import resource
import shutil
import socket
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
import started  # noqa: E402

PATIENCE = 60
LARGE = b'"' + b"x" * 900_000 + b'"'
MANY = 40


def ask(server, head, body=b""):
    with socket.create_connection(("127.0.0.1", server.port), PATIENCE) as peer:
        peer.sendall((head + f"Host: localhost:{server.port}\r\nConnection: close\r\n"
                      f"Content-Length: {len(body)}\r\n\r\n").encode())
        with contextlib.suppress(OSError):  # it may be refused before all of it is sent
            peer.sendall(body)
        answer = b""
        with contextlib.suppress(ConnectionResetError):
            while piece := peer.recv(65536):
                answer += piece
    return int(answer.split()[1]), answer


def get(server, path):
    status, answer = ask(server, f"GET {path} HTTP/1.1\r\n")
    return status, answer.split(b"\r\n\r\n", 1)[1]


def post(server, body=b"{}"):
    """The status, and where it is stored."""
    status, answer = ask(server, "POST /upload HTTP/1.1\r\nContent-Type: application/json\r\n", body)
    location = re.search(rb"\r\nLocation: (\S+)\r\n", answer)
    return status, location and location.group(1).decode()


def must(condition, what):
    if not condition:
        sys.exit(f"storage_trouble.py: {what}")


def eventually(condition):
    end = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


def must_store(server, root, when):
    status, location = post(server)
    must(status == 201, f"{when}: {status} instead of 201")
    file = root / location.lstrip("/")
    must(file.is_file() and file.read_bytes() == b"{}", f"{when}: not there as {location}")


def must_refuse(server, uploads, status, body, when):
    told = post(server, body)[0]
    must(told == status, f"{when}: {told} instead of {status}")
    must(get(server, "/a.html")[0] == 200, f"{when}: pages are served no more")
    if uploads.is_dir():
        must(not os.listdir(uploads), f"{when}: there is {os.listdir(uploads)}")


def lines_with(server, text):
    return [line for line in server.lines if "warning" in line and text in line]


def must_log(server, text, when):
    must(eventually(lambda: lines_with(server, text)), f"{when}: no \"{text}\" in the log: {server.lines}")


def empty(uploads):
    for entry in uploads.iterdir():
        entry.unlink()


def check_full(server, root, uploads):
    """RLIMIT_FSIZE stands for the disk that is full: it takes a part of a write, then refuses."""
    must_store(server, root, "before the disk is full")
    empty(uploads)
    resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (500_000, 500_000))
    before = len(server.lines)
    for _ in range(MANY):
        must_refuse(server, uploads, 507, LARGE, "full")
    must_log(server, "could not be stored", "full")
    must(len(server.lines) - before < MANY, "a line in the log for each upload")
    must_store(server, root, "small enough")
    empty(uploads)


def mounted(uploads, size):
    result = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "ladder-test", str(uploads)],
                            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    return result.returncode == 0


def check_mounts(server, root, uploads):
    if os.geteuid() != 0 or not mounted(uploads, 600_000):
        print("left out: a full and a read-only file system (they need to be mounted)")
        return
    try:
        must_store(server, root, "on another file system")
        empty(uploads)
        must_refuse(server, uploads, 507, LARGE, "no space left")
        must_log(server, "No space left on device", "no space left")
        subprocess.run(["mount", "-o", "remount,ro", str(uploads)], check=True)
        must_refuse(server, uploads, 500, b"{}", "read-only")
        must_log(server, "Read-only file system", "read-only")
    finally:
        subprocess.run(["umount", "-l", str(uploads)], check=True)
    must_store(server, root, "unmounted again")
    empty(uploads)


def check_no_directory(server, root, uploads):
    shutil.rmtree(uploads)
    must_store(server, root, "removed")
    shutil.rmtree(uploads)
    uploads.mkdir()
    must_store(server, root, "removed and made again")
    os.rename(uploads, root / "elsewhere")
    must_store(server, root, "renamed")
    shutil.rmtree(uploads)
    os.rename(root / "elsewhere", uploads)
    must_store(server, root, "replaced by another")
    must_log(server, "is another directory now", "replaced")
    shutil.rmtree(uploads)
    uploads.write_text("in the way")
    must_refuse(server, uploads, 500, b"{}", "a file in its place")
    uploads.unlink()
    must_store(server, root, "out of the way again")


def check_other_tree(server, link, trees):
    """As deployments do: the next tree is made, and the link is turned."""
    must(get(server, "/a.html") == (200, b"one"), "the first tree is not served")
    turned = link.with_name("turned")
    turned.symlink_to(trees[1])
    os.rename(turned, link)
    must(eventually(lambda: get(server, "/a.html") == (200, b"two")), "the next tree is not served")
    must_store(server, trees[1], "in the next tree")
    os.rename(trees[1], link.with_name("old"))
    must(get(server, "/a.html")[0] == 200, "between two renames there is an outage")
    trees[1].mkdir()
    (trees[1] / "a.html").write_text("three")
    must(eventually(lambda: get(server, "/a.html") == (200, b"three")), "the tree that was renamed is served on")
    must_store(server, trees[1], "in the third tree")
    must_log(server, "is another directory now: serving that", "another tree")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--server", required=True)
    parser.add_argument("--engine", default="epoll")
    options = parser.parse_args()
    with started.scratch_directory() as scratch:
        trees = [scratch / "one", scratch / "two"]
        for tree in trees:
            (tree / "uploads").mkdir(parents=True)
            (tree / "a.html").write_text(tree.name)
        link = scratch / "root"
        link.symlink_to(trees[0])
        with started.http_server(options.server, link, "--engine", options.engine, "--threads", "2",
                                 "--confine", "no",  # Landlock holds to the directories of the start: decision 0018
                                 "--access-log", "/dev/null") as server:
            check_mounts(server, link, trees[0] / "uploads")
            check_no_directory(server, link, trees[0] / "uploads")
            empty(trees[0] / "uploads")
            check_other_tree(server, link, trees)
            check_full(server, link, trees[1] / "uploads")


if __name__ == "__main__":
    main()
