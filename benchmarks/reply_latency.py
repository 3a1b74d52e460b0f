"""How long the embedded model takes to answer, in real time."""

import asyncio
from dataclasses import dataclass

import numpy as np

from antiphon import clock
from antiphon.audio import AudioFrame, voiced_spans
from antiphon.caller import Caller
from antiphon.cli.conversation import Conversation, microphone_open
from antiphon.plugins.local import RealtimeModel
from benchmarks.clips import MICROPHONE_RATE, clip
from benchmarks.figure import Advance, Figure, percentile
from benchmarks.recording import SAMPLE_RATE

__all__ = ["Reply", "ask", "reply_latency"]

HEARD_SECONDS = 0.2
"""Of an answer: its first sample is all that is looked for."""
ANSWER_SECONDS = 20.0
"""After which a benchmark that is not answered gives up."""


async def reply_latency(count: int, advance: Advance) -> Figure:
    """From the end of the caller's speech to the first sample of the reply."""
    model = RealtimeModel()
    await model.prewarm()
    delays = []
    for number in range(count):
        delays.append((await ask(model, clip(number))).delay_ms)
        advance()
    await model.aclose()
    return Figure(
        name="End of speech to the first sample of the reply, embedded model",
        measured=f"p50 {percentile(delays, 50):.0f} ms, p95 {percentile(delays, 95):.0f} ms",
        target="≤ 450 ms p50, ≤ 650 p95",
        how=(
            f"Real time, {count} utterances, the built-in dialogue, engines warm: from the last "
            "10 ms of the clip louder than -45 dBFS in the caller's channel of the recording to "
            "the agent's first sample in the other. Measured on a machine with two shared cores, "
            "with synthetic voices."
        ),
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Reply:
    """What an utterance came to."""

    delay_ms: float
    """From the end of the caller's speech to the agent's first sample; negative if it cut in."""
    was_cut_in: bool
    """The agent took the turn for over before the caller had finished."""


async def ask(model: RealtimeModel, sound: AudioFrame) -> Reply:
    """What `sound` comes to, in a conversation of its own."""
    ends: list[float] = []
    has_answered = asyncio.Event()

    async def part(caller: Caller) -> None:
        await caller.play(sound)
        async with microphone_open(caller), asyncio.timeout(ANSWER_SECONDS):
            await has_answered.wait()
            await asyncio.sleep(HEARD_SECONDS)

    async with Conversation.open(model, None, sample_rate=MICROPHONE_RATE) as conversation:
        conversation.agent.on("user_stopped_speaking", lambda: ends.append(clock.now()))
        conversation.agent.on("agent_started_speaking", has_answered.set)
        await conversation.hold(part)
        recorder = conversation.caller.recorder
        left, right = recorder.stereo(SAMPLE_RATE).T
    answered_ms = int(np.flatnonzero(right)[0]) / SAMPLE_RATE * 1000
    finished_ms = voiced_spans(AudioFrame.from_samples(left, SAMPLE_RATE))[-1][1]
    return Reply(
        delay_ms=answered_ms - finished_ms,
        was_cut_in=(ends[0] - (recorder.started_at or 0.0)) * 1000 < finished_ms,
    )
