"""What the tests of the grader have in common: how it is run, and against which servers."""
import argparse
import pathlib
import subprocess
import sys
import unittest

MUTANTS = pathlib.Path(__file__).resolve().parent / "mutants"
STAGES = MUTANTS.parents[2] / "stages"
CHECK = MUTANTS.parents[2] / "tools" / "check"


class Place:
    """Where the programs are."""
    bin = None


def check(*words):
    return subprocess.run([str(Place.bin / "check"), *words], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          check=False)


def names_listed(stage, *words):
    """The checks of a stage, as --list has them, without the lines of their tasks."""
    return [line.partition("\t")[0] for line in check(stage, *words, "--list").stdout.splitlines() if "\t" in line]


def odd(kind):
    return ["--", sys.executable, str(MUTANTS.parent / "odd_server.py"), "{port}", kind]


def server(stage, *words):
    return ["--", sys.executable, str(MUTANTS / f"stage_{stage}.py"), "{port}", *words]


def main(write=None):
    """Runs the tests of the main module; with --write, `write` alone."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--bin", type=pathlib.Path, required=True)
    if write is not None:
        parser.add_argument("--write", action="store_true")
    told = parser.parse_args()
    Place.bin = told.bin.resolve()
    if write is not None and told.write:
        write()
    else:
        unittest.main(argv=sys.argv[:1], verbosity=1)
