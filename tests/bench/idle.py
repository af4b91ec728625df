"""What an idle connection costs: 8,000 of them, each of which has had an answer, beside 64 that are active.

Each repetition has a server of its own: memory that a process once had it seldom gives back, so only the first
8,000 connections of its life show what they need.
"""
import contextlib
import resource
import socket

import load
import processes
import rounds
from workloads import FILES, SMALL

IDLE_CONNECTIONS = 8_000
SPARE_DESCRIPTORS = 500


def how_many():
    """As many as this process may hold open."""
    return min(IDLE_CONNECTIONS, resource.getrlimit(resource.RLIMIT_NOFILE)[0] - SPARE_DESCRIPTORS)


def ask(connection, port):
    """One request and its whole answer, so that the connection is idle, and not one that never spoke."""
    connection.sendall(f"GET /page.html HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode())
    received = b""
    while len(received.partition(b"\r\n\r\n")[2]) < FILES["/page.html"]:
        bytes_now = connection.recv(65536)
        received += bytes_now
        if not bytes_now or not received.startswith(b"HTTP/1.1 200 "[:len(received)]):
            raise RuntimeError(f"no answer for a connection that was to be idle: {received[:80]!r}")


@contextlib.contextmanager
def idle_connections(port, count):
    with contextlib.ExitStack() as stack:
        connections = []
        for _ in range(count):
            connections.append(stack.enter_context(socket.create_connection(("127.0.0.1", port), 30)))
            ask(connections[-1], port)
        yield connections


def still_open(connections):
    """How many the server has not closed: nothing to read, not even an end."""
    count = 0
    for connection in connections:
        connection.setblocking(False)
        try:
            connection.recv(1, socket.MSG_PEEK)
        except BlockingIOError:
            count += 1
        except OSError:
            pass
    return count


def measure(server, root, here, seconds):
    """One repetition: the figures of the active ones, and `idle_bytes`, resident memory for each idle one."""
    count = how_many()
    with server.run(root, here) as running:
        load.run(running.port, SMALL, SMALL.connections, 0)  # the memory that anybody needs to serve at all
        pids = processes.family(running.process.pid)
        before_bytes = processes.memory_bytes(pids)[0]
        with idle_connections(running.port, count) as connections:
            added_bytes = processes.memory_bytes(pids)[0] - before_bytes
            sample = rounds.measure(running, server.name, SMALL, seconds)
            closed = count - still_open(connections)
    return {**sample, "idle_connections": count, "idle_bytes": added_bytes / count,
            "errors": sample["errors"] + closed}
