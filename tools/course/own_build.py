"""What a learner has written, built as a program that is graded as a whole: plainly, or with a sanitizer.

In a workspace with a template, what is still to be written is the reference's (variants.py). Python 3.9, standard library
only.
"""
import pathlib
import sys

import blank
import grading
import variants
from chapters import CourseError
from judge import TOGETHER

# Of sizes AddressSanitizer says more than -fsanitize=object-size.
SANITIZED = {"asan": ("-fsanitize=address,undefined", "-fno-sanitize=object-size", "-fno-sanitize-recover=undefined",
                      "-fno-omit-frame-pointer"),
             "tsan": ("-fsanitize=thread", "-fno-omit-frame-pointer")}
# What the programs of a stage are linked to, as stages/CMakeLists.txt says it; all others to ladder_service.
ROOMS = {"01": "ladder_frame", "02": "ladder_frame", "03": "ladder_frame;ladder_drive;ladder_echo",
         "04": "ladder_frame;ladder_drive;ladder_echo", "12": "ladder_app"}


def rooms(stage):
    """The targets of the library that a stage needs, so that a sanitized build of the others is spared."""
    return ROOMS.get(stage.number, "ladder_service")


def cmake_words(stage, kind):
    """Further words for cmake, for a workspace that is built with a sanitizer."""
    if not kind:
        return []
    flags = SANITIZED[kind]
    return [f"-DLADDER_JUDGED_FLAGS=-O1;-g1;{';'.join(flags)}", f"-DCMAKE_EXE_LINKER_FLAGS={flags[0]}",
            f"-DLADDER_ROOMS={rooms(stage)}"]


def workspace_words(stage, folder, build, kind):
    """The grader's words for the programs in which all that is written is the learner's. CourseError with what the
    compiler said."""
    space = variants.Workspace(stage, folder)
    written = {number for number in space.tasks if space.is_written(number)}
    made = variants.Variants(stage, folder, build, f"judge-{kind}" if kind else "judge", cmake_words(stage, kind))
    made.write(TOGETHER, written, space)
    errors = made.configure(space) or made.compile(TOGETHER)
    if errors:
        raise CourseError(f"the workspace does not compile\n{errors}")
    if left := [str(number) for number in space.tasks if number not in written]:
        print(f"course: not begun, and here the reference's: task {', '.join(left)}", file=sys.stderr)
    return grading.command(stage, made.programs(TOGETHER))


def words(stage, folder, build, kind=None):
    """What follows the grader's own options: the client's command line in stage 02, and the server's behind --."""
    folder = pathlib.Path(folder)
    if not blank.is_blank(folder):
        return workspace_words(stage, folder, build, kind)
    return blank.grader_words(stage, folder, SANITIZED.get(kind, ()), f"build-{kind}" if kind else "build")
