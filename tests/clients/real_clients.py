#!/usr/bin/env python3
"""Clients that people use, against the complete server.

  real_clients.py --server build/release/bin/http_server CLIENT...

CLIENT is curl, wget, python, chromium, ab or big; without one, all. A client that is not installed is skipped; if
nothing was left to do, the exit status is 77. "big" downloads 64 MiB, or 1 GiB with LADDER_BIG=1, and watches the
server's memory. Python 3.9, standard library only.
"""
import argparse
import hashlib
import http.client
import json
import os
import random
import re
import shutil
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
from started import http_server, scratch_directory  # noqa: E402

MIB = 1024 * 1024
SKIPPED = 77
GROWTH_MIB = 10  # of the server's memory, whatever is downloaded
PAGE = "<!DOCTYPE html>\n<title>Page</title>\n<h1 id=a>Shown to a browser</h1>\n<script>a.title = a.id + 'live'</script>\n"


class Failed(Exception):
    """A client did not get what it should."""


def require(condition, what):
    if not condition:
        raise Failed(what)


def say(text):
    print("  " + text, flush=True)


class Site:
    """The root, a place for the clients' files, and the server's address."""

    def __init__(self, here):
        self.root, self.work = here / "root", here / "work"
        self.root.mkdir()
        self.work.mkdir()
        self.server = None
        (self.root / "index.html").write_text(PAGE)
        self.file = random.Random(1).randbytes(3 * MIB)
        (self.root / "file.png").write_bytes(self.file)

    def url(self, path, host="127.0.0.1"):
        return f"http://{host}:{self.server.port}/{path}"

    def run(self, *command, text=None, status=0):
        """Runs a client in the place for its files. Returns what it says."""
        done = subprocess.run([str(part) for part in command], cwd=self.work, input=text, timeout=300, check=False,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env={**os.environ, "no_proxy": "*"})
        said = done.stdout.decode("utf-8", "replace")
        require(done.returncode == status, f"{' '.join(map(str, command))}: status {done.returncode}\n{said}")
        return said

    def stored(self):
        return {path.read_bytes() for path in (self.root / "uploads").glob("*.json")}


# ---- curl

def curl(site):
    curl_downloads(site)
    curl_uploads(site)


def curl_downloads(site):
    out = site.work / "curl"
    site.run("curl", "-sSf", "-o", out, site.url("file.png"))
    require(out.read_bytes() == site.file, "curl: the download differs")
    there = 1_000_017  # then head leaves, and curl with it, in mid-answer
    site.run("sh", "-c", f"curl -sS {site.url('file.png')} | head -c {there} >{out}")
    said = site.run("curl", "-sSf", "-C", "-", "-o", out, "-w", "%{http_code} %{size_download}", site.url("file.png"))
    require(said == f"206 {len(site.file) - there}", f"curl -C -: {said}")
    require(out.read_bytes() == site.file, "curl -C -: the resumed download differs")
    say(f"curl -C - resumed a download that broke off after {there} bytes: {said}; the whole is right")
    said = site.run("curl", "-sSf", "--compressed", site.url(""))
    require(said == PAGE, "curl --compressed: the page differs")
    said = site.run("curl", "-sSf", "--http1.0", "-i", site.url(""))
    require("Connection: close" in said and said.endswith(PAGE), f"curl --http1.0: {said}")
    said = site.run("curl", "-sSfI", site.url("file.png"))
    require(f"Content-Length: {len(site.file)}" in said, f"curl -I: {said}")
    said = site.run("curl", "-sS", "-o", "#1", "-w", "%{num_connects} ", site.url("{file.png,index.html,file.png}"))
    require(said == "1 0 0 ", f"curl: connections made for three downloads: {said}")
    etag = ["--etag-save", "etag", "--etag-compare", "etag"]
    site.run("curl", "-sSf", "-o", "page", *etag, site.url(""))
    said = site.run("curl", "-sSf", "-o", "page", "-w", "%{http_code}", *etag, site.url(""))
    require(said == "304", f"curl --etag-compare: {said}")
    say("curl --compressed, --http1.0, -I, --etag-compare, three downloads on one connection")


def curl_uploads(site):
    kind = ["-H", "Content-Type: application/json"]
    large = json.dumps({"text": "x" * (5 * MIB)}).encode()
    (site.work / "large.json").write_bytes(large)
    said = site.run("curl", "-sSv", *kind, "-H", "Expect: 100-continue", "--data-binary", "@large.json", site.url("upload"))
    require("< HTTP/1.1 100 Continue" in said and "< HTTP/1.1 201 Created" in said, f"curl with Expect: {said[-2000:]}")
    require(large in site.stored(), "curl with Expect: what is stored is not what was sent")
    chunked = b'{"from": "standard input"}'
    said = site.run("curl", "-sSv", *kind, "-X", "POST", "-T", "-", site.url("upload"), text=chunked)
    require("> Transfer-Encoding: chunked" in said and "< HTTP/1.1 201 Created" in said, f"curl -T -: {said}")
    require(chunked in site.stored(), "curl -T -: what is stored is not what was sent")
    (site.work / "huge.json").write_bytes(b'"' + b"x" * (17 * MIB) + b'"')
    said = site.run("curl", "-sS", "-w", "%{http_code} %{size_upload}", "-o", "answer", *kind,
                    "-H", "Expect: 100-continue", "--data-binary", "@huge.json", site.url("upload"))
    require(said == "413 0", f"curl with a body over the limit: {said}")
    say("curl uploads: Expect and 100 with 5 MiB, chunked from standard input, 413 before a byte of 17 MiB is sent")


# ---- the others

def wget(site):
    site.run("wget", "-q", site.url("file.png"))
    out = site.work / "file.png"
    require(out.read_bytes() == site.file, "wget: the download differs")
    out.write_bytes(site.file[:MIB])
    said = site.run("wget", "-c", site.url("file.png"))
    require("206 Partial Content" in said and out.read_bytes() == site.file, f"wget -c: {said}")
    said = site.run("wget", "-N", site.url("file.png"))
    require("304 Not Modified" in said, f"wget -N: {said}")
    said = site.run("wget", "-S", "--spider", site.url("missing.html"), status=8)
    require("404 Not Found" in said, f"wget --spider: {said}")
    say("wget downloads, resumes with -c, -N finds nothing newer, --spider finds a 404")


def python(site):
    connection = http.client.HTTPConnection("127.0.0.1", site.server.port, timeout=60)
    for _ in range(50):
        connection.request("GET", "/file.png", headers={"Range": "bytes=1000-1999"})
        response = connection.getresponse()
        require(response.status == 206 and response.read() == site.file[1000:2000], "http.client: the range differs")
    pieces = [b"[", b"1, " * 10000, b"2", b"]"]
    connection.request("POST", "/upload", iter(pieces), {"Content-Type": "application/json"}, encode_chunked=True)
    response = connection.getresponse()
    path = json.loads(response.read())["filepath"]
    require(response.status == 201, f"http.client: {response.status}")
    require((site.root / path[1:]).read_bytes() == b"".join(pieces), "http.client: what is stored differs")
    say("http.client: 50 ranges and a chunked upload on one connection")


def chromium(site):
    said = site.run("chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                    f"--user-data-dir={site.work}/profile", "--dump-dom", site.url("", "localhost"))
    require('title="alive">Shown to a browser</h1>' in said, f"chromium: {said}")
    say("chromium shows the page and runs its script")


def ab(site):
    said = site.run("ab", "-q", "-k", "-n", "20000", "-c", "8", site.url("index.html"))
    numbers = {name: re.search(name + r":\s+([\d.]+)", said) for name in
               ("Complete requests", "Failed requests", "Keep-Alive requests", "Requests per second")}
    numbers = {name: float(found.group(1)) for name, found in numbers.items() if found}
    require(numbers["Complete requests"] == 20000 and numbers["Failed requests"] == 0, said)
    require("Non-2xx" not in said and numbers["Keep-Alive requests"] > 19000, said)
    say("ab -k -n 20000 -c 8: " + ", ".join(f"{name} {number:.0f}" for name, number in numbers.items()))


def write_random(path, size):
    """Returns the digest of what is written."""
    digest, source = hashlib.sha256(), random.Random(2)
    with open(path, "wb") as out:
        for _ in range(size // MIB):
            block = source.randbytes(MIB)
            digest.update(block)
            out.write(block)
    return digest.hexdigest()


def big(site):
    size = 1024 * MIB if os.environ.get("LADDER_BIG") == "1" else 64 * MIB
    path = site.root / "big.png"
    expected = write_random(path, size)
    before = most = site.server.resident_bytes()
    digest, start = hashlib.sha256(), time.monotonic()
    connection = http.client.HTTPConnection("127.0.0.1", site.server.port, timeout=60)
    connection.request("GET", "/big.png")
    response = connection.getresponse()
    require(response.status == 200 and response.length == size, f"big: {response.status}, {response.length} bytes")
    while block := response.read(MIB):
        digest.update(block)
        most = max(most, site.server.resident_bytes())
    seconds = time.monotonic() - start
    path.unlink()
    require(digest.hexdigest() == expected, "big: the digest differs")
    require(most - before < GROWTH_MIB * MIB, f"big: the server's memory grew from {before} to {most} bytes")
    say(f"{size // MIB} MiB in {seconds:.1f} s, sha256 {expected[:16]}... is right; "
        f"the server's memory grew by {(most - before) / MIB:.1f} MiB, from {before / MIB:.1f}")


CLIENTS = {"curl": curl, "wget": wget, "python": python, "chromium": chromium, "ab": ab, "big": big}
PROGRAMS = ("curl", "wget", "chromium", "ab")


def main():
    parser = argparse.ArgumentParser(description="clients that people use, against the complete server")
    parser.add_argument("--server", required=True)
    parser.add_argument("--engine", default="auto")
    parser.add_argument("clients", nargs="*", metavar="CLIENT", help=", ".join(CLIENTS))
    arguments = parser.parse_args()
    done = 0
    for name in arguments.clients or CLIENTS:
        if name in PROGRAMS and shutil.which(name) is None:
            print(f"{name}: not installed, skipped")
            continue
        print(f"{name}, engine {arguments.engine}:", flush=True)
        with scratch_directory() as here:
            site = Site(here)
            with http_server(arguments.server, site.root, "--engine", arguments.engine,
                             "--access-log", "/dev/null") as site.server:
                CLIENTS[name](site)
        done += 1
    return 0 if done else SKIPPED


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Failed as failure:
        print(failure)
        sys.exit(1)
