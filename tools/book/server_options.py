"""The options of http_server, as `--help` tells them and as docs/options.md gives the reasons for them.

docs/http_server-help.txt is a captured `--help`, so that the pages can be made where nothing is built; a test holds it
true. CLI11 has printed help in two ways, before and since 2.4; both are read. Python 3.9, standard library only.
"""
import dataclasses
import re
import subprocess

HELP = "docs/http_server-help.txt"
REASONS = "docs/options.md"
BY_RULE = {"--help", "--version"}  # what every program has, and nobody asks a reason for
UNITS = {"": 1, "bytes": 1, "bytes a second": 1, "s": 1, "ms": 0.001, "KiB": 1024, "MiB": 1024 ** 2, "GiB": 1024 ** 3}

# `  -t,--threads UINT:INT in [1 - 1024]=10   text`, `  port UINT [8080]`, and a text that begins on the next line.
ENTRY = re.compile(r"^  (?P<names>-[^\s{]*|(?:-\w, +)?--[\w-]+|[a-z]\w*)(?P<rest>[^\n]*)$")
VALUE = re.compile(r"^(?P<flag>\{\w+\})?\s*(?P<type>[A-Z]+(?::INT in \[[^\]]*\]|:FLOAT in \[[^\]]*\]|:\{[^}]*\})?)?"
                   r"(?:=(?P<old>\S+)| \[(?P<new>[^\]]*)\])?\s*(?P<more>\.\.\.)?(?:\s{2,}|\s*$|(?<=\s))(?P<text>.*)$")


class OptionsError(Exception):
    """A help or a table that is not as this program knows it."""


@dataclasses.dataclass
class Option:
    """`name` is that of a positional, or the long one with its dashes. `default` is as it is printed, or empty."""
    name: str
    takes: str
    default: str
    text: str


@dataclasses.dataclass
class Reason:
    """A row of docs/options.md: all names it gives, the default as it is written there, why, and the part it stands in."""
    names: list
    default: str
    why: str
    part: str


def parse_help(text):
    """name -> Option, in the order of the help."""
    found, current = {}, None
    for line in text.splitlines():
        entry = ENTRY.match(line)
        if entry:
            name = re.split(r", *", entry["names"])[-1]
            value = VALUE.match(entry["rest"])
            if not value:
                raise OptionsError(f"--help has a line of a shape that is new: {line}")
            current = Option(name, (value["type"] or "").strip(), value["old"] or value["new"] or "", value["text"].strip())
            found[name] = current
        elif current and line.startswith(" " * 10) and line.strip():
            current.text = f"{current.text} {line.strip()}".strip()
        elif line and not line.startswith(" "):
            current = None
    if len(found) < 10:
        raise OptionsError("--help has hardly any options: it cannot have been read")
    return found


def captured(root):
    return parse_help((root / HELP).read_text())


def printed_by(server):
    """What a built server prints now, as text."""
    return subprocess.run([server, "--help"], capture_output=True, text=True, check=True, timeout=60).stdout


def cells(line):
    return [cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip().strip("|"))]


def parse_reasons(text):
    """The rows of all tables whose first column is "option"."""
    found, part, columns = [], "", None
    for line in text.splitlines():
        if line.startswith("## "):
            part = line[3:].strip()
        if not line.startswith("|"):
            columns = None
        elif columns is None:
            columns = cells(line) if cells(line)[0] == "option" else []
        elif columns and not re.fullmatch(r"[|\-: ]+", line):
            row = dict(zip(columns, cells(line)))
            names = re.findall(r"`([\w-]+)`", row["option"])
            if names:  # a limit that is no option has a row as well
                why = next(value for title, value in row.items() if title.endswith(("why", "why, and who else")))
                beyond = row.get("answer beyond it", "")
                found.append(Reason(names, row["default"], f"{beyond} beyond it; {why}" if beyond else why, part))
    return found


def reasons(root):
    return parse_reasons((root / REASONS).read_text())


def normal(default):
    """A default as a value to compare: `64 MiB` and `67108864` are the same."""
    match = re.fullmatch(r"([\d,]+(?:\.\d+)?)\s*([A-Za-z ]*)", default)
    if match and match[2] in UNITS:
        return float(match[1].replace(",", "")) * UNITS[match[2]]
    return default


def differences(options, known):
    """What --help and docs/options.md do not have in common, a line each."""
    found, named = [], [name for reason in known for name in reason.names]
    for name in options:
        if name not in BY_RULE and name not in named:
            found.append(f"{name} is an option of http_server, and docs/options.md has no row for it")
    for reason in known:
        there = [options[name] for name in reason.names if name in options]
        for name in reason.names:
            if name not in options:
                found.append(f"docs/options.md has a row for {name}, which is no option of http_server")
        for default in sorted({option.default for option in there if option.default}) or ([""] if there else []):
            if normal(default) != normal(reason.default):
                found.append(f"{', '.join(reason.names)}: the default is {default or 'none'}, "
                             f"docs/options.md says {reason.default or 'none'}")
    return found + [f"{name} has two rows in docs/options.md" for name in sorted({n for n in named if named.count(n) > 1})]
