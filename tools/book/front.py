"""The front page: what this is, where to begin, and the staircase of the twelve stages.

The words of the staircase are those of docs/pictures/staircase.txt, of which the picture of the README is drawn too: what
each stage adds, and when it fails. Python 3.9, standard library only.
"""
import html
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "docs" / "pictures"))
import staircase  # noqa: E402

LAST = "12_complete_server"
MARK = "<p>STAIRCASE</p>"


def step(count, row, site):
    """One step, which leads to its chapter."""
    folder, name, adds, fails = row
    page = site.pages[f"stages/{folder}/README.md"]
    fails = html.escape(fails)
    if folder == LAST:  # "please tell us when" says where
        fails = f'<a href="{site.by_id["contributing"].url}#to-tell-us-something">{fails}</a>'
    when = "" if folder in staircase.HOLDS else '<span class="label">fails when</span> '
    return (f'<li style="--step:{count}"><span class="number">{folder[:2]}</span> <a href="{page.url}">{html.escape(name)}</a>'
            f'<span class="adds">: {html.escape(adds)}</span> <span class="breaks">{when}{fails}</span></li>')


def steps(site):
    """A list that the style sheet shows as stairs."""
    rows = staircase.stages((ROOT / "docs/pictures/staircase.txt").read_text(encoding="utf-8"))
    shown = "".join(step(count, row, site) for count, row in enumerate(rows, 1))
    return f'<ol class="stairs" aria-label="The twelve stages, from the first to the last">{shown}</ol>'


def body(site, rendered):
    """The page docs/site/front.md, with the staircase in its place."""
    assert MARK in rendered, "docs/site/front.md has no place for the staircase"
    return rendered.replace(MARK, steps(site))
