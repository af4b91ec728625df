"""The frame of every page: head, skip link, search, sidebar, contents of the page, previous and next.

Nothing in it needs a script to be read or walked; docs/site/site.js adds the theme, copy buttons and the search.
Python 3.9, standard library only.
"""
import dataclasses
import html

from markdown import text_of

EARLY = """<script>try{var t=localStorage.getItem("ladder-theme");if(t==="dark"||t==="light")
document.documentElement.classList.add(t+"-mode")}catch(e){}document.documentElement.classList.add("js")</script>"""
# What is folded on a narrow screen is open on a wide one; the widths are those of site.css.
OPEN_IF_WIDE = '<script>if(matchMedia("(min-width: {0})").matches)document.getElementById("{1}").open=true</script>'
WIDE_NAV, WIDE_TOC = "60rem", "78rem"


@dataclasses.dataclass
class Frame:
    """What a page brings along. `title` and the headings are HTML; `kind` is book, reference, source or front."""
    url: str
    title: str
    body: str
    headings: list
    kind: str = "book"
    description: str = ""
    above: str = ""  # a line above the title
    previous: object = None  # contents.Page
    next: object = None


def head(page):
    title = text_of(page.title)
    title = html.escape(title if page.kind == "front" else f"{title} – Ladder")
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<meta name="description" content="{html.escape(page.description)}">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="favicon.svg" type="image/svg+xml">
<link rel="stylesheet" href="site.css">
<link rel="stylesheet" href="code.css">
{EARLY}
<script src="site.js" defer></script>
<script src="search.js" defer></script>
</head>"""


def banner():
    return """<a class="skip" href="#main">Skip to the text</a>
<header class="banner">
<a class="home" href="index.html">Ladder</a>
<form class="search" role="search" action="index.html" method="get">
<label class="hidden" for="search-input">Search the book and the reference</label>
<input id="search-input" type="search" name="q" placeholder="Search ( / )" autocomplete="off" spellcheck="false"
 aria-controls="search-results">
<div id="search-results" hidden><p id="search-status" role="status"></p><ol></ol></div>
</form>
<button id="theme" type="button" hidden>Dark</button>
</header>"""


def table_of_contents(headings):
    """The headings of a page, two levels of them."""
    shown = [one for one in headings if one[0] in (2, 3)]
    if len(shown) < 2:
        return ""
    items, inside = [], False
    for level, anchor, inner in shown:
        link = f'<a href="#{html.escape(anchor)}">{html.escape(text_of(inner).strip(), quote=False)}</a>'
        if level == 3 and items:
            items.append(("" if inside else "<ul>") + f"<li>{link}</li>")
            inside = True
        else:
            items.append(("</ul>" if inside else "") + ("</li>" if items else "") + f"<li>{link}")
            inside = False
    listed = "".join(items) + ("</ul>" if inside else "") + "</li>"
    return (f'<nav class="toc" aria-label="On this page"><details id="toc"><summary>On this page</summary>'
            f"<ul>{listed}</ul></details>{OPEN_IF_WIDE.format(WIDE_TOC, 'toc')}</nav>")


def walk(page, where):
    """Previous and next."""
    if not page.previous and not page.next:
        return ""
    back = f'<a rel="prev" href="{page.previous.url}"><span>Previous</span> {html.escape(page.previous.label)}</a>' \
        if page.previous else ""
    on = f'<a rel="next" href="{page.next.url}"><span>Next</span> {html.escape(page.next.label)}</a>' if page.next else ""
    return f'<nav class="walk" aria-label="Previous and next, {where}">{back}{on}</nav>'


def whole(page, sidebar):
    """The page."""
    toc = table_of_contents(page.headings) if page.kind != "source" else ""
    return f"""{head(page)}
<body class="{page.kind} page-{page.url.rpartition(".")[0]}">
{banner()}
<div class="columns">
<nav class="book-nav" aria-label="The whole book"><details id="book-nav"><summary>Contents of the book</summary>
{sidebar}</details>{OPEN_IF_WIDE.format(WIDE_NAV, 'book-nav')}</nav>
<main id="main" tabindex="-1">
{walk(page, "top")}
{page.above}<h1>{page.title}</h1>
{toc}
<div class="contents">
{page.body}
</div>
{walk(page, "bottom")}
</main>
</div>
</body>
</html>
"""
