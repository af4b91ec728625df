#!/usr/bin/env python3
"""Writes fuzz seeds made of tests/conversations: what each client there sends becomes one input.

seeds.py TARGET FOLDER, where TARGET is `head` (what is sent, up to the end of the first head) or `session` (all of it;
`wait` becomes a client that stays silent; some a second time behind much else). So a conversation that is added is a
seed from then on, and nothing is kept twice. The folder is made anew.
"""
import pathlib
import re
import shutil
import sys

CONVERSATIONS = pathlib.Path(__file__).resolve().parent.parent / "conversations"
ESCAPES = {"r": "\r", "n": "\n", "t": "\t", "0": "\0", "\\": "\\"}
HOST = "localhost:8080"
MOST_BYTES = 16384  # beyond that an input is too slow to be mutated
# Six requests whose bodies are dropped, together more than 12 KiB: what follows lies so far behind in the server's
# input buffer that it is moved to the front when more must come (InputBuffer::make_space).
FILLER = (f"POST / HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: 2000\r\n\r\n" + "-" * 2000).encode() * 6
CUTS = ("", "1", "7", "0b31", "Z")  # fuzz/cuts.hpp; taken in turn


def unescape(text):
    """Undoes the escapes of a `>>` line."""
    return re.sub(r"\\(x[0-9a-fA-F]{2}|.)",
                  lambda found: chr(int(found[1][1:], 16)) if found[1][0] == "x" else ESCAPES[found[1]], text)


def fill_in(text):
    """Fills in the placeholders. No answer has come here: what would be taken from it is taken as `*`."""
    text = text.replace("{host}", HOST).replace("{port}", HOST.split(":")[1])
    text = re.sub(r"\{(?:last|bare):[^}]*\}", "*", text)
    return re.sub(r"\{repeat:([^}]*):(\d+)\}", lambda found: found[1] * int(found[2]), text)


def sent_in(conversation):
    """All that the client sends, and whether it waits for a deadline. In Latin-1 a character is a byte."""
    sent, waits = "", False
    for line in conversation.read_text(encoding="latin-1").split("\n"):
        if line == "wait":
            waits = True
        elif line.startswith(">> "):
            sent += fill_in(unescape(line[3:]))
        elif line in (">", "> "):
            sent += "\r\n"
        elif line.startswith("> "):
            sent += fill_in(line[2:]) + "\r\n"
    return sent.encode("latin-1"), waits


def seed(target, number, conversation):
    """The input."""
    sent, waits = sent_in(conversation)
    cuts = CUTS[number % len(CUTS)]
    if target == "head":
        end = sent.find(b"\r\n\r\n")
        return f"{cuts}\n".encode() + (sent if end < 0 else sent[:end + 4])
    return f"{cuts}\n{CUTS[number // len(CUTS) % len(CUTS)]}\n{'s' if waits else ''}\n".encode() + sent


def seed_behind_much(conversation):
    """An input whose last request lacks its last byte, behind the filler; nothing if no body is sent."""
    sent, _ = sent_in(conversation)
    return b"\n7\n\n" + FILLER + sent[:-1] if b"\r\n\r\n" in sent[:-4] else b""


def main():
    target, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for number, conversation in enumerate(sorted(CONVERSATIONS.glob("*.txt"))):
        made = seed(target, number, conversation)
        if len(made) <= MOST_BYTES:
            (folder / conversation.stem).write_bytes(made)
        moved = seed_behind_much(conversation) if target == "session" and number % 5 == 0 else b""
        if 0 < len(moved) <= MOST_BYTES:
            (folder / f"{conversation.stem}-behind-much").write_bytes(moved)


if __name__ == "__main__":
    main()
