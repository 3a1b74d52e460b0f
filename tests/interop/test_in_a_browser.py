"""A person in a real Chromium, in the room by LiveKit's own library for browsers."""

import asyncio
import base64
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from antiphon import clock
from antiphon.audio import AudioFrame, read_wav, resample
from antiphon.audio.frame import Samples
from antiphon.core import messages as m
from antiphon.realtime import AudioDelta
from antiphon.testing.scripted import ScriptedSession
from tests.cli.timeline.browser import CHROMIUM, Tab
from tests.interop.call import call
from tests.interop.guest import JITTER, room_name, until
from tests.interop.person import Browser, speaking
from tests.interop.question import QUESTION
from tests.interop.server import LiveKitServer
from tests.interop.sweep import heard_until, sweep
from tests.likeness import envelope, likeness

pytestmark = [
    pytest.mark.realtime,
    pytest.mark.timeout(90),
    pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium here"),
]

RATE = 24_000
ASKED, ANSWER = "What can you help me with?", "With the opening hours of everything in town."
SWEEP = sweep(4.0)
BEFORE, AFTER = 3.0, 0.5
"""Seconds of silence around the question in the microphone, and then for ever."""
PICTURE = os.environ.get("ANTIPHON_INTEROP_PICTURE")
"""Where to leave a picture of the page, if anywhere."""


@pytest.fixture
def chromium(tmp_path: Path) -> Iterator[Browser]:
    """A browser in which somebody asks the question, after a while."""
    question = resample(read_wav(QUESTION).frame, 48_000).samples
    silences = [np.zeros(round(seconds * 48_000), np.int16) for seconds in (BEFORE, AFTER)]
    samples = np.concatenate((silences[0], question, silences[1]))
    with speaking(AudioFrame.from_samples(samples, 48_000), tmp_path) as browser:
        yield browser


async def sing(model: ScriptedSession) -> m.ContentId:
    """Answer with a sound of which every moment can be told."""
    content = await model.begin()
    model.report(m.TextArrived(content=content, text=ANSWER))
    model.report(AudioDelta(content=content, frame=SWEEP))
    model.finish(content)
    return content


async def converse(model: ScriptedSession) -> None:
    """Hear the question out, and answer."""
    await until(lambda: is_loud(model.microphone[-10:]), 30.0)
    await model.user_says(ASKED, seconds=1.5)
    await asyncio.sleep(0.5)
    await sing(model)


async def test_a_person_in_a_browser_hears_reads_and_is_heard(
    chromium: Browser, server: LiveKitServer
) -> None:
    room = room_name()
    async with call(server, room, converse) as scene, chromium.person(server, room) as tab:
        await until(lambda: scene.has("agent_speech_committed"), 30.0)
        await tab.until("seen.states.at(-1) === 'listening'")
        await asyncio.sleep(0.5)
        leave_picture(await tab.picture())

        assert await tab.evaluate("seen.captions()") == [
            {"who": "ann", "text": ASKED, "final": True},
            {"who": "agent", "text": ANSWER, "final": True},
        ]
        states = await tab.evaluate("seen.states")
        assert states[-4:] == ["listening", "thinking", "speaking", "listening"]
        voice = await heard_in(tab)
        assert heard_until(SWEEP, voice) == pytest.approx(SWEEP.duration, abs=0.1)
        assert np.sum(envelope(voice) > 300) / 50 == pytest.approx(SWEEP.duration, abs=JITTER)
        question = resample(read_wav(QUESTION).frame, RATE).samples
        assert likeness(question, scene.heard) > 0.9
        assert tab.complaints == []


async def test_a_caption_grows_while_the_page_plays_it(
    chromium: Browser, server: LiveKitServer
) -> None:
    room = room_name()
    async with call(server, room, converse), chromium.person(server, room) as tab:
        await tab.until("seen.captions().at(-1)?.who === 'agent'")
        lengths = []
        for _ in range(5):
            await asyncio.sleep(0.5)
            lengths.append(len((await tab.evaluate("seen.captions()"))[-1]["text"]))
        assert lengths == sorted(lengths)
        assert len(set(lengths)) > 2
        assert lengths[-1] < len(ANSWER)


async def test_who_closes_the_tab_has_left_and_the_agent_stops(
    chromium: Browser, server: LiveKitServer
) -> None:
    room = room_name()
    async with call(server, room, converse) as scene:
        async with chromium.person(server, room):
            await until(lambda: scene.has("agent_started_speaking"), 30.0)
            await asyncio.sleep(1.5)
            closed_at = clock.now()
        await until(lambda: scene.has("agent_speech_interrupted"))
        assert scene.when("agent_stopped_speaking") - closed_at < 2.0
        heard = scene.detail("agent_speech_interrupted")["heard_ms"] / 1000
        assert 1.0 < heard < SWEEP.duration
        assert not scene.has("closed")


def leave_picture(picture: bytes) -> None:
    if PICTURE is not None:
        Path(PICTURE).write_bytes(picture)


def is_loud(frames: list[AudioFrame]) -> bool:
    return any(int(np.abs(frame.samples.astype(int)).max(initial=0)) > 1000 for frame in frames)


async def heard_in(tab: Tab) -> Samples:
    """All that the page has played of the agent."""
    pcm: Any = await tab.evaluate("seen.pcm()")
    return np.frombuffer(base64.b64decode(pcm), np.int16)
