"""The figures in lines for a terminal."""
import statistics

FIGURES = ("cpu_us", "requests_per_second", "p50_us", "p99_us", "rss_bytes", "pss_bytes", "system_share")


def median(values):
    """None where there is nothing to form one of."""
    known = [value for value in values if value is not None]
    return statistics.median(known) if known else None


def summary(samples):
    """For each workload and server: medians over the rounds, the spread of the CPU time, and all errors."""
    groups = {}
    for sample in samples:
        groups.setdefault((sample["workload"], sample["server"]), []).append(sample)
    lines = []
    for (workload, server), group in groups.items():
        line = {"workload": workload, "server": server, "rounds": len(group)}
        line.update({figure: median([sample[figure] for sample in group]) for figure in FIGURES})
        cpu = [sample["cpu_us"] for sample in group]
        line.update({"cpu_us_lowest": min(cpu), "cpu_us_highest": max(cpu),
                     "errors": sum(sample["errors"] for sample in group)})
        lines.append(line)
    order = {name: place for place, name in enumerate(dict.fromkeys(line["workload"] for line in lines))}
    return sorted(lines, key=lambda line: (order[line["workload"]], line["cpu_us"]))


def short(value):
    """Three digits or so."""
    if value is None:
        return "-"
    return f"{value:.2f}" if value < 100 else f"{value:,.0f}"


def whole(value):
    return "-" if value is None else f"{value:,.0f}"


HEAD = (f"{'workload':<10} {'server':<13} {'CPU us/request':>14} {'(spread)':>17} {'requests/s':>11} "
        f"{'p50 us':>9} {'p99 us':>9} {'errors':>7} {'RSS MB':>7} {'PSS MB':>7}")


def text_of(line, shown):
    spread = f"({short(line['cpu_us_lowest'])}-{short(line['cpu_us_highest'])})"
    return (f"{shown:<10} {line['server']:<13} {short(line['cpu_us']):>14} {spread:>17} "
            f"{line['requests_per_second']:>11,.0f} {whole(line['p50_us']):>9} {whole(line['p99_us']):>9} "
            f"{line['errors']:>7} {line['rss_bytes'] / 1e6:>7.1f} {line['pss_bytes'] / 1e6:>7.1f}")


def text(result):
    where = result["machine"]
    lines = [f"{where['cpu']}, {where['cpus']} CPUs, Linux {where['kernel']}; {where['build']['compiler']}, "
             f"{where['build']['type']}; {result['rounds']} rounds of {result['seconds']} s", "", HEAD]
    before = None
    for line in result["summary"]:
        if before not in (None, line["workload"]):
            lines.append("")
        lines.append(text_of(line, line["workload"] if line["workload"] != before else ""))
        before = line["workload"]
    if result["targets"]:
        lines += ["", f"{'target':<10} {'ratio of':<48} {'bound':>8} {'here':>8}  over the rounds"]
    for verdict in result["targets"]:
        lines.append(f"{verdict['workload']:<10} {verdict['what']:<48} {verdict['bound']:>8} "
                     f"{verdict['value']:>8.2f}  {verdict['lowest']:.2f}-{verdict['highest']:.2f}  "
                     f"{'met' if verdict['met'] else 'MISSED'}")
    return "\n".join(lines)
