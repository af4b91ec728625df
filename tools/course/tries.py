"""Tries: small Catch2 tests of one function, run before a server is. Each case is a process of its own, so that one
that crashes or waits for ever is named all the same. Python 3.9, standard library only.

A try is tries/REGION.cpp in the workspace, after the region of a task that it is about, or tries/task_K.cpp. A
workspace that has lost one does without.
"""
import dataclasses
import pathlib
import re
import subprocess
import xml.etree.ElementTree as ElementTree

CASE = re.compile(r'^TEST_CASE\("((?:[^"\\]|\\.)*)"', re.M)
NOT_COMPARED = {"FatalErrorCondition": "a crash: ", "Exception": "an exception: ", "Failure": ""}
SECONDS = 10  # a case moves a few bytes between two sockets, or none


@dataclasses.dataclass
class Failure:
    """What a case found."""
    case: str
    lines: list  # what was expected and what came, or why nothing came

    def text(self):
        return [f"tried without a server: {self.case}", *(f"  {line}" for line in self.lines)]


def sources(folder, task):
    """The files of a task's tries."""
    names = [f"task_{task.number}", *(region.name for region in task.regions)]
    paths = [pathlib.Path(folder) / "tries" / f"{name}.cpp" for name in names]
    return [path for path in paths if path.is_file()]


def cases(path):
    """The names of its cases, in order."""
    return [name.replace('\\"', '"') for name in CASE.findall(path.read_text(errors="replace"))]


def run(program, names, patience=1):
    """The first failure, or nothing."""
    for name in names:
        if (lines := run_case(program, name, SECONDS * patience)) is not None:
            return Failure(name, lines)
    return None


def run_case(program, name, seconds):
    """What is wrong with one case as lines, or nothing if all is well."""
    # A comma and a bracket are operators in Catch2's words for the choice of cases.
    chosen = re.sub(r"([\\,\[\]*])", r"\\\1", name)
    try:
        done = subprocess.run([str(program), chosen, "--reporter", "xml"], stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, errors="replace",
                              timeout=seconds, check=False)
    except subprocess.TimeoutExpired:
        return ["expected: it returns", f"came:     nothing within {seconds} s: it waits, or goes round, for ever"]
    if done.returncode == 0:
        return None
    return told(done.stdout) or ["expected: it returns", f"came:     {how_it_ended(done)}"]


def how_it_ended(done):
    said = done.stderr.strip().splitlines()
    if done.returncode < 0:
        return f"the program was ended by signal {-done.returncode}"
    return said[-1] if said else f"the program ended with status {done.returncode}"


def told(report):
    """The first failing expectation of Catch2's report, as lines."""
    try:
        tree = ElementTree.fromstring(report)
    except ElementTree.ParseError:
        return []
    infos = []  # those that stand before the first failure
    for element in tree.iter():
        text = " ".join((element.text or "").split())
        if element.tag == "Info":
            infos.append(f"with:     {text}")
        elif element.tag == "Expression" and element.get("success") == "false":
            return [*infos, f"expected: {text_of(element, 'Original')}", f"came:     {what_came(element)}"]
        elif element.tag in NOT_COMPARED:
            return [*infos, f"came:     {NOT_COMPARED[element.tag]}{text}"]
    return []


def what_came(expression):
    """The values that were compared, or what came in place of them."""
    for tag, words in NOT_COMPARED.items():
        if (found := expression.find(tag)) is not None:
            return words + " ".join((found.text or "").split())
    return text_of(expression, "Expanded")


def text_of(expression, name):
    """One of its parts, on one line and not too long."""
    text = " ".join((expression.findtext(name) or "").split())
    return text if len(text) <= 160 else text[:157] + "..."
