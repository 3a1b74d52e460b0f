"""The way of media to the server, which may be cut while all else in a LiveKit room goes on."""

import asyncio
from collections.abc import Callable
from contextlib import suppress

from livekit import rtc
from livekit.rtc.participant import PublishDataError

from antiphon import clock
from antiphon.rooms.livekit.lifeline import Lifeline, Way
from antiphon.rooms.livekit.speaker import LiveKitSpeaker
from antiphon.rooms.livekit.voice import Arrival, Voice

__all__ = ["MediaPath"]

LOOK_SECONDS = 0.2
ANSWER_SECONDS = 1.0
"""How long the SDK is waited for, which does no more than look, or send."""
TOPIC = "antiphon.lifeline"
"""Of what is sent for the answer: a packet to nobody but oneself, which the server acknowledges and
delivers to nobody."""


class MediaPath:
    """Tells the speaker when nothing it says arrives, some 1.3 s later, and when it does again.

    The SDK itself reconnects after several seconds, and not at all where it was less. What is lost
    on the way out alone is not noticed while the user's voice comes in. Nothing is done while
    nothing is said, and nothing for one who may not send data.
    """

    def __init__(self, room: rtc.Room, speaker: LiveKitSpeaker) -> None:
        self._room = room
        self._me = room.local_participant
        self._speaker = speaker
        self._lifeline = Lifeline()

    async def run(self, current: Callable[[], Voice | None]) -> None:
        """Look after the way that the current voice takes, until cancelled."""
        while True:
            await self._speaker.until_busy()
            await asyncio.sleep(LOOK_SECONDS)
            if (voice := current()) is not None and self._me.permissions.can_publish_data:
                await self._look(voice)

    async def _look(self, voice: Voice) -> None:
        arrival = await self._last_arrival(voice)
        if self._room.connection_state != rtc.ConnectionState.CONN_CONNECTED:
            self._speaker.mended("path")  # it is a broken connection by now
            self._lifeline = Lifeline()
        elif arrival is not None:
            await self._judge(self._lifeline.look(*arrival, clock.now()))

    async def _judge(self, way: Way) -> None:
        if way is Way.OPEN:
            self._speaker.mended("path")
            return
        if way is Way.DEAD:
            self._speaker.broken("path", self._lifeline.came_at)
        await self._ask()

    async def _last_arrival(self, voice: Voice) -> Arrival | None:
        with suppress(TimeoutError):  # the connection is being made anew
            async with asyncio.timeout(ANSWER_SECONDS):
                return await voice.last_arrival()
        return None

    async def _ask(self) -> None:
        """Send something that is answered; what cannot be sent is not answered."""
        with suppress(TimeoutError, PublishDataError):
            async with asyncio.timeout(ANSWER_SECONDS):
                await self._me.publish_data(
                    b"",
                    reliable=False,
                    destination_identities=[self._me.identity],
                    topic=TOPIC,
                )
