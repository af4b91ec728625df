#!/usr/bin/env python3
"""build.py - builds the site in build/docs/html: the book and the reference. "./course docs" calls it.

Doxygen reads the headers; cmark-gfm and Pygments make pages of the Markdown files and of the sources that these link
to; all of them get one frame. Exit status 1, and a line for each finding, if Doxygen warns or a link leads nowhere.
Python 3.9, standard library and python3-pygments.
"""
import pathlib
import re
import shutil
import subprocess
import sys

import contents
import frame
import front
import header_filter
import highlight
import letters
import markdown
import measured
import reference_page
import references
import search_index
import sidebar
import site_links
import stubs

ROOT = pathlib.Path(__file__).resolve().parents[2]
DOCS = ROOT / "build" / "docs"
HTML = DOCS / "html"
INPUT = DOCS / "input"  # the headers as Doxygen reads them
OVERRIDES = """
INPUT               = build/docs/input
STRIP_FROM_PATH     = build/docs/input/server
STRIP_FROM_INC_PATH = build/docs/input/server
INCLUDE_PATH        = build/docs/input/server
GENERATE_TAGFILE    = build/docs/ladder.tag
"""
# Since 1.9.5 Doxygen has a dark mode of its own, which would take turns with that of the book.
SINCE_1_9_5 = "HTML_COLORSTYLE = LIGHT\n"
STATIC = ("site.css", "code.css", "site.js", "search.js", "favicon.svg", "vendor/minisearch.min.js")


def write_input(sections):
    """The headers, filtered, and the stubs."""
    shutil.rmtree(INPUT, ignore_errors=True)
    ids = header_filter.page_ids(sections)
    for path in sorted((ROOT / "server").rglob("*.hpp")):
        name = path.relative_to(ROOT)
        (INPUT / name).parent.mkdir(parents=True, exist_ok=True)
        (INPUT / name).write_text(header_filter.filtered(path.read_text(encoding="utf-8"), name.as_posix(), ids),
                                  encoding="utf-8")
    stubs.write(ROOT, sections, INPUT / "stubs")


def doxygen_version():
    said = subprocess.run(["doxygen", "--version"], capture_output=True, text=True, check=True).stdout
    return tuple(int(part) for part in re.findall(r"\d+", said)[:3])


def run_doxygen():
    """Doxygen's pages. Its warnings name the files that it read: they are told as those of the tree."""
    shutil.rmtree(HTML, ignore_errors=True)
    config = (ROOT / "Doxyfile").read_text(encoding="utf-8") + OVERRIDES
    if doxygen_version() >= (1, 9, 5):
        config += SINCE_1_9_5
    done = subprocess.run(["doxygen", "-"], cwd=ROOT, input=config, capture_output=True, text=True)
    said = (done.stdout + done.stderr).replace(str(INPUT) + "/", "").replace("build/docs/input/", "")
    if said.strip() or done.returncode:
        sys.exit(said.strip() or f"doxygen ended with status {done.returncode}")


def book_pages(site, sections):
    """The pages made of Markdown, in order, each with its neighbours in its section."""
    pages = []
    for section in sections:
        around = [None, *section.pages, None]
        for before, page, after in zip(around, around[1:], around[2:]):
            text = (ROOT / page.source).read_text(encoding="utf-8")
            if not page.id.startswith("chapter_"):  # a chapter links what it names where it first names it
                text = references.link_references(text)
            rendered = markdown.render(text, site.of(page.source))
            body = measured.add(markdown.breakable(rendered.body), ROOT / "docs/measurements")
            if page.id == "glossary":
                body = letters.before(body, rendered.headings)
            pages.append(frame.Frame(page.url, rendered.title or page.label, body, rendered.headings,
                                     description=markdown.description(rendered.body), previous=before, next=after))
    return pages


def front_page(site):
    source = "docs/site/front.md"
    site.pages[source] = contents.Page("index", "Front page", source)
    rendered = markdown.render((ROOT / source).read_text(encoding="utf-8"), site.of(source))
    return frame.Frame("index.html", rendered.title,
                       front.body(site, rendered.body), [], kind="front",
                       description=markdown.description(rendered.body))


def reference_pages(site):
    """Doxygen's pages that are kept; the others are removed, with the pictures and scripts that they used."""
    pages = []
    for path in sorted(HTML.iterdir()):
        if path.name.endswith(".html") and reference_page.KEPT.search(path.name):
            one = reference_page.ReferencePage(path.name, path.read_text(encoding="utf-8"), site)
            pages.append((one, frame.Frame(one.url, one.title(), one.body, one.headings, kind="reference",
                                           description=one.description, above=one.above(site))))
        if path.name != "doxygen-awesome.css":
            path.unlink()
    return pages


def above_source(site, name):
    """From the source of a part of the library to what the reference says of it."""
    header = re.sub(r"\.cpp$", ".hpp", name)
    page = site.names.files.get(header)
    about = f' · <a href="{page}">{header[len("server/"):]}</a> in the reference' if page else ""
    return f'<p class="above">Source{about}</p>'


def source_pages(site):
    return [frame.Frame(site_links.source_page(name), name,
                        highlight.source((ROOT / name).read_text(encoding="utf-8", errors="replace"), name), [],
                        kind="source", above=above_source(site, name),
                        description=f"The source file {name} of Ladder, with its lines numbered")
            for name in sorted(site.sources)]


def check_anchors(site, pages):
    """Every link to an anchor finds it."""
    bodies = {page.url: page.body for page in pages}
    for source, url, anchor in site.anchors_used:
        if f'id="{anchor}"' not in bodies.get(url, ""):
            site.wrong.append(f"{source}: {url} has no #{anchor}")


def copy_files(site):
    for name in STATIC:
        shutil.copyfile(ROOT / "docs/site" / name, HTML / pathlib.Path(name).name)
    for name, copy in site.pictures.items():
        shutil.copyfile(ROOT / name, HTML / copy)


def main():
    sections = contents.sections(ROOT)
    write_input(sections)
    run_doxygen()
    names = site_links.Names(DOCS / "ladder.tag")
    site = site_links.Site(ROOT, sections, names)
    reference = reference_pages(site)
    books = book_pages(site, sections)
    pages = books + [front_page(site)] + [page for _, page in reference] + source_pages(site)
    check_anchors(site, pages)
    menu, rooms = sidebar.Sidebar(ROOT, sections, names), {page.url: one.room for one, page in reference}
    for page in pages:
        (HTML / page.url).write_text(frame.whole(page, menu.html_for(page.url, rooms.get(page.url))), encoding="utf-8")
    (HTML / "search-entries.js").write_text(search_index.script(pages), encoding="utf-8")
    copy_files(site)
    if site.wrong:
        sys.exit("\n".join(sorted(set(site.wrong))))


if __name__ == "__main__":
    try:
        main()
    except contents.ContentsError as error:
        sys.exit(str(error))
