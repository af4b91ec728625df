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
        if "cpu_us" in sample:
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


def where(result):
    """One line: on what and with what it was measured."""
    machine = result["machine"]
    return (f"{machine['cpu']}, {machine['cpus']} CPUs, Linux {machine['kernel']}; {machine['build']['compiler']}, "
            f"{machine['build']['type']}; {result['rounds']} x {result['seconds']:g} s")


def measured(result):
    lines, before = [HEAD], None
    for line in result["summary"]:
        if before not in (None, line["workload"]):
            lines.append("")
        lines.append(text_of(line, line["workload"] if line["workload"] != before else ""))
        before = line["workload"]
    return lines if before else []


def in_words(samples):
    """What has figures of its own: idle connections, and reading beside uploads and downloads."""
    lines, groups = [], {}
    for sample in samples:
        if sample["workload"] in ("idle", "uploads", "mixed"):
            groups.setdefault((sample["workload"], sample["server"]), []).append(sample)
    for (workload, server), group in sorted(groups.items()):
        of = {figure: median([sample[figure] for sample in group]) for figure in group[0]
              if isinstance(group[0][figure], (int, float))}
        if workload == "idle":
            lines.append(f"idle       {server:<13} {of['idle_bytes']:,.0f} bytes of memory for each of "
                         f"{group[0]['idle_connections']:,} idle connections")
        elif workload == "mixed":
            lines.append(f"mixed      {server:<13} p99 of a small page beside 16 downloads: {of['new_p99_us']:,.0f} us "
                         f"on a new connection, {of['kept_p99_us']:,.0f} us on a kept one (p50 "
                         f"{of['new_p50_us']:,.0f} and {of['kept_p50_us']:,.0f}; errors "
                         f"{sum(sample['errors'] for sample in group)}); downloads: {of['download_mb_s']:,.0f} MB/s")
        else:
            lines.append(f"uploads    {server:<13} p99 of a small page: {of['alone_p99_us']:,.0f} us alone, "
                         f"{of['beside_p99_us']:,.0f} us beside 32 uploading clients (p50 {of['alone_p50_us']:,.0f} "
                         f"and {of['beside_p50_us']:,.0f}; errors {sum(sample['errors'] for sample in group)})")
    return lines


def verdicts(targets):
    if not targets:
        return []
    lines = [f"{'target':<10} {'ratio of':<48} {'bound':>8} {'here':>8}  over the rounds"]
    for each in targets:
        lines.append(f"{each['workload']:<10} {each['what']:<48} {each['bound']:>8} {each['value']:>8.2f}  "
                     f"{each['lowest']:.2f}-{each['highest']:.2f}  {'met' if each['met'] else 'MISSED'}")
    return lines


def text(result):
    blocks = [[where(result)], measured(result), in_words(result["samples"]), verdicts(result["targets"])]
    return "\n\n".join("\n".join(block) for block in blocks if block)
