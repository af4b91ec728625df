"""What the course knows about its stages: folders, programs, and the tasks and hints of a chapter.

Hints lie in docs/hints/NN.md; writing-chapters.md in docs/ describes the format. Python 3.9, standard library only.
"""
import dataclasses
import pathlib
import re

import code_blocks
import regions

HINT_NAMES = ("Nudge", "Idea", "Code")
WHY = "Why so"  # for those who have done the task (compare.py)
TASK = re.compile(r"^Task (\d+): (.+)$")
GRADED_BY = re.compile(r"^(Graded by .*?)\n\n", re.M | re.S)


class CourseError(Exception):
    """Something that the learner, or a chapter's author, is told in one line."""


@dataclasses.dataclass
class Region:
    """A marked region: a file, as a path from the root of the repository, and a name."""
    path: pathlib.PurePath
    name: str


@dataclasses.dataclass
class Task:
    """One task of a stage, with its three hints as text. The last one shows regions."""
    number: int
    title: str
    hints: list
    regions: list
    why: str = ""


class Stage:
    """A stage of the tree at `root`."""

    def __init__(self, root, number):
        self.root = pathlib.Path(root)
        if not re.fullmatch(r"\d{1,2}", number):
            raise CourseError(f"'{number}' is not the number of a stage")
        self.number = f"{int(number):02d}"
        folders = sorted((self.root / "stages").glob(self.number + "_*"))
        if not folders:
            raise CourseError(f"there is no stage {self.number}; ./course lists them")
        self.folder = folders[0]
        self.name = self.folder.name

    def programs(self):
        """Program name -> its source, as paths from the root. Stage 02 is a pair."""
        sources = sorted(self.folder.glob("*.cpp"))
        if [source.name for source in sources] == ["main.cpp"]:
            return {"stage_" + self.name: self.relative(sources[0])}
        return {f"stage_{self.name}_{source.stem}": self.relative(source) for source in sources}

    def relative(self, path):
        return path.relative_to(self.root)

    def lines(self, path):
        return (self.root / path).read_text().splitlines()

    def your_turn(self):
        """The part "Your turn" of the chapter, without its heading."""
        return section(self.folder / "README.md", "## ", "Your turn")

    def checks(self):
        """{check of the grader: its promise}, in its order, from the list that a test compares with the grader."""
        lines = (self.root / "tools" / "check" / "checks.txt").read_text().splitlines()
        parts = [line.split("\t") for line in lines if line.startswith(self.number + "\t")]
        return {name: promise for _, name, promise in parts}

    def graded_by(self):
        """{task's number: [checks]}, as the chapter says below each task: "Graded by `echo` and `stop`." """
        known, graded = self.checks(), {}
        for title, text in split(self.your_turn(), "### "):
            if match := TASK.match(title):
                named = " ".join(GRADED_BY.findall(text + "\n\n"))
                graded[int(match.group(1))] = [name for name in re.findall(r"`([^`]+)`", named) if name in known]
        return graded

    def tasks(self):
        """The tasks, from docs/hints/NN.md."""
        path = self.root / "docs" / "hints" / f"{self.number}.md"
        if not path.is_file():
            raise CourseError(f"stage {self.number} has no hints: {self.relative(path)} is missing")
        parts = split(path.read_text(), "## ")
        return [self.task(title, text) for title, text in parts if title]

    def task(self, heading, text):
        match = TASK.match(heading)
        if not match:
            raise CourseError(f"docs/hints/{self.number}.md: '{heading}' is not 'Task N: what it is'")
        hints = {name: words.strip() for name, words in split(text, "### ") if name}
        why = hints.pop(WHY, "")
        if tuple(hints) != HINT_NAMES:
            raise CourseError(f"docs/hints/{self.number}.md: task {match.group(1)} has the hints "
                              f"{', '.join(hints) or 'none'}, not {', '.join(HINT_NAMES)}")
        shown = [self.region(block) for block in code_blocks.blocks_of(hints["Code"].splitlines())]
        return Task(int(match.group(1)), match.group(2), list(hints.values()), shown, why)

    def region(self, block):
        """The region that a block of code in the hints shows."""
        try:
            return Region(code_blocks.source_of(self.root, block.file), block.region)
        except code_blocks.CodeError as error:
            raise CourseError(f"docs/hints/{self.number}.md: {error}") from None

    def workspace_files(self):
        """Path from the root -> [(task, region)], for all sources of the stage and for every library file of a task."""
        files = {path: [] for path in self.programs().values()}
        files.update({self.relative(header): [] for header in sorted(self.folder.glob("*.hpp"))})
        for task in self.tasks():
            for region in task.regions:
                files.setdefault(region.path, []).append((task.number, region.name))
        return files

    def taken_out(self, path, tasks):
        """A file with the solutions of these tasks taken out, and the solutions."""
        return regions.take_out(self.lines(path), tasks, path)


def split(text, mark):
    """A text cut at its headings of one level: [(heading or "", text under it)]."""
    parts, fenced = [("", [])], False
    for line in text.splitlines():
        fenced ^= line.startswith("```")
        if line.startswith(mark) and not fenced:
            parts.append((line[len(mark):].strip(), []))
        else:
            parts[-1][1].append(line)
    return [(heading, "\n".join(lines)) for heading, lines in parts]


def section(path, mark, heading):
    """The text under one heading of a file. CourseError if there is none."""
    for title, text in split(path.read_text(), mark):
        if title == heading:
            return text.strip()
    raise CourseError(f"{path}: there is no part '{heading}'")
