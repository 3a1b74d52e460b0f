"""What the user says, on the screen of those in the room."""

import asyncio
import re

import pytest

from antiphon import clock
from antiphon.stt import SpeechEvent, SpeechEventType
from antiphon.testing import VirtualLoop
from antiphon.transcription import STTSegmentsForwarder
from tests.transcription.forwarding import FailingPublisher, final, interim
from tests.transcription.screen import Scene, scene, settled


def forwarder_for_ann(stage: Scene) -> STTSegmentsForwarder:
    return STTSegmentsForwarder(room=stage.room, participant="ann")


async def test_a_line_grows_under_one_id_until_it_is_final_and_the_next_has_another() -> None:
    async with scene() as stage:
        forwarder = forwarder_for_ann(stage)
        for event in [interim(""), interim("what"), final("What is it?"), interim("and")]:
            forwarder.update(event)
        await settled()
        assert stage.screen.lines == [
            ("", False),
            ("what", False),
            ("What is it?", True),
            ("and", False),
        ]
        first, second = dict.fromkeys(stage.screen.ids)
        assert stage.screen.ids == [first, first, first, second]
        assert re.fullmatch("SG_[0-9a-f]{12}", first)
        await forwarder.aclose()


@pytest.mark.parametrize(
    "kind",
    [
        SpeechEventType.START_OF_SPEECH,
        SpeechEventType.END_OF_SPEECH,
        SpeechEventType.RECOGNITION_USAGE,
        SpeechEventType.FINAL_TRANSCRIPT,
    ],
)
async def test_an_event_without_words_shows_nothing(kind: SpeechEventType) -> None:
    async with scene() as stage:
        forwarder = forwarder_for_ann(stage)
        forwarder.update(interim("what"))
        forwarder.update(SpeechEvent(type=kind))
        forwarder.update(final("What?"))
        await settled()
        assert stage.screen.lines == [("what", False), ("What?", True)]
        assert len(set(stage.screen.ids)) == 1
        await forwarder.aclose()


async def test_a_recognizer_may_use_one_request_for_many_utterances() -> None:
    async with scene() as stage:
        forwarder = forwarder_for_ann(stage)
        for event in [interim("a", "r"), final("A.", "r"), interim("b", "r"), final("B.", "r")]:
            forwarder.update(event)
        await settled()
        ids = stage.screen.ids
        assert ids[0] == ids[1] != ids[2] == ids[3]
        await forwarder.aclose()


async def test_of_very_many_utterances_without_a_transcript_the_oldest_are_forgotten() -> None:
    async with scene() as stage:
        forwarder = forwarder_for_ann(stage)
        for number in range(65):
            forwarder.update(interim("", str(number)))
            await settled()
        forwarder.update(final("Kept.", "1"))
        forwarder.update(final("Too late.", "0"))
        await settled()
        kept, late = stage.screen.ids[-2:]
        assert kept == stage.screen.ids[1]
        assert late not in stage.screen.ids[:-1]
        await forwarder.aclose()


async def test_closing_shows_what_waits() -> None:
    async with scene() as stage:
        forwarder = forwarder_for_ann(stage)
        forwarder.update(final("What is it?"))
        await forwarder.aclose()
        forwarder.update(final("Nobody hears this."))
        await settled()
        assert stage.screen.finals == ["What is it?"]
        assert asyncio.all_tasks() == {asyncio.current_task()}


async def test_closing_without_waiting_drops_what_waits(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with scene() as stage:
        forwarder = forwarder_for_ann(stage)
        forwarder.update(final("What is it?"))
        await forwarder.aclose(wait=False)
        for _ in range(300):
            forwarder.update(final("Nobody hears this."))
        await forwarder.aclose()
        await settled()
        assert (stage.screen.finals, caplog.records) == ([], [])
        assert asyncio.all_tasks() == {asyncio.current_task()}


async def test_closing_waits_a_second_for_a_room_that_hangs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with scene() as stage:
        FailingPublisher(stage.agent, monkeypatch, None, failures=1)
        forwarder = forwarder_for_ann(stage)
        forwarder.update(final("What is it?"))
        await settled()
        began = clock.now()
        await forwarder.aclose()
        assert clock.now() - began == pytest.approx(1.0)
        assert asyncio.all_tasks() == {asyncio.current_task()}


async def test_of_more_than_256_that_wait_the_oldest_are_dropped(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async with scene() as stage:
        FailingPublisher(stage.agent, monkeypatch, None, failures=1)
        forwarder = forwarder_for_ann(stage)
        forwarder.update(final("hangs"))
        await settled()
        for number in range(258):
            forwarder.update(final(str(number)))
        await asyncio.sleep(6.0)
        await settled()
        assert stage.screen.finals == [str(number) for number in range(2, 258)]
        assert "was dropped" in caplog.text
        await forwarder.aclose()


def test_it_can_be_made_before_its_loop_runs() -> None:
    loop = VirtualLoop()

    async def use(stage: Scene, forwarder: STTSegmentsForwarder) -> None:
        forwarder.update(final("What is it?"))
        await forwarder.aclose()
        await settled()
        assert stage.screen.finals == ["What is it?"]

    stage_of = scene()
    stage = loop.run_until_complete(stage_of.__aenter__())
    forwarder = STTSegmentsForwarder(room=stage.room, participant="ann", loop=loop)
    loop.run_until_complete(use(stage, forwarder))
    loop.run_until_complete(stage_of.__aexit__(None, None, None))
    loop.close()


async def test_the_type_of_an_event_may_be_a_plain_string() -> None:
    async with scene() as stage:
        forwarder = forwarder_for_ann(stage)
        for event in [final("What is it?"), final("And why?")]:
            event.type = event.type.value  # type: ignore[assignment]
            forwarder.update(event)
        await settled()
        assert stage.screen.lines == [("What is it?", True), ("And why?", True)]
        assert len(set(stage.screen.ids)) == 2
        await forwarder.aclose()


@pytest.mark.parametrize(("wait", "shown"), [(True, ["What?", "Why?"]), (False, ["What?"])])
async def test_a_callback_may_close_the_forwarder_it_is_called_by(
    wait: bool, shown: list[str]
) -> None:
    """What waits is shown behind the one that the callback was given, or dropped."""

    async def close(forwarder: STTSegmentsForwarder, transcription: object) -> object:
        await forwarder.aclose(wait=wait)
        return transcription

    async with scene() as stage:
        forwarder = STTSegmentsForwarder(
            room=stage.room, participant="ann", before_forward_cb=close
        )
        forwarder.update(final("What?"))
        forwarder.update(final("Why?"))
        before = clock.now()
        await settled()
        assert [text for text, _ in stage.screen.lines] == shown
        assert clock.now() - before < 1.0
        await forwarder.aclose()
