"""An open connection at work: what matters is sent first, and a dead line is noticed.

| lane    | holds                                   | when it is full                            |
|---------|-----------------------------------------|--------------------------------------------|
| control | everything that is not audio, in order  | the line is given up: with a message       |
|         |                                         | missing, no other would make sense         |
| audio   | the microphone                          | what has waited for 2 s is dropped, and    |
|         |                                         | counted: what comes faster than it is      |
|         |                                         | spoken, from a recording, is not           |
|         | what must keep its place in the audio,  | as control                                 |
|         | and what comes after that               |                                            |
|         | old audio that is sent once more        | never: whoever kept it has a bound         |

Nobody hears of a connection that is half open (the other side is gone, and its network with it), so
silence is looked into: when something was sent and nothing has come for 13 s, a message is sent
that has an answer; when nothing comes for 5 s more, the line is given up.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from antiphon import clock
from antiphon.plugins.wire.port import Connection, ConnectionLost

__all__ = ["Link"]

AUDIO_SECONDS = 2.0
"""Speech that has waited for longer is worse than lost."""
MAX_CONTROL = 16384
"""Messages: many more than a conversation holds that is told to a new session."""
SILENCE_SECONDS = 13.0
PROBE_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Piece:
    """A message in the lane of the audio."""

    message: bytes
    queued_at: float
    seconds: float = 0.0
    """So much of the microphone, which may be dropped."""
    keeps_order: bool = False
    """What is sent after it must not overtake it."""


class Link:
    """Sends and receives on one connection until it is lost."""

    def __init__(
        self,
        connection: Connection,
        *,
        probe: Callable[[], bytes],
        dropped: Callable[[float], None],
    ) -> None:
        """`probe` makes a message that the other side answers; `dropped` is told at once how
        many seconds of audio were dropped, as often as any are."""
        self._connection = connection
        self._probe = probe
        self._dropped = dropped
        self._control: deque[bytes] = deque()
        self._audio: deque[Piece] = deque()
        self._in_order = 0
        """How many messages wait in the audio that are none."""
        self._given = asyncio.Event()
        self._overflowed = asyncio.Event()
        self._heard_at = clock.now()
        self._is_answer_due = False
        """Something was sent since."""

    def send(self, message: bytes) -> None:
        """Queue a message in front of all audio; never waits.

        What was to keep its place in the audio goes out before it.
        """
        if self._in_order:
            self.send_in_order(message)
        elif self._has_room():
            self._control.append(message)
            self._given.set()

    def send_in_order(self, message: bytes) -> None:
        """Queue a message behind the audio that is queued; never waits."""
        if self._has_room():
            self._in_order += 1
            self._append(Piece(message, clock.now(), keeps_order=True))

    def send_audio(self, message: bytes, seconds: float) -> None:
        """Queue a message that holds so much audio, more than none; never waits."""
        self._append(Piece(message, clock.now(), seconds))
        self._drop()

    def send_again(self, message: bytes) -> None:
        """Queue a message that holds audio from before: it is not dropped; never waits."""
        self._append(Piece(message, clock.now()))

    async def run(self, receive: Callable[[bytes], None]) -> None:
        """Send what is queued and call `receive` for each message; closes the connection at last.

        Raises ConnectionLost, and what `receive` raises.
        """
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._write(), name="link writer")
                group.create_task(self._watch(), name="link watch")
                group.create_task(self._give_up(), name="link bound")
                await self._read(receive)
        except BaseExceptionGroup as errors:
            raise errors.exceptions[0] from None
        finally:
            await self._connection.aclose()

    async def aclose(self) -> None:
        """Close the connection in good order, within half a second."""
        await self._connection.aclose()

    async def _read(self, receive: Callable[[bytes], None]) -> None:
        while True:
            message = await self._connection.receive()
            self._heard_at = clock.now()
            self._is_answer_due = False
            receive(message)
            await asyncio.sleep(0)  # messages that came together are not to keep others waiting

    async def _write(self) -> None:
        while True:
            await self._given.wait()
            self._given.clear()
            while (message := self._next()) is not None:
                self._is_answer_due = True
                await self._connection.send(message)

    def _next(self) -> bytes | None:
        if self._control:
            return self._control.popleft()
        if not self._audio:
            return None
        piece = self._audio.popleft()
        self._in_order -= piece.keeps_order
        return piece.message

    def _has_room(self) -> bool:
        """For one more message that may not be dropped; the line is given up if there is none."""
        if len(self._control) + self._in_order < MAX_CONTROL:
            return True
        self._overflowed.set()
        return False

    async def _give_up(self) -> None:
        await self._overflowed.wait()
        raise ConnectionLost("the model takes nothing of what it is sent")

    def _append(self, piece: Piece) -> None:
        self._audio.append(piece)
        self._given.set()

    def _drop(self) -> None:
        """Drop the audio that has waited for too long; the newest never has."""
        kept: deque[Piece] = deque()
        dropped = 0.0
        oldest = clock.now() - AUDIO_SECONDS
        while self._audio[0].queued_at < oldest:
            piece = self._audio.popleft()
            dropped += piece.seconds
            if not piece.seconds:
                kept.append(piece)
        self._audio.extendleft(reversed(kept))
        if dropped:
            self._dropped(dropped)

    async def _watch(self) -> None:
        """Raise ConnectionLost when the other side is not there any more."""
        while True:
            quiet = self._heard_at + SILENCE_SECONDS - clock.now()
            if quiet > 0:
                await asyncio.sleep(quiet)
            elif self._is_answer_due or self._control or self._audio:
                await self._look()
            else:
                await asyncio.sleep(PROBE_SECONDS)

    async def _look(self) -> None:
        before = self._heard_at
        self._control.append(self._probe())  # nothing depends on its place
        self._given.set()
        await asyncio.sleep(PROBE_SECONDS)
        if self._heard_at == before:
            seconds = SILENCE_SECONDS + PROBE_SECONDS
            raise ConnectionLost(f"nothing has come from the model for {seconds:.0f} s")
