"""How long the embedded model takes to answer, in real time."""

import asyncio

import numpy as np

from antiphon.audio import AudioFrame, voiced_spans
from antiphon.caller import Caller
from antiphon.cli.conversation import Conversation, microphone_open
from antiphon.plugins.local import RealtimeModel
from benchmarks.clips import MICROPHONE_RATE, clip
from benchmarks.figure import Advance, Figure, percentile
from benchmarks.recording import SAMPLE_RATE

__all__ = ["reply_latency"]

ANSWER_SECONDS = 20.0
"""After which a benchmark that is not answered gives up."""


async def reply_latency(count: int, advance: Advance) -> Figure:
    """From the end of the caller's speech to the first sample of the reply."""
    model = RealtimeModel()
    await model.prewarm()
    delays = []
    for number in range(count):
        delays.append(await ask(model, clip(number)))
        advance()
    await model.aclose()
    return Figure(
        name="End of speech to the first sample of the reply, embedded model",
        measured=f"p50 {percentile(delays, 50):.0f} ms, p95 {percentile(delays, 95):.0f} ms",
        how=(
            f"Real time, {count} utterances, the built-in dialogue, engines warm: from the last "
            "10 ms of the clip louder than -45 dBFS in the caller's channel of the recording to "
            "the agent's first sample in the other. Measured on a machine with two shared cores, "
            "with synthetic voices."
        ),
    )


async def ask(model: RealtimeModel, sound: AudioFrame) -> float:
    """Milliseconds until `sound` was answered, in a conversation of its own."""

    async def part(caller: Caller) -> None:
        await caller.play(sound)
        async with microphone_open(caller), asyncio.timeout(ANSWER_SECONDS):
            await caller.until_agent_speaks()

    async with Conversation.open(model, None, sample_rate=MICROPHONE_RATE) as conversation:
        await conversation.hold(part)
        left, right = conversation.caller.recorder.stereo(SAMPLE_RATE).T
    answered = int(np.flatnonzero(right)[0])
    spoken = voiced_spans(AudioFrame.from_samples(left[:answered], SAMPLE_RATE))
    return answered / SAMPLE_RATE * 1000 - spoken[-1][1]
