#!/usr/bin/env python3
"""generated.py [--out DIR] - the pages of the reference that are made from the sources of truth, so that nothing is
written twice:

- rfc.md: the matrix of clauses, from docs/rfc-clauses.txt, the tags of the tests and what the code names;
- options.md: the options, names and defaults as http_server prints them, reasons from docs/options.md;
- session_states.md and .svg: the state machine of http::Session, read out of its code.

Into build/docs/generated. Fails with one line where a source is not of the shape that it knows. Links are relative to
docs/, as in the pages that lie there. Python 3.9, standard library only.
"""
import argparse
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "checks"))
sys.path.insert(0, str(ROOT / "tools" / "book"))
import rfc_matrix  # noqa: E402
import server_options  # noqa: E402
import session_picture  # noqa: E402
import session_states  # noqa: E402

SHOWN = 3  # tests or places of one clause in the open; the others are folded


class GeneratedError(Exception):
    """A source that says what is not true."""


def table(head, rows):
    return ["| " + " | ".join(head) + " |", "|" + "---|" * len(head), *("| " + " | ".join(row) + " |" for row in rows), ""]


def cell(text):
    return text.replace("|", "\\|").replace("\n", " ")


def folded(parts):
    """The first few in the open, the rest to be unfolded."""
    if len(parts) <= SHOWN + 1:
        return "<br>".join(parts)
    rest = "<br>".join(parts[SHOWN:])
    return "<br>".join(parts[:SHOWN]) + f"<details><summary>{len(parts) - SHOWN} more</summary>{rest}</details>"


def place_link(path, line):
    return f"[`{path.split('server/', 1)[-1]}:{line}`](../{path}#L{line})"


# --- the matrix of clauses

def clause_link(clause):
    document, section = clause.split("-")
    return f"[{document}&nbsp;{section}](https://www.rfc-editor.org/rfc/rfc{document}#section-{section})"


def test_links(names):
    """Conversation files as links, tests by their names."""
    return [cell(name.strip('"')) if name.startswith('"') else f"[`{name}`](../tests/conversations/{name})" for name in names]


def code_links(places, detail):
    links = [place_link("server/" + place.rsplit(":", 1)[0], place.rsplit(":", 1)[1]) for place in places]
    return links or ([f"[`{detail}`](../server/{detail})"] if detail else ["-"])


def section_key(clause):
    return [int(part) for part in clause.replace("-", ".").split(".")]


def rfc_page():
    clauses, wrong = rfc_matrix.read_clauses((ROOT / "docs/rfc-clauses.txt").read_text())
    tests, code = rfc_matrix.tests_by_clause(), rfc_matrix.code_by_clause()
    wrong += rfc_matrix.problems(clauses, tests)
    if wrong:
        raise GeneratedError(wrong[0])
    of = {verdict: [(name, one) for name, one in clauses.items() if one.verdict == verdict]
          for verdict in ("tested", "untested", "not")}
    lines = [
        "# The matrix of clauses {#rfc_matrix}", "",
        "Every numbered section of RFC 9110 (HTTP semantics) and RFC 9112 (HTTP/1.1): which tests show that the server keeps "
        "it, and where the code is that does. `./course rfc` prints the same. A test names its clauses by a tag, the code by a "
        "comment; [docs/rfc-clauses.txt](rfc-clauses.txt) says of each clause whether it concerns an origin server, and a check "
        "fails where that is not true.", "",
        f"{len(clauses)} clauses: {len(of['tested'])} tested, {len(of['untested'])} concern us and have no test, "
        f"{len(of['not'])} ask nothing of an origin server.", "", "## Tested", ""]
    lines += table(["clause", "what", "tests", "code"], [
        [clause_link(name), cell(one.title), folded(test_links(tests[name])), folded(code_links(code[name], one.detail))]
        for name, one in of["tested"]])
    lines += ["## No test, and why", ""]
    lines += table(["clause", "what", "why"], [[clause_link(n), cell(one.title), cell(one.detail)] for n, one in of["untested"]])
    lines += ["## Other documents", "", "Tests name clauses of other documents, too.", ""]
    others = sorted((name for name in tests if name not in clauses and tests[name]), key=section_key)
    lines += table(["clause", "tests", "code"], [
        [clause_link(name), folded(test_links(tests[name])), folded(code_links(code[name], ""))] for name in others])
    lines += ["## Asks nothing of an origin server", ""]
    lines += table(["clause", "what", "why"], [[clause_link(n), cell(one.title), cell(one.detail)] for n, one in of["not"]])
    return lines


# --- the options

def shown(option, reason):
    """The default as it is typed, and as docs/options.md has it where that has a unit."""
    if not option.default:
        return "-"
    unit = re.search(r"[A-Za-z]", reason.default) and reason.default != option.default
    return f"`{option.default}`" + (f" ({reason.default.replace(' ', '&nbsp;')})" if unit else "")


def spoken(takes):
    """`UINT:INT in [0 - 65535]` as words."""
    numbers = re.search(r"\[(\S+) - (\S+)\]", takes)
    if numbers:
        return f"{numbers[1]} to {numbers[2]}"
    if (choice := re.search(r"\{(.*)\}", takes)):
        return ", ".join(f"`{one}`" for one in choice[1].split(","))
    known = {"": "-", "TEXT": "text", "UINT": "a number"}
    if takes not in known:
        raise GeneratedError(f"an option takes {takes}, for which this page has no word")
    return known[takes]


def options_page():
    options, known = server_options.captured(ROOT), server_options.reasons(ROOT)
    wrong = server_options.differences(options, known)
    if wrong:
        raise GeneratedError(wrong[0])
    lines = [
        "# Options, as `--help` tells them {#options_table}", "",
        "Names, values and defaults as `http_server --help` prints them; the reasons are those of "
        "[Options and limits](../docs/options.md), which has more to say about uploads, hosts and the trace. A test holds both to "
        "what the program does.", ""]
    for part in dict.fromkeys(reason.part for reason in known):
        lines += [f"## {part}", ""]
        rows = []
        for reason in known:
            if reason.part != part:
                continue
            first = options[reason.names[0]]
            names = ", ".join(f"`{name}`" for name in reason.names)
            rows.append([names, shown(first, reason), spoken(first.takes), reason.why])
        lines += table(["option", "default", "takes", "what it does, and why"], rows)
    return lines


# --- the states of http::Session

def states_page(out):
    header, sources = session_states.read_sources(ROOT)
    states = session_states.states(header)
    session_states.check_steps(sources)
    transitions, wants = session_states.transitions(sources), session_states.wants(sources)
    (out / "session_states.svg").write_text(session_picture.draw(states, transitions), encoding="utf-8")
    lines = [
        "# The states of http::Session {#session_states}", "",
        "Read out of `server/http/session.cpp` and `server/http/session_request.cpp`: every assignment to the state is here, and a "
        "build of these pages fails when the code has one that is not. [Chapter 05](../stages/05_http/README.md) tells the story; "
        "`http::Session` has the calls.", "",
        "![Five states: head, body, work, closing, closed, and the arrows between them that the table below lists]"
        "(session_states.svg)", "", "## States", "",
        "What `want()` says once nothing is queued; while answers are queued it says `output` in every state but closed.", ""]
    lines += table(["state", "what it means", "want()"], [[f"**{name}**", session_states.STATES[name], wants[name]] for name in states])
    lines += ["## Transitions", ""]
    lines += table(["from", "to", "when", "in"], [
        [one.source, one.target, cell(one.when), f"`{one.function}()`, {place_link(*one.place)}"] for one in transitions])
    lines += ["## Refusals that end the connection", "",
              "After each of these not one more byte is read as a request. Where status and text are those of the parser, the "
              "framing or the reader of the body, these have found the fault, and there are many.", ""]
    lines += table(["status", "text", "in"], [
        [one.status, cell(one.text), place_link(*one.place)] for one in session_states.refusals(sources)])
    return lines


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=pathlib.Path, default=ROOT / "build/docs/generated")
    out = parser.parse_args().out
    out.mkdir(parents=True, exist_ok=True)
    try:
        pages = {"rfc.md": rfc_page(), "options.md": options_page(), "session_states.md": states_page(out)}
    except (GeneratedError, server_options.OptionsError, session_states.ShapeError, session_picture.PictureError) as error:
        print(f"generated.py: {error}", file=sys.stderr)
        return 1
    for name, lines in pages.items():
        (out / name).write_text("\n".join(lines).rstrip() + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
