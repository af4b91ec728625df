"""The numbers beside the plots: under each plot of an experiment the table that the experiment has printed, folded.

The data is docs/measurements/NN_*.json; its `columns` say what is in the table. Python 3.9, standard library only.
"""
import html
import json
import re

PLOT = re.compile(r'<figure class="picture"><img src="picture_measurements_(\d\d)\.svg"[^>]*>.*?</figure>', re.S)


def cell(value):
    if value is None:
        return "-"
    return f"{value:,.2f}" if isinstance(value, float) else f"{value:,}" if isinstance(value, int) else html.escape(str(value))


def table(data):
    """The rows of a run. A column of which no row has anything is left out."""
    columns = {name: text for name, text in data["columns"].items()
               if any(row.get(name) is not None for row in data["rows"])}
    head = "".join(f"<th>{html.escape(text)}</th>" for text in columns.values())
    rows = "".join("<tr>" + "".join(f"<td>{cell(row.get(name))}</td>" for name in columns) + "</tr>" for row in data["rows"])
    return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def add(body, folder):
    """The body of a page with the numbers of its plots. `folder` has the data."""
    def with_numbers(match):
        data = json.loads(next(folder.glob(f"{match[1]}_*.json")).read_text(encoding="utf-8"))
        name = html.escape(data["title"])
        return (f'{match[0]}<details class="numbers"><summary>The numbers of this run</summary><div class="scroll many" '
                f'tabindex="0" role="group" aria-label="The numbers: {name}">{table(data)}</div></details>')
    return PLOT.sub(with_numbers, body)
