"""The diagrams of the chapters: docs/pictures/NAME.dot, and NAME.svg beside it, which this draws in one style.

A source says what there is and gives every node and cluster a class, its role: `client`, `kernel`, `thread` (of the
program) or `part` (of it, without a thread); clusters are `kernel`, `program` or `shared`. Shapes, fonts and colours
are the style's. A picture carries the digest of its source and of the style, so that whether it is up to date can be
seen without Graphviz, whose versions draw alike and not the same. Python 3.9, standard library; drawing takes dot.
"""
import hashlib
import re
import subprocess
import xml.etree.ElementTree as ElementTree

import picture_style as style

SVG = "{http://www.w3.org/2000/svg}"
DIGEST = re.compile(r"<!-- drawn from (\S+), digest ([0-9a-f]{16}) -->")
CLUSTER = re.compile(r"(\bsubgraph cluster_\w+ \{)")
ROLES = {"node": style.ROLES, "cluster": style.CLUSTERS, "edge": {"": None}}


class PictureError(Exception):
    """A source that cannot be drawn, or not in the style."""


def sources(root):
    """All sources of pictures, in order."""
    return sorted((root / "docs" / "pictures").glob("*.dot"))


def without_source(root):
    """Pictures beside which no source lies: neither a .dot nor a program that draws (staircase.py, with a check of its
    own)."""
    return sorted(path for path in (root / "docs" / "pictures").glob("*.svg")
                  if not any(path.with_suffix(kind).is_file() for kind in (".dot", ".py")))


def digest(source):
    """What a picture says of its source and of the style that it was drawn in."""
    parts = [*style.PRELUDE, style.CLUSTER, style.CSS, source.read_text()]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def wrong_with(source):
    """What is wrong with the picture of a source, or nothing."""
    picture = source.with_suffix(".svg")
    if not picture.is_file():
        return "is not drawn yet"
    found = DIGEST.search(picture.read_text())
    if not found or found.groups() != (source.name, digest(source)):
        return f"was changed after {picture.name} was drawn"
    return None


def title_of(source):
    """The comment in the first line of a source: the picture's title, for those who hear it."""
    first = source.read_text().split("\n", 1)[0]
    if not first.startswith("// "):
        raise PictureError(f"docs/pictures/{source.name}: the first line is not `// what the picture shows`")
    return first[3:].strip()


def draw(source):
    """Writes the picture of a source. PictureError if it is too wide for a telephone, or a role is missing."""
    text = CLUSTER.sub(rf"\1 {style.CLUSTER}", source.read_text())
    try:
        done = subprocess.run(["dot", "-Tsvg", *style.PRELUDE], input=text, capture_output=True, text=True)
    except FileNotFoundError:
        raise PictureError("drawing pictures takes dot, of the package graphviz") from None
    if done.returncode != 0 or done.stderr.strip():
        raise PictureError(f"docs/pictures/{source.name}: {done.stderr.strip()}")
    source.with_suffix(".svg").write_text(styled(done.stdout, source, title_of(source)))


def styled(text, source, title):
    """Graphviz's picture in the style: roles as classes, no colours, no names of its own."""
    picture = ElementTree.fromstring(text)
    width, height = (float(number) for number in picture.get("viewBox").split()[2:])
    if width > style.WIDEST:
        raise PictureError(f"docs/pictures/{source.name}: {width:.0f} units wide, more than "
                           f"{style.WIDEST}: on a telephone its text is too small")
    graph = picture.find(SVG + "g")
    for group in list(graph):
        if group.tag == SVG + "g":
            style_group(group, source)
        else:
            graph.remove(group)  # its title and its background
    result = ElementTree.Element("svg", {
        "xmlns": SVG[1:-1], "viewBox": f"0 0 {width:.0f} {height:.0f}", "width": f"{width:.0f}",
        "height": f"{height:.0f}", "role": "img", "aria-labelledby": "title"})
    ElementTree.SubElement(result, "title", {"id": "title"}).text = title
    ElementTree.SubElement(result, "style").text = "\n" + style.CSS
    move = re.search(r"translate\([^)]*\)", graph.get("transform")).group()
    ElementTree.SubElement(result, "g", {"transform": move}).extend(graph)
    for element in result.iter():
        element.tag = element.tag.replace(SVG, "")
        element.tail = "\n"
    drawn = ElementTree.tostring(result, encoding="unicode").strip()
    return f"<!-- drawn from {source.name}, digest {digest(source)} -->\n{drawn}\n"


def style_group(group, source):
    """One node, edge or cluster."""
    kind, _, role = group.get("class").partition(" ")
    name = group.find(SVG + "title").text
    if role not in ROLES[kind]:
        raise PictureError(f"docs/pictures/{source.name}: the {kind} {name} has the class '{role}', not "
                           f"{' or '.join(sorted(ROLES[kind]))}")
    for element in list(group.iter()):
        for old in ("fill", "stroke", "font-family", "id"):
            value = element.attrib.pop(old, None)
            if old == "fill" and value != "none" and element.tag in (SVG + "path", SVG + "polygon"):
                element.set("class", "filled")
        if element.get("font-size") == f"{style.FONT_SIZE}.00":
            del element.attrib["font-size"]
    group.remove(group.find(SVG + "title"))
    group.set("class", f"{kind} {role}".strip())
    if kind != "edge":
        set_name_bold(group.findall(SVG + "text"))


def set_name_bold(lines):
    """A text is the name of a thing, or its name, a colon at the end of a line, and more about it."""
    colon = next((index for index, line in enumerate(lines) if line.text.endswith(":")), None)
    if colon is not None:
        lines[colon].text = lines[colon].text[:-1]
    for line in lines if colon is None else lines[:colon + 1]:
        line.set("class", "name")
