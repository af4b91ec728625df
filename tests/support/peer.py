"""Other servers that ours is compared with: found where they are installed, run with a configuration file.

They cannot choose their port themselves, so they get one that was free a moment ago. Standard library only.
"""
import contextlib
import os
import pathlib
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


def start_listening(command_of, log, attempts=3):
    """Starts a program that is to listen on a free port. Somebody else may take the port before the program does, so
    it gets a few. RuntimeError: it ends each time; what it said last is in the text."""
    port = free_port()
    with open(log, "wb") as stream:
        process = subprocess.Popen(command_of(port), stdin=subprocess.DEVNULL, stdout=stream, stderr=stream,
                                   start_new_session=True)
    try:
        await_listener(process, port)
        return Running(process, port)
    except RuntimeError as failure:
        end(process)
        if attempts > 1:
            return start_listening(command_of, log, attempts - 1)
        words = pathlib.Path(log).read_text(errors="replace").strip()
        raise RuntimeError(f"{failure}: {words[-500:]}" if words else str(failure)) from failure
    except BaseException:
        end(process)
        raise


@contextlib.contextmanager
def run_on_free_port(command_of, log):
    """Runs the program of the command line `command_of(port)`, from when it listens until the end of the block. What
    it says goes to the file `log`. A session of its own keeps Ctrl-C from it: it is ended here, by its id."""
    running = start_listening(command_of, log)
    try:
        yield running
    finally:
        end(running.process)


class Peer:
    """A server with a configuration file. `option[0]` makes it tell its version; the others stand before the
    name of the file. `name` may be the program's with a word behind it, "nginx-tuned". In the configuration
    {here}, {root}, {port} and {user} are filled in."""

    def __init__(self, name, configuration, option):
        self.name, self.configuration, self.option = name, configuration, option
        self.program = find(name.partition("-")[0])

    def version(self):
        return said([self.program, self.option[0]]).replace("nginx version: ", "")

    @contextlib.contextmanager
    def run(self, root, here):
        """Serves `root`; `here` is made, for its files. Yields what is Running."""
        here.mkdir()
        path = here / "configuration"
        user = "user: root" if os.geteuid() == 0 else ""

        def command_of(port):
            path.write_text(self.configuration.format(here=here, root=root, port=port, user=user))
            return [self.program, *self.option[1:], str(path)]

        with run_on_free_port(command_of, here / "said") as running:
            yield running
