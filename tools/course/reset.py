"""Puts back what a workspace began with, and keeps what stood there beside it. Python 3.9, standard library only."""
import pathlib

import blank
import regions
import slots
import variants
import workspace
from chapters import CourseError


def keep(path):
    """Copies a file to a name beside it that was free: main.cpp.kept-1. Never over another."""
    number = 1
    while True:
        kept = path.with_name(f"{path.name}.kept-{number}")
        try:
            with open(kept, "xb") as file:
                file.write(path.read_bytes())
            return kept
        except FileExistsError:
            number += 1


def replace(path, text):
    """Writes a file anew. Where the old one lies, "" if there was none, None if it says the same."""
    if not path.is_file():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return ""
    if path.read_bytes() == text.encode():
        return None
    kept = keep(path)
    path.write_text(text)
    return kept


def stub(text, place, space, number):
    """A file's lines with the places of one task as they were in the beginning. CourseError if they cannot be found."""
    cuts = []
    for (task, region), slot in space.slots[place].items():
        if task == number:
            marker = text[slot.begin - 1] if slot.begin else ""
            indent = regions.indent_of(marker if slots.FIRST.match(marker) else text[slot.begin])
            cuts.append((slot.begin, slot.end, f'{indent}still_to_be_written("task {task}");'))
    for begin, end, line in sorted(cuts, reverse=True):
        text = text[:begin] + [line] + text[end:]
    return text


def task_texts(stage, folder, number):
    """{path: text} of the files of one task."""
    space = variants.Workspace(stage, folder)
    if number not in space.tasks:
        raise CourseError(f"stage {stage.number} has the tasks {', '.join(map(str, space.tasks))}")
    if gone := space.unmarked(number):
        raise CourseError(f"the marker lines of task {number} are gone from {gone[0]}; "
                          f"./course reset {stage.number} puts the whole files back")
    texts = {}
    for place in dict.fromkeys(place for place, _ in space.places(number)):
        if place in space.texts:
            texts[place] = "\n".join(stub(space.texts[place], place, space, number)) + "\n"
        else:
            texts[place] = begun_with(stage)[place]
    return texts


def begun_with(stage):
    """{path: text} of the sources of an untouched workspace."""
    return {workspace.place_of(stage, path): "\n".join(stage.taken_out(path, tasks)[0]) + "\n"
            for path, tasks in stage.workspace_files().items()}


def blank_texts(stage, folder):
    """{path: text} of the programs of a workspace without a template."""
    language = blank.language_of(folder) or blank.page_language(folder)
    return {pathlib.PurePath(name + blank.SUFFIXES[language]): blank.program_text(stage, language, name)
            for name in blank.programs(stage)}


def reset(stage, folder, number=None):
    """Resets a task, or everything. [(file, where its old text is kept, "" if there was none)] of what was changed."""
    folder = pathlib.Path(folder)
    if blank.is_blank(folder):
        if number is not None:
            raise CourseError(f"{folder} has promises, not tasks; ./course reset {stage.number} puts its program back")
        texts = blank_texts(stage, folder)
    else:
        texts = task_texts(stage, folder, number) if number is not None else begun_with(stage)
    changed = [(place, replace(folder / place, text)) for place, text in texts.items()]
    return [(place, kept) for place, kept in changed if kept is not None]
