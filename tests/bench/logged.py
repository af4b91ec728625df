"""What the access log costs: `small`, by servers that write one. Each repetition has a server of its own, since all
others write none; and when it has ended, its log has a line for each request."""
import rounds
from workloads import SMALL


def lines_in(path):
    with open(path, "rb") as stream:
        return sum(1 for _ in stream)


def measure(server, root, here, seconds):
    """One repetition. A line that is missing counts as an error."""
    with server.run(root, here) as running:
        rounds.verify(running, server.name, SMALL, root)
        sample = rounds.measure(running, server.name, SMALL, seconds)
    lines = lines_in(here / "access.log")  # whole only now
    return {**sample, "log_lines": lines, "errors": sample["errors"] + max(0, int(sample["requests"]) - lines)}
