"""What a server did with one case: the case and a marked request are sent in one go, and all that comes is read."""
import collections
import re
import socket
import time

import cases

MARK = "These bytes were read as a request."
MARKED = "GET /marked.txt HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"

KEPT = "kept"  # the marked request was answered
CLOSED = "closed"
WAITS = "waits"  # no end within the patience: the server takes the rest for a body, or for half a head


class Outcome(collections.namedtuple("Outcome", "statuses rest")):
    """`statuses` of the answers before the one to the marked request; what became of the `rest`."""

    @property
    def accepted(self):
        first = self.statuses[0] if self.statuses else None
        return first is not None and (first < 400 or first == 404)

    @property
    def served(self):
        return bool(self.statuses) and self.statuses[0] < 400

    @property
    def refused(self):
        return not self.accepted and (bool(self.statuses) or self.rest == CLOSED)

    @property
    def went_on(self):
        """More was read as a request, be it the marked one or what the case was taken apart to."""
        return self.rest == KEPT or len(self.statuses) > 1

    def __str__(self):
        if not self.statuses:
            return {CLOSED: "closed without a word", KEPT: "skipped", WAITS: "waits"}[self.rest]
        first = ("0.9 answer" if self.statuses[0] == 9 else str(self.statuses[0]))
        later = "".join(f", then {status}" for status in self.statuses[1:])
        if self.rest == KEPT:
            return first + later + (", went on" if self.accepted else ", kept")
        return first + later + ", " + self.rest


def converse(port, sent, patience):
    """Returns all that came and whether it ended, by a close or a reset."""
    received = b""
    with socket.create_connection(("127.0.0.1", port), patience) as connection:
        deadline = time.monotonic() + patience
        try:
            connection.sendall(sent)
            while True:
                connection.settimeout(max(0.001, deadline - time.monotonic()))
                part = connection.recv(65536)
                if not part:
                    return received, True
                received += part
        except socket.timeout:
            return received, False
        except OSError:
            return received, True


def observe(port, case, patience):
    """Sends one case on a connection of its own."""
    sent = (case.sent + MARKED).replace("{host}", f"localhost:{port}").encode("latin-1")
    received, ended = converse(port, sent, patience)
    statuses = [int(found) for found in re.findall(rb"HTTP/1\.[01] (\d{3}) ", received)]
    statuses = [status for status in statuses if status >= 200]
    if received and not received.startswith(b"HTTP/"):
        return Outcome((9, *statuses), CLOSED if ended else WAITS)
    kept = MARK.encode() in received
    if kept:
        statuses.pop()
    return Outcome(tuple(statuses), KEPT if kept else CLOSED if ended else WAITS)


def breaks_the_rule(case, outcome):
    """True if the standard does not allow what the server did; a SHOULD is no MUST."""
    if case.demand == cases.MUST:
        return outcome.accepted
    if case.demand == cases.MUST_END:
        return outcome.accepted or outcome.went_on
    if case.demand == cases.END:
        return outcome.went_on
    if case.demand == cases.ACCEPT:
        return not outcome.served
    return False


def is_failure(case, outcome):
    """True if ours breaks a rule, but where it does so on purpose."""
    return breaks_the_rule(case, outcome) and (case.group, case.name) not in cases.DELIBERATE


def against_advice(case, outcome):
    """True if a SHOULD was not heeded."""
    if case.demand == cases.SHOULD:
        return outcome.accepted
    return case.demand == cases.OUGHT and not outcome.served
