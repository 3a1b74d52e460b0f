"""Plays content parts, one after the other, and knows to the sample how much of each was heard.

Audio goes to the room in slices of 20 ms, two at a time, with a short lead, so that a stop is quick
and a late network is still covered. Nothing here decides what is played: that is the core's
business.

| a part      | what the speaker has queued   | then                                              |
|-------------|-------------------------------|---------------------------------------------------|
| is paused   | is taken back, but for a tail | nothing, until it goes on with the next sample    |
|             | of 5 ms that fades out        |                                                   |
| goes on     | –                             | the next 5 ms fade in                             |
| is stopped  | as when it is paused, unless  | nothing: it is forgotten                          |
|             | it is                         |                                                   |

A tail counts as heard from the moment of the cut.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeAlias

from antiphon import clock
from antiphon.audio import AudioFrame, Resampler, faded, faded_in
from antiphon.core.events import Heard, PlayoutEnded, PlayoutStarted
from antiphon.core.values import ContentId
from antiphon.lead import LONGEST, Lead, lead_here
from antiphon.rooms.base import Speaker

__all__ = ["Playout", "PlayoutEvent"]

SLICE_SECONDS = 0.02
FADE_SECONDS = 0.005
TOP_UP = 0.02
"""Seconds more than the lead that the speaker is given before it is left alone."""
BEGINNING = 1.0
"""Seconds of a part for which the lead is as long as it can be: a model sends the most when an
answer begins, and keeps the loop busy with it."""
SHORTEST_WAIT = 0.001
"""Seconds after which it is looked again how much is queued: where the line to the listeners is
down, that does not change, however little it lacks."""
KEPT_SECONDS = 4.0
"""How much of what the speaker was given is kept, for a cut: more than it has ever queued, or takes
back when it turns out not to have been heard."""
SAMPLE_BYTES = 2

PlayoutEvent: TypeAlias = PlayoutStarted | Heard | PlayoutEnded


class Track:
    """The audio of one content part: what of it was not heard yet, and how much was played."""

    def __init__(self, content: ContentId, sample_rate: int) -> None:
        self.content = content
        self.resampler = Resampler(sample_rate)
        self.length = 0
        """Samples that have come."""
        self._audio = bytearray()
        self._released = 0
        """Samples that are not kept any more."""
        self.pushed = 0
        """Samples given to the speaker."""
        self.has_ended = False
        """No more audio comes."""
        self.has_begun = False
        """The speaker was given the first of it."""
        self.is_stopped = False
        self.is_paused = False
        self.fades_in = False
        """It goes on after a pause."""
        self.has_waited = False
        """Until the speaker needed more, and nothing has come between since."""
        self.mark_ms: float | None = None
        """Where to report that it was heard."""
        self.changed = asyncio.Event()

    def samples(self, start: int, count: int, sample_rate: int) -> AudioFrame:
        """Up to `count` samples from `start` on, which were not released."""
        first = (start - self._released) * SAMPLE_BYTES
        piece = bytes(self._audio[first : first + count * SAMPLE_BYTES])
        return AudioFrame(piece, sample_rate, 1, len(piece) // SAMPLE_BYTES)

    @property
    def kept(self) -> int:
        """Samples that were not released."""
        return self.length - self._released

    @property
    def is_all_pushed(self) -> bool:
        """The speaker was given all there will ever be."""
        return self.has_ended and self.pushed >= self.length

    def append(self, frame: AudioFrame) -> None:
        """Keep what comes next."""
        self._audio += frame.data.cast("B")
        self.length += frame.samples_per_channel

    def release(self, end: int) -> None:
        """Forget the samples before `end`: they are needed no more."""
        if end > self._released:
            del self._audio[: (end - self._released) * SAMPLE_BYTES]
            self._released = end

    def next_slice(self, sample_rate: int) -> AudioFrame:
        """What the speaker is given next; just after a pause that is short, and fades in."""
        seconds = FADE_SECONDS if self.fades_in else SLICE_SECONDS
        frame = self.samples(self.pushed, int(seconds * sample_rate), sample_rate)
        if not (self.fades_in and frame.samples_per_channel):
            return frame
        self.fades_in = False
        return faded_in(frame)

    async def wait(self, seconds: float) -> None:
        """Wait, but for no longer than until something changes."""
        timer = asyncio.get_running_loop().call_later(seconds, self.changed.set)
        try:
            await self.changed.wait()
        finally:
            timer.cancel()


class Playout:
    """The agent's voice: buffers what is to be said, plays what it is told to, stops at once."""

    def __init__(self, sample_rate: int, report: Callable[[PlayoutEvent], None]) -> None:
        self._rate = sample_rate
        self._report = report
        self._tracks: dict[ContentId, Track] = {}
        self._current: Track | None = None
        self._given = asyncio.Event()
        self._speaker: Speaker | None = None
        self._lead = Lead()
        self._tail: AudioFrame | None = None

    @property
    def kept_seconds(self) -> float:
        """How much audio is kept, of all parts together: what is yet to be played, and a little."""
        return sum(track.kept for track in self._tracks.values()) / self._rate

    def ahead_seconds(self, content: ContentId) -> float | None:
        """How much of this part is yet to be played; None where no more of it is taken."""
        track = self._tracks.get(content)
        if track is None or track.has_ended:
            return None
        return (track.length - track.pushed) / self._rate

    def buffer(self, content: ContentId) -> None:
        """Keep the audio that is pushed for this part."""
        self._tracks.setdefault(content, Track(content, self._rate))

    def push(self, content: ContentId, frame: AudioFrame) -> AudioFrame | None:
        """Append audio, and return it as it will be played: mono, at the speaker's rate.

        None where it is dropped: the part was stopped or has ended, or was never announced.
        """
        track = self._tracks.get(content)
        if track is None or track.has_ended:
            return None
        frame = track.resampler.push(frame)
        track.append(frame)
        track.changed.set()
        return frame

    def end(self, content: ContentId) -> None:
        """No more audio comes for this part."""
        if (track := self._tracks.get(content)) is not None:
            track.append(track.resampler.flush())
            track.has_ended = True
            track.changed.set()

    def play(self, content: ContentId) -> None:
        """Play this part; the one before it has ended."""
        self._current = self._tracks[content]
        self._given.set()

    def wake_at(self, content: ContentId, ms: float) -> None:
        """Report `Heard` when this part has been heard so far."""
        if (track := self._tracks.get(content)) is not None:
            track.mark_ms = ms
            track.changed.set()

    def pause(self, content: ContentId) -> None:
        """Silence this part within 10 ms, as `stop` does, and keep what was not heard of it."""
        track = self._tracks.get(content)
        if track is None or track.is_paused:
            return
        if track is self._current:
            track.pushed = self._cut(track)
        track.is_paused, track.has_waited = True, False
        track.changed.set()

    def resume(self, content: ContentId) -> None:
        """Go on with the first sample of this part that was not heard before it was paused."""
        track = self._tracks.get(content)
        if track is None or not track.is_paused:
            return
        track.is_paused = False
        track.fades_in = track.pushed > 0
        track.changed.set()

    def stop(self, content: ContentId) -> float:
        """Silence this part for good, within 10 ms, and return the ms of it that were heard.

        What is cut in the middle fades out over 5 ms, which count as heard.
        """
        track = self._tracks.pop(content, None)
        if track is None:
            return 0.0
        track.is_stopped = True
        track.changed.set()
        if track is not self._current:
            return 0.0
        self._current = None
        return self._cut(track) / self._rate * 1000

    def heard_samples(self, content: ContentId) -> int:
        """How much of this part has been heard by now."""
        track = self._current
        if track is None or track.content != content or self._speaker is None:
            return 0
        return max(track.pushed - self._speaker.queued(), 0)

    async def run(self, speaker: Speaker, is_listened_to: Callable[[], Awaitable[None]]) -> None:
        """Play to `speaker` until cancelled; the first part waits for `is_listened_to`."""
        self._speaker, self._tail, self._lead = speaker, None, lead_here()
        has_played = False
        while True:
            await self._given.wait()
            self._given.clear()
            if not has_played:
                await is_listened_to()
                has_played = True
            if (track := self._current) is not None:
                await self._play(track, speaker)

    async def _play(self, track: Track, speaker: Speaker) -> None:
        while not track.is_stopped:
            track.changed.clear()
            queued = speaker.queued()  # once a turn: a second look may find the last of it played
            if self._tail is not None:
                await self._write_tail(speaker)
            elif track.is_paused:
                await track.changed.wait()
            elif track.is_all_pushed and not queued:
                self._finish(track)
                return
            else:
                await self._feed(track, queued, speaker)
        await self._write_tail(speaker)

    async def _write_tail(self, speaker: Speaker) -> None:
        """Let what was cut die away."""
        if (tail := self._tail) is not None:
            self._tail = None
            await speaker.write(tail)

    async def _feed(self, track: Track, queued: int, speaker: Speaker) -> None:
        """Give the speaker, which has `queued` samples, a slice, or wait until it needs some."""
        self._report_mark(track, queued)
        ahead, lead = queued / self._rate, self._lead_of(track)
        if ahead > (lead if track.has_waited else lead + TOP_UP):
            track.has_waited = True
            await self._wait(track, ahead, ahead - lead)
            return
        frame = track.next_slice(self._rate)
        if not frame.samples_per_channel:
            await self._starve(track, ahead)
            return
        if track.has_waited:
            track.has_waited = False
            self._lead.came(lead - ahead, clock.now())
        await self._write(track, frame, speaker)
        if not (track.has_begun or track.is_stopped):
            track.has_begun = True
            self._report(PlayoutStarted(content=track.content))

    def _lead_of(self, track: Track) -> float:
        """Seconds that the speaker is kept ahead."""
        if track.pushed < BEGINNING * self._rate:
            return LONGEST
        return self._lead.seconds

    async def _write(self, track: Track, frame: AudioFrame, speaker: Speaker) -> None:
        """Count the frame while it is on its way: a stop must find it in the count.

        What was heard long ago is kept no longer.
        """
        track.pushed += frame.samples_per_channel
        try:
            await speaker.write(frame)
        except Exception:
            track.pushed -= frame.samples_per_channel
            raise
        track.release(track.pushed - int(KEPT_SECONDS * self._rate))

    async def _starve(self, track: Track, ahead: float) -> None:
        """Wait for audio, or for what is queued to be heard."""
        track.has_waited = False
        if ahead:
            await self._wait(track, ahead, ahead)
        else:
            await track.changed.wait()

    async def _wait(self, track: Track, ahead: float, seconds: float) -> None:
        """Wait so long, or until what is marked is heard: the speaker is `ahead` of that now."""
        if track.mark_ms is not None:
            heard = track.pushed / self._rate - ahead
            seconds = min(seconds, track.mark_ms / 1000 - heard)
        await track.wait(max(seconds, SHORTEST_WAIT))

    def _report_mark(self, track: Track, queued: int) -> None:
        heard_ms = (track.pushed - queued) / self._rate * 1000
        if track.mark_ms is not None and heard_ms >= track.mark_ms:
            track.mark_ms = None
            self._report(Heard(content=track.content, ms=heard_ms))

    def _finish(self, track: Track) -> None:
        del self._tracks[track.content]
        self._current = None
        heard_ms = track.pushed / self._rate * 1000
        self._report(PlayoutEnded(content=track.content, heard_ms=heard_ms))

    def _cut(self, track: Track) -> int:
        """Clear the speaker, leave it a tail that fades out; the samples heard in all.

        What has been cut already, and has not gone on since, is as it should be.
        """
        if self._speaker is None or not track.pushed:
            return 0
        if track.is_paused or self._tail is not None:
            return track.pushed
        heard = max(track.pushed - self._speaker.clear(), 0)
        tail = track.samples(heard, int(FADE_SECONDS * self._rate), self._rate)
        if tail.samples_per_channel:
            self._tail = faded(tail)
        return heard + tail.samples_per_channel
