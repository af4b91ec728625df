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
Yours to write: {files}.
Write between the two lines `// task N: yours from here` and `// task N: to here`, in place of the call of
`still_to_be_written()`, and leave the two lines: by them your text is found. What stands around them is yours, too:
add what you like.

    {course} check {number}            builds this workspace and judges each task by itself
    {course} check {number} --task 1   only task 1
    {course} watch {number}            the first that is not done, at every save
    {course} hint {number} 1           a hint for task 1; ask again for the next of three
    {course} compare {number} 1        when task 1 is done: yours, ours, and why ours is so
    {course} reset {number} 1          task 1 as it was in the beginning; your text is kept beside it
    {course} diff {number}             what this stage adds to the one before

In any order: for a task that you have not begun, `check` takes the function from the reference.
{tries}By hand: `cmake -S . -B build -G Ninja && cmake --build build`, then {run}. A program that comes to what is
still to be written says so and ends.

{text}
"""

TRIES = """Before a server is started, the tests in `tries/` call your functions by themselves; read them, and add cases.
"""

WORDS_PAGE = """
## Words in these files

{words}
"""

# What a learner meets in the library's files and no chapter has explained by then: {what stands there: what it is}.
WORDS = {
    "TracedCall":
        "`TracedCall`, `trace_note` and `trace_ended` write what a call did, and how long it took, into the file of\n"
        "  `--trace FILE`. They cost nothing without one, and nothing is graded by them: you may leave them out.",
    "MSG_MORE":
        "`MSG_MORE`, a flag of `send`: more will be sent at once, so let the kernel wait and fill whole segments\n"
        "  (`man 2 send`). The echo never sets it; HTTP does, between a head and its body.",
    "specification":
        "*The specification* is the short text with which the project began: a server with a pool of worker threads\n"
        "  and a bounded queue (`docs/book.md`, \"What was asked for\").",
    "LADDER_EXCLUDES":
        "`LADDER_EXCLUDES(mutex_)`: to be called without holding `mutex_`; `LADDER_REQUIRES`: holding it;\n"
        "  `LADDER_GUARDED_BY`: only touched by who holds it. clang checks these words, g++ passes over them.",
}


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
    page = TASKS.format(number=stage.number, chapter=stage.folder / "README.md", files=", ".join(owned),
                        course=stage.root / "course", text=links, tries=TRIES if tries_of(stage) else "",
                        run=", ".join(f"`build/{name}`" for name in stage.programs()))
    shown = "\n".join(line for path in files for line in stage.lines(path))
    words = [f"- {meaning}" for word, meaning in WORDS.items() if word in shown]
    return page + (WORDS_PAGE.format(words="\n".join(words)) if words else "")


def tries_of(stage):
    """The small tests of its tasks' functions, which a workspace gets a copy of."""
    return sorted((stage.folder / "tries").glob("*.cpp"))


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
    for path in tries_of(stage):
        texts[pathlib.PurePath("tries", path.name)] = path.read_text()
    for place, text in texts.items():
        (target / place).parent.mkdir(parents=True, exist_ok=True)
        (target / place).write_text(text)
    return sorted(texts)
