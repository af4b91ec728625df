"""Transcripts: what a chapter's ```console blocks say, and whether a terminal said the same.

docs/writing-chapters.md tells authors what may stand in a block. Python 3.9, standard library only.
"""
import dataclasses
import re

COMMAND = re.compile(r"^(\d?)\$ (.*)$")
TYPED = re.compile(r"^(\d)> (.*)$")
SHOWN = re.compile(r"^(\d)\| ?(.*)$")
DOCUMENTED_PORT = re.compile(r"\b80\d\d\b")
SHELL_JOB = re.compile(r"^\[\d+\][+-]? .*$")  # "[1] 4711", "[1]+  Done ...": the shell's own words
ANY_LINES = "..."

# What differs from run to run, and the word that stands for it in both texts.
MASKS = [(re.compile(pattern), word) for pattern, word in (
    (r"\b\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT\b", "DATE"),
    (r"\b\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(\.\d+)?\b", "DATE"),
    (r"\bupload_\d{8}_\d{6}_[0-9a-z]{4}\b", "UPLOAD"),
    (r"(?i)\b(etag: )(W/)?\"[^\"]*\"", r"\1TAG"),
    (r"\b(127\.0\.0\.1|\[::1\]):\d{5}\b", r"\1:EPHEMERAL"),
    (r"\b(received on 127\.0\.0\.1) \d{5}\b", r"\1 EPHEMERAL"),
    (r"\b\d+(\.\d+)? ?(ns|us|µs|ms|s|seconds)\b", "TIME"),
    (r"\b0x[0-9a-f]+\b", "ADDRESS"),
    (r"\bpid \d+\b", "pid PID"),
)]


@dataclasses.dataclass
class Step:
    """One line that a reader types, and what comes back; or only a look at another terminal."""
    terminal: int
    text: str       # None: a look
    is_typed: bool  # into a program that runs, not at the prompt
    line: int       # in the chapter
    expected: list = dataclasses.field(default_factory=list)
    stays: bool = False  # the program goes on running: the next line of this terminal is typed into it


class MalformedTranscript(Exception):
    """A block that is no transcript."""


def steps_of(text):
    """All steps of a chapter, in order."""
    steps, in_block, fresh = [], False, False
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("```"):
            in_block = line.rstrip() == "```console" and not in_block
            fresh = in_block
        elif in_block:
            add_line(steps, line, number, fresh)
            fresh = False
    for index, step in enumerate(steps):
        later = next((other for other in steps[index + 1:]
                      if other.terminal == step.terminal and other.text is not None), None)
        step.stays = step.text is None or (later is not None and later.is_typed)
    return steps


def add_line(steps, line, number, first_of_block):
    command, typed, shown = COMMAND.match(line), TYPED.match(line), SHOWN.match(line)
    match = command or typed
    if match:
        steps.append(Step(int(match.group(1) or 1), match.group(2), command is None, number))
    elif shown:
        terminal = int(shown.group(1))
        if not steps or steps[-1].text is not None or steps[-1].terminal != terminal:
            steps.append(Step(terminal, None, False, number))
        steps[-1].expected.append(shown.group(2))
    elif first_of_block:
        raise MalformedTranscript(f"line {number}: a block begins with a command, `$ ...`")
    else:
        steps[-1].expected.append(line)


def ports_of(steps):
    """The ports 80NN that the chapter's commands name."""
    return sorted({port for step in steps for port in DOCUMENTED_PORT.findall(step.text or "")})


def masked(line):
    for pattern, word in MASKS:
        line = pattern.sub(word, line)
    return line.rstrip()


def is_match(actual, expected):
    """Whether the lines are those; a line `...` stands for any number of lines."""
    if not expected:
        return not actual
    if expected[0] == ANY_LINES:
        return any(is_match(actual[skipped:], expected[1:]) for skipped in range(len(actual) + 1))
    return bool(actual) and masked(actual[0]) == masked(expected[0]) and is_match(actual[1:], expected[1:])
