"""The same comparison twice: as a table for the terminal and as a page of the book."""
from cases import ACCEPT, CASES, DELIBERATE, EITHER, END, MUST, MUST_END, OUGHT, SHOULD, GROUPS
from outcome import against_advice, breaks_the_rule

REFUSE = (MUST, MUST_END, SHOULD)

HEAD = """# Strictness

How our server and two that everybody knows answer what RFC 9112 and RFC 9110 call invalid or ambiguous. This page is
written by a run of `./course strictness --markdown`; nothing in it is written by hand.

Each case is sent on a connection of its own, in one piece together with a second, well-formed and marked request. A cell
tells the status of the answer to the case and what became of the bytes behind it: *went on* and *kept*: they were answered
as a request; *closed*: they were not; *waits*: nothing more came within 3 seconds, the server takes them for a part of the case.
**Bold** is what the standard forbids, *italic* what it advises against. A 404 counts as accepted (the request was
understood), but not where the file has to be found. "Either" means that the standard leaves the choice; where it allows
serving on a condition (to replace a bare CR by a space, say), this page does not see whether the condition was met.

| server | version | how it was set up |
|---|---|---|
{servers}

All keep their defaults otherwise, and serve the same three files. What is posted goes to `/upload`.
"""

SETUP = {
    "ladder": "`--root`; `/upload` stores what is valid JSON",
    "nginx": "`root`; `/upload` is `proxy_pass` to a second `server` with `return 201`, which has the body parsed",
    "h2o": "`file.dir`; `/upload` is an mruby handler that answers 201; h2o 2.2 reads bodies whole before",
}


def escaped(text):
    """Bytes as they would stand in a printf, long runs cut."""
    if len(text) > 1000:
        text = text[:40] + "..." + text[-60:]
    special = {"\r": "\\r", "\n": "\\n", "\t": "\\t", "\\": "\\\\"}
    return "".join(special.get(c, c if " " <= c <= "~" else f"\\x{ord(c):02x}") for c in text)


def emphasized(case, outcome):
    if breaks_the_rule(case, outcome):
        return f"**{outcome}**"
    if against_advice(case, outcome):
        return f"*{outcome}*"
    return str(outcome)


def counted(rows):
    """Lines of (what is counted, number for each server)."""
    def count(text, belongs, condition):
        among = [row for row in rows if belongs(row[0])]
        numbers = [sum(condition(case, outcomes[i]) for case, *outcomes in among)
                   for i in range(len(rows[0]) - 1)]
        return f"{text}, of {len(among)}", numbers

    return [
        count("must refuse: refused", lambda case: case.demand in (MUST, MUST_END), lambda _, o: o.refused),
        count("must close: nothing behind it answered", lambda case: case.demand in (MUST_END, END),
              lambda _, o: not o.went_on),
        count("should refuse: refused", lambda case: case.demand == SHOULD, lambda _, o: o.refused),
        count("either: refused", lambda case: case.demand == EITHER, lambda _, o: o.refused),
        count("must or should accept: served", lambda case: case.demand in (ACCEPT, OUGHT),
              lambda _, o: o.served),
        count("forbidden by the standard", lambda case: True, breaks_the_rule),
        count("against its advice", lambda case: True, against_advice),
    ]


def full_name(case):
    return f"{case.group}: {case.name}"


def plain(servers, columns):
    rows = list(zip(CASES, *columns))
    lines = []
    width = max(len(full_name(case)) for case in CASES)
    form = f"{{:{width}}}  {{:18}}" + "  {:24}" * len(servers)
    lines.append(form.format("", "", *(server.name for server in servers)).rstrip())
    for case, *outcomes in rows:
        marks = [("! " if breaks_the_rule(case, o) else "? " if against_advice(case, o) else "  ") + str(o)
                 for o in outcomes]
        lines.append(form.format(full_name(case), case.demand, *marks).rstrip())
    lines.append("")
    for text, numbers in counted(rows):
        lines.append(form.format(text, "", *(f"  {number}" for number in numbers)).rstrip())
    lines.append("! the standard forbids it   ? the standard advises against it")
    return "\n".join(lines)


def table(head, rows):
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    lines += ["| " + " | ".join(cells) + " |" for cells in rows]
    return "\n".join(lines) + "\n"


def who_accepts(servers, rows):
    """For each server, what it serves although it must or should not."""
    text = "\n## Who accepts what must or should be refused\n\n"
    for i, server in enumerate(servers):
        names = [full_name(case) for case, *o in rows if case.demand in REFUSE and o[i].accepted]
        text += f"- {server.name}: {'; '.join(names) or 'nothing'}.\n"
    return text


def who_is_stricter(names, rows):
    """Where another server refuses what ours accepts, or closes where ours goes on after a refusal."""
    if "ladder" not in names:
        return ""
    text = ""
    for case, *outcomes in rows:
        ours = outcomes[names.index("ladder")]
        refused = [name for name, o in zip(names, outcomes) if ours.accepted and o.refused]
        closed = [name for name, o in zip(names, outcomes)
                  if not ours.accepted and ours.went_on and o.refused and not o.went_on]
        if refused or closed:
            what = "refused" if refused else "refused as well, but also closed,"
            who = " and ".join(refused or closed)
            text += f"- {full_name(case)} ({case.demand}; ours: {ours}): {what} by {who}.\n"
    return "\n## Where another is stricter than ours\n\n" + (text or "Nowhere in this table.\n")


def who_knows_better(names, rows):
    """Where ours does not keep a rule on purpose."""
    text = ""
    for case, *outcomes in rows:
        reason = DELIBERATE.get((case.group, case.name))
        if reason and "ladder" in names and breaks_the_rule(case, outcomes[names.index("ladder")]):
            text += f"- {full_name(case)} ({case.clause}): the reason stands in `{reason}`.\n"
    return "\n## Where ours breaks a rule on purpose\n\n" + text if text else ""


def bytes_sent():
    text = "\n## The bytes\n\n`{host}` is the server's own `localhost:PORT`. The marked request follows each of them.\n"
    for group in GROUPS:
        text += f"\n{group}:\n\n"
        for case in CASES:
            if case.group == group:
                fence = "``" if "`" in case.sent else "`"
                text += f"- {case.name}: {fence}{escaped(case.sent)}{fence}\n"
    return text


def markdown(servers, columns):
    rows = list(zip(CASES, *columns))
    names = [server.name for server in servers]
    setup = "\n".join(f"| {s.name} | {s.version()} | {SETUP[s.name]} |" for s in servers)
    text = HEAD.format(servers=setup)
    for group in GROUPS:
        text += f"\n## {group}\n\n" + table(
            ["case", "clause", "demand", *names],
            [[case.name, case.clause, case.demand, *(emphasized(case, o) for o in outcomes)]
             for case, *outcomes in rows if case.group == group])
    text += "\n## Counts\n\n" + table(["", *names], [[what, *map(str, n)] for what, n in counted(rows)])
    return text + who_accepts(servers, rows) + who_is_stricter(names, rows) + who_knows_better(names, rows) + bytes_sent()
