"""What the search knows: an entry for each heading of each page, with the words that are explained there.

A term is explained where it stands in italics, so a section that has the word in italics is found first; chapters go
before other pages, those before the reference. The entries are a script, so that they can be read from files, without
a server. Python 3.9, standard library only.
"""
import json
import re

from markdown import text_of

SPLIT = re.compile(r'(?=<h[23] (?:class="[^"]*" )?id=")')
HEADING = re.compile(r'<h[23] (?:class="[^"]*" )?id="([^"]*)"[^>]*>(.*?)</h[23]>', re.S)
ASIDE = re.compile(r"<figure class=\"code.*?</figure>|<pre\b.*?</pre>|<script\b.*?</script>"
                   r"|<details class=\"numbers\".*?</details>", re.S)
BLOCK = re.compile(r"</?(?:p|li|ul|ol|t[drh]|table|div|h\d|br|d[ltd]|pre|summary|details|figure)\b")
CELLS = re.compile(r"</t[dh]>\s*(?=<t[dh][ >])")
HYPHENATED = re.compile(r"\b[A-Za-z]+(?:-[a-z]+)+\b")
EMPHASIS = re.compile(r"<em>(.*?)</em>", re.S)
WEIGHT = {"chapter": 5, "book": 2, "glossary": 1.5, "reference": 1}
# Sections that speak of a thing without explaining it.
BESIDE = {"What real servers do here": 0.3, "Break it": 0.5, "Your turn": 0.3, "Task ": 0.4,
          "Run it": 0.7}
EARLIER = 0.1  # of two chapters that say the same the earlier one, where it is explained


def words(fragment):
    return " ".join(text_of(BLOCK.sub(r" \g<0>", CELLS.sub(" · ", fragment))).split())


def heading_text(fragment):
    return words(re.sub(r'<a class="anchor".*?</a>', "", fragment, flags=re.S))


def beside(heading):
    return next((share for begin, share in BESIDE.items() if heading.startswith(begin)), 1)


def weight_of(page):
    if page.kind == "reference":
        return WEIGHT["reference"]
    if page.url == "glossary.html":
        return WEIGHT["glossary"]  # chapters explain
    if page.url in ("from_scratch.html", "teaching.html"):
        return WEIGHT["reference"]  # they name everything once
    chapter = re.match(r"chapter_(\d+)", page.url)
    return WEIGHT["chapter"] - int(chapter.group(1)) * EARLIER if chapter else WEIGHT["book"]


def entries_of(page):
    """The entries of a page (frame.Frame)."""
    title, found = text_of(page.title), []
    for part in SPLIT.split(page.body):
        heading = HEADING.match(part)
        rest = ASIDE.sub(" ", part[heading.end():] if heading else part)
        text = words(rest)
        if not text and not heading:
            continue
        name = heading_text(heading.group(2)) if heading else ""
        joined = {word.replace("-", "") for word in HYPHENATED.findall(f"{name} {text}")}  # "keepalive" finds keep-alive
        found.append({
            "url": page.url + ("#" + heading.group(1) if heading else ""), "page": title,
            "heading": name, "joined": " ".join(sorted(joined)),
            "terms": "; ".join(words(term) for term in EMPHASIS.findall(rest)),
            "text": text, "weight": weight_of(page) * beside(name)})
    return found


def script(pages):
    """The whole index as a script."""
    entries = [entry for page in pages if page.kind in ("book", "reference") for entry in entries_of(page)]
    for number, entry in enumerate(entries):
        entry["id"] = number
    data = json.dumps(entries, ensure_ascii=False, separators=(",", ":"))
    return "window.ladderSearchEntries = " + data.replace("</", "<\\/") + ";\n"
