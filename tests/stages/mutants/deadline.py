"""Deadlines and goodbyes for the pool (stage 08)."""
import time

import mutant
import pool


class DeadlinePool(pool.HttpPool):
    """A pool whose clients must finish their heads in time, and whose goodbyes delay nobody."""

    idle_seconds = 15

    def received(self, state, data):
        super().received(state, data)
        self.set_deadline(state)

    def set_deadline(self, state):
        """The clock of a head runs from its first byte; while there is none, the connection is idle."""
        if not state.buffer or state.request is not None:
            state.deadline = None
        elif state.deadline is None:
            state.deadline = time.monotonic() + self.options.header_timeout

    def seconds_left(self, state):
        if state.deadline is None:
            return self.idle_seconds
        return max(state.deadline - time.monotonic(), 0)

    def say_goodbye(self, client):
        mutant.Thread(target=pool.linger, args=(client,), daemon=True).start()
