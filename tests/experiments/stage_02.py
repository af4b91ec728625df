"""02: datagrams get lost and cut, and nobody is told. The same bytes over TCP arrive whole."""
import socket
import threading
import time

NAME = "datagrams"
TITLE = "Datagrams sent to the echo of stage 02, and what came back"
COLUMNS = {"way": "how", "size": "bytes each", "rate": "sent per second", "sent": "sent", "back": "came back",
           "lost_percent": "lost %", "cut": "cut short", "out_of_order": "out of order"}
SIZES = (64, 512, 1_400, 8_000, 32_000)
PLOT = {"series": "way", "x": "size", "y": "lost_percent", "x_label": "bytes in each datagram",
        "y_label": "Lost, percent", "log": "x", "x_tics": SIZES, "y_range": "-4:104"}

QUIET_SECONDS = 0.5  # nothing for so long: nothing more will come


class Replies(threading.Thread):
    """Receives what comes back: how many, cut or whole, in which order."""

    def __init__(self, client, size, space):
        super().__init__()
        self.client, self.size, self.space = client, size, space
        self.back = self.cut = self.out_of_order = 0

    def run(self):
        self.client.settimeout(QUIET_SECONDS)
        last = -1
        while True:
            try:
                got = self.client.recv(self.space)
            except socket.timeout:
                return
            number = int(got[:8])
            self.back += 1
            self.cut += len(got) < self.size
            self.out_of_order += number < last
            last = max(last, number)


def send(lab, way, size, count, rate=None, listen_late=False, space=65_536):
    """`count` datagrams, evenly at `rate` per second or as fast as it goes. Listening late leaves the replies to
    the socket's buffer, which drops what does not fit."""
    server = lab.start("stage_02_udp_echo_server")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        client.connect(("127.0.0.1", server.port))
        replies = Replies(client, size, space)
        if not listen_late:
            replies.start()
        begin = time.monotonic()
        for number in range(count):
            client.send(b"%08d" % number + b"x" * (size - 8))
            if rate:
                time.sleep(max(0.0, begin + (number + 1) / rate - time.monotonic()))
        took = time.monotonic() - begin
        if listen_late:
            replies.start()
        replies.join()
    server.stop()
    return {"way": way, "size": size, "rate": int(count / took), "sent": count, "back": replies.back,
            "lost_percent": 100.0 * (count - replies.back) / count, "cut": replies.cut,
            "out_of_order": replies.out_of_order}


def over_tcp(lab, size, count):
    """The same bytes as a stream: a receiver that is late holds the sender up."""
    server = lab.start("stage_03_thread_per_connection")
    client = lab.connect(server.port, 30)
    total, back = size * count, 0
    sender = threading.Thread(target=client.sendall, args=(b"x" * total,))
    begin = time.monotonic()
    sender.start()
    while back < total:
        got = client.recv(65_536)
        if not got:
            break
        back += len(got)
    sender.join()
    took = time.monotonic() - begin
    return {"way": "TCP, for comparison", "size": size, "rate": int(count / took), "sent": count,
            "back": back // size, "lost_percent": 100.0 * (total - back) / total, "cut": 0, "out_of_order": 0}


def measure(lab):
    count = 1_000 if lab.short else 4_000
    for size in (1_400,) if lab.short else SIZES:
        yield send(lab, "evenly, 1,000 a second", size, 300 if lab.short else 1_500, rate=1_000)
        yield send(lab, "as fast as it goes, replies read late", size, count, listen_late=True)
        if not lab.short:
            yield send(lab, "as fast as it goes", size, count)
        yield over_tcp(lab, size, count)
    yield send(lab, "into a buffer of 100 bytes", 1_400, 50, rate=1_000, space=100)


def claims(rows):
    late = [row for row in rows if row["way"].endswith("read late") and row["size"] >= 1_400]
    even = [row for row in rows if row["way"].startswith("evenly") and row["size"] <= 1_400]
    tcp = [row for row in rows if row["way"].startswith("TCP")]
    small = rows[-1]
    yield "a burst whose replies are read late loses some", all(row["back"] < row["sent"] for row in late)
    yield "few at a time lose hardly any (under 1 %)", all(row["lost_percent"] < 1 for row in even)
    yield "TCP loses none", all(row["back"] == row["sent"] for row in tcp)
    yield "a buffer that is too small cuts each datagram, in silence", small["cut"] == small["back"] > 0
