"""Markdown to HTML, as a forge does it: by cmark-gfm, with the anchors that a forge gives to headings.

What is special to the book is done on the HTML, which cmark-gfm writes in one regular way: links (site_links.py), code
(highlight.py), pictures, tables that scroll within themselves. Python 3.9, standard library only, and cmark-gfm.
"""
import html
import re
import subprocess

import contents
import highlight

COMMAND = ("cmark-gfm", "--unsafe", "--extension", "table", "--extension", "strikethrough", "--extension", "autolink",
           "--extension", "footnotes")
HEADING = re.compile(r"<h([1-6])>(.*?)</h\1>", re.S)
LINK = re.compile(r'(<a [^>]*?href=")([^"]*)(")')
CODE = re.compile(r"<code>([^<>]*)</code>")
COMMENT = re.compile(r"<!--.*?-->\n?", re.S)
PRE = re.compile(r'(?:<p>(<a [^>]*href="([^"]*)"[^>]*>(?:(?!</a>).)*</a>)</p>\s*)?'
                 r'<pre><code(?: class="language-([^"]*)")?>(.*?)</code></pre>', re.S)
PICTURE = re.compile(r"<p>(<img [^>]*/?>|<picture>.*?</picture>)</p>", re.S)
CELL = re.compile(r"<td((?: [^>]*)?>.*?</td>)", re.S)
LINKED_CODE = re.compile(r"(<a [^>]*><code>)([^<>]*)</code>(?=[^<]*</a>)")
LONG, MANY = 60, 4  # characters, columns
TABLE = re.compile(r"<table>.*?</table>", re.S)
WALK = re.compile(r'^<p><a href="[^"]*book\.md">All chapters</a>.*?</p>$', re.M | re.S)
DOXYGEN_REF = re.compile(r"\[([^\[\]]+)\]\(@ref ([\w:.~/-]+)\)|[\\@]ref ([\w:.~/-]*[\w/])(?: \"([^\"]*)\")?")
FENCE = re.compile(r"^( {0,3})(`{3,}|~{3,})[^\n]*\n.*?(^ {0,3}\2[`~]*[ ]*$|\Z)", re.M | re.S)


class Rendered:
    """A page as HTML: its title, its body without the title, and its headings as [(level, anchor, HTML)]."""

    def __init__(self, title, body, headings):
        self.title, self.body, self.headings = title, body, headings


def text_of(fragment):
    """The text of a piece of HTML."""
    return html.unescape(re.sub(r"<[^>]+>", "", fragment))


def slug(text):
    """The anchor that a forge makes of a heading's text."""
    return re.sub(r"[^\w\- ]", "", text.strip().lower()).replace(" ", "-")


def raw_html(markdown):
    done = subprocess.run(COMMAND, input=markdown.encode(), capture_output=True, check=True)
    return done.stdout.decode()


def doxygen_refs(markdown):
    """`\\ref name "text"` and `[text](@ref name)`, for pages that use Doxygen's own words, as links."""
    def link(match):
        text, name = (match.group(1), match.group(2)) if match.group(1) else (match.group(4), match.group(3))
        return f"[{text or '`' + name + '`'}](ref:{name})"
    done, at = [], 0
    for fence in FENCE.finditer(markdown):
        done += [DOXYGEN_REF.sub(link, markdown[at:fence.start()]), fence.group(0)]
        at = fence.end()
    return "".join(done) + DOXYGEN_REF.sub(link, markdown[at:])


def with_anchors(body):
    """The body with ids at its headings, and [(level, anchor, HTML)]."""
    seen, found = {}, []

    def anchor(match):
        level, inner = int(match.group(1)), match.group(2)
        named = contents.HEADING_ID.search(inner)
        inner = contents.HEADING_ID.sub("", inner)
        name = slug(text_of(inner))
        count = seen[name] = seen.get(name, -1) + 1
        name = f"{name}-{count}" if count else name
        found.append((level, name, inner))
        extra = f'<span id="{named.group(1)}"></span>' if named else ""
        return (f'<h{level} id="{name}">{extra}{inner} <a class="anchor" href="#{name}" tabindex="-1" '
                f'aria-hidden="true">#</a></h{level}>')
    return HEADING.sub(anchor, body), found


def figure(match):
    return f'<figure class="picture">{match.group(1)}</figure>'


def long_cell(match):
    """A cell with a sentence in it is not squeezed for the sake of the others."""
    return f'<td class="long"{match.group(1)}' if len(text_of(match.group(0))) > LONG else match.group(0)


def breakable(body):
    """Names of files and functions that are links may be broken behind a slash or an underline."""
    return LINKED_CODE.sub(lambda match: match.group(1) + re.sub(r"([/_])(?=[^/_<])", r"\1<wbr>", match.group(2)) + "</code>",
                           body)


def labelled(table):
    """A table with a sentence in it: each cell carries the name of its column, so that a narrow screen can show its rows
    as blocks."""
    names = [text_of(cell).strip() for cell in re.findall(r"<th(?: [^>]*)?>(.*?)</th>", table, re.S)]

    def row(match):
        labels = iter(names)
        return re.sub(r"<td(?=[ >])", lambda _: f'<td data-label="{html.escape(next(labels, ""))}"', match.group(0))
    return re.sub(r"<tr>.*?</tr>", row, table, flags=re.S)


def scrolling_tables(body):
    """Wide tables scroll within a region that the keyboard reaches; the heading above gives it its name."""
    def wrap(match):
        above = HEADING_BEFORE.findall(body[:match.start()])
        name = html.escape(text_of(re.sub(r'<a class="anchor".*', "", above[-1], flags=re.S)).strip()) if above else "page"
        wrap.count += 1
        many = " many" if match.group(0).split("</tr>")[0].count("<th") > MANY else ""
        table = CELL.sub(long_cell, match.group(0))
        stack = " stack" if '<td class="long"' in table else ""
        return (f'<div class="scroll{many}{stack}" tabindex="0" role="group" aria-label="Table {wrap.count}: {name}">'
                f"{labelled(table) if stack else table}</div>")
    wrap.count = 0
    return TABLE.sub(wrap, body)


HEADING_BEFORE = re.compile(r"<h[1-6] id=[^>]*>(.*?)</h[1-6]>", re.S)


def code_blocks(body):
    """Blocks of code in colours; a paragraph above that is one link to a file is the caption."""
    def block(match):
        caption, href, language, code = match.groups()
        first = re.search(r"#L(\d+)", href or "")
        is_caption = bool(caption) and bool(re.search(r"\.\w+(#L\d+(-L\d+)?)?$|/CMakeLists\.txt|Makefile$", href))
        above = "" if is_caption or not caption else f"<p>{caption}</p>\n"
        return above + highlight.figure(html.unescape(code), language or "", caption if is_caption else "",
                                        int(first.group(1)) if first else None)
    return PRE.sub(block, body)


def in_prose(pattern, change, body):
    """Replaces outside of headings' anchors, links and code blocks."""
    parts = re.split(r"(<pre\b.*?</pre>|<a\b.*?</a>|<h1\b.*?</h1>)", body, flags=re.S)
    return "".join(part if i % 2 else pattern.sub(change, part) for i, part in enumerate(parts))


def render(markdown, links):
    """A page. `links` has href(target), picture(source) and name(text)."""
    body = COMMENT.sub("", raw_html(doxygen_refs(markdown)))
    body = WALK.sub("", body)
    body = code_blocks(body)
    body = PICTURE.sub(figure, body)
    body = re.sub(r'(<(?:img|source)\b[^>]*? src(?:set)?=")([^"]*)(")',
                  lambda m: m.group(1) + links.picture(html.unescape(m.group(2))) + m.group(3), body)
    body = LINK.sub(lambda m: m.group(1) + html.escape(links.href(html.unescape(m.group(2)))) + m.group(3), body)
    body = in_prose(CODE, lambda m: links.name(html.unescape(m.group(1))) or m.group(0), body)
    body, headings = with_anchors(body)
    title = headings[0][2] if headings and headings[0][0] == 1 else ""
    body = re.sub(r"\s*<h1 id=.*?</h1>\s*", "", body, count=1, flags=re.S)
    return Rendered(title, scrolling_tables(body), headings[1:] if title else headings)


def description(body):
    """The first paragraph of a page as text, for those who list pages."""
    first = re.search(r"<p>(.*?)</p>", body, re.S)
    text = " ".join(text_of(first.group(1)).split()) if first else "A page of Ladder"
    return text if len(text) <= 160 else text[:157].rsplit(" ", 1)[0] + "..."
