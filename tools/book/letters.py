"""A row of letters above a long page of terms: each leads to the first that begins with it. Python 3.9, standard library
only.
"""
from markdown import text_of


def before(body, headings):
    """The body, with the row above its first term. `headings` are (level, anchor, HTML), in alphabetical order."""
    first = {}
    for level, anchor, inner in headings:
        if level == 2:
            first.setdefault(text_of(inner).strip()[0].upper(), anchor)
    row = " ".join(f'<a href="#{anchor}">{letter}</a>' for letter, anchor in first.items())
    return body.replace("<h2 ", f'<nav class="letters" aria-label="Terms by their first letter">{row}</nav>\n<h2 ', 1)
