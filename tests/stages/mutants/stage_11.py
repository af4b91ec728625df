"""Stage 11: the loops of stage 10 with io_uring. The promises are those of stage 10, and so is the right server; the
faults are those that completions invite: what is done must be asked for again, and belongs to somebody."""
import loop
import loop_faults
import loop_waits
import mutant
from http_upload import Uploads
from mutant import fault


class Server(loop.Loops, Uploads):
    """The right one."""


def wrong(refused_by, base="page"):
    return fault(refused_by, base)


@wrong("two-thousand")
class AcceptNotAskedAgain(Server):
    """does not ask for accept again when the kernel has ended it: after 1,500 connections nobody is taken"""

    class loop_class(loop.Loop):
        accepted = 0

        def accept(self):
            before = len(self.connections)
            super().accept()
            type(self).accepted += max(len(self.connections) - before, 0)
            if self.accepted >= 1_500 and self.server.listener in self.selector.get_map():
                for other in self.server.loops:
                    other.selector.unregister(self.server.listener)


@wrong("any-split")
class ReceiveNotAskedAgain(Server):
    """asks for bytes again when it has answered: half a request is never completed"""

    class loop_class(loop.Loop):
        def want(self, connection):
            if connection.client in self.connections and connection.state.buffer and not connection.state.out:
                # No event at all: Python's selectors refuse that, the epoll beneath does not.
                self.selector._selector.modify(connection.client.fileno(), 0)
            else:
                super().want(connection)


@wrong("slow-download")
class ShortCompletion(Server):
    loop_class = loop_faults.DropsOnAgain
    __doc__ = loop_faults.DropsOnAgain.__doc__


@wrong("reused-descriptor")
class LateCompletion(Server):
    loop_class = loop_faults.TimersByDescriptor
    __doc__ = loop_faults.TimersByDescriptor.__doc__


@wrong("idle-and-dribbling")
class BufferGivenBackTooEarly(Server):
    loop_class = loop_faults.BufferOfTheLoop
    __doc__ = loop_faults.BufferOfTheLoop.__doc__


@wrong("idle-and-dribbling")
class BuffersRunOut(Server):
    """gives each connection that has begun a request a buffer of the ring, of which there are 64, and drops the others"""

    class loop_class(loop.Loop):
        def on_readable(self, connection):
            lent = sum(bool(other.state.buffer) for other in self.connections.values())
            if lent >= 64 and not connection.state.buffer:
                self.close(connection)
            else:
                super().on_readable(connection)


@wrong("many-clients")
class LeaksOnReset(Server):
    loop_class = loop_faults.LeaksOnReset
    __doc__ = loop_faults.LeaksOnReset.__doc__


@wrong("half-closed")
class CutsHalfClosed(Server):
    loop_class = loop_faults.CutsHalfClosed
    __doc__ = loop_faults.CutsHalfClosed.__doc__


@wrong("late-head")
class NoTimers(Server):
    loop_class = loop_faults.NoTimers
    __doc__ = loop_faults.NoTimers.__doc__


@wrong("stop")
class WaitsForCancelled(Server):
    loop_class = loop_faults.DrainsForEver
    __doc__ = loop_faults.DrainsForEver.__doc__


@wrong("drains")
class CancelsEverything(Server):
    loop_class = loop_faults.StopsInTheMiddle
    __doc__ = loop_faults.StopsInTheMiddle.__doc__


@wrong("uploads-take-turns")
class ForgetsWhoGaveWay(Server):
    loop_class = loop_waits.ForgetsWhoGaveWay
    __doc__ = loop_waits.ForgetsWhoGaveWay.__doc__


@wrong("idle")
class AsksAgainAndAgain(Server):
    loop_class = loop_waits.AsksAgainAndAgain
    __doc__ = loop_waits.AsksAgainAndAgain.__doc__


if __name__ == "__main__":
    mutant.main(Server)
