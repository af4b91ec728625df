"""Other servers that ours is compared with: found where they are installed, run with a configuration file.

They cannot choose their port themselves, so they get one that was free a moment ago. Standard library only.
"""
import contextlib
import os
import shutil
import subprocess
from typing import NamedTuple

from started import await_listener, end, free_port


class Running(NamedTuple):
    process: subprocess.Popen
    port: int


def find(program):
    """Where a program is; the folders of the administrator are not on everybody's path."""
    return shutil.which(program, path=os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin")


def said(command):
    """The first line that a command prints, on either stream."""
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    return done.stdout.splitlines()[0] if done.stdout else "?"


@contextlib.contextmanager
def run_on_port(command, port, log):
    """Runs a program that listens on `port`, from when it does until the end of the block. What it says goes
    to the file `log`. A session of its own keeps Ctrl-C from it: it is ended here, by its id."""
    with open(log, "wb") as stream:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=stream, stderr=stream,
                                   start_new_session=True)
    try:
        await_listener(process, port)
        yield Running(process, port)
    finally:
        end(process)


class Peer:
    """A server with a configuration file. `option[0]` makes it tell its version; the others stand before the
    name of the file. In the configuration {here}, {root}, {port} and {user} are filled in."""

    def __init__(self, name, configuration, option):
        self.name, self.configuration, self.option = name, configuration, option
        self.program = find(name)

    def version(self):
        return said([self.program, self.option[0]]).replace("nginx version: ", "")

    @contextlib.contextmanager
    def run(self, root, here):
        """Serves `root`; `here` is made, for its files. Yields what is Running."""
        here.mkdir()
        port = free_port()
        path = here / "configuration"
        user = "user: root" if os.geteuid() == 0 else ""
        path.write_text(self.configuration.format(here=here, root=root, port=port, user=user))
        with run_on_port([self.program, *self.option[1:], str(path)], port, here / "said") as running:
            yield running
