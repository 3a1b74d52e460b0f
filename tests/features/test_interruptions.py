"""Rows 50 to 56: to interrupt the agent, and to have it answer."""

import asyncio
import inspect

import pytest

from antiphon import MultimodalAgent
from antiphon.core import messages as m
from antiphon.testing.scripted import ScriptedSession
from tests.realtime.old_model import GEMINI
from tests.realtime.stage import stage
from tests.session.stage import stage as scripted_stage

STORY = "One two three four five six seven eight."
COMMITS = ("agent_speech_committed", "agent_speech_interrupted")


async def test_row_050_an_interruption_of_nothing_makes_no_calls() -> None:
    """Decision 14: this is about an idle agent; the one that listens goes on listening."""
    async with stage() as scene:
        scene.agent.interrupt()
        assert scene.session.calls == []
        assert scene.events == []
        assert scene.agent.state == "listening"


async def test_row_051_an_interruption_silences_cancels_and_truncates_in_this_order() -> None:
    """Decisions 44 and 50: the playout stops first, so the position told is the one heard."""
    async with stage() as scene:
        content = scene.begin()
        scene.speak(content, STORY, 8.0)  # and more is coming, so there is something to cancel
        await scene.until("agent_started_speaking")
        await asyncio.sleep(3.0)
        scene.agent.interrupt()
        assert scene.agent.state == "listening"
        assert [call[0] for call in scene.calls("cancel_response", "truncate")] == [
            "cancel_response",
            "truncate",
        ]
        assert scene.events[-2:] == ["agent_stopped_speaking", "agent_speech_interrupted"]


@pytest.mark.parametrize("seconds", [1.0, 2.5, 4.0])
async def test_row_052_the_model_is_told_how_many_milliseconds_were_heard(seconds: float) -> None:
    async with stage() as scene:
        scene.answer(STORY, seconds=8.0)
        await scene.until("agent_started_speaking")
        await asyncio.sleep(seconds)
        scene.agent.interrupt()
        ((_, item_id, index, heard_ms),) = scene.calls("truncate")
        assert (item_id, index, type(heard_ms)) == ("answer", 0, int)
        assert heard_ms == pytest.approx(seconds * 1000, abs=20)


async def test_row_053_a_model_that_cannot_truncate_is_told_nothing() -> None:
    async with stage(GEMINI) as scene:
        scene.answer(STORY, seconds=8.0)
        await scene.until("agent_started_speaking")
        await asyncio.sleep(3.0)
        scene.agent.interrupt()
        await scene.until("agent_speech_interrupted")
        assert scene.session.calls == []


async def test_row_054_a_second_interruption_changes_nothing() -> None:
    async with stage() as scene:
        scene.answer(STORY, seconds=8.0)
        await scene.until("agent_started_speaking")
        await asyncio.sleep(3.0)
        scene.agent.interrupt()
        await asyncio.sleep(1.0)
        scene.agent.interrupt()
        assert len(scene.calls("truncate")) == len(scene.calls("cancel_response")) == 1
        assert scene.events.count("agent_speech_interrupted") == 1


async def test_row_055_a_reply_cancels_what_there_is_unless_told_otherwise() -> None:
    default = inspect.signature(MultimodalAgent.generate_reply).parameters["on_duplicate"].default
    assert default == "cancel_existing"
    async with stage() as scene:
        scene.agent.generate_reply()
        assert scene.session.calls == [("create_response", "cancel_existing")]
    async with stage() as scene:
        scene.agent.generate_reply("keep_both")
        assert scene.session.calls == [("create_response", "keep_both")]
    with pytest.raises(ValueError, match="keep_both"):
        scene.agent.generate_reply("whatever")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("on_duplicate", "told", "asked_for"),
    [
        ("cancel_existing", ["agent_speech_interrupted"], 1),
        ("cancel_new", ["agent_speech_committed"], 0),
        ("keep_both", ["agent_speech_committed"], 1),
    ],
)
async def test_row_055_what_becomes_of_the_answer_that_is_being_spoken(
    on_duplicate: m.OnDuplicate, told: list[str], asked_for: int
) -> None:
    """Decision 14: `cancel_existing` cuts what plays, the others leave it alone."""

    async def script(model: ScriptedSession) -> None:
        content = await model.begin()
        model.report(m.TextArrived(content=content, text=STORY))
        model.speak(content, 8.0)
        await asyncio.sleep(6.0)
        model.finish(content)

    async with scripted_stage(script) as scene:
        await scene.until("agent_started_speaking")
        await asyncio.sleep(3.0)
        scene.agent.generate_reply(on_duplicate)
        await scene.until(told[0])
        await asyncio.sleep(5.0)  # a request waits for the end of the response that it replaces
        assert [event for event in scene.events if event in COMMITS] == told
        commands = scene.model.unexpected()
        assert sum(isinstance(command, m.CreateResponse) for command in commands) == asked_for


@pytest.mark.parametrize(
    ("server_vad", "calls"),
    [(True, ["create_response"]), (False, ["commit_audio_buffer", "create_response"])],
)
async def test_row_056_the_turn_is_ended_first_unless_the_server_ends_turns(
    server_vad: bool, calls: list[str]
) -> None:
    async with stage() as scene:
        scene.session.server_vad_enabled = server_vad
        scene.agent.generate_reply()
        assert [call[0] for call in scene.session.calls] == calls
