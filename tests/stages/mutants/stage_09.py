"""Stage 09: the server of stage 08 on one event loop, right and wrong."""
import threading

import loop
import loop_faults
import loop_waits
import mutant
from http_upload import Uploads
from mutant import fault


class Server(loop.Loops, Uploads):
    """The right one."""

    def loop_count(self):
        return 1


def wrong(refused_by, base="page"):
    return fault(refused_by, base)


@wrong("together")
class AcceptsOne(Server):
    loop_class = loop_faults.AcceptsOne
    __doc__ = loop_faults.AcceptsOne.__doc__


@wrong("together")
class OneRequestAnEvent(Server):
    loop_class = loop_faults.OneRequestAnEvent
    __doc__ = loop_faults.OneRequestAnEvent.__doc__


@wrong("slow-download")
class DropsOnAgain(Server):
    loop_class = loop_faults.DropsOnAgain
    __doc__ = loop_faults.DropsOnAgain.__doc__


@wrong("stuck-downloads")
class BlocksInSend(Server):
    loop_class = loop_faults.BlocksInSend
    __doc__ = loop_faults.BlocksInSend.__doc__


@wrong("slow-download")
class NeverWritable(Server):
    loop_class = loop_faults.NeverWritable
    __doc__ = loop_faults.NeverWritable.__doc__


@wrong("half-closed")
class CutsHalfClosed(Server):
    loop_class = loop_faults.CutsHalfClosed
    __doc__ = loop_faults.CutsHalfClosed.__doc__


@wrong("reused-descriptor")
class TimersByDescriptor(Server):
    loop_class = loop_faults.TimersByDescriptor
    __doc__ = loop_faults.TimersByDescriptor.__doc__


@wrong("late-head")
class NoTimers(Server):
    loop_class = loop_faults.NoTimers
    __doc__ = loop_faults.NoTimers.__doc__


@wrong("idle-and-dribbling")
class ThreadForEveryClient(Server):
    """starts a thread for every connection beside its loop"""

    class loop_class(loop.Loop):
        def accept(self):
            before = len(self.connections)
            super().accept()
            for _ in range(len(self.connections) - before):
                mutant.Thread(target=threading.Event().wait, daemon=True).start()


@wrong("two-thousand")
class ThousandDescriptors(Server):
    """leaves its limit of descriptors as it is, and drops whom it cannot accept"""

    class loop_class(loop.Loop):
        def accept(self):
            super().accept()
            for connection in list(self.connections.values())[1_200:]:
                self.close(connection)


@wrong("drains")
class StopsInTheMiddle(Server):
    loop_class = loop_faults.StopsInTheMiddle
    __doc__ = loop_faults.StopsInTheMiddle.__doc__


@wrong("stop")
class DrainsForEver(Server):
    loop_class = loop_faults.DrainsForEver
    __doc__ = loop_faults.DrainsForEver.__doc__


@wrong("uploads-take-turns")
class ForgetsWhoGaveWay(Server):
    loop_class = loop_waits.ForgetsWhoGaveWay
    __doc__ = loop_waits.ForgetsWhoGaveWay.__doc__


@wrong("idle")
class AsksAgainAndAgain(Server):
    loop_class = loop_waits.AsksAgainAndAgain
    __doc__ = loop_waits.AsksAgainAndAgain.__doc__


@wrong("idle")
class WritableAllTheTime(Server):
    loop_class = loop_waits.WritableAllTheTime
    __doc__ = loop_waits.WritableAllTheTime.__doc__


@wrong("idle-and-dribbling")
class SlowWithMany(Server):
    loop_class = loop_waits.SlowWithMany
    __doc__ = loop_waits.SlowWithMany.__doc__


@wrong("stop-says-so")
class SaysNothingAtAStop(Server):
    loop_class = loop_waits.SaysNothingAtAStop
    __doc__ = loop_waits.SaysNothingAtAStop.__doc__


@wrong("dribbled-head")
class DeadlinePutOff(Server):
    loop_class = loop_faults.DeadlinePutOff
    __doc__ = loop_faults.DeadlinePutOff.__doc__


@wrong("many-clients")
class LeaksOnReset(Server):
    loop_class = loop_faults.LeaksOnReset
    __doc__ = loop_faults.LeaksOnReset.__doc__


@wrong("survives")
class DiesOfReset(Server):
    loop_class = loop_faults.DiesOfReset
    __doc__ = loop_faults.DiesOfReset.__doc__


if __name__ == "__main__":
    mutant.main(Server)
