"""The state machine of http::Session as a picture: an SVG that is legible on white and on black.

The places of the states are set by hand, for there are few; what arrows there are comes from session_states.py.
Python 3.9, standard library only.
"""
import html

WIDTH, HEIGHT = 700, 372
BOX = (112, 46)
CENTRES = {"idle": (92, 110), "head": (276, 110), "body": (460, 110), "work": (634, 110), "lingering": (322, 226),
           "closing": (520, 226), "closed": (322, 334)}

# (from, to) -> path of the arrow, and where its label stands: x, y, anchor.
ARROWS = {
    ("idle", "head"): ("M148,110 H214", (184, 101, "middle")),
    ("head", "body"): ("M332,110 H398", (367, 101, "middle")),
    ("body", "idle"): ("M450,87 C430,20 122,20 98,81", (276, 32, "middle")),
    ("body", "work"): ("M516,100 H572", (547, 79, "middle")),
    ("work", "body"): ("M578,122 H522", (547, 145, "middle")),
    ("head", "lingering"): ("M282,133 L308,197", (286, 178, "end")),
    ("body", "lingering"): ("M440,133 L352,197", (386, 160, "end")),
    ("body", "closing"): ("M472,133 L506,197", (500, 178, "start")),
    ("lingering", "closed"): ("M322,249 V305", (330, 284, "start")),
    ("closing", "closed"): ("M500,249 L380,317", (452, 290, "start")),
    ("idle", "closed"): ("M80,133 C80,260 120,334 260,334", (112, 264, "start")),
    ("any", "closed"): ("M412,338 H384", (418, 343, "start")),
}

STYLE = """\
text { font: 15px Helvetica, Arial, "Liberation Sans", "DejaVu Sans Condensed", sans-serif; fill: #6e7781; }
.arrow { fill: none; stroke: #6e7781; stroke-width: 1.5; } .tip { fill: #6e7781; }
.state rect { fill: #d9ecff; stroke: #2b7cc4; stroke-width: 1.5; } .state text { fill: #0b3557; font-weight: bold; }
.end rect { fill: #ece6fb; stroke: #8160c4; } .end text { fill: #35205f; }
@media (prefers-color-scheme: dark) {
text { fill: #8b949e; } .arrow { stroke: #8b949e; } .tip { fill: #8b949e; }
.state rect { fill: #123a5e; stroke: #4a97dc; } .state text { fill: #d3e9ff; }
.end rect { fill: #35285a; stroke: #9a7fdb; } .end text { fill: #e6dcff; }
}
"""


class PictureError(Exception):
    """An arrow that has no place yet."""


def labels(transitions):
    """(from, to) -> its label: the distinct ones of its transitions. Without any label there is no arrow."""
    found = {}
    for one in transitions:
        if one.label:
            texts = found.setdefault((one.source, one.target), [])
            if one.label not in texts:
                texts.append(one.label)
    return found


def state(name):
    x, y = CENTRES[name]
    width, height = BOX
    kind = "state end" if name in ("lingering", "closing", "closed") else "state"
    return (f'<g class="{kind}"><rect x="{x - width // 2}" y="{y - height // 2}" width="{width}" height="{height}" '
            f'rx="8"/><text x="{x}" y="{y + 5}" text-anchor="middle">{name}</text></g>')


def arrow(ends, texts):
    if ends not in ARROWS:
        raise PictureError(f"the arrow from {ends[0]} to {ends[1]} has no place in session_picture.py")
    path, (x, y, anchor) = ARROWS[ends]
    words = ", ".join(texts)
    if ends[0] == "any":
        words = f"any: {words}"
    return (f'<path class="arrow" d="{path}" marker-end="url(#tip)"/>'
            f'<text x="{x}" y="{y}" text-anchor="{anchor}">{html.escape(words)}</text>')


def draw(states, transitions):
    """The picture as text."""
    if set(states) != set(CENTRES):
        raise PictureError(f"the states are {', '.join(states)}; there are places for {', '.join(CENTRES)}")
    drawn = labels(transitions)
    parts = [arrow(ends, texts) for ends, texts in drawn.items()] + [state(name) for name in states]
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" '
            'role="img" aria-label="The states of http::Session and what leads from each to the next">\n'
            f"<style>\n{STYLE}</style>\n"
            '<defs><marker id="tip" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" orient="auto">'
            '<path class="tip" d="M0,0 L10,5 L0,10 z"/></marker></defs>\n' + "\n".join(parts) + "\n</svg>\n")
