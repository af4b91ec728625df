"""The sidebar: the sections of the book in their order; of the section that is read, all its pages, and of a room its
headers. Python 3.9, standard library only.
"""
import html
import re

from contents import ROOMS

FOLDED = {"Decisions"}  # only its first page, unless one of them is read


def headers_of(root, room, names):
    """[(name, URL)] of the headers of a room: those that its page names in the order of the page, then the others."""
    page = root / f"docs/reference/{room}.md"
    text = page.read_text(encoding="utf-8") if page.is_file() else ""
    found = re.findall(rf"server/({room}/[\w]+\.hpp)", text) + re.findall(rf"`({room}/[\w]+\.hpp)`", text)
    every = sorted(path[len("server/"):] for path in names.files if path.startswith(f"server/{room}/"))
    ordered = sorted(every, key=lambda name: found.index(name) if name in found else len(found))
    return [(name[len(room) + 1:], names.files["server/" + name]) for name in ordered]


class Sidebar:
    """Made once; html_for() marks the page that is read."""

    def __init__(self, root, sections, names):
        self.sections = sections
        self.rooms = {room: headers_of(root, room, names) for room in ROOMS}

    def html_for(self, url, room=None):
        """`room` is the one whose headers are shown: that of a page of the reference."""
        parts = [f'<ul><li>{link("Front page", "index.html", url)}</li></ul>']
        for section in self.sections:
            shown = section.pages
            if section.title in FOLDED and url not in [page.url for page in shown]:
                shown = shown[:1]
            items = "".join(self.item(page, url, room) for page in shown)
            parts.append(f'<p class="part">{html.escape(section.title)}</p><ul>{items}</ul>')
        return "\n".join(parts)

    def item(self, page, url, room):
        inner = ""
        if page.id.startswith("room_"):
            own = page.id[len("room_"):]
            if own == room or page.url == url:
                inner = "<ul>" + "".join(f"<li>{link(name, to, url)}</li>" for name, to in self.rooms[own]) + "</ul>"
        return f"<li>{link(page.label, page.url, url)}{inner}</li>"


def link(text, to, current):
    here = ' aria-current="page"' if to == current else ""
    return f'<a href="{to}"{here}>{html.escape(text)}</a>'
