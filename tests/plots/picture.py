"""Puts a picture together: a title, a legend, and panels one below the other, each as wide as the picture, so that it
can be read on a telephone. gnuplot draws what is inside of a panel; its SVG, which has colours and sizes at each
element, is then written anew with the classes of style.py, without a background and without a size of its own.

Lengths are in units of the picture, 560 to its width. Python 3.9, standard library only; gnuplot where it is installed.
"""
import dataclasses
import re
import subprocess
import xml.etree.ElementTree as tree
from typing import Optional
from xml.sax.saxutils import escape

import style
from peer import find

WIDTH, LINE, EDGE = 560, 22, 8
CHARACTER = 8.8  # the mean width of one at 16 units, in the wider ones of the sans-serifs
POINTS = {"circle": 7, "square": 5, "triangle": 9, "down": 11, "diamond": 13, "cross": 2}  # of gnuplot
MARKER_OF = {f"#gpPt{point - 1}": name for name, point in POINTS.items()}
SMALL = 0.5  # the scale of a marker for a single repetition


@dataclasses.dataclass(frozen=True)
class Panel:
    heading: str
    script: str           # what gnuplot is to draw; see ink()
    height: float = 190   # of the part within the axes
    left: float = 84      # room for the numbers of the vertical axis
    below: float = 60     # and for those of the horizontal one, and what it shows
    x_label: str = ""
    right: float = 26


@dataclasses.dataclass(frozen=True)
class Entry:
    """One line of the legend."""
    label: str
    style: style.Style
    shape: str = "curve"  # or "bar", "moment"
    tint: Optional[str] = None  # another class than the style's colour: "dark" for what is of no series


def ink(one):
    """How a script tells gnuplot a series: by a colour that stands for the style until the SVG is written anew."""
    return f"'#f{int(one.hollow)}00{list(style.COLOURS).index(one.colour):02x}'"


TEXT, AXIS, GRID, DARK = "'#d00000'", "'#d00001'", "'#d00002'", "'#d00003'"
CLASSES = {(208, 0, 1): "axis", (208, 0, 2): "grid", (208, 0, 3): "dark"}


def wrapped(text, width):
    lines = [""]
    for word in text.split():
        if lines[-1] and (len(lines[-1]) + 1 + len(word)) * CHARACTER * width[1] > width[0]:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def text_at(x, y, text, kind=""):
    return f'<text x="{x:g}" y="{y:g}"' + (f' class="{kind}"' if kind else "") + f">{escape(text)}</text>"


def marker(name, x, y, kind, scale=1.0):
    size = "" if scale == 1 else f" scale({scale:g})"
    return f'<path class="{kind} fill" transform="translate({x:g} {y:g}){size}" d="{style.MARKERS[name]}"/>'


def swatch(entry, x, y):
    colour = entry.tint or entry.style.colour
    if entry.shape == "bar":
        return f'<path class="{colour} {"hollow" if entry.style.hollow else "fill"}" d="M{x:g} {y - 7:g}h30v14h-30z"/>'
    drawn = marker(entry.style.marker, x + 15, y, colour)
    if entry.shape == "curve":
        dash = style.DASHES[entry.style.dash]
        dashes = f' stroke-dasharray="{" ".join(map(str, dash))}"' if dash else ""
        drawn = f'<path class="line {colour}"{dashes} d="M{x:g} {y:g}h30"/>' + drawn
    return drawn


def legend(entries, top):
    """The legend's elements from `top` on, and where it ends. As many in a row as have room."""
    parts, x, y = [], EDGE, top + LINE / 2
    for entry in entries:
        width = 38 + len(entry.label) * CHARACTER + 24
        if x > EDGE and x + width - 24 > WIDTH - EDGE:
            x, y = EDGE, y + LINE + 2
        parts += [swatch(entry, x, y), text_at(x + 38, y + 5.5, entry.label)]
        x += width
    return parts, (y + LINE / 2 + 6 if entries else top)


def colours_of(number):
    found = re.match(r"rgb\(\s*(\d+),\s*(\d+),\s*(\d+)\s*\)", number or "")
    return tuple(map(int, found.groups())) if found else None


def class_of(number):
    """The classes for one of the colours that ink() and its like have made; None for any other."""
    colour = colours_of(number)
    if colour in CLASSES:
        return CLASSES[colour], False
    if colour and colour[0] in (240, 241) and colour[1] == 0:
        return list(style.COLOURS)[colour[2]], colour[0] == 241
    return None


def grouped(text):
    """1000000 as 1,000,000."""
    return f"{int(text):,}" if re.fullmatch(r"-?\d{4,}", text) else text


def rounded(numbers):
    return re.sub(r"-?\d+\.\d+", lambda found: f"{float(found.group()):.1f}".rstrip("0").rstrip("."),
                  " ".join(numbers.split()))


def moved(transform):
    x, y = re.match(r"translate\(([-\d.]+),([-\d.]+)\)", transform).groups()
    scale = re.search(r"scale\(([\d.]+)\)", transform)
    return float(x), float(y), float(scale.group(1)) if scale else 1


def redrawn(node, stroke_width, anchor=None):
    """The elements of one node of gnuplot's SVG, in our classes. What it makes invisible is left out."""
    kind = node.tag.rpartition("}")[2]
    if kind == "path" and class_of(node.get("stroke")):
        name, _ = class_of(node.get("stroke"))
        dash = f' stroke-dasharray="{node.get("stroke-dasharray").replace(",", " ")}"' \
            if node.get("stroke-dasharray") else ""
        name = name if name in ("axis", "grid") else "moment" if name == "dark" else f"line {name}"
        yield f'<path class="{name}"{dash} d="{rounded(node.get("d"))}"/>'
    elif kind == "polygon" and class_of(node.get("fill")):
        name, hollow = class_of(node.get("fill"))
        yield f'<polygon class="{name} {"hollow" if hollow else "fill"}" points="{rounded(node.get("points"))}"/>'
    elif kind == "use" and class_of(node.get("color")):
        x, y, scale = moved(node.get("transform"))
        href = node.get("{http://www.w3.org/1999/xlink}href")
        yield marker(MARKER_OF[href], x, y, class_of(node.get("color"))[0], SMALL if scale < 3 else 1)
    elif kind == "g" and node.get("transform") and node.find("{*}text") is not None:
        x, y, _ = moved(node.get("transform"))
        words = "".join(node.find("{*}text").itertext()).strip()
        place = {"start": "", None: ""}.get(node.get("text-anchor"), node.get("text-anchor"))
        yield text_at(round(x, 1), round(y, 1), grouped(words), place)
    elif kind not in ("defs", "title", "desc"):
        for child in node:
            yield from redrawn(child, stroke_width)


def run_gnuplot(script):
    done = subprocess.run([find("gnuplot")], input=script, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                          check=False)
    if done.returncode != 0:
        raise RuntimeError("gnuplot: " + done.stderr.strip())
    return done.stdout


def plotted(panels, tops, height):
    """What gnuplot draws of all panels, as elements of ours."""
    script = (f"set terminal svg size {WIDTH},{height:g} font 'sans-serif,16' noenhanced\nset encoding utf8\n"
              f"set border 3 lc rgb {AXIS}\nset tics nomirror out scale 0.5 textcolor rgb {TEXT}\n"
              f"set grid ytics lc rgb {GRID} lt 1\nset key off\n"
              "set ytics offset 0.8,0\nset xtics offset 0,0.4\nset format '%.15g'\nset multiplot\n")
    for panel, top in zip(panels, tops):
        script += (f"set lmargin at screen {panel.left / WIDTH}\nset rmargin at screen {1 - panel.right / WIDTH}\n"
                   f"set tmargin at screen {1 - top / height}\n"
                   f"set bmargin at screen {1 - (top + panel.height) / height}\n" + panel.script)
    return list(redrawn(tree.fromstring(run_gnuplot(script + "unset multiplot\n")), 1))


def document(title, parts, height, description=""):
    """An SVG that scales with its place, is named for those who do not see it, and knows both kinds of page."""
    body = "\n".join(part for part in parts if part)
    used = {name for name in style.COLOURS if re.search(rf'class="[^"]*\b{name}\b', body)}
    about = f"<desc>{escape(description)}</desc>\n" if description else ""
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:g}" role="img">\n'
            f"<title>{escape(title)}</title>\n{about}<style>{style.sheet(used)}</style>\n{body}\n</svg>\n")


def draw(title, entries, panels, path, note=""):
    """Writes the picture. False: there is no gnuplot. RuntimeError: it found fault with a script."""
    if not find("gnuplot"):
        return False
    parts, y = [], EDGE
    for line in wrapped(title, (WIDTH - 2 * EDGE, 1.05 * 18 / 16)):
        y += LINE
        parts.append(text_at(EDGE, y - 3, line, "title"))
    for line in wrapped(note, (WIDTH - 2 * EDGE, 1)) if note else ():
        y += LINE
        parts.append(text_at(EDGE, y - 3, line))
    shown, y = legend(entries, y + 6)
    parts, tops = parts + shown, []
    for panel in panels:
        for line in wrapped(panel.heading, (WIDTH - 2 * EDGE, 1.05)) if panel.heading else ():
            y += LINE
            parts.append(text_at(EDGE, y, line, "heading"))
        tops.append(y + 16)
        middle, y = (panel.left + WIDTH - panel.right) / 2, y + 16 + panel.height + panel.below
        parts.append(text_at(middle, y - 14, panel.x_label, "middle") if panel.x_label else "")
    path.write_text(document(title, parts + plotted(panels, tops, y), y))
    return True
