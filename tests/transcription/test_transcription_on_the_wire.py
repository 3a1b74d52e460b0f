"""What a transcript looks like on the wire, and what a program may do to it before."""

import asyncio
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import IntEnum
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from antiphon import transcription
from antiphon.rooms.local import Transcription, TranscriptionSegment
from antiphon.transcription import (
    STTSegmentsForwarder,
    TTSSegmentsForwarder,
    find_micro_track_id,
)
from tests.transcription.forwarding import final
from tests.transcription.screen import scene, settled


def test_the_package_exports_the_names_of_0_12() -> None:
    assert set(transcription.__all__) == {
        "STTSegmentsForwarder",
        "TTSSegmentsForwarder",
        "find_micro_track_id",
    }


async def test_a_segment_goes_out_with_its_speaker_and_track() -> None:
    sent: list[Transcription] = []
    async with scene() as stage:
        forwarder = STTSegmentsForwarder(
            room=stage.room,
            participant="ann",
            before_forward_cb=lambda _, transcription: sent.append(transcription),
        )
        forwarder.update(final("What is it?"))
        await settled()
        (caption,) = stage.screen.captions
        segment = TranscriptionSegment(
            id=caption.segment.id,
            text="What is it?",
            start_time=0,
            end_time=0,
            language="",
            final=True,
        )
        assert sent == [Transcription("ann", stage.ann_sid, [segment])]
        assert (caption.identity, caption.track_sid) == ("ann", stage.ann_sid)
        assert caption.segment == segment
        await forwarder.aclose()


async def test_the_language_of_what_the_agent_says_goes_along() -> None:
    async with scene() as stage:
        forwarder = TTSSegmentsForwarder(room=stage.room, participant=stage.agent, language="en-GB")
        forwarder.push_text("Good evening to you all.")
        forwarder.segment_playout_started()
        forwarder.segment_playout_finished()
        await forwarder.aclose()
        await settled()
        assert stage.screen.captions[-1].segment.language == "en-GB"


@pytest.mark.parametrize("of", ["id", "track", "publication", "nothing"])
async def test_a_track_is_named_by_itself_its_publication_or_its_id(of: str) -> None:
    async with scene() as stage:
        publication = stage.publication
        tracks: dict[str, Any] = {
            "id": publication.sid,
            "track": publication.track,
            "publication": publication,
            "nothing": None,
        }
        forwarder = STTSegmentsForwarder(room=stage.room, participant=stage.agent, track=tracks[of])
        forwarder.update(final("What is it?"))
        await forwarder.aclose()
        await settled()
        assert stage.screen.captions[0].track_sid == publication.sid


async def test_the_first_microphone_of_a_participant_is_found() -> None:
    async with scene() as stage:
        assert find_micro_track_id(stage.room, "agent") == stage.publication.sid
        assert find_micro_track_id(stage.room, "ann") == stage.ann_sid


async def test_who_is_not_there_or_has_no_microphone_is_named() -> None:
    async with scene() as stage:
        with pytest.raises(ValueError, match="^participant bob not found$"):
            find_micro_track_id(stage.room, "bob")
        missing = "^participant guest does not have a microphone track$"
        with pytest.raises(ValueError, match=missing):
            STTSegmentsForwarder(room=stage.room, participant="guest")
        with pytest.raises(ValueError, match=missing):
            TTSSegmentsForwarder(room=stage.room, participant="guest")
        assert asyncio.all_tasks() == {asyncio.current_task()}


def louder(transcription: Transcription) -> Transcription:
    segments = [replace(segment, text=segment.text.upper()) for segment in transcription.segments]
    return replace(transcription, segments=segments)


async def later(value: Any) -> Any:
    await asyncio.sleep(0.1)
    return value


@pytest.mark.parametrize(
    ("callback", "shown"),
    [
        (lambda _, transcription: louder(transcription), ["WHAT?"]),
        (lambda _, transcription: later(louder(transcription)), ["WHAT?"]),
        (lambda _, transcription: None, ["What?"]),
        (lambda _, transcription: later(None), ["What?"]),
        (lambda _, transcription: "not a transcription", ["What?"]),
        (lambda _, transcription: replace(transcription, segments=[]), []),
        (lambda _, transcription: transcription.nonsense, []),
    ],
    ids=["changed", "changed later", "none", "none later", "nonsense", "emptied", "raised"],
)
async def test_a_program_may_change_a_transcription_before_it_goes_out(
    callback: Callable[..., Any], shown: list[str]
) -> None:
    async with scene() as stage:
        forwarder = STTSegmentsForwarder(
            room=stage.room, participant="ann", before_forward_cb=callback
        )
        forwarder.update(final("What?"))
        await asyncio.sleep(0.5)
        assert stage.screen.finals == shown
        await forwarder.aclose()


async def test_the_callback_is_told_which_forwarder_calls_it() -> None:
    callers: list[object] = []

    async def note(forwarder: object, transcription: Transcription) -> None:
        callers.append(forwarder)

    async with scene() as stage:
        forwarder = STTSegmentsForwarder(room=stage.room, participant="ann", before_forward_cb=note)
        forwarder.update(final("What?"))
        await forwarder.aclose()
        assert callers == [forwarder]


@pytest.mark.parametrize("kind", [STTSegmentsForwarder, TTSSegmentsForwarder])
async def test_the_old_name_of_the_callback_works_with_a_warning(kind: Callable[..., Any]) -> None:
    async with scene() as stage:
        with pytest.warns(DeprecationWarning, match="use before_forward_cb") as warned:
            forwarder = kind(
                room=stage.room,
                participant="ann",
                will_forward_transcription=lambda _, transcription: louder(transcription),
            )
        assert warned[0].filename == __file__
        await say(forwarder)
        await settled()
        assert stage.screen.finals == ["WHAT?"]


async def say(forwarder: STTSegmentsForwarder | TTSSegmentsForwarder) -> None:
    if isinstance(forwarder, STTSegmentsForwarder):
        forwarder.update(final("What?"))
    else:
        forwarder.push_text("What?")
        forwarder.segment_playout_started()
        forwarder.segment_playout_finished()
    await forwarder.aclose()


class FakeLiveKit(ModuleType):
    """A `livekit.rtc` with as much in it as transcripts need."""

    @dataclass
    class Transcription:
        participant_identity: str
        track_sid: str
        segments: list[Any]

    @dataclass
    class TranscriptionSegment:
        id: str
        text: str
        start_time: int
        end_time: int
        language: str
        final: bool

    class TrackSource(IntEnum):
        SOURCE_CAMERA = 1
        SOURCE_MICROPHONE = 2

    class Room:
        """As connected as it seems: publishes into a list, and refuses what is rude."""

        __module__ = "livekit.rtc.room"

        def __init__(self) -> None:
            self.sent: list[Any] = []
            self.local_participant = SimpleNamespace(
                identity="agent", publish_transcription=self.publish
            )
            tracks = [SimpleNamespace(sid="TR_1", source=1), SimpleNamespace(sid="TR_2", source=2)]
            ann = SimpleNamespace(track_publications={track.sid: track for track in tracks})
            self.remote_participants: dict[str, Any] = {"ann": ann}

        def isconnected(self) -> bool:
            return True

        async def publish(self, transcription: Any) -> None:
            if transcription.segments[0].text == "rude":
                raise PublishTranscriptionError
            self.sent.append(transcription)


class PublishTranscriptionError(Exception):
    """What `livekit.rtc` raises when a transcription cannot be published."""


async def test_a_room_of_livekit_gets_transcriptions_of_livekit(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    library = FakeLiveKit("livekit.rtc")
    monkeypatch.setitem(sys.modules, "livekit", ModuleType("livekit"))
    monkeypatch.setitem(sys.modules, "livekit.rtc", library)
    room = FakeLiveKit.Room()
    forwarder = STTSegmentsForwarder(room=room, participant="ann")
    forwarder.update(final("rude"))
    forwarder.update(final("What is it?"))
    await forwarder.aclose()
    (sent,) = room.sent
    (segment,) = sent.segments
    assert isinstance(sent, FakeLiveKit.Transcription)
    assert isinstance(segment, FakeLiveKit.TranscriptionSegment)
    assert (sent.participant_identity, sent.track_sid) == ("ann", "TR_2")
    assert (segment.text, segment.final) == ("What is it?", True)
