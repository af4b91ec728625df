"""Where the links of a page lead on the site, what they need there, and which of them lead nowhere.

A link to a Markdown file leads to its page, one to a header of the library to its page of the reference, one to any
other file of the tree, or to a line, to a page with that source; a folder leads to the page about it. Python 3.9,
standard library only.
"""
import html
import os
import re
import urllib.parse
import xml.etree.ElementTree as xml

from contents import GENERATED

ELSEWHERE = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//")
LARGEST_SOURCE = 300_000


class Names:
    """What Doxygen's tag file knows: qualified names and files, and their pages."""

    def __init__(self, tag_file):
        self.pages, self.files, self.kinds = {}, {}, {}
        for compound in xml.parse(tag_file).getroot():
            kind, name = compound.get("kind"), compound.findtext("name")
            page = page_name(compound.findtext("filename") or "")
            if kind == "file":
                path = "server/" + (compound.findtext("path") or "").split("server/")[-1] + name
                self.files[path] = page
            elif kind != "page":
                self.add(name, page, kind)
            for member in compound.findall("member") if kind in ("class", "struct", "namespace", "concept") else ():
                url = f"{page_name(member.findtext('anchorfile'))}#{member.findtext('anchor')}"
                self.add(f"{name}::{member.findtext('name')}", url, member.get("kind"))

    def add(self, name, url, kind):
        """Under its full name, and without the outermost namespace, as the texts have it."""
        for known in (name, name.split("::", 1)[-1] if name.startswith("ladder::") else name):
            self.pages.setdefault(known, url)
            self.kinds.setdefault(known, kind)

    def url(self, text):
        """The page of `os::Fd`, `app::run_stage(...)` or `os/fd.hpp`; None if it is none of ours."""
        name = re.sub(r"\(.*\)$", "", text.strip())
        if "::" in name and not name.startswith("::"):
            return self.pages.get(name)
        return self.files.get(name) or self.files.get("server/" + name) if name.endswith(".hpp") else None


def page_name(name):
    return name if not name or name.endswith(".html") else name + ".html"


def source_page(path):
    """The page with the source of a file, a path from the root."""
    return "source_" + re.sub(r"[^\w.-]", "_", path) + ".html"


class Site:
    """What all pages have in common; collects the sources and pictures that they need and what is wrong."""

    def __init__(self, root, sections, names):
        self.root, self.names = root, names
        self.pages = {source: page for section in sections for page in section.pages
                      for source in (page.source, *page.aliases)}
        self.labels = {page.label: page.url for section in sections for page in section.pages
                       if "::" in page.label}  # `States of http::Session`
        self.by_id = {page.id: page for section in sections for page in section.pages}
        self.sources, self.pictures, self.wrong, self.anchors_used = set(), {}, [], []

    def of(self, source):
        return PageLinks(self, source)


class PageLinks:
    """The links of one page, whose Markdown file is `source`."""

    def __init__(self, site, source):
        self.site, self.source, self.folder = site, source, os.path.dirname(source)

    def complain(self, what):
        self.site.wrong.append(f"{self.source}: {what}")
        return "#"

    def place(self, path):
        """The path from the root of what a link names. Generated pages may link as the pages of docs/ do."""
        bases = [self.folder] + (["docs", ""] if self.folder == GENERATED else [])
        for base in bases:
            name = os.path.normpath(os.path.join(base, urllib.parse.unquote(path)))
            if not name.startswith("..") and (self.site.root / name).exists():
                return name
        return None

    def href(self, target):
        if target.startswith("ref:"):
            return self.reference(target[4:])
        if ELSEWHERE.match(target):
            return target
        path, _, anchor = target.partition("#")
        if not path:
            return self.anchored(self.site.pages[self.source].url, anchor, "#" + anchor)
        name = self.place(path)
        if name is None:
            return self.complain(f"{target} leads nowhere")
        page = self.site.pages.get(name) or self.site.pages.get(os.path.normpath(os.path.join(name, "README.md")))
        if page:
            return self.anchored(page.url, anchor, page.url + ("#" + anchor if anchor else ""))
        return self.to_file(target, name, anchor)

    def anchored(self, page, anchor, url):
        if anchor:
            self.site.anchors_used.append((self.source, page, urllib.parse.unquote(anchor)))
        return url

    def to_file(self, target, name, anchor):
        room = self.site.by_id.get("room_" + os.path.basename(name))
        if (self.site.root / name).is_dir():
            if room and os.path.dirname(name) == "server":
                return room.url
            overview = self.site.by_id.get("reference")
            return overview.url if overview and name == "server" else self.site.by_id["readme"].url + "#layout"
        if not anchor and name in self.site.names.files:
            return self.site.names.files[name]
        if (self.site.root / name).stat().st_size > LARGEST_SOURCE:
            return self.complain(f"{target} is too large for a page")
        self.site.sources.add(name)
        line = re.match(r"L\d+", anchor)
        return source_page(name) + ("#" + line.group(0) if line else "")

    def reference(self, name):
        if name in self.site.by_id:
            return self.site.by_id[name].url
        return self.site.names.pages.get(name) or self.site.names.url(name) or self.complain(f"ref {name}: no such name")

    def picture(self, target):
        if ELSEWHERE.match(target):
            return self.complain(f"{target}: a picture from elsewhere does not work offline")
        name = self.place(target)
        if name is None:
            return self.complain(f"{target}: there is no such picture")
        self.site.pictures[name] = "picture_" + re.sub(r"[^\w.-]", "_", re.sub(r"^(docs|build)/", "", name))
        return self.site.pictures[name]

    def name(self, text):
        """Code that names something of the reference, or a page about it, becomes a link to it."""
        url = self.site.names.url(text) or self.site.labels.get(text)
        return f'<a href="{html.escape(url)}"><code>{html.escape(text, quote=False)}</code></a>' if url else None
