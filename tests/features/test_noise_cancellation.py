"""Row 17: the noise cancellation that an agent is given is applied to what it hears."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import pytest

rtc = pytest.importorskip("livekit.rtc")

from antiphon import MultimodalAgent  # noqa: E402 - skipped above without the SDK
from antiphon.errors import ConfigurationError  # noqa: E402
from antiphon.rooms import AudioProcessing  # noqa: E402
from antiphon.testing.scripted import ScriptedModel  # noqa: E402
from tests.features.kit import joined  # noqa: E402
from tests.rooms.livekit_kit import (  # noqa: E402
    StandInRoom,
    StandInStream,
    microphone,
    somebody,
    stand_in,
)

VENDORS = rtc.NoiseCancellationOptions(module_id="krisp", options={"level": 1})


Processor = type(
    "Processor",
    (rtc.FrameProcessor,),
    {"enabled": True, "_process": lambda self, frame: frame, "_close": lambda self: None},
)
"""A vendor's of another kind."""


class Streams(list[StandInStream]):
    """Streams, and the kinds of the errors that were told."""

    def __init__(self) -> None:
        super().__init__()
        self.troubles: list[str] = []


@asynccontextmanager
async def listening(noise_cancellation: Any) -> AsyncGenerator["Streams"]:
    """The streams by which an agent hears Ann, who has a microphone and then another."""
    room = StandInRoom()
    agent = MultimodalAgent(model=ScriptedModel(), noise_cancellation=noise_cancellation)
    agent.start(room)
    await asyncio.sleep(0.1)
    ann = somebody("ann")
    room.joins(ann)
    streams = Streams()
    agent.on("error", lambda trouble: streams.troubles.append(trouble.kind))
    for sid in ("TR_1", "TR_2"):
        room.publishes(ann, microphone(sid))
        await asyncio.sleep(0.1)
        streams += StandInStream.open.values()
    try:
        yield streams
    finally:
        await agent.aclose()


@pytest.mark.parametrize("given", [VENDORS, Processor()])
async def test_row_017_a_vendors_noise_cancellation_reaches_every_stream_of_the_microphone(
    given: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(monkeypatch)
    async with listening(given) as streams:
        assert [stream.noise_cancellation for stream in streams] == [given, given]
        assert not any(stream.closes_noise_cancellation for stream in streams)


async def test_row_017_without_one_nothing_is_done_to_the_microphone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stand_in(monkeypatch)
    async with listening(None) as streams:
        assert [stream.noise_cancellation for stream in streams] == [None, None]


async def test_row_017_one_that_the_sdk_refuses_is_told_and_done_without(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stand_in(monkeypatch)

    def refuse(*args: Any, **options: Any) -> StandInStream:
        assert options["noise_cancellation"] is None
        return StandInStream(*args, **options)

    monkeypatch.setattr(rtc, "AudioStream", refuse)
    async with listening(VENDORS) as streams:
        assert [stream.noise_cancellation for stream in streams] == [None, None]
        assert streams.troubles.count("noise_cancellation_failed") == 1


async def test_row_017_what_is_none_is_refused_when_the_room_is_known() -> None:
    agent = MultimodalAgent(model=ScriptedModel(), noise_cancellation="krisp")
    assert agent.noise_cancellation == "krisp"
    with pytest.raises(ConfigurationError, match="an antiphon.rooms.AudioProcessing, not 'krisp'"):
        agent.start(StandInRoom())


async def test_row_017_the_embedded_room_has_the_one_that_needs_no_vendor() -> None:
    room = await joined()
    with pytest.raises(ConfigurationError, match="The embedded room has no noise cancellation"):
        MultimodalAgent(model=ScriptedModel(), noise_cancellation=VENDORS).start(room)
    agent = MultimodalAgent(model=ScriptedModel(), noise_cancellation=AudioProcessing())
    agent.start(room)
    await agent.aclose()
    await room.disconnect()
