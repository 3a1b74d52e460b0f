"""Whole conversations with a scripted model in the embedded room, on virtual time."""

import asyncio
import json

import pytest

from antiphon.core import messages as m
from antiphon.llm import ChatContext, FunctionContext, ToolCall
from antiphon.rooms import LocalRoom
from antiphon.testing.scripted import ScriptedSession
from tests.session.stage import ROOM, stage


async def test_a_question_is_answered_and_both_are_told_in_order() -> None:
    async def script(model: ScriptedSession) -> None:
        await model.user_says("hello there")
        await model.answer("One two three four five.", seconds=2.0)

    async with stage(script) as scene:
        await scene.until("agent_speech_committed")
        assert scene.events == [
            "user_started_speaking",
            "user_stopped_speaking",
            "user_speech_committed",
            "agent_started_speaking",
            "agent_stopped_speaking",
            "agent_speech_committed",
        ]
        assert scene.told("user_speech_committed") == ["hello there"]
        assert scene.told("agent_speech_committed") == ["One two three four five."]
        assert scene.states == ["initializing", "listening", "thinking", "speaking", "listening"]
        roles = [(x.role, x.content) for x in scene.agent.chat_ctx_copy().messages]
        assert roles == [("user", "hello there"), ("assistant", "One two three four five.")]


async def test_a_user_who_barges_in_silences_the_agent_and_only_what_was_heard_is_kept() -> None:
    words = tuple(
        m.Word(text=text, start_ms=n * 1000, end_ms=n * 1000 + 900)
        for n, text in enumerate(["one", "two", "three", "four"])
    )

    async def script(model: ScriptedSession) -> None:
        content = await model.begin()
        model.report(m.TextArrived(content=content, text="one two three four", words=words))
        model.speak(content, 4.0)
        model.finish(content)
        await asyncio.sleep(1.8)
        model.report(m.UserStarted())

    async with stage(script) as scene:
        await scene.until("agent_speech_interrupted")
        assert scene.told("agent_speech_interrupted") == ["one two..."]
        assert scene.events[-3:] == [
            "user_started_speaking",
            "agent_stopped_speaking",
            "agent_speech_interrupted",
        ]
        truncate = await scene.model.expect(m.Truncate)
        assert (truncate.content_index, truncate.heard_text) == (0, "one two")
        assert truncate.heard_ms == scene.detail("agent_speech_interrupted")["heard_ms"]
        assert 1800 <= truncate.heard_ms <= 1815
        assert scene.agent.chat_ctx_copy().messages[-1].content == "one two..."
        assert scene.agent.state == "listening"


async def test_interrupt_is_in_force_when_it_returns() -> None:
    async def script(model: ScriptedSession) -> None:
        content = await model.begin()
        model.report(m.TextArrived(content=content, text="a long long story"))
        model.speak(content, 10.0)

    async with stage(script) as scene:
        await scene.until("agent_started_speaking")
        await asyncio.sleep(3.0)
        scene.agent.interrupt()
        assert scene.agent.state == "listening"
        assert scene.events[-1] == "agent_speech_interrupted"
        await scene.model.expect(m.CancelResponse)
        await scene.model.expect(m.Truncate)


async def test_two_answers_are_heard_one_after_the_other() -> None:
    async def script(model: ScriptedSession) -> None:
        await model.answer("The first one.", seconds=1.0)
        await model.answer("The second one.", seconds=1.0)

    async with stage(script) as scene:
        await scene.until("agent_speech_committed", 2)
        assert scene.told("agent_speech_committed") == ["The first one.", "The second one."]
        assert (
            scene.events
            == [
                "agent_started_speaking",
                "agent_stopped_speaking",
                "agent_speech_committed",
            ]
            * 2
        )


async def test_tools_run_once_and_are_answered_together() -> None:
    tools = FunctionContext()
    asked: list[str] = []

    @tools.ai_callable(description="The weather in a city")
    async def weather(city: str) -> dict[str, object]:
        asked.append(city)
        await asyncio.sleep(0.5)
        return {"city": city, "degrees": 7}

    async def script(model: ScriptedSession) -> None:
        arguments = json.dumps({"city": "Oslo"})
        await model.call_tools(
            ToolCall(call_id="a", name="weather", arguments=arguments),
            ToolCall(call_id="b", name="unknown", arguments="{}"),
        )
        outputs = [await model.expect(m.CreateItem), await model.expect(m.CreateItem)]
        contents = {o.message.tool_call_id: o.message.content for o in outputs}
        assert json.loads(str(contents["a"])) == {"city": "Oslo", "degrees": 7}
        assert "unknown" in str(contents["b"])
        request = await model.expect(m.CreateResponse)
        await model.answer("Seven degrees.", seconds=1.0, request=request)

    async with stage(script, fnc_ctx=tools) as scene:
        await scene.until("agent_speech_committed")
        assert asked == ["Oslo"]
        (collected,) = scene.told("function_calls_collected")
        assert [call.function_info.name for call in collected] == ["weather", "unknown"]
        (finished,) = scene.told("function_calls_finished")
        assert finished[0].result == {"city": "Oslo", "degrees": 7}
        assert finished[1].exception is not None
        assert scene.detail("function_calls_finished")["seconds"] == [0.5, 0.0]
        assert scene.told("error")[0].kind == "tool_failed"


async def test_an_answer_that_is_asked_for_with_tools_may_call_those() -> None:
    tools = FunctionContext()
    tools.ai_callable(name="roll", description="Roll a die")(lambda: 4)

    async def script(model: ScriptedSession) -> None:
        request = await model.expect(m.CreateResponse)
        calls = (ToolCall(call_id="a", name="roll", arguments=""),)
        model.report(m.ResponseCreated(response_id="r", request_id=request.request_id))
        model.report(m.ToolCallsReceived(response_id="r", calls=calls))
        model.report(m.ResponseDone(response_id="r"))
        assert (await model.expect(m.CreateItem)).message.content == "4"

    async with stage(script) as scene:
        scene.agent.generate_reply(tools=tools)
        await scene.until("function_calls_finished")
        assert scene.told("error") == []


async def test_a_tool_that_hangs_is_given_up_and_the_model_is_told() -> None:
    tools = FunctionContext()

    @tools.ai_callable(description="Never comes back")
    async def hang() -> None:
        await asyncio.Event().wait()

    async def script(model: ScriptedSession) -> None:
        await model.call_tools(ToolCall(call_id="a", name="hang", arguments="{}"))
        output = await model.expect(m.CreateItem)
        assert "did not finish in 30 s" in str(output.message.content)
        await model.expect(m.CreateResponse)

    async with stage(script, fnc_ctx=tools) as scene:
        await scene.until("function_calls_finished")
        assert asyncio.get_running_loop().time() == pytest.approx(30.0, abs=0.1)


async def test_a_greeting_is_asked_for_and_heard_from_its_first_word() -> None:
    async def script(model: ScriptedSession) -> None:
        request = await model.expect(m.CreateResponse)
        assert request.instructions == "greet the caller"
        await model.answer("Good morning.", seconds=1.0, request=request)

    async with stage(script) as scene:
        scene.agent.generate_reply(instructions="greet the caller")
        await scene.until("agent_speech_committed")
        assert scene.told("agent_speech_committed") == ["Good morning."]


async def test_a_listener_that_calls_back_is_obeyed_before_the_next_is_told() -> None:
    async def script(model: ScriptedSession) -> None:
        await model.answer("Shall I go on?", seconds=5.0)

    async with stage(script) as scene:
        seen: list[str] = []

        def cut() -> None:
            scene.agent.interrupt()
            seen.append(scene.agent.state)

        scene.agent.on("agent_started_speaking", cut)
        await scene.until("agent_stopped_speaking")
        assert seen == ["listening"]
        assert scene.events[:2] == ["agent_started_speaking", "agent_stopped_speaking"]


async def test_the_context_can_be_replaced_and_only_what_changed_is_sent() -> None:
    async with stage(chat_ctx=ChatContext().append(text="Be brief.")) as scene:
        await asyncio.sleep(0.1)
        ctx = scene.agent.chat_ctx_copy().append(text="And kind.")
        await scene.agent.set_chat_ctx(ctx)
        created = await scene.model.expect(m.CreateItem)
        assert created.message.content == "And kind."
        assert created.after == ctx.messages[0].id
        assert scene.model.unexpected() == []


async def test_closing_tells_what_was_heard_and_then_nothing() -> None:
    async def script(model: ScriptedSession) -> None:
        content = await model.begin()
        model.report(m.TextArrived(content=content, text="and so on and so on and so on"))
        model.speak(content, 30.0)

    async with stage(script) as scene:
        await scene.until("agent_started_speaking")
        await asyncio.sleep(2.0)
        await scene.agent.aclose()
        assert scene.events[-3:] == ["agent_stopped_speaking", "agent_speech_interrupted", "closed"]
        assert scene.told("closed") == ["closed"]
        told = len(scene.records)
        scene.agent.interrupt()
        scene.agent.generate_reply()
        assert len(scene.records) == told
        await scene.agent.wait_closed()
        assert scene.model.is_closed


async def test_a_model_that_fails_ends_the_conversation_and_says_why() -> None:
    async def script(model: ScriptedSession) -> None:
        await model.answer("Hello.", seconds=1.0)
        await asyncio.sleep(0.5)
        raise ConnectionError("the line is cut")

    async with stage(script) as scene:
        with pytest.raises(ConnectionError, match="the line is cut"):
            await scene.agent.wait_closed()
        assert scene.events[-2:] == ["error", "closed"]
        assert scene.told("error")[0].kind == "session_failed"


async def test_a_user_who_leaves_is_not_talked_after() -> None:
    async def script(model: ScriptedSession) -> None:
        await model.answer("A very long answer indeed, my friend.", seconds=8.0)

    async with stage(script) as scene:
        await scene.until("agent_started_speaking")
        await asyncio.sleep(1.0)
        await scene.user.disconnect()
        await scene.until("agent_stopped_speaking")
        assert scene.agent.current_speaker is None
        await scene.agent.wait_closed()
        assert scene.told("closed") == ["participant_left"]


async def test_nothing_is_left_behind_wherever_the_agent_is_cancelled() -> None:
    async def script(model: ScriptedSession) -> None:
        await model.user_says("hello")
        await model.answer("One two three.", seconds=1.0)

    for moment in range(0, 300, 7):
        before = asyncio.all_tasks()
        async with stage(script) as scene:
            await asyncio.sleep(moment / 100)
            await scene.agent.aclose()
        await asyncio.sleep(0)
        assert asyncio.all_tasks() == before


async def test_a_newcomer_does_not_take_over_while_the_agent_is_still_getting_ready(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def prepare(_model: ScriptedSession) -> None:
        await asyncio.sleep(1.0)

    monkeypatch.setattr(ScriptedSession, "prepare", prepare, raising=False)
    newcomer = LocalRoom()
    async with stage() as scene:
        await asyncio.sleep(0.5)
        await newcomer.connect(ROOM, "bob")
        await asyncio.sleep(1.0)
        assert scene.agent.current_speaker == "ann"
        await newcomer.disconnect()
