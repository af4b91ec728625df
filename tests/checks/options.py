#!/usr/bin/env python3
"""options.py [--server FILE] [--capture FILE] - the options of http_server are told the same everywhere.

Without an argument: docs/options.md has a row for every option of docs/http_server-help.txt, no other, and the same
defaults. With --server, the help that this program prints now is that of docs/http_server-help.txt, as far as names,
defaults and texts go (CLI11 lays them out in another way since 2.4). --capture writes that file from a program.
Python 3.9, standard library only.
"""
import argparse
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools" / "book"))
import server_options  # noqa: E402


def against_server(server):
    """How the captured help differs from what a program prints."""
    now, then, found = server_options.parse_help(server_options.printed_by(server)), server_options.captured(ROOT), []
    for name in [*then, *(name for name in now if name not in then)]:
        facts = [(one.default, one.text) if one else None for one in (now.get(name), then.get(name))]
        if facts[0] != facts[1]:
            found.append(f"{name}: the program says {facts[0]}, {server_options.HELP} says {facts[1]}")
    if found:
        found.append(f"tests/checks/options.py --capture {server} writes {server_options.HELP} anew")
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--server", type=pathlib.Path, help="compare with what this http_server prints")
    parser.add_argument("--capture", type=pathlib.Path, help="write docs/http_server-help.txt from this http_server")
    options = parser.parse_args()
    try:
        if options.capture:
            lines = server_options.printed_by(options.capture).splitlines()
            (ROOT / server_options.HELP).write_text("\n".join(line.rstrip() for line in lines).strip() + "\n")
        found = server_options.differences(server_options.captured(ROOT), server_options.reasons(ROOT))
        found += against_server(options.server) if options.server else []
    except server_options.OptionsError as error:
        found = [str(error)]
    print("\n".join(found), end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
