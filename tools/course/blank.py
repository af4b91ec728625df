"""A workspace without a template: a program of some lines in Python, C or C++ that reads the command line of the
stage's contract and serves nothing yet, and the promises of the stage as a list (promises.py). Python 3.9, standard
library only.
"""
import os
import pathlib
import re
import shlex
import shutil
import subprocess

from chapters import CourseError
from promises import PAGE, SUFFIXES, page, placeholders, programs

COMPILERS = {"c": ("CC", "cc", "gcc", "C"), "cpp": ("CXX", "c++", "g++", "C++")}
FLAGS = {"c": "-std=c17 -D_GNU_SOURCE -Wall -Wextra -O1 -g -pthread",
         "cpp": "-std=c++20 -Wall -Wextra -O1 -g -pthread"}
TEXT_PLACEHOLDERS = ("root",)

PYTHON = '''\
"""{what}: python3 {program}.py {usage}. What it must do stands in {page}."""
import sys

if len(sys.argv) {enough}:
    sys.exit("usage: {program}.py {usage}")
{reads}

# From here on it is yours.
sys.exit(f"{program}.py would use {shown}, but nothing is written yet: see {page}")
'''

C = '''\
/* {what}: {program} {usage}. What it must do stands in {page}. */
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char** argv) {{
  if (argc {enough}) {{
    fprintf(stderr, "usage: {program} {usage}\\n");
    return 2;
  }}
{reads}
  /* From here on it is yours. */
  fprintf(stderr, "{program} would use {format}, but nothing is written yet: see {page}\\n", {values});
  return 1;
}}
'''

CPP = '''\
// {what}: {program} {usage}. What it must do stands in {page}.
#include <cstdlib>
#include <iostream>
#include <string>

int main(int argc, char** argv) {{
  if (argc {enough}) {{
    std::cerr << "usage: {program} {usage}\\n";
    return 2;
  }}
{reads}
  // From here on it is yours.
  std::cerr << "{program} would use "{shown} << ", but nothing is written yet: see {page}\\n";
  return 1;
}}
'''

def program_text(stage, language, program):
    """The source of a program that reads its command line."""
    names = programs(stage)[program]
    usage = " ".join(name.upper() for name in names) + (" [TEXT...]" if program == "client" else "")
    place = {name: index for index, name in enumerate(names, 1)}
    texts = TEXT_PLACEHOLDERS + ("host",)
    values = {"what": f"Stage {stage.number}, of your own", "program": program, "usage": usage, "page": PAGE,
              "enough": ("<" if program == "client" else "!=") + f" {len(names) + 1}",
              "values": ", ".join(names)}
    if language == "python":
        values["reads"] = "\n".join(f"{name} = " + (f"sys.argv[{at}]" if name in texts else f"int(sys.argv[{at}])")
                                    for name, at in place.items())
        values["shown"] = ", ".join(f"{name} {{{name}}}" for name in names)
        return PYTHON.format(**values)
    if language == "c":
        values["reads"] = "\n".join(f"  const char* {name} = argv[{at}];" if name in texts else
                                    f"  const int {name} = atoi(argv[{at}]);" for name, at in place.items())
        values["format"] = ", ".join(f"{name} %{'s' if name in texts else 'd'}" for name in names)
        return C.format(**values)
    values["reads"] = "\n".join(f"  const std::string {name} = argv[{at}];" if name in texts else
                                f"  const int {name} = std::atoi(argv[{at}]);" for name, at in place.items())
    values["shown"] = ' << ", '.join(f' << "{name} " << {name}' if at == 1 else f'{name} " << {name}'
                                     for name, at in place.items())
    return CPP.format(**values)


def start(stage, target, language):
    """Makes the workspace in `target`, which must not hold anything. Returns the paths written."""
    target = pathlib.Path(target)
    if target.exists() and not (target.is_dir() and not any(target.iterdir())):
        raise CourseError(f"{target} is there already and not empty; nothing was changed")
    texts = {name + SUFFIXES[language]: program_text(stage, language, name) for name in programs(stage)}
    texts[PAGE] = page(stage, language)
    target.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (target / name).write_text(text)
    if language != "python":
        compiler(language)
    return sorted(texts)


def is_blank(folder):
    """Whether a workspace is one without a template."""
    return (pathlib.Path(folder) / PAGE).is_file()


def language_of(folder):
    """The language of a blank workspace; None if its program is gone."""
    folder = pathlib.Path(folder)
    return next((language for language, suffix in SUFFIXES.items() if (folder / ("server" + suffix)).is_file()), None)


def page_language(folder):
    """The language that PROMISES.md names, where the program itself is gone."""
    text = (pathlib.Path(folder) / PAGE).read_text()
    found = re.search(r"`server(\.\w+)`", text)
    suffix = found.group(1) if found else ".py"
    return next((language for language, known in SUFFIXES.items() if known == suffix), "python")


def compiler(language):
    """The words that call the compiler. CourseError in one line if there is none."""
    variable, usual, package, name = COMPILERS[language]
    words = shlex.split(os.environ.get(variable) or usual)
    if not shutil.which(words[0]):
        raise CourseError(f"there is no {name} compiler here ('{words[0]}'): "
                          f"please install what Debian calls {package}")
    return words


def sources_of(folder, language, program, all_programs):
    """The program's own file and all others that are no other program's."""
    suffix = SUFFIXES[language]
    others = {name + suffix for name in all_programs if name != program}
    return sorted(path for path in folder.glob("*" + suffix) if path.name not in others)


def is_fresh(target, folder):
    """Whether nothing in the folder is newer than what was built from it."""
    if not target.is_file():
        return False
    built = target.stat().st_mtime_ns
    return all(path.stat().st_mtime_ns < built for path in folder.iterdir() if path.is_file())


def compile_program(folder, language, program, all_programs, flags=(), build="build"):
    """One compiler line; nothing if the program is up to date. CourseError with what the compiler said."""
    target = folder / build / program
    if is_fresh(target, folder):
        return target
    target.parent.mkdir(exist_ok=True)
    sources = [path.name for path in sources_of(folder, language, program, all_programs)]
    line = [*compiler(language), *FLAGS[language].split(), *flags, "-o", str(target.relative_to(folder)), *sources]
    done = subprocess.run(line, cwd=folder, text=True, errors="replace", stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if done.returncode != 0:
        target.unlink(missing_ok=True)
        raise CourseError(f"{' '.join(line)}\n{done.stdout.rstrip()}\n"
                          "course: it does not compile; the first error above is where to begin")
    return target


def commands(stage, folder, flags=(), build="build"):
    """Program -> the words that start it, built if it needs to be."""
    folder = pathlib.Path(folder)
    language = language_of(folder)
    if language is None:
        raise CourseError(f"{folder} has no server.py, server.c or server.cpp; "
                          f"./course reset {stage.number} writes it anew")
    if flags and language == "python":
        raise CourseError("a sanitizer is for programs in C and C++; this one is in Python")
    result = {}
    for program in programs(stage):
        if not (folder / (program + SUFFIXES[language])).is_file():
            raise CourseError(f"{folder / (program + SUFFIXES[language])} is gone; "
                              f"./course reset {stage.number} writes it anew")
        own = (["python3", str(folder / (program + ".py"))] if language == "python" else
               [str(compile_program(folder, language, program, programs(stage), flags, build))])
        result[program] = own
    return result


def grader_words(stage, folder, flags=(), build="build"):
    """What follows the grader's own options: the client's command line in stage 02, and the server's behind --."""
    built = commands(stage, folder, flags, build)
    client = []
    if "client" in built:
        client = ["--client", " ".join(map(shlex.quote, built["client"])) + " 127.0.0.1 {port}"]
    return client + ["--", *built["server"], *("{%s}" % name for name in placeholders(stage))]
