"""Messages that cannot be told to the model: they are left out, and the conversation goes on."""

from typing import Any

import pytest

from antiphon.errors import ConfigurationError
from antiphon.llm import ChatAudio, ChatContext, ChatImage, ChatMessage
from antiphon.plugins.openai.realtime import RealtimeError, RealtimeModel
from antiphon.testing.fake_openai import Answer, FakeConnection, FakeOpenAI
from tests.plugins.openai.realtime.stage import KEY, conversation

UNSENDABLE: dict[str, Any] = {
    "an image that is none": [ChatImage(image=5), "Look."],
    "an image of a file": ChatImage(image="/home/me/photo.png"),
    "audio that is none": ChatAudio(frame=None),  # type: ignore[arg-type]
    "a number": 5,
}


def around(content: Any) -> ChatContext:
    """A message that says that, between two others."""
    said = ("Before.", content, "After.")
    return ChatContext([ChatMessage(role="user", content=each) for each in said])


def texts(line: FakeConnection) -> list[Any]:
    """What the service has in words."""
    parts = [item["content"][0] for item in line.conversation]
    return [part.get("text") or part.get("transcript") for part in parts]


@pytest.mark.parametrize("content", UNSENDABLE.values(), ids=UNSENDABLE)
async def test_a_conversation_begins_without_what_cannot_be_told(content: Any) -> None:
    service = FakeOpenAI(answers=[Answer("Hello.")])
    async with conversation(service, chat_ctx=around(content)) as scene:
        scene.agent.generate_reply()
        await scene.until("agent_speech_committed")
        assert texts(scene.line) == ["Before.", "After.", "Hello."]
        assert scene.troubles == ["item_invalid"]
        assert "is not told a message" in scene.told("error")[0].message


@pytest.mark.parametrize("content", UNSENDABLE.values(), ids=UNSENDABLE)
async def test_what_cannot_be_told_ends_no_conversation_when_the_line_breaks(content: Any) -> None:
    service = FakeOpenAI(answers=[Answer("Yes."), Answer("No.")], heard=["One?", "Two?"])
    async with conversation(service) as scene:
        await scene.speak()
        await scene.until("agent_speech_committed")
        context = scene.agent.chat_ctx_copy()
        context.messages.append(ChatMessage(role="user", content=content))
        await scene.agent.set_chat_ctx(context)
        scene.line.abort()
        await scene.speak()
        await scene.until("agent_speech_committed", 2)
        assert texts(scene.line) == ["One?", "Yes.", "Two?", "No."]
        assert scene.troubles == ["item_invalid", "model_lost", "model_restored"]


@pytest.mark.parametrize("content", UNSENDABLE.values(), ids=UNSENDABLE)
async def test_a_session_alone_tells_what_cannot_be_told(content: Any) -> None:
    service = FakeOpenAI()
    model = RealtimeModel(api_key=KEY, dialer=service.dialer())
    session = model.session(chat_ctx=around(content))
    told: list[RealtimeError] = []
    session.on("error", told.append)
    assert await session.response.create()
    assert texts(service.sessions[0])[:2] == ["Before.", "After."]
    assert [error.type for error in told if error.event_id == ""] == ["item_invalid"]
    await model.aclose()


@pytest.mark.parametrize("content", UNSENDABLE.values(), ids=UNSENDABLE)
async def test_a_context_that_cannot_be_told_changes_nothing(content: Any) -> None:
    service = FakeOpenAI()
    model = RealtimeModel(api_key=KEY, dialer=service.dialer())
    session = model.session(chat_ctx=ChatContext().append(text="Stays.", role="user"))
    await session.response.create()
    held = session.chat_ctx_copy().messages
    with pytest.raises(ConfigurationError):
        await session.set_chat_ctx(around(content))
    assert session.chat_ctx_copy().messages == held
    assert texts(service.sessions[0])[0] == "Stays."
    await model.aclose()
