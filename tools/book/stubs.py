"""A page for each page of the book, with nothing in it, so that Doxygen knows its name and can lead to it.

Their text is not Doxygen's business: Markdown is rendered by markdown.py. Python 3.9, standard library only.
"""
import shutil

from contents import title_of


def write(root, sections, folder):
    """Writes the stubs into an empty folder."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for section in sections:
        for page in section.pages:
            title = title_of(root / page.source)[0].replace("`", "")
            (folder / (page.id + ".md")).write_text(f"# {escaped(title)} {{#{page.id}}}\n", encoding="utf-8")
    (folder / "index.md").write_text("# Ladder {#mainpage}\n", encoding="utf-8")


def escaped(title):
    """Nothing in a title is a command of Doxygen's."""
    return "".join("\\" + c if c in "\\@&$#<>%\"" else c.replace("::", "\\::") for c in title)
