"""Plots of an experiment's rows, in the style of tests/plots. A PLOT, or each of a list, is a panel:

  {"series", "x", "y", "x_label", "y_label", ...}     a curve for each value of `series`, over `x`; further `log`
                                                      ("x", "y" or "xy"), `x_tics`, `y_tics`, `y_range`, `height`
  {"bars_of": column, "value", "low", "high"}         a panel of bars for each value of a column, a bar a server
  {"phases", "moments", "series", "x_label"}          a line of time for each row, from one column to another
"""
import panels
import picture
import style


def drawn(plot, rows):
    return [row for row in rows if row.get(plot["x"]) is not None and row.get(plot["y"]) is not None]


def names_of(plot, rows):
    """The series, in the order in which they were measured."""
    return list(dict.fromkeys(str(row[plot["series"]]) for row in drawn(plot, rows)))


def curves(plot, rows):
    series = [(style.style_of(name), [(row[plot["x"]], row[plot["y"]]) for row in drawn(plot, rows)
                                      if str(row[plot["series"]]) == name]) for name in names_of(plot, rows)]
    options = {name: plot[name] for name in ("log", "x_tics", "y_tics", "y_range", "height") if name in plot}
    return panels.curves(plot["y_label"], plot["x_label"], series, **options)


def bars(plot, rows):
    order = list(style.STYLES)
    for group in dict.fromkeys(row[plot["bars_of"]] for row in rows):
        lines = sorted((row for row in rows if row[plot["bars_of"]] == group),
                       key=lambda row: order.index(row["server"]))
        yield panels.bars(plot["headings"].get(group, group),
                          [(row["server"], style.style_of(row["server"]), row[plot["value"]], row[plot["low"]],
                            row[plot["high"]]) for row in lines])


def timeline(plot, rows):
    phases = [(style.style_of(name), [(place, row[begin], row[end]) for place, row in enumerate(rows)
                                      if row.get(begin) is not None and row.get(end) is not None])
              for begin, end, name in plot["phases"]]
    moments = [(style.style_of(name), [(place, row[when]) for place, row in enumerate(rows)])
               for when, name in plot["moments"]]
    return panels.timeline("", plot["x_label"], [row[plot["series"]] for row in rows], phases, moments)


def entries(plots, rows):
    """The legend: of curves once for all panels, of bars none, since each stands beside its name."""
    if "phases" in plots[0]:
        return ([picture.Entry(name, style.style_of(name), "bar") for *_, name in plots[0]["phases"]]
                + [picture.Entry(name, style.style_of(name), "moment", "dark") for _, name in plots[0]["moments"]])
    names = dict.fromkeys(name for plot in plots if "series" in plot for name in names_of(plot, rows))
    return [picture.Entry(style.label_of(name), style.style_of(name)) for name in names]


def draw(plots, title, rows, path):
    """Writes an SVG. False: there is no gnuplot."""
    plots = plots if isinstance(plots, list) else [plots]
    made = []
    for plot in plots:
        made += [timeline(plot, rows)] if "phases" in plot else bars(plot, rows) if "bars_of" in plot \
            else [curves(plot, rows)]
    return picture.draw(title, entries(plots, rows), made, path)
