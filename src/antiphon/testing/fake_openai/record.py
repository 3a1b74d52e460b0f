"""What was said on a connection, in order, for tests to look at and to wait for."""

import asyncio
from collections import defaultdict

from antiphon.testing.fake_openai.script import Event

__all__ = ["Record", "types_of"]

BULKY = {
    "input_audio_buffer.append": "audio",
    "response.output_audio.delta": "delta",
    "response.audio.delta": "delta",
}
"""Events that come in crowds, and the field of them that only counts."""


class Record:
    """The events of both sides; of audio only the size."""

    def __init__(self) -> None:
        self.received: list[Event] = []
        self.sent: list[Event] = []
        self._received: defaultdict[str, list[Event]] = defaultdict(list)
        self._sent: defaultdict[str, list[Event]] = defaultdict(list)
        self._changed = asyncio.Event()

    def note_received(self, event: Event) -> None:
        """The client said this."""
        self.received.append(summarised(event))
        self._received[str(event.get("type"))].append(self.received[-1])
        self.change()

    def note_sent(self, event: Event) -> None:
        """The service said this."""
        self.sent.append(summarised(event))
        self._sent[event["type"]].append(self.sent[-1])
        self.change()

    def change(self) -> None:
        """Wake who waits."""
        self._changed.set()
        self._changed = asyncio.Event()

    async def changed(self) -> None:
        """Wait until something is said, or happens."""
        await self._changed.wait()

    async def nth_received(self, type: str, nth: int) -> Event:
        """The client's nth event of that type, which may be yet to come."""
        return await self._nth(self._received[type], nth)

    async def nth_sent(self, type: str, nth: int) -> Event:
        """The service's nth event of that type, which may be yet to come."""
        return await self._nth(self._sent[type], nth)

    async def _nth(self, events: list[Event], nth: int) -> Event:
        while len(events) < nth:
            await self.changed()
        return events[nth - 1]


def summarised(event: Event) -> Event:
    """The event with the size of its audio in the audio's place."""
    name = BULKY.get(str(event.get("type")), "")
    audio = event.get(name)
    if not isinstance(audio, str):
        return event
    return event | {name: f"<{len(audio) * 3 // 4 - audio[-2:].count('=')} bytes>"}


def types_of(events: list[Event]) -> list[str]:
    """The types in order, without those that come in crowds."""
    return [event["type"] for event in events if event.get("type") not in BULKY]
