"""A header as Doxygen is to read it.

The markers `//! [name]` of regions become empty lines, or Doxygen would take them for descriptions. Links of the
comments to Markdown files become links to the pages made from them. Line numbers stay true. Python 3.9, standard
library only.
"""
import os
import re

import references

MARKER = re.compile(r"(?:^[ \t]*|(?<=\*/ ))//! \[[\w-]+\][ \t]*$", re.M)
COMMENT_LINE = re.compile(r"^.*(?://[/!]|/\*\*).*$", re.M)
PAGE_LINK = re.compile(r"\[([^\[\]]+)\]\((?![a-z]+:)([^()#\s]+\.md)\)")


def page_ids(sections):
    """Markdown file -> id of its page."""
    return {source: page.id for section in sections for page in section.pages
            for source in (page.source, *page.aliases)}


def link_pages(text, folder, ids):
    """Links to Markdown files, from the folder of the header or from the root, lead to pages."""
    def link(match):
        for base in (folder, ""):
            page = ids.get(os.path.normpath(os.path.join(base, match.group(2))))
            if page:
                return f'[{match.group(1)}](@ref {page})'
        return match.group(0)
    return COMMENT_LINE.sub(lambda line: PAGE_LINK.sub(link, line.group(0)), text)


def filtered(text, name, ids):
    """The text of the header `name`, a path from the root."""
    text = references.link_header(text)  # RFC clauses, man pages, stages
    return link_pages(MARKER.sub("", text), os.path.dirname(name), ids)

