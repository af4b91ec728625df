"""Waits until a file of a workspace is saved: by inotify (man 7 inotify), or where there is none by looking at the times
of the files twice a second. Python 3.9, standard library only.
"""
import ctypes
import errno
import os
import pathlib
import re
import select
import struct
import time

IN_NONBLOCK, IN_CLOEXEC = os.O_NONBLOCK, os.O_CLOEXEC
IN_CLOSE_WRITE, IN_MOVED_FROM, IN_MOVED_TO, IN_CREATE, IN_DELETE, IN_ONLYDIR = 0x8, 0x40, 0x80, 0x100, 0x200, 0x01000000
WATCHED = IN_CLOSE_WRITE | IN_MOVED_FROM | IN_MOVED_TO | IN_CREATE | IN_DELETE
EVENT = struct.Struct("iIII")
NAME = re.compile(r"^[^.].*\.(c|cc|cpp|cxx|h|hh|hpp|hxx|ipp|py|txt|cmake)$")
LOOK_SECONDS = 0.5   # between two looks at the times, without inotify
QUIET_SECONDS = 0.03  # an editor writes a file in several steps; this long after the last all is there


def folders_of(root):
    """The folders that hold sources; not where things are built."""
    found = []
    for at, names, _ in os.walk(root):
        names[:] = [name for name in names if not name.startswith((".", "build", "__pycache__"))]
        found.append(at)
    return found


def times_of(root):
    """{path: (time of the last change, size)} of its sources."""
    times = {}
    for folder in folders_of(root):
        for entry in os.scandir(folder):
            if NAME.match(entry.name):
                try:
                    status = entry.stat()
                except FileNotFoundError:
                    continue
                times[os.path.relpath(entry.path, root)] = (status.st_mtime_ns, status.st_size)
    return times


class Saves:
    """What was saved below a folder since it was asked last. `descriptor` is readable when something may have been;
    where it is None, it has to be asked every LOOK_SECONDS."""

    def __init__(self, root, with_inotify=True):
        self.root, self.times = pathlib.Path(root), times_of(root)
        self.descriptor = self.inotify() if with_inotify else None

    def inotify(self):
        """An inotify instance on every folder; None where the kernel has none for us."""
        try:
            self.libc = ctypes.CDLL(None, use_errno=True)
            descriptor = self.libc.inotify_init1(IN_NONBLOCK | IN_CLOEXEC)
        except (OSError, AttributeError):
            return None
        if descriptor < 0:
            return None
        for folder in folders_of(self.root):
            if self.libc.inotify_add_watch(descriptor, os.fsencode(folder), WATCHED | IN_ONLYDIR) < 0:
                if ctypes.get_errno() == errno.ENOENT:
                    continue
                os.close(descriptor)
                return None
        return descriptor

    def seconds(self):
        """How long to wait at most before the next look; None: until the descriptor is readable."""
        return None if self.descriptor is not None else LOOK_SECONDS

    def drain(self):
        """Takes all events there are, until it is quiet, and watches folders that are new."""
        while self.descriptor is not None:
            try:
                if not os.read(self.descriptor, 65536):
                    return
            except BlockingIOError:
                if not select.select([self.descriptor], [], [], QUIET_SECONDS)[0]:
                    break
        if self.descriptor is not None:
            for folder in folders_of(self.root):  # one that is watched already stays one watch
                self.libc.inotify_add_watch(self.descriptor, os.fsencode(folder), WATCHED | IN_ONLYDIR)

    def changed(self):
        """The sources that were saved, made or deleted since the last call, as paths from the folder."""
        self.drain()
        now = times_of(self.root)
        if self.descriptor is None and now != self.times:
            time.sleep(QUIET_SECONDS)  # half a save is no save; an event of inotify would tell its end
            now = times_of(self.root)
        names = sorted({name for name, _ in now.items() ^ self.times.items()})
        self.times = now
        return names

    def close(self):
        if self.descriptor is not None:
            os.close(self.descriptor)
