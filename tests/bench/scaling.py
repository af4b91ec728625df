"""How our engines go with threads and connections: CPU time per request and requests per second of a small page."""
import contextlib
import dataclasses

import chart
import rounds
import table
from workloads import OURS, SMALL

THREADS = (1, 2, 4, 10)
CONNECTIONS = (1, 8, 64, 512, 2000, 8000)
COLOURS = {"epoll": ("#0b3c66", "#1f6fb4", "#63a3d8", "#a9cbe8"), "uring": ("#5b2a00", "#b35a00", "#e08a1e", "#f2c078")}


def measure(servers, here, count, seconds, descriptors):
    """The samples of all rounds, of each of our engines. Yields them as they are made."""
    servers = [server for server in servers if server.name in OURS]
    fitting = [connections for connections in CONNECTIONS if connections + 500 <= descriptors]
    with contextlib.ExitStack() as stack:
        running = {}
        for server in servers:
            for threads in THREADS:
                place = here / f"{server.name}-{threads}"
                running[server.name, threads] = stack.enter_context(server.run(here / "root", place, threads))
        cells = [(connections, *key) for connections in fitting for key in running]
        for number in range(count):
            for connections, name, threads in rounds.rotated(cells, number * len(running)):
                rounds.progress(f"round {number + 1} of {count}: {connections} connections", f", {name} x {threads}")
                workload = dataclasses.replace(SMALL, connections=connections)
                sample = rounds.measure(running[name, threads], name, workload, seconds)
                yield {"round": number, "server": name, "threads": threads, "connections": connections, **sample}


def summary(samples):
    """Medians over the rounds of each cell."""
    cells = {}
    for sample in samples:
        cells.setdefault((sample["server"], sample["threads"], sample["connections"]), []).append(sample)
    return [{"server": server, "threads": threads, "connections": connections,
             "errors": sum(sample["errors"] for sample in group),
             **{figure: table.median([sample[figure] for sample in group])
                for figure in ("cpu_us", "requests_per_second", "p50_us", "p99_us")}}
            for (server, threads, connections), group in sorted(cells.items())]


def text(result):
    lines = [table.where(result), "",
             f"{'server':<13} {'threads':>7} {'connections':>11} {'CPU us/request':>14} {'requests/s':>11} "
             f"{'p50 us':>9} {'p99 us':>9} {'errors':>7}"]
    for line in result["summary"]:
        lines.append(f"{line['server']:<13} {line['threads']:>7} {line['connections']:>11,} "
                     f"{table.short(line['cpu_us']):>14} {line['requests_per_second']:>11,.0f} "
                     f"{line['p50_us']:>9,.0f} {line['p99_us']:>9,.0f} {line['errors']:>7}")
    return "\n".join(lines)


def panel(lines, figure, title, legend):
    curves, data = [], ""
    for number, (server, threads) in enumerate(sorted({(line["server"], line["threads"]) for line in lines})):
        points = [line for line in lines if (line["server"], line["threads"]) == (server, threads)]
        data += f"${figure}{number} << END\n" + "\n".join(
            f"{line['connections']} {line[figure]}" for line in points) + "\nEND\n"
        colour = COLOURS[server.partition("-")[2]][THREADS.index(threads)]
        name = f"{server}, {threads} thread{'s' if threads > 1 else ''}" if legend else ""
        curves.append(f"${figure}{number} using 1:2 with linespoints lw 2 pt 7 ps 0.5 lc rgb '{colour}' title '{name}'")
    return f"{data}set title '{title}' font ',12'\nplot " + ", ".join(curves) + "\n"


def draw(result, path):
    """False: there is no gnuplot."""
    lines = result["summary"]
    script = (chart.terminal(path, 4, columns=2, width=560) + chart.STYLE
              + f"set multiplot layout 1,2 title \"A 1 KB page, keep-alive\\n{{/*0.75 {table.where(result)}}}\" font ',15'\n"
              + "set logscale x\nset xlabel 'connections'\nset yrange [0:*]\nset tmargin 5\nset format y '%.0f'\n"
              + f"set xtics ({', '.join(map(str, CONNECTIONS))}) rotate by -30\nset xrange [0.8:10000]\n"
              + "set key top right font ',10'\n" + panel(lines, "cpu_us", "CPU time per request, us", True)
              + "set format y '%.0s%c'\nset key off\n" + panel(lines, "requests_per_second", "requests per second", False)
              + "unset multiplot\n")
    return chart.draw(script)
