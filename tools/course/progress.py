"""What became of every task and every promise, as it was last judged: a small text file, a line each, sorted.

    01 promise half-close done
    01 task 2 wrong

It lies in work/, where learners keep their workspaces. For those who keep work/ in git a .gitattributes is written
beside it: of two clones each has added lines, and both are wanted (merge=union). Where two lines then speak of the same
task, it is done if one of them says so. Python 3.9, standard library only.
"""
import contextlib
import os
import pathlib
import re
import tempfile

from chapters import Stage

LINE = re.compile(r"^(\d\d) (task|promise) (\S+) (done|wrong|not-begun)$")
BEST_LAST = ("not-begun", "wrong", "done")
MARKS = {"done": "+", "wrong": "x", "not-begun": "."}
ATTRIBUTES = "progress.txt merge=union\n"


def word_for(state):
    """A state of judge.State in the file's words: what does not compile is begun and wrong."""
    return {"done": "done", "not begun": "not-begun"}.get(state, "wrong")


class Progress:
    """The file at `path`. One that is not there is empty; lines that are no lines of it are passed over."""

    def __init__(self, path):
        self.path = pathlib.Path(path)

    def read(self):
        """{(stage, kind, name): state}"""
        try:
            lines = self.path.read_text(errors="replace").splitlines()
        except FileNotFoundError:
            return {}
        states = {}
        for match in filter(None, map(LINE.match, lines)):
            key, state = match.groups()[:3], match.group(4)
            if key not in states or BEST_LAST.index(state) > BEST_LAST.index(states[key]):
                states[key] = state
        return states

    def remember(self, stage, kind, found):
        """Takes down {task's number or promise's name: state}. OSError if it cannot be written."""
        states = self.read()
        states.update({(stage, kind, str(name)): state for name, state in found.items()})
        text = "".join(sorted(f"{' '.join(key)} {state}\n" for key, state in states.items()))
        self.path.parent.mkdir(parents=True, exist_ok=True)
        attributes = self.path.parent / ".gitattributes"
        if not attributes.exists():
            attributes.write_text(ATTRIBUTES)
        if self.path.is_file() and self.path.read_text(errors="replace") == text:
            return
        descriptor, new = tempfile.mkstemp(prefix=".progress-", dir=self.path.parent)
        with os.fdopen(descriptor, "w") as file:
            file.write(text)
        os.chmod(new, 0o644)
        os.replace(new, self.path)

    def of(self, stage, kind):
        """{name: state} of a stage."""
        return {key[2]: state for key, state in self.read().items() if key[:2] == (stage, kind)}


def default_path(root):
    """Where it lies: in work/, or beside whatever else the tests have remembered in COURSE_MEMORY (learn.sh)."""
    return pathlib.Path(os.environ.get("COURSE_MEMORY") or pathlib.Path(root) / "work") / "progress.txt"


def remember(stage, kind, found):
    """Takes down {task's number or promise's name: state}. A clone that cannot be written to goes without."""
    with contextlib.suppress(OSError):
        Progress(default_path(stage.root)).remember(stage.number, kind, found)


def remember_verdicts(stage, verdicts):
    """Takes down what judge.Judge found."""
    remember(stage, "task", {one.task.number: word_for(one.state.value) for one in verdicts})


def remember_outcomes(stage, outcomes):
    """Takes down {check: "passed" or what else}, of a program without a template."""
    remember(stage, "promise", {name: "done" if kind == "passed" else "wrong" for name, kind in outcomes.items()
                                if kind != "skipped"})


def title_of(stage):
    """What the chapter is called, without its number."""
    return (stage.folder / "README.md").read_text().partition("\n")[0].partition(": ")[2]


def stage_line(stage, states, promises):
    """A stage: a mark for each task, and how many promises a program without a template keeps."""
    marks = " ".join(MARKS[states.get(str(task.number), "not-begun")] for task in stage.tasks())
    kept = sum(1 for state in promises.values() if state == "done")
    own = f"  {kept} of {len(stage.checks())} promises kept" if promises else ""
    return f"  {stage.number}  {title_of(stage):<44} {marks:<11}{own}".rstrip()


def what_is_next(root, numbers, states):
    """The lines that say where to go on: in the first stage that is begun and not finished, else in the first of which
    nothing is known."""
    begun, fresh = None, None
    for number in numbers:
        stage = Stage(root, number)
        found = {key[2]: state for key, state in states.items() if key[:2] == (number, "task")}
        left = [task for task in stage.tasks() if found.get(str(task.number)) != "done"]
        if left and any(state != "not-begun" for state in found.values()):
            begun = begun or (stage, left[0])
        elif left:
            fresh = fresh or (stage, left[0])
    if not (begun or fresh):
        return ["next: all tasks are done. The same again, in another language: ./course start 12 --blank"]
    stage, task = begun or fresh
    start = f"./course watch {stage.number}" if begun else f"./course start {stage.number}"
    return [f"next: stage {stage.number}, task {task.number}: {task.title}",
            f"      {start}     ./course hint {stage.number} {task.number}"]


def report(root, path):
    """The twelve stages, their tasks, and what is next, as lines."""
    states = Progress(path).read()
    numbers = sorted(folder.name[:2] for folder in (pathlib.Path(root) / "stages").glob("[0-9][0-9]_*"))
    lines = ["as last judged, a mark a task: + done, x wrong, . not begun"]
    for number in numbers:
        of = {kind: {key[2]: state for key, state in states.items() if key[:2] == (number, kind)}
              for kind in ("task", "promise")}
        lines.append(stage_line(Stage(root, number), of["task"], of["promise"]))
    return lines + what_is_next(root, numbers, states)
