"""What the servers of the bank have in common: their command line, their faults, their stop.

Every file `stage_NN.py` is a right server without arguments beyond the port, and a wrong one with `--fault NAME`. A
fault is a subclass that changes one small thing, as students do. It names the check that must refuse it.
Python 3.9, standard library only.
"""
import argparse
import os
import re
import signal
import socket
import sys
import threading

FAULTS = {}  # name -> the class, in the order in which they are defined


def fault(refused_by, base="echo"):
    """Marks a subclass as a fault. `refused_by` is the check that must fail; `base` is one that must pass all the
    same, so that the server is known to be refused for its fault and not for being dead; None if there is none."""
    def register(cls):
        cls.refused_by, cls.base = refused_by, base
        FAULTS[re.sub(r"(?<!^)(?=[A-Z])", "-", cls.__name__).lower()] = cls
        return cls
    return register


Thread = threading.Thread


def stop_when_asked(server):
    """SIGTERM is blocked in every thread and taken by one that waits for nothing else. A handler would not do: Python
    runs it in the main thread, between two instructions, and a signal that comes just before that thread enters
    accept() or select() leaves it there, with its handler still to be run."""
    signal.sigwait({signal.SIGTERM})
    getattr(server, "on_stop", end_at_once)()


def end_at_once():
    os._exit(0)


def listen(port, backlog=1024):
    """A listening socket on the loopback."""
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", port))
    listener.listen(backlog)
    return listener


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("port", type=int)
    parser.add_argument("--threads", type=int, default=4)
    parser.add_argument("--queue", type=int, default=16)
    parser.add_argument("--root", default=".")
    parser.add_argument("--header-timeout", type=float, default=10)
    parser.add_argument("--fault", choices=sorted(FAULTS))
    return parser.parse_args()


def main(right):
    """Runs the right server, or the fault that the command line names, until SIGTERM. The exit status is 0."""
    options = arguments()
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
    server = (FAULTS[options.fault] if options.fault else right)(options)
    threading.Thread(target=stop_when_asked, args=(server,), daemon=True).start()
    server.run()
    sys.exit(0)
