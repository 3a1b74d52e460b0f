"""Whole conversations over the line, with the stand-in service, on virtual time."""

import asyncio

from antiphon.llm import ChatContext, FunctionContext, ToolCall
from antiphon.testing.fake_openai import Answer, Calls, FakeOpenAI, Options
from tests.plugins.openai.realtime.stage import conversation


async def test_what_the_user_asks_is_answered() -> None:
    service = FakeOpenAI(answers=[Answer("I am fine.", seconds=1.0)], heard=["How are you?"])
    async with conversation(service) as scene:
        await scene.speak()
        await scene.until("agent_speech_committed")
        assert scene.events == [
            "user_started_speaking",
            "user_stopped_speaking",
            "agent_started_speaking",
            "user_speech_committed",
            "agent_stopped_speaking",
            "agent_speech_committed",
        ]
        assert scene.said == [("user", "How are you?"), ("assistant", "I am fine.")]
        assert scene.troubles == []


async def test_a_greeting_goes_out_after_the_initial_context() -> None:
    service = FakeOpenAI(answers=[Answer("Welcome back.", seconds=1.0)])
    before = ChatContext().append(role="system", text="Be brief.").append(role="user", text="Hi.")
    async with conversation(service, chat_ctx=before) as scene:
        scene.agent.generate_reply()
        await scene.until("agent_speech_committed")
        assert scene.line.types_received() == [
            "session.update",
            "conversation.item.create",
            "conversation.item.create",
            "response.create",
        ]
        roles = [item["role"] for item in scene.line.conversation]
        assert roles == ["system", "user", "assistant"]


async def test_who_interrupts_has_the_rest_forgotten() -> None:
    service = FakeOpenAI(answers=[Answer("one two three four five six", seconds=6.0)])
    async with conversation(service) as scene:
        scene.agent.generate_reply()
        await scene.until("agent_started_speaking")
        await asyncio.sleep(2.0)
        await scene.speak()
        await scene.until("agent_speech_interrupted")
        cut = await scene.line.got("conversation.item.truncate")
        heard = scene.told("agent_speech_interrupted")[0]
        assert heard.startswith("one two") and "five" not in heard
        assert 1800 < cut["audio_end_ms"] < 2800
        await scene.line.said("conversation.item.truncated")
        assert scene.troubles == []


async def test_two_tools_are_answered_by_one_reply() -> None:
    tools = FunctionContext()

    @tools.ai_callable(description="The weather of a city")
    async def weather(city: str) -> str:
        return f"sunny in {city}"

    calls = Calls(
        ToolCall(call_id="call_a", name="weather", arguments='{"city": "Rome"}'),
        ToolCall(call_id="call_b", name="weather", arguments='{"city": "Oslo"}'),
    )
    service = FakeOpenAI(answers=[calls, Answer("Sunny in both.", seconds=1.0)], heard=["Well?"])
    async with conversation(service, fnc_ctx=tools) as scene:
        await scene.speak()
        await scene.until("agent_speech_committed")
        kinds = [item["type"] for item in scene.line.conversation]
        assert kinds == [
            "message",
            "function_call",
            "function_call",
            "function_call_output",
            "function_call_output",
            "message",
        ]
        assert scene.line.types_received().count("response.create") == 1
        assert scene.troubles == []
        assert [len(calls) for calls in scene.told("function_calls_finished")] == [2]


async def test_a_line_that_breaks_in_the_middle_of_a_sentence_loses_no_word() -> None:
    service = FakeOpenAI(answers=[Answer("Yes.", seconds=0.5)], heard=["Will it rain tomorrow?"])
    async with conversation(service) as scene:
        await scene.until("state", 2)
        speaking = asyncio.create_task(scene.speak(2.0))
        await asyncio.sleep(1.2)
        scene.line.abort()
        await speaking
        await scene.until("agent_speech_committed")
        await asyncio.sleep(5.0)
        assert scene.told("user_speech_committed") == ["Will it rain tomorrow?"]
        assert scene.told("agent_speech_committed") == ["Yes."]
        assert scene.troubles == ["model_lost", "model_restored"]
        assert len(service.sessions) == 2


async def test_a_session_is_replaced_before_it_expires_and_nobody_notices() -> None:
    service = FakeOpenAI(
        answers=[Answer("One.", seconds=1.0), Answer("Two.", seconds=1.0)],
        heard=["First.", "Second."],
        options=Options(session_seconds=600.0),
    )
    async with conversation(service) as scene:
        await scene.speak()
        await scene.until("agent_speech_committed")
        await asyncio.sleep(580.0)
        assert len(service.sessions) == 2
        await scene.speak()
        await scene.until("agent_speech_committed", 2)
        assert scene.troubles == []
        texts = [item["content"][0] for item in scene.line.conversation]
        assert [part.get("text") or part.get("transcript") for part in texts] == [
            "First.",
            "One.",
            "Second.",
            "Two.",
        ]
