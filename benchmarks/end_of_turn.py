"""How soon the embedded model answers, against how often it cuts in on a speaker who hesitates."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from antiphon import clock
from antiphon.audio import AudioFrame
from antiphon.plugins.local import (
    EndpointOptions,
    HibariTTS,
    MoonshineSTT,
    RealtimeModel,
    TurnOptions,
)
from antiphon.stt import SpeechEvent
from antiphon.testing import virtual
from antiphon.tts import SynthesizedAudio
from benchmarks.clips import clip
from benchmarks.figure import Advance, Figure, percentile
from benchmarks.hesitations import HESITATIONS
from benchmarks.plot import Curve, Mark, plotted
from benchmarks.reply_latency import Reply, ask

__all__ = ["POINTS", "end_of_turn"]

HANGS = (0.25, 0.4, 0.6, 0.9)
"""Seconds of silence after which a turn is over: in any case, or where it sounds finished."""
POINTS = 2 * len(HANGS)
"""Runs through the hesitations: both manners, with each of these."""
TRIALS = 12
CLAUSE = "It is a quarter past ten."


@dataclass(frozen=True, kw_only=True, slots=True)
class Manner:
    """A way to find the end of a turn."""

    name: str
    color: str
    options: Callable[[float], EndpointOptions]


FIXED = Manner(
    name="the same silence always",
    color="#cf222e",
    options=lambda hang: EndpointOptions(pause=0.128, min_silence=hang),
)
ADAPTIVE = Manner(
    name="by what was said",
    color="#0969da",
    options=lambda hang: TurnOptions(
        finished_silence=hang,
        min_silence=max(hang, TurnOptions.min_silence),
        unfinished_silence=max(hang, TurnOptions.unfinished_silence),
    ),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Point:
    """What a manner comes to, with one silence."""

    hang: float
    replies: Sequence[Reply]

    @property
    def delay_ms(self) -> float:
        """The median, of those that were not cut in on."""
        return percentile([one.delay_ms for one in self.replies if not one.was_cut_in], 50)

    @property
    def cut_in_percent(self) -> float:
        return 100 * sum(one.was_cut_in for one in self.replies) / len(self.replies)


@dataclass(frozen=True, slots=True)
class Slow:
    """The recognizer, which takes its time on virtual time too."""

    stt: MoonshineSTT
    seconds: float

    async def recognize(self, frame: AudioFrame) -> SpeechEvent:
        """What it recognizes, so many seconds later."""
        event = await self.stt.recognize(frame)
        await asyncio.sleep(self.seconds)
        return event


@dataclass(frozen=True, slots=True)
class SlowVoice:
    """The voice, likewise."""

    tts: HibariTTS
    seconds: float

    @property
    def sample_rate(self) -> int:
        return self.tts.sample_rate

    @property
    def num_channels(self) -> int:
        return self.tts.num_channels

    async def synthesize(self, text: str) -> AsyncGenerator[SynthesizedAudio, None]:
        """What it says, each clause so many seconds later."""
        async for clause in self.tts.synthesize(text):
            await asyncio.sleep(self.seconds)
            yield clause


def end_of_turn(count: int, picture: Path | None, advance: Advance) -> Figure:
    """Both manners with each silence, on the first `count` hesitations; drawn to `picture`."""
    stt, tts = asyncio.run(timed_engines())
    curves = {
        manner: [virtual.run(point(manner, hang, count, stt, tts, advance)) for hang in HANGS]
        for manner in (FIXED, ADAPTIVE)
    }
    if picture is not None:
        picture.parent.mkdir(parents=True, exist_ok=True)
        picture.write_text(drawing(curves), encoding="utf-8")
    return figure(curves, count, stt, tts)


async def timed_engines() -> tuple[Slow, SlowVoice]:
    """The engines, and how long they take on this machine, warm, with nothing else to do."""
    stt, tts = MoonshineSTT(), HibariTTS()
    await asyncio.gather(stt.prewarm(), tts.prewarm())
    recognizing, speaking = [], []
    for number in range(TRIALS):
        began = clock.stopwatch()
        await stt.recognize(clip(number))
        recognizing.append(clock.stopwatch() - began)
        began = clock.stopwatch()
        await anext(tts.synthesize(CLAUSE))
        speaking.append(clock.stopwatch() - began)
    return Slow(stt, min(recognizing)), SlowVoice(tts, min(speaking))


async def point(
    manner: Manner, hang: float, count: int, stt: Slow, tts: SlowVoice, advance: Advance
) -> Point:
    model = RealtimeModel(stt=stt, tts=tts, turn_detection=manner.options(hang))
    await model.prewarm()
    replies = []
    for hesitation in HESITATIONS[:count]:
        replies.append(await ask(model, await hesitation.sound()))
        advance()
    await model.aclose()
    return Point(hang=hang, replies=replies)


def drawing(curves: dict[Manner, list[Point]]) -> str:
    return plotted(
        "When is a turn over? Utterances with a pause in them",
        "end of speech to the first sample of the reply, median, ms",
        "utterances cut in on, %",
        [
            Curve(
                name=manner.name,
                color=manner.color,
                marks=[
                    Mark(point.delay_ms, point.cut_in_percent, f"{point.hang:g} s")
                    for point in points
                ],
            )
            for manner, points in curves.items()
        ],
    )


def figure(curves: dict[Manner, list[Point]], count: int, stt: Slow, tts: SlowVoice) -> Figure:
    return Figure(
        name="Speakers cut in on when they pause, and the reply after their end",
        measured="; ".join(
            f"{manner.name}: " + ", ".join(map(described, points))
            for manner, points in curves.items()
        ),
        how=(
            f"Virtual time, {count} utterances of the embedded voice with a pause of 0.2 to 1.5 s "
            "spliced in between two words, most often where it is heard that more is to come. A "
            "speaker is cut in on if the agent takes the turn for over before its last sound; the "
            "delay is the median of the others. The silence is what ends any turn, or one that "
            "sounds finished. Recognizing is taken to last "
            f"{stt.seconds * 1000:.0f} ms and speaking a clause {tts.seconds * 1000:.0f} ms, as "
            "measured just before, at best. Plotted in `images/end-of-turn.svg`."
        ),
    )


def described(point: Point) -> str:
    return f"{point.hang:g} s {point.cut_in_percent:.0f} % and {point.delay_ms:.0f} ms"
