"""The grader as a function: some checks of a stage, and what became of each. Python 3.9, standard library only."""
import dataclasses
import json
import pathlib
import re
import subprocess
import tempfile

from chapters import CourseError

HEADER = re.compile(r"^  (?:\033\[\d+m)?(passed|failed|skipped)(?:\033\[0m)?  (\S+) ")
UNWRITTEN = re.compile(r"\b(task \d+) is still to be written: see TASKS\.md")
ARGUMENTS = {"04": "--threads {threads} --queue {queue}", "05": "--threads {threads} --queue {queue}",
             "06": "--threads {threads} --queue {queue} --root {root}",
             "07": "--threads {threads} --queue {queue} --root {root}",
             "09": "--queue {queue} --root {root} --header-timeout {header_timeout}"}
ALL_ARGUMENTS = "--threads {threads} --queue {queue} --root {root} --header-timeout {header_timeout}"


@dataclasses.dataclass
class Outcome:
    """One check."""
    name: str
    promise: str
    kind: str  # "passed", "failed" or "skipped"; "untried" where the program did not come so far
    lines: list  # the grader's own report of it
    record: dict  # as its JSON has it

    def unwritten(self):
        """"task 3", if the program came to what is still to be written."""
        match = UNWRITTEN.search(self.record.get("program_said", "")) or UNWRITTEN.search("\n".join(self.lines))
        return match.group(1) if match else None


def command(stage, programs):
    """The grader's words for the programs of a stage, {name: path}: perhaps a client, then -- and a server."""
    server = next(path for name, path in programs.items() if not name.endswith("_client"))
    client = next((path for name, path in programs.items() if name.endswith("_client")), None)
    words = ["--client", f"{quoted(client)} 127.0.0.1 {{port}}"] if client else []
    arguments = "" if int(stage.number) <= 3 else ARGUMENTS.get(stage.number, ALL_ARGUMENTS)
    return [*words, "--", str(server), "{port}", *arguments.split()]


def quoted(path):
    """One word for /bin/sh."""
    return "'" + str(path).replace("'", "'\\''") + "'"


def grade(grader, stage, programs, names, patience=1):
    """[Outcome] of these checks, in the grader's order. CourseError if it cannot work. `programs` may be the grader's
    words themselves."""
    ours = programs if isinstance(programs, list) else command(stage, programs)
    split = ours.index("--")
    only = [word for name in names for word in ("--only", name)]
    with tempfile.TemporaryDirectory(prefix="ladder-") as folder:
        report = pathlib.Path(folder) / "report.json"
        words = [str(grader), stage.number, *only, "--json", str(report), "--patience", str(patience)]
        done = subprocess.run(words + ours[:split] + ours[split:], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, text=True, errors="replace", check=False)
        if done.returncode not in (0, 1) or not report.is_file():
            raise CourseError(f"the grader cannot work: {(done.stderr or done.stdout).strip()}")
        records = json.loads(report.read_text())["checks"]
    blocks = blocks_of(done.stdout)
    outcomes = [Outcome(record["name"], record["promise"], record["outcome"], blocks.get(record["name"], []), record)
                for record in records]
    tried = {outcome.name for outcome in outcomes}
    return outcomes + [Outcome(name, "", "untried", [], {}) for name in names if name not in tried]


def blocks_of(text):
    """{check: the lines that the grader's report has of it}."""
    blocks, name = {}, None
    for line in text.splitlines():
        if match := HEADER.match(line):
            name = match.group(2)
            blocks[name] = []
        if not line or line.startswith("stage "):
            name = None
        if name:
            blocks[name].append(line)
    return blocks
