"""Stage 02: a UDP client, right and wrong. `client_02.py PORT [--fault NAME] [TEXT...]`."""
import argparse
import socket
import sys

import mutant
from mutant import fault


class Client:
    """The right one."""

    def __init__(self, options):
        self.texts = options.text
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.connect(("127.0.0.1", options.port))
        self.socket.settimeout(1)

    def run(self):
        try:
            for text in self.texts or self.lines():
                print(self.ask(text), flush=True)
        except OSError as error:
            sys.exit(f"no reply: {error}")

    def lines(self):
        return (line.rstrip("\n") for line in sys.stdin)

    def ask(self, text):
        self.socket.send(text.encode())
        return self.socket.recv(65_535).decode()


@fault("client-argument", base="client-gives-up")
class PrintsWhatItSent(Client):
    """prints its argument, whatever came back"""

    def ask(self, text):
        super().ask(text)
        return text


@fault("client-gives-up", base="client-argument")
class WaitsForEver(Client):
    """waits for a reply without a limit"""

    def __init__(self, options):
        super().__init__(options)
        self.socket.settimeout(None)


@fault("client-gives-up", base="client-argument")
class GivesUpWithZero(Client):
    """gives up, and ends as if all were well"""

    def run(self):
        try:
            super().run()
        except SystemExit:
            sys.exit(0)


@fault("client-lines", base="client-argument")
class SendsTheNewline(Client):
    """sends each line with its newline"""

    def lines(self):
        return sys.stdin


@fault("client-lines", base="client-argument")
class OneLineOnly(Client):
    """reads one line and ends"""

    def lines(self):
        return [sys.stdin.readline().rstrip("\n")]


@fault("client-lines", base="client-argument")
class ForgetsTheLastLine(Client):
    """takes a line without a newline for the end of its input"""

    def lines(self):
        return (line[:-1] for line in sys.stdin if line.endswith("\n"))


@fault("client-argument", base="client-gives-up")
class FailsAllTheSame(Client):
    """ends with status 1 though it was answered"""

    def run(self):
        super().run()
        sys.exit(1)


@fault("client-argument", base="client-gives-up")
class AsksTwice(Client):
    """sends its datagram twice, to be sure"""

    def ask(self, text):
        self.socket.send(text.encode())
        return super().ask(text)


@fault("client-argument", base="client-gives-up")
class PrintsNothing(Client):
    """waits for the reply, and does not print it"""

    def run(self):
        for text in self.texts or self.lines():
            self.ask(text)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--fault", choices=sorted(mutant.FAULTS))
    parser.add_argument("port", type=int)
    parser.add_argument("text", nargs="*")
    arguments = parser.parse_args()
    (mutant.FAULTS[arguments.fault] if arguments.fault else Client)(arguments).run()
