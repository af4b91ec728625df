"""Clients that ask for much: downloads, forms, memory, and time after the end."""
import time

from arena import REPORTED, until
from clients import (ask_once, closing_all, connect, each_in_a_thread, form, form_post, get, post, read_answer,
                     throw_away)
from figures import (DOWNLOAD_SECONDS, DOWNLOADERS, FORM_BYTES, FORMS, GIVEN_BACK_SECONDS, HEAP_MB, HUGE_BYTES,
                     LINGERERS, PAUSED, PAUSED_BYTES, PAUSED_EACH_BYTES, PAUSED_SECONDS, REFUSED, REFUSED_BYTES,
                     RING_AHEAD_BYTES)


def download(port, until_time):
    """Bytes taken within the time, of as many answers as it needs. ValueError: the answer ended early."""
    taken = 0
    while time.monotonic() < until_time:
        with connect(port) as client:
            client.sendall(get(port, "/huge.txt"))
            left = HUGE_BYTES
            while left > 0 and time.monotonic() < until_time:
                got = throw_away(client)
                if not got:
                    raise ValueError("a download ended early")
                taken, left = taken + got, left - got
    return taken


def fast_downloads(arena):
    """downloads as fast as they go"""
    seconds = arena.amount(DOWNLOAD_SECONDS)
    with arena.attacked() as subject:
        end = time.monotonic() + seconds
        taken = sum(each_in_a_thread(lambda _: download(subject.port, end), DOWNLOADERS))
    arena.row("throughput", f"{taken / seconds / 1e6:,.0f} MB/s", "", REPORTED)


def forms_of_line_ends(arena):
    """forms of 15 MB, all of it CR"""
    count = arena.amount(FORMS)
    body = form(b"\r" * arena.amount(FORM_BYTES))
    with arena.attacked() as subject:
        seen = each_in_a_thread(lambda _: ask_once(subject.port, form_post(subject.port, body)), count)
        seconds = subject.cpu_seconds()
    stored = seen.count(201)
    arena.row("status", f"{stored} of {count} 201, {seen.count(503)} 503", "201, or 503",
              stored > 0 and set(seen) <= {201, 503})
    arena.row("processor time", f"{seconds / count:.2f} s a form", "", REPORTED)


def refused_upload(port):
    """The status that a client reads which goes on sending after it was refused; 0: a reset had destroyed it."""
    with connect(port) as client:
        try:
            client.sendall(post(port, "application/json", 99_999_999) + b"z" * REFUSED_BYTES)
            time.sleep(0.02)  # so that the refusal is on its way when more comes
            client.sendall(b"z" * REFUSED_BYTES)
            answer = read_answer(client)
        except (OSError, ValueError):
            return 0
        return answer[0] if answer else 0


def lingerers(arena):
    """clients that stay after their 400, while others are refused in the middle of an upload"""
    count = arena.amount(REFUSED)
    with arena.attacked() as subject, closing_all([]) as stay:
        for _ in range(arena.amount(LINGERERS)):
            stay.append(connect(subject.port))
            stay[-1].sendall(b"BAD\r\n\r\n")
        whole = sum(refused_upload(subject.port) == 413 for _ in range(count))
    arena.row_for_loops("refusals read whole", f"{whole} of {count}", "all", whole == count)


def send_what_goes(paused, body):
    """Each client sends as much of `body` as is taken. The server may well stop reading: that is its good right."""
    left = {client: memoryview(body) for client in paused}
    for client in paused:
        client.setblocking(False)
    quiet_since = time.monotonic()
    while left and time.monotonic() < quiet_since + 1:  # a second without a byte: nothing more is taken
        for client, rest in list(left.items()):
            try:
                sent = client.send(rest)
                quiet_since = time.monotonic()
            except BlockingIOError:
                continue
            except OSError:
                sent = len(rest)  # refused, and gone
            if sent < len(rest):
                left[client] = rest[sent:]
            else:
                del left[client]
        time.sleep(0.001)  # the server's turn


def paused_uploads(arena):
    """uploads that stop before their end"""
    count = arena.amount(PAUSED)
    with arena.attacked() as subject:
        before = subject.resident_mb()
        with closing_all([]) as paused:
            for _ in range(count):
                paused.append(connect(subject.port))
                paused[-1].sendall(post(subject.port, "application/json", 16_000_000))
            send_what_goes(paused, b" " * PAUSED_BYTES)
            time.sleep(arena.amount(PAUSED_SECONDS))
            peak = subject.resident_mb()
        each = PAUSED_EACH_BYTES + (RING_AHEAD_BYTES if arena.engine == "uring" else 0)
        bound = HEAP_MB + count * each / 1e6
        arena.row("memory at the most", f"{before:.0f} to {peak:.0f} MB", f"+{bound:.0f} MB", peak - before <= bound)
        left = time.monotonic()
        back = until(lambda: subject.resident_mb() <= before + HEAP_MB, GIVEN_BACK_SECONDS)
        arena.row("memory given back", f"{subject.resident_mb():.0f} MB after {time.monotonic() - left:.0f} s",
                  f"{before + HEAP_MB:.0f} MB within {GIVEN_BACK_SECONDS} s", back)


SCENARIOS = (fast_downloads, forms_of_line_ends, lingerers, paused_uploads)
