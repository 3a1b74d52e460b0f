"""Fault 45, told at the agent: what is too large for the service is told it in part."""

import asyncio
import base64
from typing import Any

import pytest

from antiphon.errors import ModelRefused
from antiphon.llm import ChatAudio, ChatContext, ChatImage, ChatMessage
from antiphon.plugins.openai.realtime import RealtimeModel
from antiphon.plugins.openai.realtime.bounds import CUT_MARK
from antiphon.testing.fake_openai import Answer, FakeConnection, FakeOpenAI, Options
from antiphon.testing.scripted import tone
from tests.plugins.openai.realtime.stage import KEY, Scene, conversation

KIB, MIB = 1024, 1024 * 1024
PICTURE = "data:image/png;base64," + base64.b64encode(bytes(600 * KIB)).decode()
QUESTION, ANSWER = "What does it say?", "It is long."


def strict(limit: int = 300 * KIB) -> FakeOpenAI:
    """A service that takes less in one message than OpenAI."""
    return FakeOpenAI(
        answers=[Answer(ANSWER, seconds=1.0)],
        heard=[QUESTION],
        options=Options(largest_message=limit),
    )


def told(line: FakeConnection) -> list[list[str]]:
    """What the service's conversation says, part by part, item by item."""
    return [
        [part.get("text") or part.get("transcript") or part["type"] for part in item["content"]]
        for item in line.conversation
    ]


def message(*content: Any, id: str = "") -> ChatMessage:
    """A message of the user's."""
    made = ChatMessage(role="user", content=list(content) if len(content) > 1 else content[0])
    made.id = id or made.id
    return made


async def settled(scene: Scene, sessions: int = 2) -> None:
    """Wait until the new session knows the conversation."""
    await scene.service.connected(sessions)
    await asyncio.sleep(3.0)


async def test_fault_45_an_item_over_which_the_line_is_closed_is_sent_in_part() -> None:
    context = ChatContext().append(role="system", text="Be brief.")
    context.append(role="user", text="a" * MIB)
    context.append(role="assistant", text="b" * 40 * KIB)
    async with conversation(strict(), chat_ctx=context) as scene:
        await settled(scene)
        before, long, after = told(scene.line)
        assert (before, after) == (["Be brief."], ["b" * 40 * KIB])
        assert len(long[0]) <= 64 * KIB and long[0].endswith(CUT_MARK)
        assert scene.troubles == ["model_lost", "model_restored", "item_too_large"]
        assert "1.0 MiB" in scene.told("error")[2].message
        assert scene.agent.chat_ctx_copy().messages[1].content == "a" * MIB


async def test_fault_45_the_conversation_goes_on_and_the_line_stays() -> None:
    async with conversation(strict(), chat_ctx=ChatContext().append(text="a" * MIB)) as scene:
        await settled(scene)
        await scene.speak()
        await scene.until("agent_speech_committed")
        await asyncio.sleep(60.0)
        assert scene.told("agent_speech_committed") == [ANSWER]
        assert len(scene.service.sessions) == 2
        scene.line.abort()
        await settled(scene, 3)
        assert len(told(scene.line)[0][0]) <= 64 * KIB
        assert scene.troubles.count("item_too_large") == 1
        assert len(scene.service.sessions) == 3


async def test_fault_45_an_image_that_is_too_large_is_left_out_and_its_words_are_not() -> None:
    shown = message("Look at this.", ChatImage(image=PICTURE), ChatImage(image="https://a.test/b"))
    async with conversation(strict(), chat_ctx=ChatContext(messages=[shown])) as scene:
        await settled(scene)
        (parts,) = told(scene.line)
        assert parts[0] == "Look at this."
        assert parts[1] == "[an image was left out: it is too large for the model]"
        assert parts[2] == "input_image"
        assert scene.troubles.count("item_too_large") == 1


async def test_fault_45_sound_that_is_too_large_is_left_out() -> None:
    said = message(ChatAudio(frame=tone(20.0)))
    async with conversation(strict(), chat_ctx=ChatContext(messages=[said])) as scene:
        await settled(scene)
        assert told(scene.line) == [["[sound was left out: it is too large for the model]"]]


async def test_fault_45_a_service_that_takes_very_little_is_sent_less_each_time() -> None:
    async with conversation(strict(20 * KIB), chat_ctx=ChatContext().append(text="a" * MIB)) as s:
        await settled(s, 4)
        ((text,),) = told(s.line)
        assert len(text) <= 17 * KIB and text.endswith(CUT_MARK)
        assert len(s.service.sessions) == 4
        assert s.troubles.count("item_too_large") == 1


async def test_fault_45_what_is_known_to_be_too_large_is_cut_at_once() -> None:
    service = FakeOpenAI()
    async with conversation(service) as scene:
        await service.connected()
        await asyncio.sleep(1.0)
        create = scene.model.sessions[0].conversation.item.create
        assert await create(message("a" * 20 * MIB))
        assert len(told(scene.line)[0][0]) <= 64 * KIB
        assert scene.troubles == ["item_too_large"]
        assert len(service.sessions) == 1


async def test_fault_45_small_items_are_not_blamed_for_a_line_that_is_closed_so() -> None:
    service = FakeOpenAI()
    context = ChatContext().append(text="Short.").append(text="Short, too.")
    async with conversation(service, chat_ctx=context) as scene:
        line = await service.connected()
        await line.got("conversation.item.create")
        line.close(1009, "message too big")
        await settled(scene)
        assert told(scene.line) == [["Short."], ["Short, too."]]
        assert scene.troubles == ["model_lost", "model_restored"]


async def test_fault_45_instructions_that_are_too_large_are_refused_at_once() -> None:
    async with conversation(strict(), instructions="a" * MIB) as scene:
        with pytest.raises(ModelRefused, match="shorten its instructions"):
            await scene.agent.wait_closed()
        assert len(scene.service.sessions) == 1


async def test_fault_45_instructions_of_an_answer_that_are_too_large_are_refused_once() -> None:
    async with conversation(strict()) as scene:
        await scene.service.connected()
        scene.agent.generate_reply(instructions="a" * MIB)
        scene.agent.generate_reply("keep_both")
        await scene.until("agent_speech_committed")
        await asyncio.sleep(60.0)
        assert scene.troubles == ["response_refused", "model_lost", "model_restored"]
        assert "shorten the instructions" in scene.told("error")[0].message
        assert scene.told("agent_speech_committed") == [ANSWER]
        assert len(scene.service.sessions) == 2


async def test_fault_45_new_instructions_that_are_too_large_are_refused_once() -> None:
    async with conversation(strict(), instructions="Be brief.") as scene:
        await scene.service.connected()
        await asyncio.sleep(1.0)
        scene.model.sessions[0].session_update(instructions="a" * MIB)
        await settled(scene)
        await asyncio.sleep(60.0)
        assert scene.troubles == ["instructions_too_large", "model_lost", "model_restored"]
        assert len(scene.service.sessions) == 2
        update = await scene.line.got("session.update")
        assert update["session"]["instructions"] == "Be brief."


async def test_fault_45_who_asked_with_too_many_instructions_is_told() -> None:
    service = strict()
    model = RealtimeModel(api_key=KEY, dialer=service.dialer())
    alone = model.session()
    with pytest.raises(ModelRefused, match="shorten the instructions"):
        await alone.response.create(instructions="a" * MIB)
    await model.aclose()
