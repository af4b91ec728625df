#!/usr/bin/env python3
"""asyncio_server.py STAGE PORT [options]: right servers over asyncio: the echo of stages 01 and 03, and stage 09. The
messages of HTTP are those of the bank; how connections are driven, timed and stopped is not."""
import asyncio
import contextlib
import pathlib
import resource
import signal
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "mutants"))

import mutant  # noqa: E402: found by the line above
from http_session import State  # noqa: E402
from http_upload import Uploads  # noqa: E402

IDLE_SECONDS, LINGER_SECONDS, DRAIN_SECONDS = 15, 1, 2


class EchoServer:
    """Sends back what comes."""

    def __init__(self, _options):
        pass

    async def converse(self, reader, writer):
        while data := await reader.read(65_536):
            writer.write(data)
            await writer.drain()

    async def stop(self):
        """Whoever is still there is cut off by the end of the program."""


class HttpServer(Uploads):
    """Stage 09."""

    def __init__(self, options):
        super().__init__(options)
        self.reading = set()  # the tasks that may be cancelled by a stop: nothing has been promised to their clients
        self.talking = set()

    async def converse(self, reader, writer):
        state, me = State(), asyncio.current_task()
        self.talking.add(me)
        try:
            while not state.closing:
                await self.exchange(reader, writer, state, me)
            writer.write_eof()
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(self.read_away(reader), LINGER_SECONDS)
        finally:
            self.talking.discard(me)

    async def exchange(self, reader, writer, state, me):
        """Some bytes, and what they are answered."""
        if state.request is None:
            self.reading.add(me)
        try:
            data = await asyncio.wait_for(reader.read(65_536), self.seconds_left(state))
        except asyncio.TimeoutError:
            data = None
        finally:
            self.reading.discard(me)
        if data is None:
            self.late(state)
        elif not data:
            self.ended(state)
        else:
            self.received(state, data)
        if not state.buffer or state.request is not None:
            state.deadline = None
        elif state.deadline is None:
            state.deadline = time.monotonic() + self.options.header_timeout
        writer.write(bytes(state.out))
        state.out.clear()
        await writer.drain()
        if self.draining:
            state.closing = True

    def seconds_left(self, state):
        return IDLE_SECONDS if state.deadline is None else max(state.deadline - time.monotonic(), 0)

    def late(self, state):
        if state.deadline is None:
            state.closing = True
        else:
            self.expired(state)

    async def read_away(self, reader):
        while await reader.read(65_536):
            pass

    async def stop(self):
        self.draining = True
        for task in list(self.reading):
            task.cancel()
        if self.talking:
            await asyncio.wait(list(self.talking), timeout=DRAIN_SECONDS)


async def serve(server, port):
    asked = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, asked.set)

    async def converse(reader, writer):
        with contextlib.suppress(OSError, asyncio.CancelledError):
            await server.converse(reader, writer)
        with contextlib.suppress(OSError, asyncio.CancelledError):
            writer.close()
            await writer.wait_closed()

    listener = await asyncio.start_server(converse, "127.0.0.1", port, backlog=4096)
    await asked.wait()
    listener.close()
    await server.stop()


def main():
    stage = sys.argv.pop(1)
    options = mutant.arguments()
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    asyncio.run(serve((HttpServer if stage == "09" else EchoServer)(options), options.port))


if __name__ == "__main__":
    main()
