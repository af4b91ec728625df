#!/usr/bin/env python3
"""bank.py: the grader is graded. Right servers must pass, and every wrong one must be refused for its fault.

    bank.py mutants NN --bin DIR    each wrong server of stage NN is refused by the check that it names
    bank.py right NN --bin DIR      our program, the Python server and, where there is one, the C server pass

A wrong server is tried with two checks: the one that must refuse it, and one that it must pass all the same. The
first ones of every stage are tried with all checks, as a student does.
"""
import argparse
import collections
import concurrent.futures
import importlib
import json
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

FULL_RUNS = 2  # so many wrong servers of each stage are tried with all checks
AT_ONCE = 3  # most of a wrong server's time is spent waiting
PATIENT = 5  # for what must pass, on a busy machine

Mutant = collections.namedtuple("Mutant", "stage fault refused_by base story")


def placeholders(stage):
    """The options that the servers of a stage take."""
    number = int(stage)
    words = ["{port}"]
    if number in range(4, 9) or number >= 10:
        words += ["--threads", "{threads}"]
    if number >= 4:
        words += ["--queue", "{queue}"]
    if number >= 6:
        words += ["--root", "{root}"]
    if number >= 8:
        words += ["--header-timeout", "{header_timeout}"]
    return words


def mutants(stage):
    """The wrong servers of a stage, in the order of their file."""
    import mutant
    mutant.FAULTS.clear()
    sys.modules.pop(f"stage_{stage}", None)
    importlib.import_module(f"stage_{stage}")
    return [Mutant(stage, name, cls.refused_by, cls.base, story(cls)) for name, cls in mutant.FAULTS.items()]


def story(cls):
    """The docstring of a fault, or of the conversation that it mixes in."""
    for ancestor in cls.__mro__:
        if ancestor.__doc__:
            return " ".join(ancestor.__doc__.split())
    raise ValueError(f"{cls.__name__} does not say what is wrong")


def python_server(stage, fault=None):
    words = [sys.executable, str(HERE / f"stage_{stage}.py"), *placeholders(stage)]
    return words + (["--fault", fault] if fault else [])


def grade(binaries, stage, command, only=(), patience=1):
    """Runs the grader. Returns its exit status, the outcome of every check by name, and what it printed."""
    with tempfile.NamedTemporaryFile(suffix=".json") as outcome:
        words = [str(binaries / "check"), stage, "--json", outcome.name, "--patience", str(patience)]
        for name in only:
            words += ["--only", name]
        if command:
            words += ["--", *command]
        run = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
        text = pathlib.Path(outcome.name).read_text()
    if not text:
        raise RuntimeError(f"{' '.join(words)}\nended with {run.returncode}:\n{run.stdout}")
    return run.returncode, {one["name"]: one["outcome"] for one in json.loads(text)["checks"]}, run.stdout


def complaint(wrong, status, outcomes):
    """What is not as it must be, or nothing."""
    if status != 1:
        return f"exit status {status} instead of 1"
    if outcomes[wrong.refused_by] != "failed":
        return f"{wrong.refused_by} {outcomes[wrong.refused_by]}, it must fail"
    if wrong.base and outcomes[wrong.base] != "passed":
        return f"{wrong.base} {outcomes[wrong.base]}, it must pass: the server is refused for another reason"
    return None


def try_mutant(binaries, wrong, everything):
    """Returns a line of complaint with what the grader said, or nothing."""
    only = () if everything else tuple(filter(None, (wrong.refused_by, wrong.base)))
    for patience in (1, PATIENT):  # the second time only if the machine may have been too busy for the first
        status, outcomes, said = grade(binaries, wrong.stage, python_server(wrong.stage, wrong.fault), only, patience)
        why = complaint(wrong, status, outcomes)
        if why is None:
            return None
    return f"stage {wrong.stage}, {wrong.fault}: {why}\n{said}"


def test_mutants(binaries, stage):
    bank = mutants(stage)
    if len(bank) < 8:
        return [f"stage {stage} has only {len(bank)} wrong servers"]
    with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
        tried = [pool.submit(try_mutant, binaries, wrong, number < FULL_RUNS) for number, wrong in enumerate(bank)]
        complaints = [one.result() for one in tried]
    print(f"stage {stage}: {complaints.count(None)} of {len(bank)} wrong servers are refused for their fault")
    return [one for one in complaints if one]


def right_servers(binaries, stage):
    """Commands by language. No command at all is our own program."""
    commands = {"C++": None, "Python": python_server(stage)}
    program = binaries / f"right_{stage}"
    if program.exists():
        commands["C"] = [str(program), *placeholders(stage)]
    return commands


def test_right(binaries, stage):
    complaints = []
    for language, command in right_servers(binaries, stage).items():
        status, outcomes, said = grade(binaries, stage, command, patience=PATIENT)
        skipped = [name for name, outcome in outcomes.items() if outcome == "skipped" and "client" not in name]
        if status != 0 or skipped:
            complaints.append(f"stage {stage}, the right server in {language} is not passed\n{said}")
        else:
            print(f"stage {stage}: the right server in {language} passes {len(outcomes)} checks")
    return complaints


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kind", choices=("mutants", "right"))
    parser.add_argument("stage")
    parser.add_argument("--bin", type=pathlib.Path, required=True)
    options = parser.parse_args()
    complaints = (test_mutants if options.kind == "mutants" else test_right)(options.bin, options.stage)
    print("\n".join(complaints))
    sys.exit(1 if complaints else 0)


if __name__ == "__main__":
    main()
