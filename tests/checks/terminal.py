"""A terminal: bash on a pseudo-terminal, driven line by line. Python 3.9, standard library only."""
import contextlib
import os
import pathlib
import pty
import signal
import termios
import threading
import time

PROMPT = "\x1e$\x1e"  # no program prints this
CONTROL = {"^C": b"\x03", "^D": b"\x04", "^Z": b"\x1a"}


class Terminal:
    """One terminal. What it has shown is kept until somebody takes it."""

    def __init__(self, folder, environment):
        settings = {**environment, "PS1": PROMPT, "PS2": "", "TERM": "dumb", "HISTFILE": "", "LC_ALL": "C.UTF-8"}
        self.pid, self.master = pty.fork()
        if self.pid == 0:
            try:
                os.chdir(folder)
                os.execvpe("bash", ["bash", "--norc", "--noprofile", "--noediting", "-i"], settings)
            finally:
                os._exit(127)
        attributes = termios.tcgetattr(self.master)
        attributes[3] &= ~termios.ECHO
        termios.tcsetattr(self.master, termios.TCSANOW, attributes)
        self.shown, self.lock = b"", threading.Lock()
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()

    def read(self):
        with contextlib.suppress(OSError):  # EIO: everybody at the other side is gone
            while chunk := os.read(self.master, 65536):
                with self.lock:
                    self.shown += chunk

    def send(self, text):
        data = CONTROL.get(text, text.encode() + b"\n")
        while data:
            data = data[os.write(self.master, data):]

    def bytes(self):
        """What is shown and not yet taken."""
        with self.lock:
            return self.shown

    def take(self, count):
        """So many bytes are dealt with."""
        with self.lock:
            self.shown = self.shown[count:]

    def close(self):
        """Ends the shell and all that it has started, each by its own process id."""
        for kind in (signal.SIGTERM, signal.SIGKILL):
            for pid in session_members(self.pid):
                if pid != self.pid or kind == signal.SIGKILL:
                    with contextlib.suppress(ProcessLookupError):
                        os.kill(pid, kind)
            deadline = time.monotonic() + 5
            while time.monotonic() < deadline and any(pid != self.pid for pid in session_members(self.pid)):
                time.sleep(0.02)
        os.waitpid(self.pid, 0)
        os.close(self.master)


def session_members(session):
    """The processes of a session, from /proc: a terminal's shell leads one."""
    members = []
    for entry in pathlib.Path("/proc").iterdir():
        with contextlib.suppress(OSError, IndexError, ValueError):
            if entry.name.isdigit():
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
                if int(fields[3]) == session and fields[0] != "Z":
                    members.append(int(entry.name))
    return members
