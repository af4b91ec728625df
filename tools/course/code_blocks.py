"""Code in a text: the author's comment that names a region, and below it a caption and a fence, which are the tool's.

    <!-- code: 01_tcp_echo/main.cpp send-all -->
    [`stages/01_tcp_echo/main.cpp`, lines 16 to 28](main.cpp#L16-L28)

    ```cpp
    ...

docs/writing-chapters.md tells authors of it. Python 3.9, standard library only.
"""
import dataclasses
import os
import pathlib
import re
import textwrap

import regions

BASES = ("stages", "server", "tools", "tests")  # where a comment's FILE is looked for
COMMENT = re.compile(r"^<!-- code: (\S+) ([a-z0-9-]+)( signature)? -->$")
MEANT = re.compile(r"^\s*<!--\s*code\b")  # a line that is meant to be such a comment
CAPTION = re.compile(r"^\[`[^`]+`, lines? \d+(?: to \d+)?\]\([^)\s]+\)$")
SUMMARY = re.compile(r"^<summary>(.*)</summary>$")
LANGUAGES = {".cpp": "cpp", ".hpp": "cpp", ".h": "cpp", ".c": "cpp", ".cmake": "cmake", ".txt": "cmake", ".sh": "sh",
             ".py": "python"}


class CodeError(Exception):
    """A comment that names nothing that there is."""


@dataclasses.dataclass
class Block:
    """What one comment stands for. `begin` and `end` are indices of lines of the text; between them lie the comment,
    the caption and the fence, or the comment alone if nothing was written yet."""
    file: str
    region: str
    is_signature: bool
    begin: int
    end: int
    details: int = None  # the line of the <details> that it is folded in

    def comment(self):
        return f"<!-- code: {self.file} {self.region}{' signature' if self.is_signature else ''} -->"


@dataclasses.dataclass
class Shown:
    """A part of a source: its path from the root, the indices of its first line and of the one behind its last."""
    path: pathlib.PurePath
    first: int
    end: int
    text: list


def fence_of(line):
    """The mark that a line opens a fence with, or nothing."""
    match = re.match(r"^\s*(`{3,}|~{3,})", line)
    return match.group(1) if match else None


def outside_fences(lines):
    """The indices of the lines that stand in no fence; the fences' own are left out."""
    fence = None
    for index, line in enumerate(lines):
        mark = fence_of(line)
        if fence is None and mark is None:
            yield index
        elif fence is None:
            fence = mark
        elif line.strip() == fence:
            fence = None


def skip_blank(lines, index):
    while index < len(lines) and not lines[index].strip():
        index += 1
    return index


def end_of_block(lines, comment):
    """The index behind what the tool has written below a comment: a caption, a fence, both or neither. A fence in
    no language of a source, a transcript for one, is somebody else's."""
    end = index = comment + 1
    if (at := skip_blank(lines, index)) < len(lines) and CAPTION.match(lines[at]):
        end = index = at + 1
    at = skip_blank(lines, index)
    if at < len(lines) and lines[at].strip() in {"```" + language for language in LANGUAGES.values()}:
        closing = next((i for i in range(at + 1, len(lines)) if lines[i].strip() == "```"), None)
        if closing is None:
            raise CodeError(f"the fence in line {at + 1} does not end")
        end = closing + 1
    return end


def blocks_of(lines):
    """All blocks of a text, in order. CodeError if a comment is not as agreed."""
    blocks, details = [], None
    for index in outside_fences(lines):
        line = lines[index]
        if line == "<details>":
            details = index
        elif line == "</details>":
            details = None
        elif (match := COMMENT.match(line)):
            blocks.append(Block(match.group(1), match.group(2), bool(match.group(3)), index,
                                end_of_block(lines, index), details))
        elif MEANT.match(line):
            raise CodeError(f"line {index + 1} is not `<!-- code: FILE region -->`, alone and at its beginning")
    return blocks


def source_of(root, file):
    """The path from the root that a comment's FILE means."""
    for base in BASES:
        if (pathlib.Path(root) / base / file).is_file():
            return pathlib.PurePath(base) / file
    raise CodeError(f"there is no file {file} in {', '.join(BASES[:-1])} or {BASES[-1]}")


def shown(root, block):
    """What a block shows: its region, or that region's comment and signature."""
    path = source_of(root, block.file)
    lines = (pathlib.Path(root) / path).read_text().splitlines()
    first, last = regions.find(lines, block.region, path)
    first += 1
    if block.is_signature:
        last = regions.solution(lines, first - 1, last)[0]
        if last == first:
            raise CodeError(f"{path}: the region [{block.region}] is no function and has no signature")
    while not lines[first].strip() or regions.MARKER.match(lines[first]):
        first += 1
    while not lines[last - 1].strip() or regions.MARKER.match(lines[last - 1]):
        last -= 1
    text = textwrap.dedent("\n".join(regions.without_markers(lines[first:last]))).split("\n")
    if block.is_signature:
        text[-1] = re.sub(r"\s*\{$", ";", text[-1])
    return Shown(path, first, last, text)


def language_of(path):
    if path.suffix not in LANGUAGES:
        raise CodeError(f"{path}: there is no word for its language in code_blocks.py")
    return LANGUAGES[path.suffix]


def rendered(root, page, block):
    """The lines of a block as they must stand in `page`, a path from the root."""
    part = shown(root, block)
    if any(fence_of(line) for line in part.text):
        raise CodeError(f"{part.path}: the region [{block.region}] holds a fence itself")
    link = os.path.relpath(part.path, pathlib.PurePath(page).parent)
    if part.end - part.first == 1:
        words, anchor = f"line {part.end}", f"L{part.end}"
    else:
        words, anchor = f"lines {part.first + 1} to {part.end}", f"L{part.first + 1}-L{part.end}"
    return [block.comment(), f"[`{part.path}`, {words}]({link}#{anchor})", "",
            "```" + language_of(part.path), *part.text, "```"]


def rewritten(root, page, lines):
    """A text with the caption and the fence of every comment as its source has them."""
    result, at = [], 0
    for block in blocks_of(lines):
        result += lines[at:block.begin]
        result += rendered(root, page, block)
        at = block.end
        if at < len(lines) and lines[at].strip():
            result.append("")
    return result + lines[at:]
