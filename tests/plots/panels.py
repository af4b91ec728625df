"""The kinds of panels: curves over a number, bars beside names, and a line of time. Each gives the script for gnuplot
that picture.py runs. A point of a curve is the median of what was measured there, small dots are the single rounds.
"""
import statistics

import picture
import style

BAR, GAP = 26, 0.72  # the height of a line of bars, and how much of it the bar takes
NAMES = 150          # room for the names of bars
STEP = {"count": 0}  # names of gnuplot's data blocks, which are global


def block(lines):
    STEP["count"] += 1
    name = f"$data{STEP['count']}"
    return name, f"{name} << END\n" + "\n".join(lines) + "\nEND\n"


def quoted(text):
    return '"' + str(text).replace('"', "'") + '"'


def span(values, is_log, share=0.03):
    low, high = min(values), max(values)
    if is_log:
        return low / (high / low) ** share if high > low else low / 2, high * (high / low) ** share
    room = (high - low or 1) * share
    return low - room, high + room


def axis(name, tics):
    """`tics`: None for gnuplot's choice, numbers, or pairs of a text and a number."""
    if tics is None:
        return f"set {name}tics auto\n"
    shown = ", ".join(f"{quoted(one[0])} {one[1]}" if isinstance(one, tuple) else f"{quoted(f'{one:,}')} {one}"
                      for one in tics)
    return f"set {name}tics ({shown})\n"


def curve(points, one):
    """A line through the medians at each x, and a dot for each repetition where there are several."""
    at = {}
    for x, y in points:
        at.setdefault(x, []).append(y)
    medians, data = block(f"{x} {statistics.median(values)}" for x, values in sorted(at.items()))
    dash = style.DASHES[one.dash]
    line = (f"{medians} using 1:2 with linespoints pt {picture.POINTS[one.marker]} ps 1 lw 2 "
            f"lc rgb {picture.ink(one)} dt " + (f"({','.join(map(str, dash))})" if dash else "1"))
    if all(len(values) == 1 for values in at.values()):
        return data, [line]
    every, more = block(f"{x} {y}" for x, values in at.items() for y in values)
    return data + more, [line, f"{every} using 1:2 with points pt 7 ps 0.3 lc rgb {picture.ink(one)}"]


def curves(heading, x_label, series, log="", x_tics=None, y_tics=None, y_range=None, height=190):
    """`series`: pairs of a style and its points."""
    script, lines = "", []
    for one, points in series:
        data, drawn = curve(points, one)
        script, lines = script + data, lines + drawn
    everything = [point for _, points in series for point in points]
    left, right = span([x for x, _ in everything], "x" in log)
    script += "unset logscale\n" + (f"set logscale {log}\n" if log else "") + axis("x", x_tics) + axis("y", y_tics)
    script += "unset mxtics\nunset mytics\n"
    script += f"set xrange [{left}:{right}]\nset yrange [{y_range or ('*:*' if 'y' in log else '0:*')}]\n"
    return picture.Panel(heading, script + "set border 3\nplot " + ", ".join(lines) + "\n", height, x_label=x_label)


def short(value):
    """Three digits or so."""
    return f"{value:.2f}" if value < 10 else f"{value:.1f}" if value < 100 else f"{value:,.0f}"


def bars(heading, lines):
    """`lines`: (name, style, value, lowest, highest), the first on top. The ends carry their numbers, so that the
    axis needs none; a thin line goes from the lowest round to the highest."""
    script, drawn, last = "", [], len(lines) - 1
    for place, (_, one, value, _, _) in enumerate(lines):
        y = last - place
        name, data = block([f"0 {y} 0 {value} {y - GAP / 2} {y + GAP / 2}"])
        script += data
        drawn.append(f"{name} using 1:2:3:4:5:6 with boxxyerror fs solid 1.0 noborder lc rgb {picture.ink(one)}")
    name, data = block(f"{low} {last - place} {high - low}" for place, (_, _, _, low, high) in enumerate(lines))
    drawn.append(f"{name} using 1:2:3:(0) with vectors nohead lw 1.5 lc rgb {picture.DARK}")
    words, more = block(f'{high} {last - place} "{short(value)}"' for place, (_, _, value, _, high) in enumerate(lines))
    drawn.append(f"{words} using 1:2:3 with labels left offset 0.6,0 tc rgb {picture.TEXT}")
    tics = [(each[0], last - place) for place, each in enumerate(lines)]
    most = max(each[4] for each in lines)
    script += data + more + f"unset logscale\nset yrange [-0.5:{last + 0.5}]\nset xrange [0:{most * 1.22}]\n"
    script += axis("y", tics) + "unset xtics\nset border 2\nunset grid\n"
    return picture.Panel(heading, script + "plot " + ", ".join(drawn) + "\n", BAR * len(lines), NAMES, 14)


def timeline(heading, x_label, names, phases, moments):
    """`phases`: (style, [(row, begin, end)]); `moments`: (style, [(row, when)]). Rows are counted from the top."""
    script, drawn, last = "", [], len(names) - 1
    for one, spans in phases:
        name, data = block(f"{begin} {last - row} {begin} {end} {last - row - 0.3} {last - row + 0.3}"
                           for row, begin, end in spans)
        script += data
        drawn.append(f"{name} using 1:2:3:4:5:6 with boxxyerror fs solid 1.0 noborder lc rgb {picture.ink(one)}")
    for one, places in moments:
        name, data = block(f"{when} {last - row}" for row, when in places)
        script += data
        drawn.append(f"{name} using 1:2 with points pt {picture.POINTS[one.marker]} ps 1 lc rgb {picture.DARK}")
    ends = [end for _, spans in phases for _, _, end in spans]
    left, right = span([0, max(ends)], False)
    script += f"unset logscale\nset yrange [-0.6:{last + 0.6}]\nset xrange [{left}:{right}]\nset xtics auto\n"
    script += axis("y", [(name, last - place) for place, name in enumerate(names)])
    return picture.Panel(heading, script + "set border 3\nplot " + ", ".join(drawn) + "\n", 38 * len(names), 124,
                         x_label=x_label)
