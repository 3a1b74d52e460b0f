"""The caller: plays recordings into a local room in real time, and follows what the agent does."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from antiphon import clock
from antiphon.audio import AudioFrame
from antiphon.audio.mix import remix
from antiphon.audio.resample import resample
from antiphon.audio.wav import Recording
from antiphon.caller.ear import Ear
from antiphon.caller.recorder import ConversationRecorder
from antiphon.errors import RoomClosed
from antiphon.rooms.base import AGENT_STATE, AGENT_TRACK, Caption
from antiphon.rooms.local import (
    AudioSource,
    LocalAudioTrack,
    LocalRoom,
    Participant,
    RemoteAudioTrack,
    RemoteParticipant,
    RemoteTrackPublication,
    TrackPublishOptions,
    TrackSource,
    TranscriptionSegment,
)
from antiphon.rooms.local.playback import JITTER
from antiphon.rooms.local.pulse import Pulse

__all__ = ["Caller"]


class Caller:
    """A participant with a microphone, at the other end of a local room; see `join`.

    The agent is who shows its state (`lk.agent.state`) and publishes `assistant_voice`. Both
    sides are recorded from the start.
    """

    def __init__(self, room: LocalRoom, *, sample_rate: int) -> None:
        self.room = room
        """Where it is; for what a caller does beyond speaking, such as sending text."""
        self.source = AudioSource(sample_rate, 1)
        """What the microphone hears."""
        self.microphone = LocalAudioTrack.create_audio_track("microphone", self.source)
        self.recorder = ConversationRecorder()
        self.captions: list[Caption] = []
        """Every caption received, in order; a growing segment appears each time that it grew."""
        self.agent_state: str | None = None
        """What the agent last said its state is; None before it has, and after it has left."""
        self._listening_since: float | None = None
        self._agent_left = False
        self._ear = Ear()
        self._news = Pulse()
        """Beats when the agent's state changed, or somebody left."""

    @classmethod
    @asynccontextmanager
    async def join(
        cls, room: str | LocalRoom, identity: str = "caller", *, sample_rate: int = 24_000
    ) -> AsyncGenerator["Caller"]:
        """Be in the local room of that name (or the one that `room` is in) until the context ends.

        The microphone runs at `sample_rate`; what is played is resampled to it.
        """
        name = room if isinstance(room, str) else room.name
        caller = cls(LocalRoom(), sample_rate=sample_rate)
        await caller.connect(f"local://{name.removeprefix('local://')}", identity)
        try:
            yield caller
        finally:
            await caller.aclose()

    async def connect(self, url: str, identity: str) -> None:
        """Enter the room and publish the microphone."""
        self.room.on("track_subscribed", self._track_came)
        self.room.on("participant_attributes_changed", self._attributes_came)
        self.room.on("participant_disconnected", self._participant_left)
        self.room.on("transcription_received", self._captions_came)
        self.room.on("disconnected", self._look_again)
        await self.room.connect(url, identity)
        for participant in self.room.remote_participants.values():
            self._attributes_came(participant.attributes, participant)
        self.microphone.listen(self.recorder.caller)
        options = TrackPublishOptions(source=TrackSource.SOURCE_MICROPHONE)
        await self.room.local_participant.publish_track(self.microphone, options)

    async def aclose(self) -> None:
        """Fall silent and leave the room."""
        self.source.close()
        await self.room.disconnect()

    async def play(self, sound: AudioFrame | Recording) -> None:
        """Say `sound` in real time, after what is being said; returns when its last sample ends.

        Cancelling it falls silent.
        """
        frame = sound.frame if isinstance(sound, Recording) else sound
        spoken = resample(remix(frame, 1), self.source.sample_rate)
        try:
            await self.source.capture_frame(spoken)
            await asyncio.sleep(self.source.silent_at - clock.now())
        except asyncio.CancelledError:
            self.source.clear_queue()
            raise

    async def silence(self, seconds: float) -> None:
        """Play silence: the microphone is on, and nobody speaks."""
        rate = self.source.sample_rate
        await self.play(AudioFrame.create(rate, 1, round(seconds * rate)))

    async def until_agent_speaks(self) -> None:
        """Wait until the agent can be heard. Raises RoomClosed if it or the caller has left."""
        called = clock.now()
        while self._ear.loud_until <= called:
            self._check_line()
            await self._ear.sound.wait()

    async def until_agent_quiet(self, seconds: float) -> None:
        """Wait until, since this was called, the agent was silent and `listening` for so long.

        Raises RoomClosed if it or the caller has left.
        """
        called = clock.now()
        self._check_line()
        while (due := self._quiet_at(called, seconds)) is None or due - clock.now() > JITTER:
            await self._news.wait(until=due)
            self._check_line()

    def _quiet_at(self, called: float, seconds: float) -> float | None:
        """When it will have been quiet for `seconds`, None while the agent does not listen."""
        if self._listening_since is None:
            return None
        return max(called, self._listening_since, self._ear.loud_until) + seconds

    def _check_line(self) -> None:
        if not self.room.isconnected():
            raise RoomClosed("The caller is no longer in the room.")
        if self._agent_left:
            raise RoomClosed("The agent has left the room.")

    def _look_again(self) -> None:
        self._news.beat()
        self._ear.sound.beat()

    def _track_came(self, track: RemoteAudioTrack, publication: RemoteTrackPublication) -> None:
        if publication.name == AGENT_TRACK:
            self._agent_left = False
            track.listen(self.recorder.agent)
            track.listen(self._ear)

    def _attributes_came(self, changed: dict[str, str], participant: Participant) -> None:
        if AGENT_STATE in changed:
            self._agent_left = False
            self._set_state(changed[AGENT_STATE])

    def _participant_left(self, participant: RemoteParticipant) -> None:
        if is_agent(participant):
            self._agent_left = True
            self._set_state(None)
            self._look_again()

    def _set_state(self, state: str | None) -> None:
        self.agent_state = state
        self._listening_since = clock.now() if state == "listening" else None
        self._news.beat()

    def _captions_came(
        self, segments: list[TranscriptionSegment], participant: Participant | None
    ) -> None:
        speaker = None if participant is None or is_agent(participant) else participant.identity
        self.captions.extend(
            Caption(segment_id=segment.id, text=segment.text, final=segment.final, speaker=speaker)
            for segment in segments
        )


def is_agent(participant: Participant) -> bool:
    return AGENT_STATE in participant.attributes
