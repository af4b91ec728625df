#!/usr/bin/env python3
"""wrong_server.py PORT HOST [OPTIONS] --root DIRECTORY - an HTTP server with one fault, which SOAK_FAULT names. It
takes the options of the complete server, and heeds only these. The soak is to find each of its faults.

  dies      ends when a head is no head             late    answers after three seconds, once it has had some clients
  silent    accepts and never says a word           leaks   keeps a descriptor of each connection
  hoards    keeps heads, and refuses them late      torn    writes uploads under their final name
  forgets   answers 201 and writes afterwards       quits   ends at once on SIGTERM, whatever is under way
"""
import os
import pathlib
import re
import socketserver
import sys
import threading
import time

FAULT = os.environ["SOAK_FAULT"]
ROOT = pathlib.Path(sys.argv[sys.argv.index("--root") + 1])
LATE_SECONDS = 3
WARM_UP = 8  # clients (figures.WARMING) that are answered at once: what the soak asks before it attacks
HOARD_BYTES = 9_000_000
kept, lock, served = [], threading.Lock(), [0]


class Conversation(socketserver.StreamRequestHandler):
    def handle(self):
        with lock:
            served[0] += 1
        if FAULT == "silent":
            threading.Event().wait()
        if FAULT == "leaks":
            kept.append(os.open("/dev/null", os.O_RDONLY))
        try:
            while self.answer_one():
                pass
        except OSError:
            pass  # the client has gone

    def head(self):
        text = bytearray()
        while not text.endswith(b"\r\n\r\n"):
            line = self.rfile.readline(65_537)
            if FAULT == "dies" and not text and line and not re.match(rb"(GET|POST) \S+ HTTP/1\.1\r\n$", line):
                os._exit(1)
            if not line:
                return None
            text += line
            if len(text) > (HOARD_BYTES if FAULT == "hoards" else 32_768):
                kept.append(text)
                self.say("431 Too Large")
                return None
        return bytes(text)

    def answer_one(self):
        head = self.head()
        if not head:
            return False
        if FAULT == "late" and served[0] > WARM_UP:
            time.sleep(LATE_SECONDS)
        words = head.split(b" ", 2)
        if words[0] == b"POST":
            self.store(head)
        else:
            self.serve(ROOT / os.fsdecode(words[1].lstrip(b"/")), re.search(rb"Range: bytes=(\d+)-(\d+)", head))
        return b"Connection: close" not in head

    def serve(self, path, asked):
        if not path.is_file():
            self.say("404 Not Found")
        elif asked:
            first, last = map(int, asked.groups())
            with path.open("rb") as stream:
                stream.seek(first)
                self.say("206 Partial Content", stream.read(last - first + 1))
        else:
            self.say("200 OK", path.read_bytes())

    def store(self, head):
        body = self.rfile.read(int(re.search(rb"Content-Length: (\d+)", head).group(1)))
        name = f"upload_{os.urandom(6).hex()}.json"
        path = ROOT / "uploads" / name
        if b"multipart" in head:
            body = body.partition(b"\r\n\r\n")[2].rpartition(b"\r\n--B--")[0]
        if FAULT == "torn":
            path.write_bytes(body[:len(body) // 2])
            time.sleep(0.2)
            path.write_bytes(body)
        elif FAULT == "forgets":
            threading.Timer(0.5, path.write_bytes, (body,)).start()
        else:
            (ROOT / "uploads" / ("." + name)).write_bytes(body)
            (ROOT / "uploads" / ("." + name)).rename(path)
        self.say("201 Created", fields=f"Location: /uploads/{name}\r\n")

    def say(self, status, body=b"", fields=""):
        self.wfile.write(f"HTTP/1.1 {status}\r\n{fields}Content-Length: {len(body)}\r\n\r\n".encode() + body)


class Server(socketserver.ThreadingTCPServer):
    daemon_threads, allow_reuse_address, request_queue_size = True, True, 4096


def main():
    with Server(("127.0.0.1", int(sys.argv[1])), Conversation) as server:
        print(f"listening on http://127.0.0.1:{server.server_address[1]}/", file=sys.stderr, flush=True)
        server.serve_forever()


if __name__ == "__main__":
    main()
