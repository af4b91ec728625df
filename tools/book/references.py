#!/usr/bin/env python3
"""references.py FILE - the file with its references made links, as Doxygen reads it.

What a text names is linked by rule, not by hand:
- `RFC 9112 section 6.3` (also `sections 6 and 7.1`, also wrapped over a line end) to the clause at rfc-editor.org;
- `man 2 accept`, `accept(2)` and the same in backticks to the page at man7.org;
- in the comments of a header `stage 09` to the chapter; and each class gets a "See
  also" with the chapter that opens its file and the sources which the head of the file names.
Code, headings, comments of Markdown, HTML tags and links that stand already are left alone, and no line is added or
taken away, so that line numbers stay true.

link_references() is for Markdown, link_header() for headers. tests/checks/references_test.py is its table of cases.
"""
import functools
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
RFC_URL = "https://www.rfc-editor.org/rfc/rfc{}"
MAN_URL = "https://man7.org/linux/man-pages/man{}/{}.{}.html"
# What Linux has no page of its own for: the one of POSIX stands in.
OF_POSIX = {"pthread_cond_wait", "pthread_mutex_lock"}

# Blanks inside a reference: it may be wrapped, in a comment with the comment's own marks.
GAP = r"(?:[ \t]+|[ \t]*\n[ \t]*(?:///?!?<?|\*|>)?[ \t]*)"
CLAUSE = r"[0-9]+(?:\.[0-9]+)*"
CLAUSES = rf"{CLAUSE}(?:(?:,|,?{GAP}(?:and|or|to)){GAP}{CLAUSE}\b)*"
RFC = re.compile(rf"\bRFC(?P<gap>{GAP})(?P<number>[0-9]{{3,5}})"
                 rf"(?:(?P<link>,?{GAP}[Ss]ections?{GAP})(?P<clauses>{CLAUSES}))?")
MAN = re.compile(rf"\bman{GAP}(?P<section>[1-8]){GAP}(?P<name>[a-z_][a-z0-9_]+)\b(?!\()")
# A word before "(2)" in prose is a system call; before "(3)" it may be any call: only what is known to be a page.
CALL = re.compile(r"(?<![\w.:>&*])(?P<name>[a-z_][a-z0-9_]+)\((?P<section>[2578])\)"
                  r"|(?<![\w.:>&*])(?P<name3>strerror|getaddrinfo|getifaddrs|mkdtemp|pthread_[a-z_]+|io_uring_[a-z_]+)"
                  r"\((?P<section3>3)\)")
STAGE = re.compile(rf"\b(?P<word>[Ss]tage)(?P<gap>{GAP})(?P<number>[0-9]{{2}})\b")

# What is left as it is, first match wins: fences, comments, links, code, tags, headings, Doxygen's own references.
ASIDE = re.compile(
    r"^(?P<mark>[ \t]*(?:///?[ \t]*)?(?:```|~~~))[^\n]*\n.*?^[ \t]*(?:///?[ \t]*)?(?:```|~~~)[ \t]*$"
    r"|<!--.*?-->"
    r"|[\\@](?:code|verbatim|dot)\b.*?[\\@]end(?:code|verbatim|dot)\b"
    r"|<(?P<tag>a|code|pre|svg|style|script)\b.*?</(?P=tag)>"
    r"|<[a-zA-Z/][^<>]*>"
    r"|!?\[(?:[^\[\]]|\[[^\[\]]*\])*\]\([^()]*(?:\([^()]*\)[^()]*)*\)"
    r"|!?\[[^\[\]]+\]\[[^\[\]]*\]"
    r"|^\[[^\]\n]+\]:[^\n]*$"
    r"|^(?:///?[ \t]*)?#{1,6}[ \t][^\n]*$"
    r"|^[^\n]+\n(?:=+|-+)[ \t]*$"
    r"|[\\@](?:ref|subpage|page|section|subsection|anchor|snippet|snippetdoc|image|dotfile|file|copydoc|link)\b[^\n]*"
    r"|https?://[^\s<>\"')]+"
    r"|(?P<ticks>`+)(?P<code>.+?)(?<!`)(?P=ticks)(?!`)",
    re.MULTILINE | re.DOTALL)
CODED_CALL = re.compile(r"\s*(?:(?P<name>[a-z_][a-z0-9_]+)\((?P<section>[2578])\)"
                        r"|man (?P<section2>[1-8]) (?P<name2>[a-z_][a-z0-9_]+))\s*")


def man_url(section, name):
    return MAN_URL.format(section, name, section + "p" if name in OF_POSIX else section)


def linked(match, text, url):
    """A link, which must stand on one line: where its text is wrapped, it is joined, and the line ends before it."""
    gaps = [gap for gap in re.findall(GAP, text) if "\n" in gap]
    link = f"[{re.sub(GAP, ' ', text)}]({url})"
    line_so_far = match.string[:match.start()].rpartition("\n")[2]
    if re.fullmatch(r"[ \t/*<>!+-]*", line_so_far) and match.start() > 0:
        return link + "".join(gaps)  # a line of its own: an empty one before it would begin a paragraph
    return "".join(gaps) + link


def rfc_link(match):
    url = RFC_URL.format(match["number"])
    if not match["clauses"]:
        return linked(match, match[0], url)
    if re.fullmatch(CLAUSE, match["clauses"]):
        return linked(match, match[0], f"{url}#section-{match['clauses']}")
    whole = f"RFC{match['gap']}{match['number']}"
    clauses = re.sub(CLAUSE, lambda one: f"[{one[0]}]({url}#section-{one[0]})", match["clauses"])
    return linked(match, whole, url) + match["link"] + clauses


def man_link(match):
    return linked(match, match[0], man_url(match["section"], match["name"]))


def call_link(match):
    url = man_url(match["section"] or match["section3"], match["name"] or match["name3"])
    return linked(match, match[0], url)


def link_plain(text):
    for pattern, link in ((RFC, rfc_link), (MAN, man_link), (CALL, call_link)):
        text = apart_from_links(text, pattern, link)
    return text


def apart_from_links(text, pattern, link):
    """Replaces what matches outside the links that an earlier rule has made."""
    parts = re.split(r"(\[[^\[\]]*\]\([^()\s]*\))", text)
    return "".join(part if i % 2 else pattern.sub(link, part) for i, part in enumerate(parts))


def link_aside(match):
    """What stands aside stays; but code that is the name of a man page and nothing else becomes a link."""
    call = CODED_CALL.fullmatch(match["code"]) if match["code"] else None
    if not call:
        return match[0]
    url = man_url(call["section"] or call["section2"], call["name"] or call["name2"])
    return f"[{match[0]}]({url})" if "\n" not in match[0] else match[0]


def outside(text, change):
    """`change` on every stretch of Markdown that is prose, link_aside() on the others."""
    done, at = [], 0
    for aside in ASIDE.finditer(text):
        done.append(change(text[at:aside.start()]))
        done.append(link_aside(aside))
        at = aside.end()
    done.append(change(text[at:]))
    return "".join(done)


def link_references(text):
    """Markdown with its RFC clauses and man pages as links."""
    return outside(text, link_plain)


@functools.lru_cache(maxsize=None)
def chapters():
    """The chapters by number: the path of each from the root and its heading."""
    found = {}
    for page in sorted(ROOT.glob("stages/[0-9][0-9]_*/README.md")):
        heading = page.read_text(encoding="utf-8").splitlines()[0]
        title = re.sub(r"\s*\{#.*\}$", "", heading.lstrip("# ")).strip()
        found[page.parent.name[:2]] = (page.relative_to(ROOT).as_posix(), title)
    return found


def stage_link(match):
    known = chapters().get(match["number"])
    return linked(match, match[0], known[0]) if known else match[0]


COMMENT = re.compile(r"(?:^[ \t]*///[^\n]*\n)+|///<[^\n]*\n(?:[ \t]*///<[^\n]*\n)*", re.MULTILINE)
TYPE = re.compile(r"((?:^[ \t]*///[^\n]*\n)+)(?=(?:[ \t]*template ?<[^\n]*\n|[ \t]*//![^\n]*\n)*"
                  r"(?:[ \t]*(?:class|struct)|enum|concept)\b[^;]*?[{=])", re.MULTILINE)


def sources_of(head):
    """The RFC clauses and man pages that the head of a file names, as it names them, once each."""
    text = re.sub(r"\s*\n///[ \t]?", " ", head)
    found = [one[0] for pattern in (RFC, MAN) for one in pattern.finditer(text)]
    return [re.sub(r"\s+", " ", one) for one in dict.fromkeys(found)]


def see_also(head, room):
    """What stands behind the description of each class of a file."""
    opened = re.search(rf"\b[Oo]pened{GAP}in{GAP}{STAGE.pattern}", head)
    if not opened or opened["number"] not in chapters():
        return ""
    path, title = chapters()[opened["number"]]
    own = [f"[the room {room}/](docs/reference/{room}.md)"] if room else []
    return " \\see " + ", ".join([f"[the chapter that opens it: {title}]({path})"] + own
                                 + [link_plain(one) for one in sources_of(head)])


def with_see_also(comment, see):
    """The comment of a class; its example stays the last."""
    shape = r"(.*?)(\s*///\n[ \t]*/// \\par Example\n)?((?(2).*))"
    description, gap, example = re.fullmatch(shape, comment, re.DOTALL).groups("")
    if description.rstrip().endswith("|") and not example:  # a table: what stands behind its last row would break it
        return f"{description.rstrip()}\n/**{see} */ "
    return description.rstrip("\n") + see + (gap or "\n") + example


def link_header(text):
    """A header with the references of its comments as links."""
    head = re.match(r"(?:///[^\n]*\n)+", text)
    room = re.search(r"^namespace ladder::(\w+) \{", text, re.MULTILINE)
    see = see_also(head[0], room and room[1]) if head else ""
    text = TYPE.sub(lambda match: match[0] if match.start() == 0 else with_see_also(match[1], see), text)
    change = lambda part: apart_from_links(link_plain(part), STAGE, stage_link)
    return COMMENT.sub(lambda comment: outside(comment[0], change), text)


if __name__ == "__main__":
    path = pathlib.Path(sys.argv[1])
    source = path.read_text(encoding="utf-8")
    sys.stdout.write(link_header(source) if path.suffix == ".hpp" else link_references(source))
