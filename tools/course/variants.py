"""Programs made of a learner's text and the reference's: of every task either what the learner wrote, or the body that
the repository has. All else in the workspace is the learner's always. Python 3.9, standard library only.

A variant is a copy of the sources under the workspace's build/judge/, with lines for the compiler so that what it says
names the learner's own files. One that has not changed is not built again.
"""
import os
import pathlib
import re
import shutil
import subprocess

import regions
import slots
import workspace

SOURCES = {".c", ".cc", ".cpp", ".cxx", ".h", ".hh", ".hpp", ".hxx", ".ipp"}
MAX_COMPILER_LINES = 12


class Workspace:
    """What the learner has written by now, and which tasks it is of."""

    def __init__(self, stage, folder):
        self.stage, self.folder = stage, pathlib.Path(folder).resolve()
        self.tasks = {task.number: task for task in stage.tasks()}
        self.texts, self.slots, self.asked = {}, {}, {}
        for path, tasks in stage.workspace_files().items():
            place = workspace.place_of(stage, path)
            self.asked[place] = (path, tasks)
        for place in self.sources():
            self.texts[place] = (self.folder / place).read_text(errors="surrogateescape").splitlines()
            _, tasks = self.asked.get(place, (None, []))
            self.slots[place] = slots.find(self.texts[place], tasks)

    def sources(self):
        """The sources in the folder, as paths from it."""
        found = []
        for at, folders, names in os.walk(self.folder):
            folders[:] = [name for name in folders if name not in ("build", "tries") and name[0] != "."]
            found += [pathlib.PurePath(at, name).relative_to(self.folder) for name in names
                      if pathlib.PurePath(name).suffix in SOURCES]
        return sorted(found)

    def places(self, number):
        """[(file, region)] of a task."""
        return [(place, region) for place, (_, tasks) in self.asked.items() for task, region in tasks if task == number]

    def unmarked(self, number):
        """The files in which the marker lines of a task are gone: what is there is taken as it is."""
        return [place for place, region in self.places(number)
                if place in self.texts and (number, region) not in self.slots[place]]

    def call(self, number):
        """(file, line number, whether anything stands beside it) of a call that says the task is to be written."""
        for place, region in self.places(number):
            if place not in self.texts:  # the learner has deleted the file: the reference's stands there
                return place, 0, False
            text, slot = self.texts[place], self.slots[place].get((number, region))
            if slot and (line := slot.call(text)) is not None:
                return place, line + 1, slot.is_begun(text)
        return None

    def bodies(self, number):
        """[(file, the learner's lines or None, the reference's)] of the places of a task."""
        found = []
        for place, region in self.places(number):
            path, tasks = self.asked[place]
            reference = self.stage.lines(path)
            begin, end = next((begin, end) for begin, end, *key in regions.cuts(reference, tasks, path)
                              if key == [number, region])
            slot = self.slots.get(place, {}).get((number, region))
            own = slot.lines(self.texts[place]) if slot else None
            found.append((place, own, regions.without_markers(reference[begin:end])))
        return found

    def is_written(self, number):
        return self.call(number) is None

    def text(self, place, own):
        """A file, with the bodies of all tasks but those in `own` from the reference."""
        path, tasks = self.asked.get(place, (None, []))
        if place not in self.texts:
            return "\n".join(slots.assembled(self.stage.lines(path), self.stage.root / path, [])) + "\n"
        replaced = []
        if any(task not in own for task, _ in tasks):
            reference = self.stage.lines(path)
            for begin, end, task, region in regions.cuts(reference, tasks, path):
                slot = self.slots[place].get((task, region))
                if task not in own and slot:
                    replaced.append((slot, reference[begin:end], (self.stage.root / path, begin + 1)))
        return "\n".join(slots.assembled(self.texts[place], self.folder / place, replaced)) + "\n"


def write_if_new(path, text):
    """Leaves a file alone that holds this already, so that nothing is compiled for it."""
    data = text.encode(errors="surrogateescape")
    if not path.is_file() or path.read_bytes() != data:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


class Variants:
    """The builds of one workspace. `folder` is where, under its build/; `cmake` are further words for cmake."""

    def __init__(self, stage, target, build, folder="judge", cmake=()):
        self.stage, self.target, self.build = stage, pathlib.Path(target).resolve(), pathlib.Path(build)
        self.folder = self.target / "build" / folder
        self.cmake = list(cmake)

    def names(self):
        """One for what is written together, and one for each task by itself."""
        return ["together", *(f"task_{task.number}" for task in self.stage.tasks())]

    def programs(self, variant):
        return {name: self.folder / variant / name for name in self.stage.programs()}

    def write(self, variant, own, space):
        """Writes the sources of a variant in which the tasks `own` are the learner's."""
        sources = {*space.texts, *space.asked}
        for place in sources:
            write_if_new(self.folder / variant / "source" / place, space.text(place, own))
        old = self.folder / variant / "source"
        for path in [path for path in old.rglob("*") if path.is_file() and path.relative_to(old) not in sources]:
            path.unlink()

    def configure(self, space):
        """Asks cmake, if it was not asked with these words before. What went wrong as text, or nothing."""
        for variant in self.names():  # cmake wants to see every source of every variant
            for place in {*space.texts, *space.asked}:
                if not (path := self.folder / variant / "source" / place).is_file():
                    write_if_new(path, space.text(place, set()))
        words = ["cmake", "-S", str(self.target), "-B", str(self.folder), "-G", "Ninja",
                 f"-DLADDER_ROOT={self.stage.root.resolve()}", f"-DLADDER_BUILD={self.build.resolve()}",
                 f"-DLADDER_VARIANTS={';'.join(self.names())}", *self.cmake]
        asked, tries = self.folder / "asked.txt", sorted(str(path) for path in (self.target / "tries").glob("*.cpp"))
        text = "\n".join(words + tries)
        if asked.is_file() and asked.read_text() == text and (self.folder / "build.ninja").is_file():
            return ""
        cache = self.folder / "CMakeCache.txt"
        if cache.is_file() and f"CMAKE_HOME_DIRECTORY:INTERNAL={self.target}\n" not in cache.read_text():
            shutil.rmtree(self.folder / "CMakeFiles", ignore_errors=True)
            cache.unlink()
        done = run(words)
        if done.returncode == 0:
            asked.write_text(text)
            return ""
        return done.stdout

    def compile(self, *targets):
        """What the compiler said, shortened, or nothing if all is well."""
        done = run(["cmake", "--build", str(self.folder), "--target", *targets])
        return "" if done.returncode == 0 else self.shortened(done.stdout)

    def shortened(self, output):
        """From the first error on, without ninja's lines and with paths as the learner knows them."""
        lines = [line for line in output.splitlines()
                 if not re.match(r"^(\[\d+/\d+\]|FAILED:|ninja:|/usr/bin/c|: &&|cd )", line) and " -o " not in line]
        first = next((i for i, line in enumerate(lines) if "error" in line or "undefined" in line), 0)
        while first > 0 and re.match(r"^(In file included|\s+from |.*: In )", lines[first - 1]):
            first -= 1
        kept = lines[first:first + MAX_COMPILER_LINES] or output.splitlines()[-MAX_COMPILER_LINES:]
        if len(lines) - first > MAX_COMPILER_LINES:
            kept.append("...")
        return "\n".join(kept).replace(f"{self.target}/", "")


def run(words):
    """A command's status and both its streams as one text."""
    return subprocess.run(words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          errors="replace", check=False)
