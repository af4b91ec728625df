"""How our engines go with threads and connections: CPU time per request and requests per second of a small page."""
import contextlib
import dataclasses

import chart  # noqa: F401  (which knows where the next three are)
import panels
import picture
import rounds
import style
import table
from workloads import OURS, SMALL

THREADS = (1, 2, 4, 10)
CONNECTIONS = (1, 8, 64, 512, 2000, 8000)


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


def panel(lines, figure, server, heading):
    """One engine, a curve for each number of threads: all in the engine's colour."""
    colour = style.style_of(server).colour
    series = [(style.Style(colour, *style.OF_THREADS[threads]),
               [(line["connections"], line[figure]) for line in lines
                if (line["server"], line["threads"]) == (server, threads)]) for threads in THREADS]
    most = max(line[figure] for line in lines)  # of both engines, so that their panels compare
    return panels.curves(f"{server}: {heading}", "connections", [one for one in series if one[1]], log="x",
                         x_tics=CONNECTIONS, y_range=f"0:{1.05 * most}", height=160)


def draw(result, path):
    """The paths that were written; none without gnuplot."""
    lines = result["summary"]
    servers = list(dict.fromkeys(line["server"] for line in lines))
    made = [panel(lines, figure, server, heading)
            for figure, heading in (("cpu_us", "CPU time, µs a request"), ("requests_per_second", "requests a second"))
            for server in servers]
    legend = [picture.Entry(f"{threads} thread{'s' if threads > 1 else ''}",
                            style.Style("grey", *style.OF_THREADS[threads])) for threads in THREADS]
    title = "A 1 KB page, keep-alive, over threads and connections"
    return [path] if picture.draw(title, legend, made, path, table.where(result)) else []
