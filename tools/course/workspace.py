"""A workspace: the programs of a stage without the solutions of its tasks, ready to be built.

Python 3.9, standard library only.
"""
import pathlib

from chapters import CourseError

CMAKE_LISTS = """\
# A workspace of stage {number}. By hand: cmake -S . -B build -G Ninja && cmake --build build
cmake_minimum_required(VERSION 3.22)
project(workspace_{number} LANGUAGES CXX)
set(LADDER_ROOT "{root}" CACHE PATH "The clone of Ladder that it belongs to")
include("${{LADDER_ROOT}}/tools/course/workspace.cmake")
{programs}
"""

TASKS = """\
# Stage {number}: your turn

The chapter is `{chapter}`.
Yours to write: {files}. Where a solution was taken out stands a call of `still_to_be_written()`; a program that
comes to it says so and ends.

    {course} check {number}        builds this workspace and grades it
    {course} hint {number} 1       a hint for task 1; ask again for the next of three
    {course} diff {number}         what this stage adds to the one before

By hand: `cmake -S . -B build -G Ninja && cmake --build build`; then {run}.

{text}
"""


def place_of(stage, path):
    """Where a file of the repository lies in the workspace: library files keep their path from server/."""
    return path.relative_to("server") if path.parts[0] == "server" else pathlib.PurePath(path.name)


def programs_of(stage, files):
    """One ladder_program() line a program. Library sources with tasks are compiled with every one."""
    library = [str(place_of(stage, path)) for path in files if path.parts[0] == "server" and path.suffix == ".cpp"]
    return "\n".join(f"ladder_program({' '.join([name, path.name, *library])})"
                     for name, path in stage.programs().items())


def tasks_page(stage, files):
    """TASKS.md: the chapter's part "Your turn", and how to work on it."""
    owned = [f"`{place_of(stage, path)}`" for path, tasks in files.items() if tasks]
    links = stage.your_turn().replace("](../../", f"]({stage.root}/")
    return TASKS.format(number=stage.number, chapter=stage.folder / "README.md", files=", ".join(owned),
                        course=stage.root / "course", text=links,
                        run=", ".join(f"`build/{name}`" for name in stage.programs()))


def start(stage, target):
    """Makes the workspace in `target`, which must not hold anything. Returns the paths written."""
    target = pathlib.Path(target)
    if target.exists() and not (target.is_dir() and not any(target.iterdir())):
        raise CourseError(f"{target} is there already and not empty; nothing was changed")
    files = stage.workspace_files()
    texts = {place_of(stage, path): "\n".join(stage.taken_out(path, tasks)[0]) + "\n"
             for path, tasks in files.items()}
    texts[pathlib.PurePath("CMakeLists.txt")] = CMAKE_LISTS.format(
        number=stage.number, root=stage.root, programs=programs_of(stage, files))
    texts[pathlib.PurePath("TASKS.md")] = tasks_page(stage, files)
    for path in sorted((stage.folder / "tries").glob("*.cpp")):
        texts[pathlib.PurePath("tries", path.name)] = path.read_text()
    for place, text in texts.items():
        (target / place).parent.mkdir(parents=True, exist_ok=True)
        (target / place).write_text(text)
    return sorted(texts)
