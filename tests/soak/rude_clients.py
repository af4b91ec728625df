"""Clients that are rude: they reset, stay, never end their heads, speak something else, or send nonsense."""
import contextlib
import random
import socket
import threading
import time

from arena import REPORTED
from clients import OutOfPatience, closing_all, connect, count_ended, each_in_a_thread, get, read_answer, reset
from figures import (GARBAGE_EACH_SECOND, GARBAGE_MOST_BYTES, GARBAGE_SECONDS, GARBAGE_SEED, HEAD_BYTES, HEAD_CLIENTS,
                     HEAP_MB, HELLOS, ONE_CLIENT, ONE_CLIENT_SECONDS, RESETS, RESETS_AT_ONCE)


def resets(arena):
    """clients that reset their connection in the middle of an answer"""
    count, begun = arena.amount(RESETS), 0
    with arena.attacked() as subject:
        for _ in range(count // RESETS_AT_ONCE):
            wave = [connect(subject.port) for _ in range(RESETS_AT_ONCE)]
            for client in wave:
                client.sendall(get(subject.port, "/huge.txt"))
            for client in wave:
                try:
                    begun += client.recv(4_096)[:12] == b"HTTP/1.1 200"
                except OSError:
                    pass  # refused, and already gone
                reset(client)
    arena.row_for_loops("answers that were begun", f"{begun:,} of {count:,}", "all", begun == count)


def one_client_stays(arena):
    """connections of one client, which says nothing"""
    with arena.attacked() as subject, closing_all([]) as idle:
        before = subject.resident_mb()
        idle += [connect(subject.port) for _ in range(arena.amount(ONE_CLIENT))]
        time.sleep(arena.amount(ONE_CLIENT_SECONDS))
        arena.row("memory", f"{len(idle):,} connections: {before:.0f} to {subject.resident_mb():.0f} MB", "", REPORTED)


def endless_head(port, size):
    """The status that came; 0: the connection ended without one. OutOfPatience: it did not end."""
    line = b"X-More: " + b"y" * 1_014 + b"\r\n"
    with connect(port) as client:
        def talk():
            with contextlib.suppress(OSError, OutOfPatience):  # it has heard enough; the listener tells the rest
                client.sendall(b"GET /page.html HTTP/1.1\r\n")
                for _ in range(size // len(line)):
                    client.sendall(line)

        talker = threading.Thread(target=talk, daemon=True)
        talker.start()
        try:  # beside sending: an answer that waits behind unread bytes is lost with a reset
            answer = read_answer(client)
        except (OSError, ValueError):
            answer = None
        talker.join()
        return answer[0] if answer else 0


def endless_heads(arena):
    """heads of 100 MB"""
    with arena.attacked() as subject:
        before = subject.resident_mb()
        seen = each_in_a_thread(lambda _: endless_head(subject.port, arena.amount(HEAD_BYTES)), HEAD_CLIENTS)
        rise = subject.resident_mb() - before
    arena.row("status", ", ".join(str(status) for status in seen), "431, or an end", set(seen) <= {431, 0})
    arena.row("memory", f"+{rise:.1f} MB", f"+{HEAP_MB} MB", rise <= HEAP_MB)


# What a TLS 1.2 client says first: a record of type 22 with a ClientHello (RFC 5246 section 7.4.1.2).
HELLO = bytes.fromhex("16030100430100003f0303" + "5a" * 32 +
                      "000004c02fc030010000120000000e000c0000096c6f63616c686f7374")


def hellos_of_tls(arena):
    """TLS hellos to the plain port"""
    count = arena.amount(HELLOS)
    with arena.attacked("--header-timeout", "3") as subject, closing_all([]) as callers:
        callers += [connect(subject.port) for _ in range(count)]
        for client in callers:
            client.sendall(HELLO)
        ended = count_ended(callers)
    arena.row("connections that ended", f"{ended} of {count}", "all", ended == count)


def nonsense(port, count):
    """Yields a connection after another, each of which has sent its random bytes and the end."""
    rng, next_at = random.Random(GARBAGE_SEED), time.monotonic()
    for _ in range(count):
        with connect(port) as client:
            with contextlib.suppress(OSError):  # it has heard enough
                client.sendall(rng.randbytes(rng.randint(1, GARBAGE_MOST_BYTES)))
                client.shutdown(socket.SHUT_WR)
            yield client
        next_at += 1 / GARBAGE_EACH_SECOND
        time.sleep(max(0, next_at - time.monotonic()))


def garbage(arena):
    """random bytes, 50 connections a second"""
    count = int(GARBAGE_EACH_SECOND * arena.amount(GARBAGE_SECONDS))
    with arena.attacked("--header-timeout", "3") as subject:
        ended = count_ended(nonsense(subject.port, count))
    arena.row("connections that ended", f"{ended} of {count}", "all", ended == count)


SCENARIOS = (resets, one_client_stays, endless_heads, hellos_of_tls, garbage)
