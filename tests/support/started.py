"""Programs that a Python test starts: the complete server, or a peer of it, on a free port of the loopback.

Every program is ended by its own process id, whatever happens. Python 3.9, standard library only.
"""
import contextlib
import os
import pathlib
import re
import shutil
import socket
import subprocess
import tempfile
import threading
import time

STARTUP_SECONDS = 60  # generous: under a sanitizer and on a busy machine


@contextlib.contextmanager
def scratch_directory():
    """A directory that is removed with all that is in it."""
    path = pathlib.Path(tempfile.mkdtemp(prefix="ladder-"))
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


def end(process, patience=20):
    """SIGTERM, and SIGKILL to what does not heed it. Returns the exit status."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(patience)
        except subprocess.TimeoutExpired:
            process.kill()
    return process.wait()


@contextlib.contextmanager
def http_server(program, root, *options, log=None):
    """Runs the complete server on `root`. Yields an object with `.port` and `.process`; what the server says
    on standard error is collected in `.lines`."""
    command = [program, "0", "127.0.0.1", *options, "--root", str(root)]
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                               stderr=subprocess.PIPE, text=True, errors="replace")
    server = Server(process)
    try:
        server.await_port()
        yield server
    finally:
        end(process)
        server.reader.join()


class Server:
    """A running http_server: a thread reads what it says, so that it is never blocked on a full pipe."""

    def __init__(self, process):
        self.process, self.lines, self.port = process, [], None
        self.listening = threading.Event()
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()

    def read(self):
        for line in self.process.stderr:
            self.lines.append(line)
            found = re.search(r"listening on http://[^/]*:(\d+)/", line)
            if found:
                self.port = int(found.group(1))
                self.listening.set()
        self.listening.set()

    def await_port(self):
        self.listening.wait(STARTUP_SECONDS)
        if self.port is None:
            raise RuntimeError("the server did not start: " + "".join(self.lines))

    def resident_bytes(self):
        """What of its memory is in RAM now."""
        text = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+) kB", text).group(1)) * 1024


def free_port():
    """A port that was free a moment ago, for programs that cannot choose one themselves."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def await_listener(process, port):
    """Returns when somebody listens on `port`; raises if the program ends first."""
    deadline = time.monotonic() + STARTUP_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"{os.path.basename(process.args[0])} ended with status {process.returncode}")
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        time.sleep(0.02)
    raise RuntimeError("nobody listens on port %d" % port)
