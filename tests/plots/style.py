"""The one style of all pictures that are drawn from measurements: which colour, marker and dash a server, a stage or
a way of doing things has, wherever it is drawn, and the style sheet inside each SVG.

A series keeps its colour on a white page and on a dark one, so each has 3:1 against both (WCAG 2.1, 1.4.11); text
and axes change with the reader's preference. style_test.py computes it. Python 3.9, standard library only.
"""
import dataclasses

LIGHT, DARK = "#ffffff", "#1c1d1f"  # the pages, as doxygen-awesome-css has them
TEXT = {LIGHT: "#5d6167", DARK: "#b9bdc3"}
GRID = {LIGHT: "#dcdee1", DARK: "#3a3d41"}  # a help for the eye and no information
COLOURS = {"blue": "#2f80d8", "orange": "#c96a10", "green": "#2a9158", "red": "#d84a4a", "purple": "#9567d8",
           "teal": "#158f9c", "pink": "#cf559b", "brown": "#97703a", "grey": "#7d8186"}
FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif"

# Paths around (0, 0), for those who do not tell colours apart.
MARKERS = {"circle": "M-5 0a5 5 0 1 0 10 0a5 5 0 1 0 -10 0z", "square": "M-4.5 -4.5h9v9h-9z",
           "triangle": "M0 -6L5.5 4.5H-5.5z", "down": "M0 6L5.5 -4.5H-5.5z", "diamond": "M0 -6.5L5.5 0L0 6.5L-5.5 0z",
           "cross": "M-5 -3L-3 -5L0 -2L3 -5L5 -3L2 0L5 3L3 5L0 2L-3 5L-5 3L-2 0z"}
DASHES = {"solid": (), "dashed": (9, 5), "dotted": (2, 4), "dash-dot": (9, 4, 2, 4)}


@dataclasses.dataclass(frozen=True)
class Style:
    colour: str
    marker: str = "circle"
    dash: str = "solid"
    hollow: bool = False  # of a bar: a frame with a light filling


EPOLL, URING = Style("blue", "circle"), Style("purple", "diamond")
KEPT, ONE_EACH = Style("teal", "circle"), Style("brown", "square", "dashed")
UPLOADS = Style("brown", "diamond")

# What is drawn, by the name that it has in the data.
STYLES = {
    "epoll": EPOLL, "ladder-epoll": EPOLL, "09_event_loop": EPOLL, "uring": URING, "ladder-uring": URING,
    "ladder-epoll-1": Style("blue", hollow=True), "ladder-uring-1": Style("purple", "diamond", hollow=True),
    "nginx": Style("green", "square"), "nginx-tuned": Style("green", "square", hollow=True),
    "h2o": Style("orange", "triangle"),
    "epoll-limit": Style("grey", "circle"), "uring-limit": Style("grey", "circle", hollow=True),
    "03_thread_per_connection": Style("orange", "square"), "04_thread_pool": Style("green", "triangle"),
    "stage 07": UPLOADS, "stage 08": Style("red", "down"), "08_overload": Style("red", "down"),
    "waits for its echo": Style("orange"), "answered, stays": Style("green"), "connected": Style("grey", "diamond"),
    "evenly, 1,000 a second": Style("green", "circle"), "as fast as it goes": Style("orange", "square", "dashed"),
    "as fast as it goes, replies read late": Style("red", "triangle"),
    "into a buffer of 100 bytes": Style("pink", "cross"), "TCP, for comparison": Style("grey", "diamond", "dotted"),
    "kept": KEPT, "connections kept": KEPT, "one a request": ONE_EACH, "a connection each": ONE_EACH,
    "copy": Style("brown", "square"), "memory": Style("teal", "circle", "dashed"),
    "sendfile": Style("pink", "triangle"),
    "POST /upload": UPLOADS, "POST /upload, 4 at once": Style("brown", "cross", "dashed"),
    "files, flushed": Style("pink", "square"), "files, not flushed": Style("grey", "triangle", "dotted"),
}

# What a reader sees where the data has a short name.
LABELS = {"03_thread_per_connection": "03: a thread for each", "04_thread_pool": "04: a pool of threads",
          "08_overload": "08: a pool of threads", "09_event_loop": "09: one event loop", "uring": "io_uring",
          "stage 07": "07: no deadlines", "stage 08": "08: deadlines", "one a request": "a connection for each request",
          "kept": "connections kept", "a connection each": "a connection for each request",
          "copy": "by copying", "memory": "from memory", "sendfile": "by sendfile",
          "files, flushed": "files alone, flushed", "files, not flushed": "files alone, not flushed"}

# The curves of one engine, told apart by its number of threads.
OF_THREADS = {1: ("circle", "solid"), 2: ("square", "dashed"), 4: ("triangle", "dash-dot"), 10: ("diamond", "dotted")}


def style_of(name):
    return STYLES[name]


def label_of(name):
    return LABELS.get(name, name)


def luminance(colour):
    """Relative luminance, as WCAG 2.1 defines it."""
    channels = [int(colour[place:place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def sheet(colours):
    """The style sheet of a picture in which these colours occur. `color` is what a curve, a marker or a bar has."""
    def page(name):
        return (f"text{{fill:{TEXT[name]}}}.axis,.moment{{stroke:{TEXT[name]}}}.grid{{stroke:{GRID[name]}}}"
                f".dark{{fill:{TEXT[name]}}}")

    series = "".join(f".{colour}{{color:{COLOURS[colour]}}}" for colour in COLOURS if colour in colours)
    return (f"text{{font:16px {FONT}}}.title{{font-weight:600;font-size:18px}}.heading{{font-weight:600}}"
            f".axis,.grid,.moment,.line,.hollow{{fill:none}}.line{{stroke:currentColor;stroke-width:2.5}}"
            f".fill{{fill:currentColor}}.hollow{{fill:currentColor;fill-opacity:.25;stroke:currentColor;"
            f"stroke-width:2}}.moment{{stroke-width:1.5}}.end{{text-anchor:end}}.middle{{text-anchor:middle}}"
            f"{series}{page(LIGHT)}@media(prefers-color-scheme:dark){{{page(DARK)}}}")
