"""The front page: what this is, where to begin, and the staircase of the twelve rungs.

The words of the staircase are those that `./course` prints: what each program is, and what it fails at. Python 3.9,
standard library only.
"""
import html
import re

STAGES = re.compile(r"^(\d\d)\|(.*?) {2,}(.*)$", re.M)


def rungs(root):
    """[(number, what it is, what it fails at)] from `course`."""
    text = (root / "course").read_text(encoding="utf-8")
    block = text[text.index("<<'STAGES'"):text.index("\nSTAGES\n")]
    found = [(number, what.strip(), fails.strip()) for number, what, fails in STAGES.findall(block)]
    assert len(found) >= 12, "the list of stages in ./course was not found"
    return found


def staircase(root, site):
    """A list that the style sheet shows as stairs; each step leads to its chapter."""
    steps = []
    for count, (number, what, fails) in enumerate(rungs(root), 1):
        page = site.by_id.get("chapter_" + number)
        name = f'<a href="{page.url}">{html.escape(what)}</a>' if page else html.escape(what)
        steps.append(f'<li style="--step:{count}"><span class="number">{number}</span> '
                     f'<span class="adds">{name}</span> '
                     f'<span class="breaks"><span class="hidden">It fails at this: </span>{html.escape(fails)}</span></li>')
    return '<ol class="stairs" aria-label="The twelve rungs, from the first to the last">' + "".join(steps) + "</ol>"


def body(root, site, rendered):
    """The page docs/site/front.md, with the staircase where it says `<!-- staircase -->`."""
    mark = "<p>STAIRCASE</p>"
    assert mark in rendered, "docs/site/front.md has no place for the staircase"
    return rendered.replace(mark, staircase(root, site))
