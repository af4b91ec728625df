"""The order of the site: which page stands in which part, under which name, made from which Markdown file.

The sidebar, "previous" and "next" and the search follow this order. A page is found by its id, which is also the name
of its file; a heading `# Title {#id}` of the Markdown file says the same. A Markdown file of docs/ that has no place
here is an error: nothing gets lost. Python 3.9, standard library only.
"""
import dataclasses
import re

GENERATED = "build/docs/generated"
ROOMS = ("seam", "os", "concurrency", "echo", "http", "content", "drive", "app")
OUTSIDE = ("docs/hints/", "docs/site/")  # hints are given one at a time; the front page is not in the sidebar's sections
HEADING_ID = re.compile(r"[ \t]*\{#([\w-]+)\}[ \t]*$")


class ContentsError(Exception):
    """What is wrong with the pages, in one line."""


@dataclasses.dataclass
class Page:
    """A page of the book. `source` is its Markdown file, from the root; links to `aliases` lead to it as well."""
    id: str
    label: str
    source: str
    aliases: tuple = ()

    @property
    def url(self):
        return self.id + ".html"


@dataclasses.dataclass
class Section:
    """A part of the book, as the sidebar shows it."""
    title: str
    pages: list


def chapters(root):
    """The chapters as docs/book.md lists them: `[03, a thread](...)` is shown as `03 A thread`."""
    text = (root / "docs/book.md").read_text(encoding="utf-8")
    found = []
    for number, name, path in re.findall(r"^- \[(\d\d), ([^\]]*)\]\(\.\./(stages/[\w]+/README\.md)\)", text, re.M):
        shown = name if "_" in name else name[0].upper() + name[1:]
        found.append(Page(f"chapter_{number}", f"{number} {shown}", path))
    return found


def title_of(path):
    """The first heading of a Markdown file, without its id, and the id or None."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            named = HEADING_ID.search(line)
            return HEADING_ID.sub("", line[2:]).strip(), named and named.group(1)
    raise ContentsError(f"{path}: no heading")


def first_there(root, page_id, label, *candidates):
    """The page made from the first of the candidates that is there; the others are its aliases. None without any."""
    there = [path for path in candidates if (root / path).is_file()]
    return Page(page_id, label, there[0], tuple(there[1:])) if there else None


def rooms(root):
    pages = [first_there(root, f"room_{room}", f"{room}/", f"docs/reference/{room}.md") for room in ROOMS]
    states = first_there(root, "session_states", "States of http::Session", f"{GENERATED}/session_states.md")
    http = ROOMS.index("http") + 1
    return [first_there(root, "reference", "How it is laid out", "docs/reference/README.md"),
            first_there(root, "map", "The map of names", "docs/map.md")] + pages[:http] + [states] + pages[http:]


def decisions(root):
    pages = [first_there(root, "decisions", "All decisions", "docs/decisions/README.md")]
    for path in sorted((root / "docs/decisions").glob("[0-9]*.md")):
        pages.append(Page(f"decision_{path.name[:4]}", title_of(path)[0].split(". ", 1)[-1],
                          path.relative_to(root).as_posix()))
    return pages


def measured(root):
    return [first_there(root, "measurements", "Measurements", "docs/measurements/README.md"),
            first_there(root, "strictness", "Strictness", "docs/strictness.md"),
            first_there(root, "rfc_matrix", "RFC matrix", f"{GENERATED}/rfc.md"),
            first_there(root, "wrong_servers", "Wrong servers", f"{GENERATED}/mutants.md", "docs/mutants.md")]


def to_look_up(root):
    return [first_there(root, "run", "To run it", "docs/run.md"),
            first_there(root, "options", "Options and limits", "docs/options.md"),
            first_there(root, "options_table", "Options, as --help has them", f"{GENERATED}/options.md"),
            first_there(root, "security", "Security", "docs/security.md"),
            first_there(root, "tools", "Tools", "docs/tools.md"),
            first_there(root, "glossary", "Glossary", "docs/glossary.md"),
            first_there(root, "readme", "The README", "README.md")]


def sections(root):
    """All sections with their pages, in reading order."""
    found = [
        Section("The course", [first_there(root, "course", "How to read the course", "docs/book.md"), *chapters(root),
                               first_there(root, "from_scratch", "All twelve without our library", "docs/from_scratch.md"),
                               first_there(root, "teaching", "Teaching with it", "docs/teaching.md")]),
        Section("Reference, by room", rooms(root)),
        Section("Measured and compared", measured(root)),
        Section("To look up", to_look_up(root)),
        Section("Decisions", decisions(root)),
        Section("Taking part", [
            first_there(root, "contributing", "Contributing", "CONTRIBUTING.md"),
            first_there(root, "writing_chapters", "Writing a chapter", "docs/writing-chapters.md")])]
    for section in found:
        section.pages = [page for page in section.pages if page]
    add_generated(root, found[1])
    check(root, found)
    return [section for section in found if section.pages]


def add_generated(root, section):
    """Pages that were generated and have no place above stand at the end of the reference."""
    known = {"rfc.md", "mutants.md", "options.md", "session_states.md"}
    for path in sorted((root / GENERATED).glob("*.md")):
        if path.name not in known:
            title, page_id = title_of(path)
            section.pages.append(Page(page_id or path.stem, title, path.relative_to(root).as_posix()))


def check(root, found):
    """Every page under the id that it has itself, and every file of docs/ in a place."""
    placed = set()
    for page in (page for section in found for page in section.pages):
        placed.update((page.source, *page.aliases))
        named = title_of(root / page.source)[1]
        if named and named != page.id:
            raise ContentsError(f"{page.source}: its heading says {{#{named}}}, its place says {page.id}")
    for path in sorted((root / "docs").rglob("*.md")):
        name = path.relative_to(root).as_posix()
        if name not in placed and not name.startswith(OUTSIDE):
            raise ContentsError(f"{name} has no place on the site: tools/book/contents.py")
