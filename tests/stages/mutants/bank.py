#!/usr/bin/env python3
"""bank.py: the grader is graded. Right servers must pass, and every wrong one must be refused for its fault.

    bank.py mutants NN --bin DIR    each wrong server of stage NN is refused by the check that it names
    bank.py mutants NN --bin DIR --times COUNT   how often of so many times each is refused; one that is not is told
    bank.py right NN --bin DIR      our program, the Python server, the C server and those in other styles pass
                                    (--patience FACTOR: the grader's limits are multiplied by it;
                                    --compiled: only those in C++ and C, which a sanitizer sees into)

A wrong server is tried with two checks: the one that must refuse it, and one that it must pass all the same. The
first ones of every stage are tried with all checks, as a student does.
"""
import argparse
import collections
import concurrent.futures
import importlib
import json
import pathlib
import shlex
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

FULL_RUNS = 2  # so many wrong servers of each stage are tried with all checks
AT_ONCE = 4  # most of a wrong server's time is spent waiting
PATIENT = 5  # for what must pass, on a busy machine
# Some faults are races, and a busy machine may be too slow for the first try: one refusal for the fault is enough.
PATIENCES = (1, PATIENT, 1, 1, 1, PATIENT, 1, 1, 1, 1)

Mutant = collections.namedtuple("Mutant", "stage fault refused_by base story command")


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
    """The wrong servers of a stage, in the order of their file; then its wrong clients, where it has one."""
    return wrong_ones(stage, f"stage_{stage}", server_arguments) + (
        wrong_ones(stage, f"client_{stage}", client_arguments) if client_arguments(stage) else [])


def wrong_ones(stage, module, arguments):
    import mutant
    mutant.FAULTS.clear()
    for known in [one for one in sys.modules if one.startswith(module)]:  # and what it is made of
        del sys.modules[known]
    importlib.import_module(module)
    return [Mutant(stage, name, cls.refused_by, cls.base, story(cls), arguments(stage, name))
            for name, cls in mutant.FAULTS.items()]


def story(cls):
    """The docstring of a fault, or of the conversation that it mixes in."""
    for ancestor in cls.__mro__:
        if ancestor.__doc__:
            return " ".join(ancestor.__doc__.split())
    raise ValueError(f"{cls.__name__} does not say what is wrong")


def server_arguments(stage, fault=None):
    """What the grader is told of the Python server."""
    words = [sys.executable, str(HERE / f"stage_{stage}.py"), *placeholders(stage)]
    return ["--", *words, *(["--fault", fault] if fault else [])]


def client_arguments(stage, fault=None):
    """What the grader is told of the Python client; nothing if the stage has none."""
    if not (HERE / f"client_{stage}.py").exists():
        return []
    words = [sys.executable, str(HERE / f"client_{stage}.py"), *(["--fault", fault] if fault else []), "{port}"]
    return ["--client", shlex.join(words).replace("'{port}'", "{port}")]


def grade(binaries, stage, arguments, only=(), patience=1):
    """Runs the grader. Returns its exit status, the outcome of every check by name, and what it printed."""
    with tempfile.NamedTemporaryFile(suffix=".json") as outcome:
        words = [str(binaries / "check"), stage, "--json", outcome.name, "--patience", str(patience)]
        for name in only:
            words += ["--only", name]
        run = subprocess.run(words + arguments, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
        text = pathlib.Path(outcome.name).read_text()
    if not text:
        raise RuntimeError(f"{' '.join(words)}\nended with {run.returncode}:\n{run.stdout}")
    return run.returncode, {one["name"]: one["outcome"] for one in json.loads(text)["checks"]}, run.stdout


def complaint(wrong, status, outcomes, everything):
    """What is not as it must be, or nothing."""
    if status != 1:
        return f"exit status {status} instead of 1"
    refused_by, base = (outcomes.get(name, "was not tried") for name in (wrong.refused_by, wrong.base))
    # With all checks, those before it may have cost the time that failures may cost.
    if refused_by != "failed" and not (everything and refused_by == "untried"):
        return f"{wrong.refused_by} {refused_by}, it must fail"
    if wrong.base and base != "passed":
        return f"{wrong.base} {base}, it must pass: the server is refused for another reason"
    return None


def try_mutant(binaries, wrong, everything):
    """Returns a line of complaint with what the grader said, or nothing."""
    only = () if everything else tuple(filter(None, (wrong.refused_by, wrong.base)))
    for patience in PATIENCES:
        status, outcomes, said = grade(binaries, wrong.stage, wrong.command, only, patience)
        why = complaint(wrong, status, outcomes, everything)
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


def count_refusals(binaries, wrong, times):
    """Tried so often, each time once: a line for what was not refused, or nothing."""
    runs = [grade(binaries, wrong.stage, wrong.command, tuple(filter(None, (wrong.refused_by, wrong.base))))
            for _ in range(times)]
    missed = [why for status, outcomes, _ in runs if (why := complaint(wrong, status, outcomes, False))]
    return missed and f"stage {wrong.stage}, {wrong.fault}: {len(missed)} of {times} times: {missed[0]}"


def test_refusals(binaries, stage, times):
    bank = mutants(stage)
    with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
        missed = [one for one in pool.map(lambda wrong: count_refusals(binaries, wrong, times), bank) if one]
    print(f"stage {stage}: {len(bank) - len(missed)} of {len(bank)} wrong servers are refused {times} times of {times}")
    return missed


def right_servers(binaries, stage, compiled):
    """What the grader is told, by language. Told nothing, it takes our own program."""
    told = {"C++": []} if any(binaries.glob(f"stage_{stage}_*")) else {}
    if not compiled and (HERE / f"stage_{stage}.py").exists():
        told["Python"] = client_arguments(stage) + server_arguments(stage)
    program = binaries / f"right_{stage}"
    if program.exists():
        told["C"] = ["--", str(program), *placeholders(stage)]
    return told if compiled else {**told, **right_styles(stage)}


def right_styles(stage):
    """Other ways to drive connections: what the grader asks for, it asks of these too."""
    right, told = HERE.parent / "right", {}
    for style, file, stages in (("Python over asyncio", "asyncio_server.py", ("01", "03", "09")),
                                ("Python over select", "select_server.py", ("03", "04", "05", "07"))):
        if stage in stages:
            told[style] = ["--", sys.executable, str(right / file), stage, *placeholders(stage)]
    if stage in ("01", "03") and shutil.which("perl"):
        told["Perl, a process for each client"] = ["--", "perl", str(right / "fork_server.pl"), "{port}"]
    return told


def test_right(binaries, stage, patience, compiled):
    complaints = []
    for language, arguments in right_servers(binaries, stage, compiled).items():
        status, outcomes, said = grade(binaries, stage, arguments, patience=patience)
        skipped = [name for name, outcome in outcomes.items() if outcome == "skipped"]
        if "nothing else was tried" in said and "io_uring" in said:
            print(f"stage {stage}: there is no io_uring here, the right server in {language} was not tried")
        elif status != 0 or skipped:
            complaints.append(f"stage {stage}, the right server in {language} is not passed\n{said}")
        else:
            print(f"stage {stage}: the right server in {language} passes {len(outcomes)} checks")
    return complaints


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kind", choices=("mutants", "right"))
    parser.add_argument("stage")
    parser.add_argument("--bin", type=pathlib.Path, required=True)
    parser.add_argument("--patience", type=int, default=PATIENT)
    parser.add_argument("--compiled", action="store_true")
    parser.add_argument("--times", type=int)
    options = parser.parse_args()
    if options.kind == "mutants" and options.times:
        complaints = test_refusals(options.bin, options.stage, options.times)
    elif options.kind == "mutants":
        complaints = test_mutants(options.bin, options.stage)
    else:
        complaints = test_right(options.bin, options.stage, options.patience, options.compiled)
    print("\n".join(complaints))
    sys.exit(1 if complaints else 0)


if __name__ == "__main__":
    main()
