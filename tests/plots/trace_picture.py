#!/usr/bin/env python3
"""Draws a trace (`--trace FILE` of every stage) as Perfetto shows it, in the style of the plots: a lane for each
thread with the calls that moved bytes, below it a lane for each connection with its life and its requests.

  trace_picture.py TRACE.json [PICTURE.svg] [--title TEXT]

The picture lies beside the trace unless it is told where to. The file may be a list of events, as a stage writes it,
or an object with `traceEvents`, as record_trace.py does. Python 3.9, standard library only.
"""
import argparse
import json
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
for folder in ("support", "plots"):
    sys.path.insert(0, str(ROOT / "tests" / folder))

import picture  # noqa: E402
import style  # noqa: E402

HUES = ("blue", "orange", "purple", "green", "pink", "teal", "brown", "red")
LEFT, RIGHT, LANE, SHORTEST = 136, 16, 34, 3.5  # a call of microseconds is to be seen all the same
TITLES = {"03": "Stage 03, traced: a thread for each connection", "04": "Stage 04, traced: two workers and a queue",
          "09": "Stage 09, traced: one loop for all connections", "10": "Stage 10, traced: two loops"}


def hue(connection):
    return HUES[(connection - 1) % len(HUES)]


class Trace:
    """The events, in milliseconds since the first."""

    def __init__(self, events):
        self.events = [event for event in events if event["ph"] in "bnXeM"]
        moments = [event["ts"] for event in self.events if event["ph"] != "M"]
        self.begin, end = min(moments), max(moments)
        self.length = (end - self.begin) / 1_000

    def at(self, event):
        return (event["ts"] - self.begin) / 1_000

    def of(self, phase, name=None, category=None):
        return [event for event in self.events if event["ph"] == phase and name in (None, event["name"])
                and category in (None, event.get("cat"))]

    def lives(self):
        """{connection: (begin, taken or None, end, tid that took it, refused?)}"""
        found = {}
        for event in self.of("b", "connection"):
            number = event["id"]

            def moment(phase, name):
                return next((each for each in self.of(phase, name, "connection") if each["id"] == number), None)

            taken, end, refused = moment("n", "taken"), moment("e", "connection"), moment("n", "refused")
            found[number] = (self.at(event), self.at(taken) if taken else None, self.at(end) if end else self.length,
                             taken["tid"] if taken else None, self.at(refused) if refused else None)
        return found

    def threads(self):
        """[(tid, name)], the accepting one first, the others in the order in which they first did something."""
        names = {event["tid"]: event["args"]["name"] for event in self.of("M", "thread_name")}
        tids = list(dict.fromkeys(event["tid"] for event in self.events if event["ph"] != "M"))
        others = [tid for tid in tids if tid != self.events[0]["pid"]]
        main = [(tid, "main") for tid in tids if tid == self.events[0]["pid"]]
        named = sorted(((tid, names[tid]) for tid in others if tid in names), key=lambda each: each[1])
        return main + named + [(tid, f"thread {place}") for place, tid in
                               enumerate((tid for tid in others if tid not in names), 1)]


class Canvas:
    def __init__(self, length):
        self.parts, self.y, self.scale = [], 0.0, (picture.WIDTH - LEFT - RIGHT) / length

    def x(self, ms):
        return round(LEFT + ms * self.scale, 1)

    def bar(self, begin, end, kind, height):
        left, width = self.x(begin), max(SHORTEST, (end - begin) * self.scale)
        top = self.y + (LANE - height) / 2
        self.parts.append(f'<path class="{kind}" d="M{left:g} {top:g}h{width:.1f}v{height:g}h-{width:.1f}z"/>')

    def mark(self, ms, name, kind):
        self.parts.append(picture.marker(name, self.x(ms), self.y + LANE / 2, kind))

    def lane(self, name):
        """The line on which the next things are drawn; end_lane() goes to the one below."""
        middle = self.y + LANE / 2
        self.parts.append(f'<path class="grid" d="M{LEFT} {middle:g}H{picture.WIDTH - RIGHT}"/>')
        self.parts.append(picture.text_at(LEFT - 10, middle + 5.5, name, "end"))

    def end_lane(self):
        self.y += LANE

    def heading(self, text):
        self.y += picture.LINE + 6
        self.parts.append(picture.text_at(picture.EDGE, self.y - 4, text, "heading"))

    def axis(self, length):
        step = next(step for step in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000)
                    if length / step <= 8)
        self.parts.append(f'<path class="axis" d="M{LEFT} {self.y + 4:g}H{picture.WIDTH - RIGHT}"/>')
        for place in range(int(length / step) + 1):
            self.parts.append(f'<path class="axis" d="M{self.x(place * step):g} {self.y + 4:g}v6"/>')
            self.parts.append(picture.text_at(self.x(place * step), self.y + 27, f"{place * step:,}", "middle"))
        self.parts.append(picture.text_at((LEFT + picture.WIDTH) / 2, self.y + 49, "ms since the first client came",
                                          "middle"))
        self.y += 60


def is_held(lives, tid):
    """Whether a thread has one connection at a time."""
    spans = sorted((taken, end) for _, taken, end, taker, _ in lives.values() if taker == tid)
    return all(one[1] <= other[0] for one, other in zip(spans, spans[1:]))


def draw_calls(canvas, trace, calls):
    for call in calls:
        begin = trace.at(call)
        canvas.bar(begin, begin + call["dur"] / 1_000, f"{hue(call['args'].get('connection', 1))} fill", 18)


def draw_threads(canvas, trace, lives):
    canvas.heading("Threads, and the calls that moved bytes")
    for tid, name in trace.threads():
        canvas.lane(name)
        if is_held(lives, tid):
            for number, (_, taken, end, taker, _) in lives.items():
                if taker == tid:
                    canvas.bar(taken, end, f"{hue(number)} hollow", 18)
        draw_calls(canvas, trace, [call for call in trace.of("X") if call["tid"] == tid])
        for event in trace.of("n", "accepted"):
            if event["tid"] == tid:
                canvas.mark(trace.at(event), "down", hue(event["id"]))
        canvas.end_lane()


def draw_connections(canvas, trace, lives):
    canvas.heading("Connections, and their requests" if trace.of("b", category="request") else "Connections")
    names = {tid: name for tid, name in trace.threads() if name.split()[0] not in ("main", "thread")}
    for number, (begin, taken, end, tid, refused) in lives.items():
        canvas.lane(f"{number} on {names[tid]}" if tid in names else f"connection {number}")
        if taken is not None and (taken - begin) * canvas.scale > SHORTEST:
            canvas.bar(begin, taken, "grey hollow", 18)
        if refused is None:
            canvas.bar(begin if taken is None else taken, end, f"{hue(number)} hollow", 18)
        requests = [[each for each in trace.of(phase, category="request") if each["id"] == number] for phase in "be"]
        for first, last in zip(*requests):
            canvas.bar(trace.at(first), trace.at(last), f"{hue(number)} fill", 18)
        if not requests[0]:
            draw_calls(canvas, trace, [call for call in trace.of("X") if call["args"].get("connection") == number])
        if refused is not None:
            canvas.mark(refused, "cross", hue(number))
        canvas.end_lane()


def legend_of(trace, lives):
    entries = [picture.Entry("accepted", style.Style("grey", "down"), "moment", "dark"),
               picture.Entry("a call" + (", or a request" if trace.of("b", category="request") else ""),
                             style.Style("grey"), "bar"),
               picture.Entry("silent", style.Style("blue", hollow=True), "bar")]
    if any(taken is not None and taken - begin > trace.length / 20 for begin, taken, *_ in lives.values()):
        entries.append(picture.Entry("waits in the queue", style.Style("grey", hollow=True), "bar"))
    if any(refused is not None for *_, refused in lives.values()):
        entries.append(picture.Entry("refused", style.Style("grey", "cross"), "moment", "dark"))
    return entries


def draw(events, title, path):
    trace = Trace(events)
    lives, canvas = trace.lives(), Canvas(trace.length)
    canvas.y = picture.EDGE
    for line in picture.wrapped(title, (picture.WIDTH - 2 * picture.EDGE, 1.05 * 18 / 16)):
        canvas.y += picture.LINE
        canvas.parts.append(picture.text_at(picture.EDGE, canvas.y - 3, line, "title"))
    shown, canvas.y = picture.legend(legend_of(trace, lives), canvas.y + 6)
    canvas.parts += shown
    draw_threads(canvas, trace, lives)
    draw_connections(canvas, trace, lives)
    canvas.axis(trace.length)
    path.write_text(picture.document(title, canvas.parts, canvas.y))


def events_of(path):
    loaded = json.loads(path.read_text())
    return loaded["traceEvents"] if isinstance(loaded, dict) else loaded


def main():
    parser = argparse.ArgumentParser(description="draws a trace")
    parser.add_argument("trace", type=pathlib.Path)
    parser.add_argument("picture", type=pathlib.Path, nargs="?")
    parser.add_argument("--title")
    arguments = parser.parse_args()
    target = arguments.picture or arguments.trace.with_suffix(".svg")
    title = arguments.title or TITLES.get(arguments.trace.stem[-2:], f"The trace {arguments.trace.name}")
    draw(events_of(arguments.trace), title, target)
    print(f"drawn: {target}")


if __name__ == "__main__":
    main()
