"""The switchboard, a TCP proxy in a process of its own: every link of the system leads through it and can be cut, stalled, slowed, reset.

`python -m tests.chaos.switchboard '{"<link>": [<port>, "<host>:<port>"], …}'` listens on loopback and takes one order a line:

    <link> cut          nobody gets through, and who was through is hung up on
    <link> stall        everything stays connected and nothing moves
    <link> delay <ms>   everything moves, so much later
    <link> reset        who is through is reset, and what was on its way is gone; new connections go through
    <link> heal         as if nothing had been

Each order is answered with a line once it holds.
"""

import asyncio
import contextlib
import json
import socket
import struct
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

AT_ONCE = 65_536
RESET_ON_CLOSE = struct.pack("ii", 1, 0)


@dataclass
class Link:
    """One way through, and how it is at the moment. flowing: cleared while nothing may move."""

    host: str
    port: int
    open: bool = True
    delay: float = 0.0
    flowing: asyncio.Event = field(default_factory=asyncio.Event)
    writers: set[asyncio.StreamWriter] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.flowing.set()

    def order(self, what: str, *how: str) -> None:
        """Do as told."""
        if what == "stall":
            self.flowing.clear()
        elif what == "delay":
            self.delay = int(how[0]) / 1000
        elif what == "cut":
            self.open = False
            self._drop()
        elif what == "reset":
            self._drop(reset=True)
        elif what == "heal":
            self.open, self.delay = True, 0.0
            self.flowing.set()
        else:
            raise ValueError(what)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Carry one connection until either end closes it."""
        with contextlib.suppress(OSError):
            if not self.open:
                return writer.close()
            there, back = await asyncio.open_connection(self.host, self.port)
            if not self.open:  # it was cut in between
                back.close()
                return writer.close()
            ends = {writer, back}
            self.writers |= ends
            await asyncio.gather(self._pour(reader, back), self._pour(there, writer))
            self.writers -= ends
        writer.close()
        return None

    async def _pour(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while data := await source.read(AT_ONCE):
                if self.delay:
                    await asyncio.sleep(self.delay)
                await self.flowing.wait()
                sink.write(data)
                await sink.drain()
        sink.close()

    def _drop(self, *, reset: bool = False) -> None:
        for writer in self.writers:
            if reset:
                with contextlib.suppress(OSError):  # one end has just closed it
                    raw = writer.get_extra_info("socket")
                    raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_ON_CLOSE)
            writer.transport.abort()
        self.writers.clear()


async def run(ways: dict[str, tuple[int, str]], next_order: Callable[[], Awaitable[bytes]]) -> None:
    """Serve all links until there are no more orders."""
    links = {}
    for name, (port, target) in ways.items():
        host, _, there = target.rpartition(":")
        links[name] = Link(host, int(there))
        await asyncio.start_server(links[name].serve, "127.0.0.1", port)
    print("ready", flush=True)
    while order := await next_order():
        name, *words = order.decode().split()
        links[name].order(*words)
        print(order.decode().strip(), flush=True)


async def main() -> None:
    """The links from the command line, the orders from standard input."""
    orders = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(orders), sys.stdin)
    await run(json.loads(sys.argv[1]), orders.readline)


if __name__ == "__main__":
    asyncio.run(main())
