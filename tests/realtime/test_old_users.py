"""What models of LiveKit Agents 0.12 hear and say of users, by row of the feature table."""

import asyncio
from types import SimpleNamespace

import pytest

from antiphon.rooms.local import AudioSource
from antiphon.testing.scripted import tone
from tests.realtime.old_model import GEMINI, Capabilities, Transcription
from tests.realtime.stage import stage
from tests.rooms.local_kit import publish


@pytest.mark.parametrize(("rate", "samples"), [(None, 2400), (16_000, 1600)])
async def test_rows_63_to_66_the_session_hears_100_ms_at_its_own_rate(
    rate: int | None, samples: int
) -> None:
    async with stage(Capabilities(input_audio_sample_rate=rate)) as scene:
        source = AudioSource(48_000, 1)
        await publish(scene.user, source)
        await source.capture_frame(tone(0.9, 48_000))
        await asyncio.sleep(2.0)
        assert scene.session.pushed
        assert {frame.samples_per_channel for frame in scene.session.pushed} == {samples}
        assert {frame.sample_rate for frame in scene.session.pushed} == {rate or 24_000}


async def test_rows_39_to_42_a_turn_is_shown_noted_and_told() -> None:
    async with stage() as scene:
        await publish(scene.user, AudioSource(24_000, 1))
        scene.session.emit("input_speech_committed")
        await asyncio.sleep(1.0)
        assert scene.said("ann") == [("", False)]
        scene.transcribe("u1", "hello there")
        await asyncio.sleep(1.0)
        assert scene.said("ann") == [("", False), ("hello there", True)]
        assert len({segment for _, segment, _, _ in scene.captions}) == 1
        assert scene.calls("update") == [("update", "u1", "hello there")]
        assert scene.told("user_speech_committed") == ["hello there"]


async def test_row_41_a_model_that_cannot_truncate_is_not_told_what_the_user_said() -> None:
    async with stage(GEMINI) as scene:
        scene.transcribe("u1", "hello there")
        scene.transcribe("u1", "hello again")
        assert scene.told("user_speech_committed") == ["hello there", "hello again"]
        assert not scene.session.calls


async def test_turns_get_their_words_in_order_also_where_some_are_not_found() -> None:
    async with stage() as scene:
        for _ in range(3):
            scene.session.emit("input_speech_committed")
        scene.transcribe("u1", "one")
        scene.session.emit("input_speech_transcription_failed", Transcription("u2", ""))
        scene.transcribe("u3", "three")
        contents = [x.content for x in scene.agent.chat_ctx_copy().messages]
        assert contents == ["one", None, "three"]


async def test_rows_45_46_the_user_starts_and_stops_and_the_agent_falls_silent() -> None:
    async with stage() as scene:
        scene.answer("A story that is long.", seconds=10.0)
        await asyncio.sleep(3.0)
        scene.session.emit("input_speech_started")
        scene.session.emit("input_speech_stopped")
        await scene.until("agent_speech_interrupted")
        assert scene.events == [
            "agent_started_speaking",
            "user_started_speaking",
            "agent_stopped_speaking",
            "agent_speech_interrupted",
            "user_stopped_speaking",
        ]


async def test_an_event_without_its_argument_is_trouble_and_no_more() -> None:
    async with stage() as scene:
        scene.session.emit("input_speech_transcription_completed")
        (trouble,) = scene.told("error")
        assert trouble.kind == "model_failed"
        assert "input_speech_transcription_completed without its argument" in trouble.message
        assert scene.events == ["error"]


@pytest.mark.parametrize(
    ("fields", "complaint"),
    [
        ({}, "that has no response_id"),
        ({"response_id": "r", "item_id": 7}, "whose item_id is of type int, not of type str"),
        ({"response_id": "r", "item_id": "i", "output_index": None}, "whose output_index is None"),
    ],
)
async def test_a_malformed_answer_is_trouble_and_the_conversation_goes_on(
    fields: dict[str, object], complaint: str
) -> None:
    async with stage() as scene:
        scene.session.emit("response_content_added", SimpleNamespace(**fields))
        (trouble,) = scene.told("error")
        assert trouble.kind == "model_failed"
        assert "response_content_added" in trouble.message
        assert complaint in trouble.message
        scene.answer("Here I am.")
        await scene.until("agent_speech_committed")
        assert scene.told("agent_speech_committed") == ["Here I am."]


async def test_a_session_that_does_not_take_a_transcript_loses_it_and_no_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*_: object) -> None:
        raise KeyError("u1")

    async with stage() as scene:
        monkeypatch.setattr(
            scene.session, "_update_conversation_item_content", refuse, raising=False
        )
        scene.transcribe("u1", "hello there")
        assert scene.told("user_speech_committed") == ["hello there"]


async def test_a_session_that_does_not_take_audio_is_told_as_trouble(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(_frame: object) -> None:
        raise RuntimeError("not now")

    async with stage() as scene:
        monkeypatch.setattr(scene.session, "_push_audio", refuse, raising=False)
        source = AudioSource(24_000, 1)
        await publish(scene.user, source)
        await source.capture_frame(tone(0.3))
        await scene.until("error")
        assert {trouble.kind for trouble in scene.told("error")} == {"model_failed"}
