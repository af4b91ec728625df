#!/usr/bin/env python3
"""odd_server.py PORT KIND: answers every request in a way that no client should wait for or die of."""
import socket
import sys
import threading
import time

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
ANSWERS = {
    "letters": HEAD + b"Content-Length: abc\r\n\r\nx",
    "negative": HEAD + b"Content-Length: -1\r\n\r\nx",
    "letters-behind": HEAD + b"Content-Length: 1x\r\n\r\nx",
    "23-digits": HEAD + b"Content-Length: " + b"9" * 23 + b"\r\n\r\nx",
    "18-digits": HEAD + b"Content-Length: " + b"9" * 18 + b"\r\n\r\nx",
    "chunk-letters": HEAD + b"Transfer-Encoding: chunked\r\n\r\n1xyz\r\nx\r\n0\r\n\r\n",
    "chunk-huge": HEAD + b"Transfer-Encoding: chunked\r\n\r\n1\r\nx\r\nffffffffffffffff\r\nx",
    "chunk-extension": HEAD + b"Transfer-Encoding: chunked\r\n\r\n1;a=b\r\nx\r\n0\r\n\r\n",
    "dribble": HEAD + b"X: ",
    "endless": HEAD + b"\r\n",
    "endless-line": HEAD + b"Transfer-Encoding: chunked\r\n\r\n",
}


def answer(client, kind):
    try:
        while client.recv(65536):
            client.sendall(ANSWERS[kind])
            while kind == "dribble":
                time.sleep(0.3)  # slower than any answer, faster than a limit on silence
                client.sendall(b"x")
            while kind.startswith("endless"):
                client.sendall(bytes(1 << 20))
    except OSError:
        pass
    client.close()


def main():
    port, kind = int(sys.argv[1]), sys.argv[2]
    with socket.create_server(("127.0.0.1", port)) as listener:
        while True:
            client, _ = listener.accept()
            threading.Thread(target=answer, args=(client, kind), daemon=True).start()


if __name__ == "__main__":
    main()
