"""Somebody in a real Chromium speaks before the agent is there, which livekit-client records."""

import asyncio
from pathlib import Path

import numpy as np
import pytest

from antiphon.audio import AudioFrame, read_wav, resample
from antiphon.audio.frame import Samples
from tests.cli.timeline.browser import CHROMIUM
from tests.interop.call import call
from tests.interop.guest import room_name, until
from tests.interop.person import speaking
from tests.interop.question import QUESTION
from tests.interop.server import LiveKitServer
from tests.interop.sweep import moments, sweep
from tests.likeness import RATE, envelope, likeness

pytest.importorskip("av")

pytestmark = [
    pytest.mark.realtime,
    pytest.mark.timeout(60),
    pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium here"),
]

EARLY = {"early": "yes"}
BLURRED = 0.15
"""Seconds by which a moment may be told wrongly, where one sound goes over into the other."""


def silence(seconds: float) -> Samples:
    return np.zeros(round(seconds * RATE), np.int16)


def microphone(*said: Samples) -> AudioFrame:
    return resample(AudioFrame.from_samples(np.concatenate(said), RATE), 48_000)


async def test_words_that_were_over_before_the_agent_came_are_heard_once(
    server: LiveKitServer, tmp_path: Path
) -> None:
    words = resample(read_wav(QUESTION).frame, RATE).samples
    room = room_name()
    with speaking(microphone(silence(0.5), words, silence(0.5)), tmp_path) as chromium:
        async with chromium.person(server, room, **EARLY) as tab:
            await asyncio.sleep(3.5)
            async with call(server, room) as scene:
                await until(lambda: scene.model.microphone)
                await asyncio.sleep(3.0)
                assert likeness(words, scene.heard) > 0.9
                assert np.sum(envelope(scene.heard) > 300) == pytest.approx(
                    np.sum(envelope(words) > 300), abs=5
                )
                assert tab.complaints == []


async def test_of_what_goes_on_while_the_agent_comes_nothing_is_heard_twice_or_out_of_turn(
    server: LiveKitServer, tmp_path: Path
) -> None:
    song = sweep(9.0)
    room = room_name()
    with speaking(microphone(song.samples, silence(0.5)), tmp_path) as chromium:
        async with chromium.person(server, room, **EARLY):
            await asyncio.sleep(2.0)
            async with call(server, room) as scene:
                await until(lambda: scene.model.microphone)
                await asyncio.sleep(song.duration - 2.0)
                heard = moments(song, scene.heard)
    early = heard[: 2 * 50]
    assert early[0] < 0.3
    assert np.abs(np.diff(early) - 0.02).max() < BLURRED
    assert (np.maximum.accumulate(heard) - heard).max() < BLURRED
    assert heard.max() > song.duration - 0.3
