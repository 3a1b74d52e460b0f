"""An answer in which every moment sounds different, and what of it was heard when it is cut off."""

import asyncio
from dataclasses import dataclass

import numpy as np

from antiphon import clock
from antiphon.audio import AudioFrame
from antiphon.core import messages as m
from antiphon.realtime import AudioDelta
from antiphon.testing.scripted import ScriptedSession
from tests.interop.call import Call
from tests.interop.guest import Guest, until
from tests.interop.sweep import heard_until, sweep

__all__ = ["SWEEP", "CutOff", "cut_off", "rise"]

SWEEP = sweep(6.0)
PIECE = 4800
UNDER_WAY = 0.7
"""Seconds after a stop by which all is heard that will be."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CutOff:
    """One answer that was cut off. Seconds, all of them."""

    overcounted: float
    """Of the answer: reported as heard, less heard."""
    onset: float
    """From its first sample, at the agent, to the first sound at the listener."""
    silence: float
    """From the stop, at the agent, to the last sound at the listener."""


async def rise(model: ScriptedSession) -> None:
    """Answer with the sweep."""
    content = await model.begin()
    model.report(m.TextArrived(content=content, text="la la la la la la la la"))
    for start in range(0, SWEEP.samples_per_channel, PIECE):
        frame = AudioFrame.from_samples(SWEEP.samples[start : start + PIECE], SWEEP.sample_rate)
        model.report(AudioDelta(content=content, frame=frame))
        await asyncio.sleep(0)  # as between two messages of a socket
    model.finish(content)


async def cut_off(scene: Call, listener: Guest) -> CutOff:
    """Stop the answer that is under way, and say how it came out."""
    so_far = len(scene.told("agent_speech_interrupted"))
    stopped_at = clock.now()
    scene.agent.interrupt()
    await until(lambda: len(scene.told("agent_speech_interrupted")) > so_far)
    await asyncio.sleep(UNDER_WAY)
    heard = np.concatenate([block.samples for block in listener.heard])
    reported_ms = scene.detail("agent_speech_interrupted")["heard_ms"]
    return CutOff(
        overcounted=float(reported_ms / 1000 - heard_until(SWEEP, heard)),
        onset=listener.loud[0].at - scene.when("agent_started_speaking"),
        silence=listener.loud[-1].at - stopped_at,
    )
