"""Charts, drawn by gnuplot where it is installed."""
import math
import subprocess

from peer import find

COLOURS = {"ladder-epoll": "#1f6fb4", "ladder-uring": "#63b3e6", "ladder-epoll-1": "#0b3c66",
           "ladder-uring-1": "#3a78a8", "nginx": "#2e8b57", "nginx-tuned": "#8fbc8f", "h2o": "#e08a1e",
           "epoll-limit": "#8a8a8a", "uring-limit": "#b9b9b9"}
PANEL_WIDTH, PANEL_HEIGHT, COLUMNS = 400, 290, 3
STYLE = "set encoding utf8\nset border 3 lc rgb '#555555'\nset tics nomirror out\nset grid ytics lc rgb '#dddddd' lt 1\n"


def draw(script):
    """False: there is no gnuplot. RuntimeError: it found fault with the script."""
    if not find("gnuplot"):
        return False
    done = subprocess.run([find("gnuplot")], input=script, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError("gnuplot: " + done.stdout.strip())
    return True


def terminal(path, panels, columns=COLUMNS, width=PANEL_WIDTH):
    rows = math.ceil(panels / columns)
    size = f"{columns * width},{rows * PANEL_HEIGHT + 50}"
    return f"set terminal svg size {size} font 'Helvetica,12' background '#ffffff'\nset output '{path}'\n"


def label(value):
    return f"{value:.2f}" if value < 10 else f"{value:.1f}" if value < 100 else f"{value:,.0f}"


def bar_panel(number, workload, what, lines, slots):
    """One workload: a bar for each server, the lowest and highest round as a line across its end."""
    rows = "\n".join(
        f"{place} {line['cpu_us']} {line['cpu_us_lowest']} {line['cpu_us_highest']} "
        f"{int(COLOURS[line['server']][1:], 16)} \"{label(line['cpu_us'])}\"" for place, line in enumerate(lines))
    tics = ", ".join("\"" + line["server"].replace("-", "\\n") + f"\" {place}" for place, line in enumerate(lines))
    top = 1.18 * max(line["cpu_us_highest"] for line in lines)
    return (f"$panel{number} << END\n{rows}\nEND\n"
            f"set title \"{{/:Bold {workload}}}\\n{what}\" font ',11'\n"
            f"set xrange [-0.6:{slots - 0.4}]\nset yrange [0:{top}]\nset xtics ({tics}) font ',10' scale 0\n"
            f"plot $panel{number} using 1:2:(0.62):5 with boxes lc rgb variable notitle, "
            f"'' using 1:3:(0):($4-$3) with vectors nohead lw 2 lc rgb '#222222' notitle, "
            f"'' using 1:4:6 with labels offset 0,0.7 font ',10' notitle\n")


def bars(summary, descriptions, where, path):
    """CPU time per request of every server, a panel for each workload."""
    groups = {}
    for line in summary:
        groups.setdefault(line["workload"], []).append(line)
    order = list(COLOURS)
    if not groups:
        return False
    slots = max(len(lines) for lines in groups.values())
    script = terminal(path, len(groups)) + STYLE + "set style fill solid 1.0 noborder\nset ylabel 'us' offset 1,0\n"
    title = f"CPU time per request, median over the rounds, lower is better\\n{{/*0.75 {where}}}"
    script += (f"set multiplot layout {math.ceil(len(groups) / COLUMNS)},{COLUMNS} title \"{title}\" font ',15'\n"
               "set bmargin 3.5\nset tmargin 4\n")
    for number, (workload, lines) in enumerate(groups.items()):
        lines.sort(key=lambda line: order.index(line["server"]))
        script += bar_panel(number, workload, descriptions[workload], lines, slots)
    return draw(script + "unset multiplot\n")
