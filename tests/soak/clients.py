"""Clients, good and bad, over plain sockets: each deed a function."""
import contextlib
import json
import os
import re
import socket
import struct
import threading

from figures import PATIENCE_SECONDS


class OutOfPatience(RuntimeError):
    """Somebody waited for so long that the scenario ends here, and its bound is broken."""


def patiently(call):
    """A timeout that no `except OSError` takes for one failure among others: thousands of them would last days."""
    def called(self, *arguments):
        try:
            return call(self, *arguments)
        except socket.timeout as timeout:
            raise OutOfPatience(f"nothing moved for {self.gettimeout():.0f} s") from timeout
    return called


class Client(socket.socket):
    patience_seconds = PATIENCE_SECONDS
    connect = patiently(socket.socket.connect)
    recv = patiently(socket.socket.recv)
    recv_into = patiently(socket.socket.recv_into)
    sendall = patiently(socket.socket.sendall)


def connect(port, source=None, receive_buffer=None):
    client = Client()
    try:
        client.settimeout(Client.patience_seconds)
        if receive_buffer:  # before connecting, or the window has been announced
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        if source:
            client.bind((source, 0))
        client.connect(("127.0.0.1", port))
    except BaseException:
        client.close()
        raise
    return client


@contextlib.contextmanager
def closing_all(clients):
    """Yields the list, which may grow, and closes what is in it."""
    try:
        yield clients
    finally:
        for client in clients:
            client.close()


def get(port, path="/page.html", *fields):
    return "\r\n".join([f"GET {path} HTTP/1.1", f"Host: 127.0.0.1:{port}", *fields, "", ""]).encode()


def post(port, content_type, length, *fields):
    """The head of an upload."""
    return "\r\n".join(["POST /upload HTTP/1.1", f"Host: 127.0.0.1:{port}", f"Content-Type: {content_type}",
                        f"Content-Length: {length}", *fields, "", ""]).encode()


def json_post(port, body):
    return post(port, "application/json", len(body)) + body


def form(content):
    """A multipart body with one text file."""
    return (b"--B\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a.txt\"\r\n\r\n" + content +
            b"\r\n--B--\r\n")


def form_post(port, body):
    return post(port, "multipart/form-data; boundary=B", len(body)) + body


def read_answer(client):
    """(status, head, body) of one whole answer; None if there was none before the end, or only a part of one: that
    raises ValueError."""
    text = b""
    while b"\r\n\r\n" not in text:
        got = client.recv(65_536)
        if not got:
            if text:
                raise ValueError("the answer ended within its head")
            return None
        text += got
    head, _, body = text.partition(b"\r\n\r\n")
    length = int(re.search(rb"(?i)\r\ncontent-length: (\d+)", head + b"\r\n").group(1))
    while len(body) < length:
        got = client.recv(min(1 << 20, length - len(body)))
        if not got:
            raise ValueError("the answer ended within its body")
        body += got
    return int(head[9:12]), head, body


def ask(client, request):
    """The status that comes back; 0: the connection ended or failed before a whole answer."""
    try:
        client.sendall(request)
        answer = read_answer(client)
    except (OSError, ValueError):
        return 0
    return answer[0] if answer else 0


def ask_once(port, request):
    try:
        with contextlib.closing(connect(port)) as client:
            return ask(client, request)
    except OSError:
        return 0


def reset(client):
    """Closes with a reset: the peer learns that everything under way is lost (man 7 socket, SO_LINGER)."""
    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    client.close()


def await_end(client):
    """Returns when the server ends the connection, in whatever way."""
    try:
        while client.recv(65_536):
            pass
    except OSError:
        pass


def count_ended(callers):
    """How many of them the server ends. With the first that it leaves waiting the counting is over."""
    ended = 0
    with contextlib.suppress(OutOfPatience):
        for client in callers:
            await_end(client)
            ended += 1
    return ended


def throw_away(client):
    """Takes what has come without copying it. 0: the end."""
    return client.recv_into(throw_away.room, len(throw_away.room), socket.MSG_TRUNC)


throw_away.room = bytearray(4 << 20)


def each_in_a_thread(work, count):
    """work(0) ... work(count - 1) beside each other; their results in order. The first failure is raised."""
    results, failures = [None] * count, []

    def one(number):
        try:
            results[number] = work(number)
        except (OSError, ValueError, RuntimeError) as failure:
            failures.append(failure)

    threads = [threading.Thread(target=one, args=(number,), daemon=True) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    return results


def numbered_json(number, size):
    """A JSON text of some size that tells when it is not whole."""
    head = json.dumps({"number": number, "id": os.urandom(8).hex()})[:-1] + ', "filling": "'
    return (head + "x" * (size - len(head) - 2) + '"}').encode()
