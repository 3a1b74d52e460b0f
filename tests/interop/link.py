"""A bad network: datagrams on their way to a server, some of which get lost."""

import asyncio
import random
import threading
from typing import Any

__all__ = ["BadLink"]

Address = tuple[str, int]


class BadLink:
    """Stands at `front`, passes datagrams on to `back`, and loses a share of them both ways.

    It runs on a thread of its own: what happens in a story does not slow it down.
    """

    def __init__(self, front: Address, back: Address, seed: int = 1) -> None:
        self.loss = 0.0
        """The share that is lost, from 0 to 1."""
        self._front = front
        self._back = back
        self._dice = random.Random(seed)
        self._ways: dict[Address, asyncio.DatagramTransport] = {}
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def open(self) -> None:
        """Begin."""
        self._thread.start()
        self._call(self._open())

    def close(self) -> None:
        """End."""
        self._call(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def forward(self, data: bytes, sender: Address) -> None:
        """From a client to the server."""
        if self._is_lost():
            return
        if (way := self._ways.get(sender)) is not None:
            way.sendto(data)
        else:
            asyncio.ensure_future(self._open_way(data, sender), loop=self._loop)  # noqa: RUF006

    def back(self, data: bytes, client: Address) -> None:
        """From the server to a client."""
        if not self._is_lost():
            self._entrance.sendto(data, client)

    def _is_lost(self) -> bool:
        return self._dice.random() < self.loss

    async def _open(self) -> None:
        self._entrance, _ = await self._loop.create_datagram_endpoint(
            lambda: Receiver(self.forward), local_addr=self._front
        )

    async def _open_way(self, data: bytes, client: Address) -> None:
        way, _ = await self._loop.create_datagram_endpoint(
            lambda: Receiver(lambda answer, _sender: self.back(answer, client)),
            remote_addr=self._back,
        )
        self._ways.setdefault(client, way).sendto(data)

    async def _close(self) -> None:
        for transport in (self._entrance, *self._ways.values()):
            transport.close()
        await asyncio.sleep(0)

    def _call(self, work: Any) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(5)


class Receiver(asyncio.DatagramProtocol):
    """Gives what it receives to somebody."""

    def __init__(self, receive: Any) -> None:
        self._receive = receive

    def datagram_received(self, data: bytes, addr: Address) -> None:
        self._receive(data, addr)
