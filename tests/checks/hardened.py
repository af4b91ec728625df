#!/usr/bin/env python3
"""hardened.py PROGRAM | hardened.py --self-test --compiler CC - a program is compiled and linked as the project's is.

Reads it with readelf (binutils): it lies wherever the loader puts it (PIE), the table of imported functions is filled
at the start and read-only from then on (BIND_NOW, GNU_RELRO), its stack cannot be executed, functions with buffers
check their stack (__stack_chk_fail), and copies into buffers of known size are checked (a function *_chk). The self-test
compiles programs that lack one of these each, and must miss it. docs/security.md says against what they stand. Ends with
status 77, which ctest takes for "skipped", where there is no readelf. Python 3.9, standard library only.
"""
import argparse
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

SKIPPED = 77

GOOD = ["-O2", "-fPIE", "-pie", "-fstack-protector-strong", "-U_FORTIFY_SOURCE", "-D_FORTIFY_SOURCE=2",
        "-Wl,-z,relro,-z,now,-z,noexecstack"]
# What is added to the good options, and what must then be missed.
WRONG = {
    "position-independent": ["-fno-pie", "-no-pie"],
    "BIND_NOW": ["-Wl,-z,lazy"],
    "GNU_RELRO": ["-Wl,-z,norelro"],
    "stack that cannot be executed": ["-Wl,-z,execstack"],
    "__stack_chk_fail": ["-fno-stack-protector"],
    "*_chk": ["-U_FORTIFY_SOURCE"],
}
SOURCE = """
#include <stdio.h>
#include <string.h>
int main(int count, char** words) {
  char text[64];
  if (count < 2) return 1;
  strcpy(text, words[1]);
  return puts(text) < 0;
}
"""


def readelf(option, program):
    """What readelf prints, in the C locale."""
    return subprocess.run(["readelf", "-W", option, str(program)], check=True, text=True, stdout=subprocess.PIPE,
                          env={**os.environ, "LC_ALL": "C"}).stdout


def missing(program):
    """What this program lacks, by the names of WRONG."""
    header, dynamic, segments, symbols = (readelf(option, program) for option in ("-h", "-d", "-l", "--dyn-syms"))
    stack = re.search(r"^\s*GNU_STACK\s.*?\s(R[W ][E ])\s+0x", segments, re.M)
    found = {
        "position-independent": re.search(r"Type:\s+DYN", header) and "PIE" in dynamic,
        "BIND_NOW": re.search(r"\((FLAGS|FLAGS_1|BIND_NOW)\).*\b(BIND_NOW|NOW)\b", dynamic),
        "GNU_RELRO": "GNU_RELRO" in segments,
        "stack that cannot be executed": stack and "E" not in stack.group(1),
        "__stack_chk_fail": "__stack_chk_fail" in symbols,
        "*_chk": re.search(r"\b__\w+_chk\b", symbols),
    }
    return [name for name, there in found.items() if not there]


def self_test(compiler):
    """Every wrong program is found out for its one fault, and the right one for none."""
    failures = []
    with tempfile.TemporaryDirectory() as directory:
        source = pathlib.Path(directory, "program.c")
        source.write_text(SOURCE)
        program = pathlib.Path(directory, "program")
        for wanted, options in [(None, []), *WRONG.items()]:
            subprocess.run([compiler, *GOOD, *options, "-w", "-x", "c", str(source), "-o", str(program)], check=True)
            said = missing(program)
            if said != ([wanted] if wanted else []):
                failures.append(f"{' '.join(options) or 'the good options'}: missed {said}, not {wanted}")
    return failures


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program", nargs="?", type=pathlib.Path)
    parser.add_argument("--self-test", action="store_true")
    parser.add_argument("--compiler", default="cc")
    options = parser.parse_args()
    if not shutil.which("readelf"):
        print("skipped: there is no readelf (package binutils)")
        return SKIPPED
    if options.self_test:
        found = self_test(options.compiler)
    elif options.program:
        found = [f"{options.program}: no {name}" for name in missing(options.program)]
    else:
        parser.error("a program, or --self-test")
    print("\n".join(found), end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
