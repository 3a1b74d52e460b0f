"""Programs whose own code fails: a listener, a caption helper, a tool that is none."""

import asyncio
import logging
from collections.abc import Callable
from typing import Any

import pytest

from antiphon import AgentTranscriptionOptions, MultimodalAgent
from antiphon.core import messages as m
from antiphon.errors import ConfigurationError
from antiphon.llm import FunctionContext, FunctionInfo, ToolCall
from antiphon.multimodal.multimodal_agent import EventTypes
from antiphon.rooms import LocalRoom
from antiphon.testing.scripted import ScriptedModel, ScriptedSession
from antiphon.tokenize import SentenceStream, SentenceTokenizer, WordStream, WordTokenizer
from tests.features.kit import events_of
from tests.session.stage import stage

WORDS = "This is the first sentence here. And a second one follows it now."


async def two_turns(model: ScriptedSession) -> None:
    await model.user_says("Hello?")
    await model.answer("One.", seconds=1.0)
    await asyncio.sleep(3.0)
    await model.user_says("Again?")
    await model.answer("Two.", seconds=1.0)


@pytest.mark.parametrize(
    "event",
    [
        "user_started_speaking",
        "user_speech_committed",
        "agent_started_speaking",
        "agent_stopped_speaking",
        "agent_speech_committed",
    ],
)
async def test_a_listener_that_asks_for_the_result_of_a_cancelled_task_ends_nothing(
    event: EventTypes,
) -> None:
    lookup = asyncio.create_task(asyncio.sleep(100))
    lookup.cancel()
    await asyncio.sleep(0)
    async with stage(two_turns) as scene:
        scene.agent.on(event, lambda: lookup.result())
        await scene.until("agent_speech_committed", 2)
        assert scene.told("user_speech_committed") == ["Hello?", "Again?"]
        assert scene.told("agent_speech_committed") == ["One.", "Two."]
        assert not scene.told("error")


def refuse(text: str) -> list[str]:
    raise ValueError(f"cannot cut {text}")


class BrokenWords(WordTokenizer):
    def tokenize(self, text: str, *, language: str | None = None) -> list[str]:
        return refuse(text)

    def stream(self, *, language: str | None = None) -> WordStream:
        raise NotImplementedError


class StreamingSentences(SentenceTokenizer):
    """Can only stream."""

    def tokenize(self, text: str, *, language: str | None = None) -> list[str]:
        raise NotImplementedError

    def stream(self, *, language: str | None = None) -> SentenceStream:
        raise NotImplementedError


HELPERS: dict[str, Any] = {
    "hyphenate_word": refuse,
    "word_tokenizer": BrokenWords(),
    "sentence_tokenizer": StreamingSentences(),
}


@pytest.mark.parametrize("name", HELPERS)
async def test_of_a_caption_helper_that_fails_captions_alone_suffer(
    name: str, caplog: pytest.LogCaptureFixture
) -> None:
    """The built-in one takes its place; it is told once, and logged once."""

    async def script(model: ScriptedSession) -> None:
        await model.user_says("Hello?")
        await model.answer(WORDS, seconds=3.0)
        await asyncio.sleep(4.0)
        await model.user_says("Again?")
        await model.answer("Two.", seconds=1.0)

    options = AgentTranscriptionOptions(**{name: HELPERS[name]})
    finals: list[str] = []
    async with stage(script, transcription=options) as scene:
        scene.user.on(
            "transcription_received",
            lambda segments, *_: finals.extend(each.text for each in segments if each.final),
        )
        with caplog.at_level(logging.WARNING):
            await scene.until("agent_speech_committed", 2)
            await asyncio.sleep(1.0)
        assert scene.told("agent_speech_committed") == [WORDS, "Two."]
        (trouble,) = scene.told("error")
        assert (trouble.kind, trouble.recoverable) == ("captions_failed", True)
        assert name in trouble.message
        assert len([record for record in caplog.records if name in record.getMessage()]) == 1
        assert finals == [
            "Hello?",
            "This is the first sentence here.",
            "And a second one follows it now.",
            "Again?",
            "Two.",
        ]


@pytest.mark.parametrize("cut", [lambda word: None, lambda word: [1], lambda word: word])
async def test_a_caption_helper_that_gives_no_list_of_texts_fails(
    cut: Callable[[str], list[str]],
) -> None:
    options = AgentTranscriptionOptions(hyphenate_word=cut)

    async def script(model: ScriptedSession) -> None:
        await model.answer(WORDS, seconds=3.0)

    async with stage(script, transcription=options) as scene:
        await scene.until("agent_speech_committed")
        assert [trouble.kind for trouble in scene.told("error")] == ["captions_failed"]


async def test_tools_that_are_none_are_refused_while_the_agent_talks() -> None:
    async with stage(two_turns) as scene:
        with pytest.raises(ConfigurationError, match="fnc_ctx is a FunctionContext, not 3"):
            scene.agent.fnc_ctx = 3  # type: ignore[assignment]
        with pytest.raises(ConfigurationError, match="tools is a FunctionContext, not 3"):
            scene.agent.generate_reply(tools=3)  # type: ignore[arg-type]
        assert scene.agent.fnc_ctx is None
        await scene.until("agent_speech_committed", 2)


class Forgetful(FunctionContext):
    """Does not know its tools any more, once somebody asks for them in a conversation."""

    @property
    def ai_functions(self) -> dict[str, FunctionInfo]:
        raise OSError("nobody knows")


async def test_what_ends_a_conversation_is_told_even_if_it_fails_again_at_the_end() -> None:
    async def script(model: ScriptedSession) -> None:
        await model.call_tools(ToolCall(call_id="call_1", name="look", arguments="{}"))

    async with stage(script, fnc_ctx=Forgetful()) as scene:
        await scene.until("closed")
        assert scene.told("error")[-1].kind == "session_failed"
        assert scene.told("closed") == ["error"]
        with pytest.raises(OSError, match="nobody knows"):
            await scene.agent.wait_closed()


class DeafModel(ScriptedModel):
    """One that cannot be told to be quiet."""

    def session(self, **options: Any) -> ScriptedSession:
        session = super().session(**options)
        send = session.send

        def refuse_to_stop(command: Any) -> None:
            if isinstance(command, m.CancelResponse | m.Truncate):
                raise OSError("nobody there")
            send(command)

        session.send = refuse_to_stop  # type: ignore[method-assign]
        return session


async def test_a_model_that_cannot_be_stopped_keeps_nobody_from_ending_the_conversation() -> None:
    async def script(model: ScriptedSession) -> None:
        await model.answer(WORDS, seconds=3.0)

    room, user = LocalRoom(), LocalRoom()
    await room.connect("local://deaf", "agent")
    await user.connect("local://deaf", "ann")
    agent = MultimodalAgent(model=DeafModel(script))
    told = events_of(agent, "agent_stopped_speaking", "error", "closed")
    agent.start(room)
    await asyncio.sleep(1.5)
    await agent.aclose()
    assert told == [("agent_stopped_speaking",), ("closed", "closed")]
    for someone in (user, room):
        await someone.disconnect()
