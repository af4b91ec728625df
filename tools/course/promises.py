"""PROMISES.md: what a program without a template must do, as a list, and how the grader starts it.

The promises come from tools/check/checks.txt, the placeholders' meaning from tools/check/help.txt. Python 3.9, standard
library only.
"""
import re

import grading
from chapters import Stage

PAGE = "PROMISES.md"
SUFFIXES = {"python": ".py", "c": ".c", "cpp": ".cpp"}

PROMISES = """\
# The promises of {title}

A server of your own in {language}, without our library and without a template. What is there now, {programs}, reads its
command line and serves nothing; the rest is yours, in as many files as you like{also}.
The chapter has the ideas: `{chapter}`.

    {course} check {number}          {builds}grades it
    {course} watch {number}          the same at every save, for the first promise that is not kept
    {course} check {number} --list   the promises, as the grader calls them

The grader starts `{command}`{client}, where

{placeholders}
{lists}"""


def placeholders(stage):
    """The placeholders of the stage's command line, in the order of our own programs'."""
    return re.findall(r"\{([a-z_]+)\}", " ".join(grading.command(stage, {"server": "server"})))


def programs(stage):
    """Program -> the names of its arguments. Stage 02 is a pair; its client is followed by texts, or by none."""
    if stage.number == "02":
        return {"server": ["port"], "client": ["host", "port"]}
    return {"server": placeholders(stage)}


def checklist(stage):
    """What is new in this stage, and what it keeps of the stages before."""
    numbers = [number for number in range(1, int(stage.number)) if number != 2 and stage.number != "02"]
    before = {name for number in numbers for name in Stage(stage.root, str(number)).checks()}
    here = stage.checks().items()
    new = [f"- [ ] `{name}`: {promise}" for name, promise in here if name not in before]
    kept = [f"- [ ] `{name}`: {promise}" for name, promise in here if name in before]
    parts = ["\n## As in the stages before\n", *kept] if kept else []
    return "\n".join(parts + [f"\n## {'New here' if kept else 'All of them'}\n", *new]).lstrip("\n") + "\n"


def meaning(stage):
    """The grader's own lines about the placeholders that this stage has."""
    text = (stage.root / "tools" / "check" / "help.txt").read_text()
    meanings = dict(re.findall(r"^  (\{[a-z_]+\}) +(.+)$", text, re.M))
    return "".join(f"- `{{{name}}}` {meanings['{' + name + '}']}\n" for name in placeholders(stage))


def page(stage, language):
    """PROMISES.md."""
    words = " ".join("{%s}" % name for name in placeholders(stage))
    start = "python3 server.py" if language == "python" else "build/server"
    client = start.replace("server", "client") + " 127.0.0.1 {port}"
    names = [f"`{name}{SUFFIXES[language]}`" for name in programs(stage)]
    return PROMISES.format(
        title=(stage.folder / "README.md").read_text().partition("\n")[0].replace("# Stage", "stage"),
        number=stage.number, language={"python": "Python", "c": "C", "cpp": "C++"}[language],
        programs=" and ".join(names),
        also="" if language == "python" else f": every `{SUFFIXES[language]}` here is compiled",
        chapter=stage.folder / "README.md", course=stage.root / "course",
        builds="" if language == "python" else "compiles it and ", command=f"{start} {words}",
        client=f", and the client as `{client}` with a text or without" if stage.number == "02" else "",
        placeholders=meaning(stage), lists=checklist(stage))
