"""Uploads as an experiment makes them: documents that can be told apart, and what became of each."""
import http.client
import itertools
import json
import threading
import time

NUMBERS = itertools.count()


def document(size):
    """A JSON document of exactly `size` bytes, unlike any other of this run."""
    head = '{"number": %d, "text": "' % next(NUMBERS)
    return (head + "x" * (size - len(head) - 2) + '"}').encode()


def post(connection, body):
    """(status, name in uploads/) of one upload."""
    connection.request("POST", "/upload", body, {"Content-Type": "application/json"})
    answer = connection.getresponse()
    text = answer.read()
    if answer.status != 201:
        return answer.status, None
    return answer.status, json.loads(text)["filepath"].rpartition("/")[2]


class Uploader(threading.Thread):
    """Uploads one document after the other until the server is gone: `answered` by name, and all that was `sent`."""

    def __init__(self, port, size):
        super().__init__(daemon=True)
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        self.size, self.sent, self.answered = size, [], {}

    def run(self):
        try:
            while True:
                body = document(self.size)
                self.sent.append(body)
                status, name = post(self.connection, body)
                if status == 201:
                    self.answered[name] = body
        except (OSError, http.client.HTTPException):
            self.connection.close()


class SlowUploader(threading.Thread):
    """Sends a document in small pieces, and never its last byte: it is in the middle whenever the server is killed."""

    def __init__(self, client, size):
        super().__init__(daemon=True)
        self.client, self.body = client, document(size)

    def run(self):
        head = f"POST /upload HTTP/1.1\r\nHost: 127.0.0.1:{self.client.getpeername()[1]}\r\n" \
               f"Content-Type: application/json\r\nContent-Length: {len(self.body)}\r\n\r\n"
        try:
            self.client.sendall(head.encode())
            for begin in range(0, len(self.body) - 1, 1_024):
                self.client.sendall(self.body[begin:min(begin + 1_024, len(self.body) - 1)])
                time.sleep(0.002)
        except OSError:
            pass  # the server is gone, as was to be expected
