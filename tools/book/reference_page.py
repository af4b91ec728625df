"""A page of Doxygen's, for the frame of the book: its title, its contents with headings in order, its room.

Links to pages of Doxygen's that the book replaces (folders, indexes) lead to those of the book. Python 3.9, standard library only.
"""
import html
import re

import members
from contents import ContentsError
from site_links import source_page

KEPT = re.compile(r"^(class|struct|union|namespace|concept)ladder.*(?<!-members)\.html$|_8hpp\.html$")
CONTENTS = re.compile(r'<div class="contents">\n?(.*?)</div><!-- contents -->', re.S)
TITLE = re.compile(r"<title>(.*?)</title>", re.S)
KIND = re.compile(r"\s*(Class Template|Struct Template|Class|Struct|Union|Namespace|Concept|File) Reference$")
MEMTITLE = re.compile(r'<h2 class="memtitle">(.*?)</h2>', re.S)
PERMALINK = re.compile(r'<span class="permalink"><a href="#([^"]*)">.*?</a></span>', re.S)
GROUP = re.compile(r'<h2 class="groupheader">(.*?)</h2>', re.S)
DOXYGEN_ONLY = re.compile(r'href="(?:dir_\w+|annotated|files|classes|namespaces|pages)\.html"')
ANCHOR = re.compile(r'<a (?:id|name)="([^"]*)"[^>]*></a>\s*')


class ReferencePage:
    """What stands in one page of Doxygen's."""

    def __init__(self, name, text, site):
        self.url = name
        full = html.unescape(TITLE.search(text).group(1))
        kind = KIND.search(full)
        self.kind = kind.group(1).lower() if kind else ""
        self.name = re.sub(r"^ladder::(?=\w)", "", KIND.sub("", full))
        self.room, self.header = self.find_room(text, site)
        body = CONTENTS.search(text).group(1)
        if not body.strip():
            raise ContentsError(f"{name}: Doxygen has left this page empty")
        self.headings = []
        self.body = self.reworked(body, site)
        self.description = self.first_sentence(body)

    def find_room(self, text, site):
        """The room, and the header in which it stands."""
        if self.kind == "file":
            path = self.name if "/" in self.name else ""
            header = next((path for path, url in site.names.files.items() if url == self.url), "server/" + path)
        else:
            included = re.search(r"#include &lt;(?:<a[^>]*>)?([\w/]+\.hpp)", text)
            header = "server/" + included.group(1) if included else ""
        room = header.split("/")[1] if header.count("/") >= 2 else re.split("::", self.name)[0]
        return room, header

    def first_sentence(self, body):
        block = re.search(r'<div class="textblock">(.*?)</div>', body, re.S)
        text = " ".join(html.unescape(re.sub(r"<[^>]+>", " ", block.group(1))).split()) if block else ""
        return text[:157] + "..." if len(text) > 160 else text or f"{self.name}, a {self.kind} of Ladder"

    def reworked(self, body, site):
        body = body.replace("<p >", "<p>")
        body = re.sub(r"<p><code>#include &lt;.*?</code></p>\s*", "", body, count=1, flags=re.S)
        body = re.sub(r'<a name="details" id="details"></a><h2 class="groupheader">Detailed Description</h2>',
                      '<span id="details"></span>', body)
        body = re.sub(r'<div class="ttc".*?</div></div>\n', "", body)
        body = members.protos(members.lists(body))
        body = GROUP.sub(self.group, body)
        body = MEMTITLE.sub(self.member, body)
        body = re.sub(r'<a (id="[^"]*") name="[^"]*"></a>', r"<span \1></span>", body)
        body = re.sub(r'<table class="(?:fieldtable|doxtable|markdownTable)">.*?</table>', lambda m: (
            f'<div class="scroll" tabindex="0" role="group" aria-label="Table of {html.escape(self.name)}">'
            f"{m.group(0)}</div>"), body, flags=re.S)
        body = re.sub(r"\bladder::(?=\w)(?![^<]*>)", "", body)
        body = body.replace('<pre class="fragment">', '<pre class="fragment" tabindex="0" role="group" aria-label="Text">')
        body = body.replace('<div class="fragment">', '<div class="fragment" tabindex="0" role="group" aria-label="Code">')
        return DOXYGEN_ONLY.sub(lambda m: f'href="{self.room_url(site)}"', body)

    def room_url(self, site):
        page = site.by_id.get("room_" + self.room) or site.by_id["map"]
        return page.url

    def group(self, match):
        inner = match.group(1)
        anchor = ANCHOR.search(inner)
        text = ANCHOR.sub("", inner).strip()
        name = anchor.group(1) if anchor else re.sub(r"\W+", "-", text.lower())
        self.headings.append((2, name, text))
        return f'<h2 class="groupheader" id="{name}">{text}</h2>'

    def member(self, match):
        inner = match.group(1)
        link = PERMALINK.search(inner)
        text = PERMALINK.sub("", inner).strip()
        text = re.sub(r'<span class="overload">.*?</span>', "", text).strip() or text
        if link:
            self.headings.append((3, link.group(1), text))
            text += f' <a class="anchor" href="#{link.group(1)}" tabindex="-1" aria-hidden="true">#</a>'
        return f'<h3 class="memtitle">{text}</h3>'

    def title(self):
        """Its name, which may be broken where its parts meet, and what kind of thing it is."""
        name = html.escape(self.name).replace("::", "::<wbr>").replace("/", "/<wbr>")
        return name if self.kind == "file" else f'{name} <span class="kind">{self.kind}</span>'

    def above(self, site):
        """The room, the header, and its source."""
        page = site.by_id.get("room_" + self.room)
        parts = [f'<a href="{page.url}">Room {self.room}/</a>' if page else f"Room {self.room}/"]
        if self.header in site.names.files:
            site.sources.add(self.header)
            file_page, source = site.names.files[self.header], source_page(self.header)
            name = self.header[len("server/"):]
            parts.append(f'<a href="{file_page}">{name}</a>' if self.kind != "file" else name)
            parts.append(f'<a href="{source}">source</a>')
        # A page about this one: "States of http::Session".
        parts += [f'<a href="{url}">{html.escape(label)}</a>' for label, url in site.labels.items()
                  if site.names.url(label.rpartition(" ")[2]) == self.url]
        return '<p class="above">' + " · ".join(parts) + "</p>"
