#!/usr/bin/env python3
"""Tests the bench, not the servers: nothing here depends on how fast anything is.

  bench_test.py --server build/release/bin/http_server

Ends with status 77, which ctest takes for "skipped", where there is no wrk.
"""
import argparse
import contextlib
import json
import os
import pathlib
import socket
import subprocess
import sys
import threading
import time
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "support"))

import logged  # noqa: E402
import processes  # noqa: E402
import rounds  # noqa: E402
from peer import find, run_on_free_port  # noqa: E402
from servers import Ladder, Limit, has_engine, with_log  # noqa: E402
from started import scratch_directory  # noqa: E402
from workloads import OURS  # noqa: E402

SERVER = None
PATIENCE_SECONDS = 60
POSITIVE = ("requests", "seconds", "requests_per_second", "cpu_us", "p50_us", "p99_us", "rss_bytes", "pss_bytes")
OF_MIXED = ("new_p50_us", "new_p99_us", "kept_p50_us", "kept_p99_us", "download_mb_s", "small_requests")


class Metering(unittest.TestCase):
    def test_the_cpu_time_of_another_process_is_seen_to_grow(self):
        with subprocess.Popen([sys.executable, "-c", "while True: pass"]) as busy:
            try:
                self.assertIn(busy.pid, processes.family(os.getpid()))
                first = processes.cpu_ns([busy.pid])
                deadline = time.monotonic() + PATIENCE_SECONDS
                while processes.cpu_ns([busy.pid]) < first + 10_000_000:
                    self.assertLess(time.monotonic(), deadline)
                self.assertGreater(processes.memory_bytes([busy.pid])[0], 0)
            finally:
                busy.kill()


class Limits(unittest.TestCase):
    """They do next to nothing, but what they do is right: an answer to each request, however it comes."""

    REQUEST = b"GET /page.html HTTP/1.1\r\nHost: a\r\n\r\n"

    def with_each_limit(self, check):
        for program in ("epoll_limit", "uring_limit"):
            path = pathlib.Path(SERVER).with_name(program)
            if not path.exists():
                continue
            with self.subTest(program), scratch_directory() as here, contextlib.ExitStack() as stack:
                try:
                    port = stack.enter_context(Limit(path).run(None, here / "files")).port
                except RuntimeError:
                    self.assertIn("uring", program)  # which a kernel may refuse
                    continue
                check(stack.enter_context(socket.create_connection(("127.0.0.1", port), PATIENCE_SECONDS)))

    def receive(self, connection, size):
        received = b""
        while len(received) < size:
            more = connection.recv(size - len(received))
            self.assertTrue(more, "the connection ended early")
            received += more
        return received

    def first_answer(self, connection):
        connection.sendall(self.REQUEST)
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            head += self.receive(connection, 1)
        self.assertIn(b"\r\nContent-Length: 1024\r\n", head)
        return head + self.receive(connection, 1024)

    def byte_by_byte(self, connection):
        answer = self.first_answer(connection)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for _ in range(3):
            for byte in self.REQUEST[:-1]:
                connection.sendall(bytes([byte]))
            connection.setblocking(False)
            self.assertRaises(BlockingIOError, connection.recv, 1)  # nothing before the head is whole
            connection.settimeout(PATIENCE_SECONDS)
            connection.sendall(self.REQUEST[-1:])
            self.assertEqual(self.receive(connection, len(answer)), answer)

    def test_a_request_may_come_byte_by_byte(self):
        self.with_each_limit(self.byte_by_byte)

    def all_at_once(self, connection):
        requests = 20_000
        answer = self.first_answer(connection)
        sender = threading.Thread(target=lambda: (connection.sendall(self.REQUEST * requests),
                                                  connection.shutdown(socket.SHUT_WR)), daemon=True)
        sender.start()
        sender.join(1)  # meanwhile every buffer on the way may fill up
        for _ in range(requests):
            self.assertEqual(self.receive(connection, len(answer)), answer)
        self.assertEqual(connection.recv(1), b"")
        sender.join()

    def test_more_answers_than_any_buffer_holds_all_arrive_and_then_the_end(self):
        self.with_each_limit(self.all_at_once)


class WithoutItsLog(Ladder):
    """It says that it logs, and does not."""

    @contextlib.contextmanager
    def run(self, root, here, threads=None):
        with super().run(root, here, threads) as running:
            (here / "access.log").write_text("a line\n")
            yield running


class Logging(unittest.TestCase):
    def errors_and_requests(self, server):
        with scratch_directory() as here:
            rounds.make_root(here / "root")
            sample = logged.measure(server, here / "root", here / "own", 0.2)
        return sample["errors"], int(sample["requests"])

    def test_every_request_has_its_line(self):
        self.assertEqual(self.errors_and_requests(with_log(Ladder(SERVER, "epoll"), 0))[0], 0)

    def test_lines_that_are_missing_are_errors(self):
        errors, requests = self.errors_and_requests(WithoutItsLog(SERVER, "epoll"))
        self.assertEqual(errors, requests - 1)
        self.assertGreater(requests, 1)


class Starting(unittest.TestCase):
    def test_a_program_whose_port_was_taken_gets_another(self):
        limit, ports = pathlib.Path(SERVER).with_name("epoll_limit"), []

        def command_of(port):
            ports.append(port)
            return [str(limit), str(port)] if len(ports) > 1 else [sys.executable, "-c", "exit(1)"]

        with scratch_directory() as here, run_on_free_port(command_of, here / "said") as running:
            self.assertEqual(running.port, ports[1])
            self.assertIsNone(running.process.poll())
        self.assertIsNotNone(running.process.poll())

    def test_a_program_that_never_starts_is_quoted(self):
        with scratch_directory() as here, self.assertRaisesRegex(RuntimeError, "status 3: no root"):
            command = [sys.executable, "-c", "import sys; print('no root'); sys.exit(3)"]
            with run_on_free_port(lambda _port: command, here / "said"):
                self.fail("it did not start")


class ShortBench(unittest.TestCase):
    """The whole of it, as short as it gets, with our servers only: the others need not be installed."""

    ASKED = ("small", "missing", "mixed", "logged")

    @classmethod
    def setUpClass(cls):
        names = ["ladder-epoll", "ladder-epoll-1", "epoll-limit"]
        names += ["ladder-uring"] if has_engine(SERVER, "uring") else []
        names += ["uring-limit"] if pathlib.Path(SERVER).with_name("uring_limit").exists() else []
        with scratch_directory() as here:
            command = [sys.executable, str(HERE / "bench.py"), "--server", SERVER, "--rounds", "2", "--seconds", "0.2",
                       "--only", ",".join(cls.ASKED), "--servers", ",".join(names), "--json", str(here / "bench.json")]
            cls.done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False)
            if cls.done.returncode != 0:
                raise AssertionError(cls.done.stderr)
            cls.result = json.loads((here / "bench.json").read_text())
            cls.has_chart = (here / "bench.svg").exists()
        # A kernel may refuse io_uring; the bench then says so and goes on.
        cls.names = [name for name in names if f"left out: {name}:" not in cls.done.stderr]

    def test_every_server_was_asked_for_everything_in_each_round(self):
        seen = [(each["round"], each["workload"], each["server"]) for each in self.result["samples"]]
        expected = [(number, workload, name) for number in (0, 1) for name in self.names
                    for workload in self.asked_of(name)]
        self.assertCountEqual(seen, expected)

    def asked_of(self, name):
        if name in OURS:
            return self.ASKED
        return ("small",) if name.endswith("-1") else ("small", "missing")

    def test_every_figure_is_there_and_nothing_failed(self):
        for each in self.result["samples"]:
            for figure in OF_MIXED if each["workload"] == "mixed" else POSITIVE:
                self.assertGreater(each[figure], 0, (figure, each))
            if each["workload"] != "mixed":  # where a request is due at a moment, a machine may be too slow for it
                self.assertEqual(each["errors"], 0, each)

    def test_the_machine_and_the_build_are_named(self):
        where = self.result["machine"]
        for name in ("time", "cpu", "cpus", "kernel", "commit"):
            self.assertTrue(where[name], name)
        self.assertRegex(where["build"]["compiler"], r"\d+\.\d+")

    def test_the_table_has_a_line_for_each_and_the_target(self):
        lines = self.done.stdout.splitlines()
        for name in self.names:
            asked = len(self.asked_of(name))
            self.assertEqual(sum(1 for line in lines if line[11:].startswith(name + " ") and ")" in line), asked, name)
        self.assertTrue(any(line.startswith("small") and line.endswith(("met", "MISSED")) for line in lines))

    def test_there_is_a_chart_where_there_is_gnuplot(self):
        self.assertEqual(self.has_chart, bool(find("gnuplot")))


class Refusing(unittest.TestCase):
    def test_unknown_workloads_are_refused(self):
        done = subprocess.run([sys.executable, str(HERE / "bench.py"), "--only", "smal"], capture_output=True,
                              text=True, check=False)
        self.assertEqual(done.returncode, 2)
        self.assertIn("no such workload: smal", done.stderr)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--server", default="build/release/bin/http_server")
    SERVER = parser.parse_args().server
    if not find("wrk"):
        print("skipped: no wrk")
        sys.exit(77)
    unittest.main(argv=sys.argv[:1])
