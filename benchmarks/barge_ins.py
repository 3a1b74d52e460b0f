"""The conversations that most figures come from: an agent that tells, a caller who breaks in.

The caller's voice goes through the embedded room, voice activity detection and recognition of the
embedded model; each interruption is at the same time what the next telling answers.
"""

import asyncio
import random
from collections.abc import Sequence
from dataclasses import dataclass, field

from antiphon import clock
from antiphon.audio import AudioFrame
from antiphon.caller import Caller
from antiphon.cli.chronicle import AGENT
from antiphon.cli.conversation import Conversation
from antiphon.core.history import INTERRUPTED_MARK
from antiphon.plugins.local import HibariTTS, RealtimeModel
from antiphon.record import Record
from antiphon.rooms.local import Participant, TranscriptionSegment
from benchmarks.clips import MICROPHONE_RATE, clip, then_silence
from benchmarks.figure import Advance
from benchmarks.recording import Heard, heard_in
from benchmarks.storytelling import Storyteller, Tape
from benchmarks.texts import TEXTS
from benchmarks.voices import TIMED, Voicing

__all__ = ["BargeIn", "Shown", "hold"]

EARLIEST, LATEST = 0.6, 12.0
"""Seconds after the agent's first sound: a word has been heard, and the telling goes on."""
GREETING = 2
"""The clip that asks for the first telling."""
PATIENCE = 0.8
"""Seconds of silence after the caller's words: the turn ends in them."""
ANSWER_SECONDS = 20.0
"""After which a benchmark that is not answered gives up."""
PER_CONVERSATION = 20


@dataclass(frozen=True, kw_only=True, slots=True)
class Shown:
    """A caption as the caller received it; it may have come before, shorter."""

    at: float
    """Loop time."""
    segment: str
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class BargeIn:
    """A telling that was interrupted: what the agent says became of it, and what was recorded."""

    text: str
    """All that was to be told."""
    committed: str
    """What was heard of it, says the agent."""
    heard_ms: float
    """How much was heard, says the agent."""
    heard: Heard
    """What the recording says."""
    shown: Sequence[Shown]
    """Its captions, in order."""


@dataclass(slots=True)
class Notes:
    """What happened in one conversation."""

    started: list[float] = field(default_factory=list)
    """Loop times at which the agent began to be heard."""
    interruptions: list[Record] = field(default_factory=list)
    shown: list[Shown] = field(default_factory=list)
    is_over: bool = False
    """What is interrupted by hanging up was not interrupted by the caller."""

    def note(self, record: Record) -> None:
        match record.event:
            case "agent_started_speaking":
                self.started.append(record.at)
            case "agent_speech_interrupted" if not self.is_over:
                self.interruptions.append(record)

    def hear(self, segments: list[TranscriptionSegment], participant: Participant | None) -> None:
        if participant is not None and participant.identity == AGENT:
            at = clock.now()
            self.shown += [Shown(at=at, segment=s.id, text=s.text) for s in segments]

    def shown_between(self, start: float, end: float) -> list[Shown]:
        return [caption for caption in self.shown if start <= caption.at < end]


@dataclass(frozen=True, slots=True)
class Interrupter:
    """The caller's part."""

    barge_ins: Sequence[tuple[float, AudioFrame]]
    """How long to listen to each telling, and what to say then."""
    advance: Advance

    async def play(self, caller: Caller) -> None:
        """Ask for a telling, and break in on it and on each that follows."""
        await caller.play(then_silence(clip(GREETING), PATIENCE))
        for seconds, words in self.barge_ins:
            async with asyncio.timeout(ANSWER_SECONDS):
                await caller.until_agent_speaks()
            await asyncio.sleep(seconds)
            await caller.play(then_silence(words, PATIENCE))
            self.advance()


async def hold(
    count: int, advance: Advance, *, voicing: Voicing = TIMED, latest: float = LATEST
) -> list[BargeIn]:
    """Interrupt an agent `count` times, at random moments that are the same in every run.

    They are at most `latest` seconds after its first sound. An interruption of which the agent told
    nothing is left out.
    """
    chance = random.Random(1)
    found: list[BargeIn] = []
    for first in range(0, count, PER_CONVERSATION):
        numbers = range(first, min(first + PER_CONVERSATION, count))
        barge_ins = [(chance.uniform(EARLIEST, latest), clip(number)) for number in numbers]
        part = Interrupter(barge_ins, advance)
        found += await converse(part, Storyteller(TEXTS, chance), voicing)
    return found


async def converse(part: Interrupter, teller: Storyteller, voicing: Voicing) -> list[BargeIn]:
    tape = Tape(HibariTTS())
    model = RealtimeModel(llm=teller, tts=voicing.use(tape))
    await model.prewarm()
    notes = Notes()
    async with Conversation.open(model, None, sample_rate=MICROPHONE_RATE) as conversation:
        conversation.agent.observe(notes.note)
        conversation.caller.room.on("transcription_received", notes.hear)
        await conversation.hold(part.play)
        notes.is_over = True
    await model.aclose()
    return gathered(notes, tape, conversation.caller)


def gathered(notes: Notes, tape: Tape, caller: Caller) -> list[BargeIn]:
    """Each interruption with what was recorded of its telling."""
    takes = tape.takes(TEXTS)
    zero = caller.recorder.started_at or 0.0
    sound = caller.recorder.stereo(tape.sample_rate)
    ends = [*notes.started[1:], float("inf")]
    spans = list(zip(notes.started, ends, strict=True))
    found = []
    for record in notes.interruptions:
        start, end = next(span for span in spans if span[0] <= record.at < span[1])
        committed = record.args[0].removesuffix(INTERRUPTED_MARK)
        text = next(text for text in takes if text.startswith(committed))
        found.append(
            BargeIn(
                text=text,
                committed=committed,
                heard_ms=record.detail["heard_ms"],
                heard=heard_in(sound, takes[text], (start - zero, record.at - zero), zero),
                shown=notes.shown_between(start, end),
            )
        )
    return found
