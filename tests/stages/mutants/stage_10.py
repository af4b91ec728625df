"""Stage 10: several event loops over one listening socket, right and wrong."""
import os
import threading

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


@wrong("loops")
class LoopForEveryClient(Server):
    """takes a loop for a thread, and starts one for every connection"""

    class loop_class(loop.Loop):
        def accept(self):
            before = len(self.connections)
            super().accept()
            for _ in range((len(self.connections) - before) * len(self.server.loops)):
                mutant.Thread(target=threading.Event().wait, daemon=True).start()


@wrong("idle-and-dribbling")
class BufferOfTheLoop(Server):
    loop_class = loop_faults.BufferOfTheLoop
    __doc__ = loop_faults.BufferOfTheLoop.__doc__


@wrong("stop")
class StopsOneLoop(Server):
    """wakes the first loop at a stop, and waits for all of them"""

    def stop(self):
        os.write(self.loops[0].waker, b"!")


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


@wrong("drains")
class StopsInTheMiddle(Server):
    loop_class = loop_faults.StopsInTheMiddle
    __doc__ = loop_faults.StopsInTheMiddle.__doc__


@wrong("reused-descriptor")
class TimersByDescriptor(Server):
    loop_class = loop_faults.TimersByDescriptor
    __doc__ = loop_faults.TimersByDescriptor.__doc__


@wrong("slow-download")
class DropsOnAgain(Server):
    loop_class = loop_faults.DropsOnAgain
    __doc__ = loop_faults.DropsOnAgain.__doc__


@wrong("uploads-take-turns")
class ForgetsWhoGaveWay(Server):
    loop_class = loop_waits.ForgetsWhoGaveWay
    __doc__ = loop_waits.ForgetsWhoGaveWay.__doc__


@wrong("idle")
class AsksAgainAndAgain(Server):
    loop_class = loop_waits.AsksAgainAndAgain
    __doc__ = loop_waits.AsksAgainAndAgain.__doc__


@wrong("stop-says-so")
class SaysNothingAtAStop(Server):
    loop_class = loop_waits.SaysNothingAtAStop
    __doc__ = loop_waits.SaysNothingAtAStop.__doc__


@wrong("together")
class AcceptsOne(Server):
    loop_class = loop_faults.AcceptsOne
    __doc__ = loop_faults.AcceptsOne.__doc__


@wrong("loops")
class OneLoop(Server):
    """has one loop, whatever {threads} says"""

    def loop_count(self):
        return 1


if __name__ == "__main__":
    mutant.main(Server)
