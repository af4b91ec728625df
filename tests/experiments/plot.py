"""Plots of an experiment's rows. A PLOT says which columns: a line for each value of `series`, over `x`."""
import statistics

import chart

COLOURS = ["#1f6fb4", "#e08a1e", "#2e8b57", "#b4351f", "#7a5ab4", "#555555"]


def series_of(plot, rows):
    """The rows of each line, in the order in which they were measured."""
    found = {}
    for row in rows:
        if row.get(plot["x"]) is not None and row.get(plot["y"]) is not None:
            found.setdefault(str(row[plot["series"]]), []).append(row)
    return found


def curve(number, place, name, members, plot):
    """A line through the medians of what was measured at each x, and a dot for each single repetition."""
    at = {}
    for row in members:
        at.setdefault(row[plot["x"]], []).append(row[plot["y"]])
    block = f"$data{number}_{place}"
    data = "\n".join(f"{x} {statistics.median(values)}" for x, values in at.items())
    every = "\n".join(f"{x} {y}" for x, values in at.items() for y in values)
    colour = f"lc rgb '{COLOURS[place % len(COLOURS)]}'"
    script = f"{block} << END\n{data}\nEND\n{block}_every << END\n{every}\nEND\n"
    return script, (f"{block} using 1:2 with linespoints pt 7 ps 0.7 lw 2 {colour} title \"{name}\", "
                    f"{block}_every using 1:2 with points pt 7 ps 0.3 {colour} notitle")


def bars(number, place, name, members, plot, categories, of):
    """Boxes side by side: between categories there is nothing that a line could mean."""
    width = 0.8 / of
    data = "\n".join(f"{categories.index(str(m[plot['x']])) + (place - (of - 1) / 2) * width} {m[plot['y']]}"
                     for m in members)
    return (f"$data{number}_{place} << END\n{data}\nEND\n",
            f"$data{number}_{place} using 1:2:({width * 0.9}) with boxes fs solid noborder "
            f"lc rgb '{COLOURS[place % len(COLOURS)]}' title \"{name}\"")


def panel(number, plot, rows):
    script, lines, series = "", [], series_of(plot, rows)
    categories = list(dict.fromkeys(str(row[plot["x"]]) for row in rows)) if plot.get("categories") else None
    for place, (name, members) in enumerate(series.items()):
        data, line = (bars(number, place, name, members, plot, categories, len(series)) if categories
                      else curve(number, place, name, members, plot))
        script += data
        lines.append(line)
    script += f"set xlabel \"{plot['x_label']}\" offset 0,0.5\nset ylabel \"{plot['y_label']}\"\n"
    script += "unset logscale\n" + (f"set logscale {plot['log']}\n" if plot.get("log") else "")
    if categories:
        tics = ", ".join(f"\"{name}\" {i}" for i, name in enumerate(categories))
        script += f"set xtics ({tics})\nset xrange [-0.5:{len(categories) - 0.5}]\nset yrange [0:*]\n"
    else:
        script += "set xtics auto\nset xrange [*:*]\n"
        script += "set yrange [*:*]\n" if "y" in plot.get("log", "") else "set yrange [0:*]\n"
    return script + "plot " + ", ".join(lines or ["NaN notitle"]) + "\n"


def timeline(plot, rows):
    """Bars from one column to another, a line for each row."""
    script = "set yrange [-0.5:%d]\nset ytics (%s)\nset xlabel \"%s\" offset 0,0.5\nunset ylabel\n" % (
        len(rows), ", ".join(f"\"{row[plot['series']]}\" {len(rows) - 1 - i}" for i, row in enumerate(rows)),
        plot["x_label"])
    curves = []
    for colour, (begin, finish, what) in zip(COLOURS, plot["bars"]):
        data = "\n".join(f"{row[begin]} {len(rows) - 1 - i} {row[finish] - row[begin]}"
                         for i, row in enumerate(rows) if row.get(finish) is not None)
        name = f"$bars_{begin}_{finish}"
        script += f"{name} << END\n{data}\nEND\n"
        curves.append(f"{name} using 1:2:3:(0) with vectors nohead lw 14 lc rgb '{colour}' title \"{what}\"")
    return script + "plot " + ", ".join(curves) + "\n"


def draw(plots, title, rows, path):
    """Writes an SVG. False: there is no gnuplot."""
    panels = plots if isinstance(plots, list) else [plots]
    script = chart.terminal(path, len(panels), columns=len(panels), width=760 // len(panels) + 60) + chart.STYLE
    script += f"set termoption noenhanced\nset key below font ',10'\nset format y '%.15g'\n"
    script += f"set multiplot layout 1,{len(panels)} title \"{title}\" font ',14'\n"
    for number, one in enumerate(panels):
        script += timeline(one, rows) if "bars" in one else panel(number, one, rows)
    return chart.draw(script + "unset multiplot\n")
