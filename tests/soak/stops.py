"""Stops, and long waits: the drain, a second signal, a pause of the whole process, thousands of idle connections."""
import signal
import threading
import time

from arena import until
from clients import OutOfPatience, ask, closing_all, connect, get, read_answer
from figures import (IDLE, IDLE_CPU_PERCENT, IDLE_SECONDS, IDLE_SOURCES, PATIENCE_SECONDS, PAUSE_CLIENTS,
                     PAUSE_SECONDS, POOL, STOP_AFTER_SECONDS, STOP_CLIENTS, STOP_DOWNLOAD_BYTES)

WHOLE, NOTHING, TORN = "whole", "nothing", "torn"


class Asker:
    """Asks without a pause, on one connection or on a new one each time, until the server is gone. Remembers when each
    request had been sent, and what became of it."""

    def __init__(self, port, keeps):
        self.port, self.keeps, self.seen = port, keeps, []
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def run(self):
        going_on = True
        while going_on:
            try:
                with connect(self.port) as client:
                    going_on = self.ask(client)
                    while going_on and self.keeps:
                        going_on = self.ask(client)
            except (OSError, OutOfPatience):
                return  # nobody listens any more

    def ask(self, client):
        """Whether the connection goes on."""
        sent = None
        try:
            client.sendall(get(self.port))
            sent = time.monotonic()
            answer = read_answer(client)
        except (ValueError, OutOfPatience):
            self.seen.append((sent or time.monotonic(), TORN))
            return False
        except OSError:
            answer = None
        if sent:
            self.seen.append((sent, WHOLE if answer and answer[0] == 200 else NOTHING))
        return bool(answer) and b"\r\nConnection: close" not in answer[1]


def take_all(port, result):
    """A download that is under way at the stop, and is to end whole."""
    with connect(port, receive_buffer=64 * 1024) as client:
        client.sendall(get(port, "/huge.txt", f"Range: bytes=0-{STOP_DOWNLOAD_BYTES - 1}"))
        try:
            result.append(len(read_answer(client)[2]))
        except (OSError, ValueError, TypeError, OutOfPatience) as failure:
            result.append(str(failure))


def stop_under_load(arena):
    """SIGTERM while clients ask and one downloads"""
    with arena.server(arena.make_root(), "--max-requests", "1000000", drain_seconds=PATIENCE_SECONDS) as subject:
        askers = [Asker(subject.port, keeps=number % 2 == 0) for number in range(STOP_CLIENTS)]
        downloaded = []
        download = threading.Thread(target=take_all, args=(subject.port, downloaded), daemon=True)
        download.start()
        time.sleep(STOP_AFTER_SECONDS)
        signalled = time.monotonic()  # what was sent before this had arrived: on the loopback sending is arriving
        subject.process.send_signal(signal.SIGTERM)
        for each in [download, *(asker.thread for asker in askers)]:
            each.join()
        status = subject.process.wait(PATIENCE_SECONDS)
    seen = [one for asker in askers for one in asker.seen]
    accepted = [what for sent, what in seen if sent < signalled]
    failed = sum(what != WHOLE for what in accepted)
    torn = sum(what == TORN for _, what in seen)
    arena.row("sent before the stop, failed", f"{failed} of {len(accepted):,}", "0, of some",
              failed == 0 and accepted != [])
    arena.row("answers torn at any time", f"{torn} of {len(seen):,}", "0", torn == 0)
    arena.row("the download under way", " ".join(map(str, downloaded)), f"{STOP_DOWNLOAD_BYTES} bytes",
              downloaded == [STOP_DOWNLOAD_BYTES])
    arena.row("exit status", str(status), "0", status == 0)


def second_signal(arena):
    """a second SIGTERM while a download holds the drain"""
    with arena.server(arena.make_root(), "--answer-timeout", "3600", drain_seconds=3_600) as subject, \
            connect(subject.port, receive_buffer=64 * 1024) as holds:
        holds.sendall(get(subject.port, "/huge.txt"))
        holds.recv(1_000)
        subject.process.send_signal(signal.SIGTERM)
        stopping = until(lambda: any("stopping" in line for line in subject.server.lines), PATIENCE_SECONDS)
        held = subject.is_alive()
        subject.process.send_signal(signal.SIGTERM)
        ended = until(lambda: not subject.is_alive(), PATIENCE_SECONDS)
        arena.row("after the first", "drains" if stopping and held else "ended", "drains", stopping and held)
        arena.row("after the second", "ended" if ended else "goes on", "ended", ended)


def paused_process(arena):
    """SIGSTOP, requests meanwhile, SIGCONT"""
    count = 2 * PAUSE_CLIENTS
    with arena.server(arena.make_root()) as subject, closing_all([]) as asking:
        asking += [connect(subject.port) for _ in range(PAUSE_CLIENTS)]
        for client in asking:  # these are known to the server, the others will be new
            ask(client, get(subject.port))
        subject.process.send_signal(signal.SIGSTOP)
        try:
            asking += [connect(subject.port) for _ in range(PAUSE_CLIENTS)]
            for client in asking:
                client.sendall(get(subject.port))
            time.sleep(PAUSE_SECONDS)
        finally:
            subject.process.send_signal(signal.SIGCONT)
        whole = 0
        for client in asking:
            try:
                answer = read_answer(client)
                whole += bool(answer) and answer[0] == 200
            except (OSError, ValueError):
                pass
        arena.row("requests answered", f"{whole} of {count}", "all", whole == count)


def idle(arena):
    """connections that have had their answer and say nothing"""
    count, seconds = arena.amount(IDLE), arena.amount(IDLE_SECONDS)
    if arena.is_pool:  # no more than have a worker: the others would wait for one, and the probe too
        count = POOL // 2
    with arena.attacked("--idle-timeout", "600", "--header-timeout", "600") as subject, closing_all([]) as quiet:
        answered = 0
        for number in range(count):
            quiet.append(connect(subject.port, source=f"127.0.1.{number % IDLE_SOURCES + 1}"))
            answered += ask(quiet[-1], get(subject.port)) == 200
        before, begun = subject.cpu_seconds(), time.monotonic()
        time.sleep(seconds)
        percent = 100 * (subject.cpu_seconds() - before) / (time.monotonic() - begun)
        arena.row_for_loops("connections answered", f"{answered:,} of {count:,}", "all", answered == count)
        arena.row("processor time", f"{percent:.2f} % of a core", f"{IDLE_CPU_PERCENT} %", percent <= IDLE_CPU_PERCENT)


SCENARIOS = (stop_under_load, second_signal, paused_process, idle)
