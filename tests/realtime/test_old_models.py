"""Models written for LiveKit Agents 0.12: how they begin, and what the program does with them."""

import asyncio

import pytest

from antiphon import MultimodalAgent, clock
from antiphon.core import messages as m
from antiphon.core.turns import TurnPolicy
from antiphon.errors import ConfigurationError, ModelError
from antiphon.llm import ChatContext, ChatMessage, FunctionContext
from antiphon.metrics import MultimodalLLMMetrics
from antiphon.realtime import ConfigureTurns, ModelEvent, ModelReady, adapt
from antiphon.realtime.adapter import AdaptedModel
from antiphon.rooms.local import AudioSource
from antiphon.testing.scripted import ScriptedModel, tone
from antiphon.utils.aio import gracefully_cancel
from tests.realtime.old_model import Content, Model
from tests.realtime.stage import stage
from tests.rooms.local_kit import publish

# -- what is adapted ------------------------------------------------------------------------------


async def test_row_10_a_model_of_either_protocol_is_taken_and_nothing_else() -> None:
    new, old = ScriptedModel(), Model()
    assert adapt(new) is new
    assert isinstance(adapt(old), AdaptedModel)
    with pytest.raises(ConfigurationError, match="not object"):
        MultimodalAgent(model=object())  # type: ignore[arg-type]


async def test_rows_12_13_30_the_session_is_made_once_with_context_and_tools() -> None:
    tools, ctx = FunctionContext(), ChatContext().append(text="Be kind.", role="system")
    async with stage(chat_ctx=ctx, fnc_ctx=tools) as scene:
        assert scene.session.fnc_ctx is tools
        assert [x.content for x in scene.session.chat_ctx_copy().messages] == ["Be kind."]


async def test_row_20_new_tools_are_given_to_the_session() -> None:
    async with stage() as scene:
        scene.agent.fnc_ctx = tools = FunctionContext()
        assert scene.session.fnc_ctx is tools


# -- before the first word ------------------------------------------------------------------------


async def test_row_31_no_track_is_published_before_the_session_is_ready() -> None:
    async with stage(is_ready=False) as scene:
        await asyncio.sleep(30.0)
        assert not scene.user.remote_participants["agent"].track_publications
        scene.session.ready.set_result(None)
        await asyncio.sleep(0.5)
        assert len(scene.user.remote_participants["agent"].track_publications) == 1
        assert scene.states == ["initializing", "listening"]


async def test_row_31_nobody_is_listened_to_before_the_session_is_ready() -> None:
    async with stage(is_ready=False) as scene:
        source = AudioSource(24_000, 1)
        await publish(scene.user, source)
        await source.capture_frame(tone(0.5))
        await asyncio.sleep(1.0)
        assert not scene.session.pushed


async def test_a_greeting_asked_for_at_the_start_waits_for_the_session() -> None:
    async with stage(is_ready=False) as scene:
        scene.agent.generate_reply()
        await asyncio.sleep(2.0)
        assert not scene.session.calls
        scene.session.ready.set_result(None)
        await asyncio.sleep(0.5)
        assert scene.session.calls == [("create_response", "cancel_existing")]


async def test_what_the_model_says_before_it_is_ready_is_not_lost() -> None:
    async with stage(is_ready=False) as scene:
        scene.answer("Hello.")
        scene.session.ready.set_result(None)
        await scene.until("agent_speech_committed")
        assert scene.told("agent_speech_committed") == ["Hello."]


async def test_row_32_a_session_that_cannot_begin_ends_the_conversation(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with stage(is_ready=False) as scene:
        scene.session.ready.set_exception(OSError("no line"))
        with pytest.raises(ModelError, match="no line"):
            await scene.agent.wait_closed()
        assert "Failed to initialize session" in caplog.text
        assert scene.events == ["error", "closed"]
        assert scene.told("closed") == ["error"]
        assert not scene.user.remote_participants["agent"].track_publications


async def test_a_session_whose_beginning_is_cancelled_ends_the_conversation() -> None:
    async with stage(is_ready=False) as scene:
        scene.session.ready.cancel()
        with pytest.raises(ModelError, match="cancelled"):
            await scene.agent.wait_closed()


async def test_an_agent_whose_model_never_begins_can_be_closed() -> None:
    async with stage(is_ready=False) as scene:
        await scene.agent.aclose()
        assert scene.told("closed") == ["closed"]


# -- the program ----------------------------------------------------------------------------------


async def test_rows_47_48_49_calls_and_metrics_are_passed_on_as_they_are() -> None:
    async with stage() as scene:
        calls: list[object] = ["a call"]
        called: list[object] = ["an answered call"]
        metrics = MultimodalLLMMetrics.__new__(MultimodalLLMMetrics)
        scene.session.emit("function_calls_collected", calls)
        scene.session.emit("function_calls_finished", called)
        scene.session.emit("metrics_collected", metrics)
        assert scene.told("function_calls_collected")[0] is calls
        assert scene.told("function_calls_finished")[0] is called
        assert scene.told("metrics_collected")[0] is metrics


async def test_a_request_that_is_answered_by_calling_tools_is_not_repeated() -> None:
    async with stage() as scene:
        scene.agent.generate_reply()
        scene.session.emit("function_calls_collected", [])
        await asyncio.sleep(60.0)
        assert scene.calls("create_response") == [("create_response", "cancel_existing")]


async def test_row_55_what_only_the_model_knows_of_can_be_kept() -> None:
    async with stage() as scene:
        scene.agent.generate_reply("keep_both")
        assert scene.session.calls == [("create_response", "keep_both")]


async def test_row_55_a_reply_cancels_what_there_is() -> None:
    async with stage() as scene:
        scene.agent.generate_reply()
        assert scene.session.calls == [("create_response", "cancel_existing")]
        scene.answer("Hello.")
        await scene.until("agent_speech_committed")
        await asyncio.sleep(60.0)
        assert len(scene.calls("create_response")) == 1


async def test_row_56_the_turn_is_ended_first_where_the_model_does_not_end_it() -> None:
    async with stage() as scene:
        scene.session.server_vad_enabled = False
        scene.agent.generate_reply()
        assert [call[0] for call in scene.session.calls] == [
            "commit_audio_buffer",
            "create_response",
        ]


async def test_row_22_changes_of_the_context_are_one_call_and_the_reply_waits_for_it() -> None:
    async with stage(chat_ctx=ChatContext().append(text="Be kind.", role="system")) as scene:
        ctx = scene.agent.chat_ctx_copy()
        ctx.messages[0].content = "Be brief."
        ctx.append(text="You are a clock.", role="system")
        await scene.agent.set_chat_ctx(ctx)
        scene.agent.generate_reply()
        assert not scene.session.calls
        await asyncio.sleep(1.0)
        assert [call[0] for call in scene.session.calls] == ["set_chat_ctx", "create_response"]
        told = [x.content for x in scene.session.chat_ctx_copy().messages]
        assert told == ["Be brief.", "You are a clock."]


async def test_a_reply_waits_for_all_changes_of_the_context_also_for_those_under_way() -> None:
    async with stage() as scene:
        for text in ("Be brief.", "Be kind."):
            ctx = scene.agent.chat_ctx_copy().append(text=text, role="system")
            await scene.agent.set_chat_ctx(ctx)
            await asyncio.sleep(0.03)
        scene.agent.generate_reply()
        await asyncio.sleep(1.0)
        calls = ["set_chat_ctx", "set_chat_ctx", "create_response"]
        assert [call[0] for call in scene.session.calls] == calls
        scene.answer("Hello.")
        await scene.until("agent_speech_committed")
        scene.session.calls.clear()
        await scene.agent.set_chat_ctx(ChatContext())
        await asyncio.sleep(0.05)
        scene.agent.generate_reply()
        await asyncio.sleep(1.0)
        assert [call[0] for call in scene.session.calls] == calls[1:]


async def test_what_the_session_refuses_is_trouble_and_no_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(**_: object) -> None:
        raise NotImplementedError("not I")

    async with stage() as scene:
        monkeypatch.setattr(scene.session, "create_response", refuse, raising=False)
        scene.agent.generate_reply()
        (trouble,) = scene.told("error")
        assert trouble.kind == "response_refused"
        assert "not I" in trouble.message


async def test_a_context_that_the_session_does_not_take_does_not_hold_the_reply_for_ever(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def hang(_ctx: ChatContext) -> None:
        await asyncio.Event().wait()

    async with stage() as scene:
        monkeypatch.setattr(scene.session, "set_chat_ctx", hang, raising=False)
        await scene.agent.set_chat_ctx(ChatContext().append(text="Be brief.", role="system"))
        scene.agent.generate_reply()
        await asyncio.sleep(4.0)
        assert not scene.session.calls
        await asyncio.sleep(2.0)
        assert scene.calls("create_response") == [("create_response", "cancel_existing")]
        (trouble,) = scene.told("error")
        assert "set_chat_ctx() did not return within 5 s" in trouble.message


async def test_a_context_that_the_session_refuses_is_trouble_and_the_conversation_goes_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def refuse(_ctx: ChatContext) -> None:
        raise RuntimeError("my memory is full")

    async with stage() as scene:
        monkeypatch.setattr(scene.session, "set_chat_ctx", refuse, raising=False)
        await scene.agent.set_chat_ctx(ChatContext().append(text="Be brief.", role="system"))
        scene.agent.generate_reply()
        await scene.until("error")
        (trouble,) = scene.told("error")
        assert trouble.kind == "model_failed"
        assert "could not be told a change of the conversation" in trouble.message
        assert "my memory is full" in trouble.message
        assert scene.calls("create_response") == [("create_response", "cancel_existing")]
        scene.answer("All the same, hello.")
        await scene.until("agent_speech_committed")


async def test_what_the_user_said_is_known_to_the_session_by_its_own_id() -> None:
    async with stage() as scene:
        for item_id in ("u1", "u2"):
            scene.session.chat_ctx.messages.append(ChatMessage(role="user", id=item_id))
            scene.transcribe(item_id, f"words of {item_id}")
        ctx = scene.agent.chat_ctx_copy()
        del ctx.messages[1]
        ctx.append(text="What was said last is forgotten.", role="system")
        await scene.agent.set_chat_ctx(ctx)
        await asyncio.sleep(0.5)
        assert [x.id for x in scene.session.chat_ctx.messages] == ["u1", ctx.messages[-1].id]


async def test_a_session_without_an_initialization_is_ready_at_once() -> None:
    async with stage(is_ready=False) as scene:
        del scene.session._init_sync_task  # noqa: SLF001 - a name of the protocol of 0.12
        await asyncio.sleep(0.5)
        assert scene.agent.state == "listening"


async def test_a_session_that_can_be_closed_is(monkeypatch: pytest.MonkeyPatch) -> None:
    closed = asyncio.Event()

    async def close() -> None:
        closed.set()

    async with stage() as scene:
        monkeypatch.setattr(scene.session, "aclose", close, raising=False)
    assert closed.is_set()


@pytest.mark.parametrize("trouble", [OSError("gone"), None])
async def test_a_session_that_hangs_or_fails_when_it_is_closed_is_left(
    monkeypatch: pytest.MonkeyPatch, trouble: Exception | None, caplog: pytest.LogCaptureFixture
) -> None:
    async def close() -> None:
        if trouble is not None:
            raise trouble
        await asyncio.Event().wait()

    async with stage() as scene:
        monkeypatch.setattr(scene.session, "aclose", close, raising=False)
        before = clock.now()
        await scene.agent.aclose()
        assert clock.now() - before < 1.0
        assert scene.told("closed") == ["closed"]
    assert "could not be closed" in caplog.text


async def test_nothing_is_passed_on_after_the_end() -> None:
    async with stage() as scene:
        await scene.agent.aclose()
        scene.answer("Is anybody there?")
        await asyncio.sleep(5.0)
        assert scene.events == ["closed"]


async def test_a_session_that_runs_no_more_passes_nothing_on() -> None:
    model, told = Model(), list[ModelEvent]()
    session = adapt(model).session(chat_ctx=ChatContext(), fnc_ctx=None)
    running = asyncio.create_task(session.run(told.append))
    await asyncio.sleep(0)
    await gracefully_cancel(running)
    (old,) = model.sessions
    old.emit("response_content_added", Content("r", "x"))
    session.send(m.CreateResponse(request_id="late"))
    session.push_audio(tone(0.1))
    assert told == [ModelReady()]
    assert not old.calls and not old.pushed
    await session.aclose()
    await session.aclose()
    old.ready.cancel()


async def test_a_model_of_0_12_is_told_nothing_of_turns_for_it_has_no_call_for_that() -> None:
    model = Model()
    session = adapt(model).session(chat_ctx=ChatContext(), fnc_ctx=None)
    running = asyncio.create_task(session.run(lambda event: None))
    await asyncio.sleep(0)
    session.send(ConfigureTurns(interrupt_response=False, create_response=False))
    assert not model.sessions[0].calls
    await gracefully_cancel(running)
    model.sessions[0].ready.cancel()


async def test_a_model_of_0_12_that_answers_a_barge_in_has_ended_the_pause() -> None:
    async with stage(turns=TurnPolicy(barge_in="pause")) as scene:
        scene.answer("one two three four", seconds=4.0)
        await asyncio.sleep(2.0)
        scene.session.emit("input_speech_started")
        assert scene.agent.state == "listening"
        assert "agent_stopped_speaking" not in scene.events
        scene.session.emit("input_speech_stopped")
        scene.session.emit("input_speech_committed")
        scene.answer("Very well.", item_id="another")
        await scene.until("agent_speech_committed")
        scene.transcribe("user", "stop")
        await asyncio.sleep(1.0)
        assert [event for event in scene.events if event.startswith("agent")] == [
            "agent_started_speaking",
            "agent_stopped_speaking",
            "agent_speech_interrupted",
            "agent_started_speaking",
            "agent_stopped_speaking",
            "agent_speech_committed",
        ]
        assert not scene.calls("create_response")


async def test_given_words_are_refused() -> None:
    model, told = Model(), list[ModelEvent]()
    session = adapt(model).session(chat_ctx=ChatContext(), fnc_ctx=None)
    running = asyncio.create_task(session.run(told.append))
    await asyncio.sleep(0)
    session.send(m.Say(request_id="s", text="Given words."))
    message = "the model cannot speak given words"
    assert told[1:] == [m.ResponseRefused(request_id="s", message=message)]
    session.send(m.CancelResponse(response_id="nobody's"))
    assert not model.sessions[0].calls
    await gracefully_cancel(running)
    model.sessions[0].ready.cancel()


async def test_a_model_is_closed_where_it_can_be() -> None:
    class Closable(Model):
        is_closed = False

        async def aclose(self) -> None:
            self.is_closed = True

    await adapt(Model()).aclose()
    model = Closable()
    await adapt(model).aclose()
    assert model.is_closed


async def test_a_model_of_0_12_does_not_speak_given_words() -> None:
    async with stage() as scene:
        with pytest.raises(ConfigurationError):
            scene.agent.say("Given words.")


async def test_a_closed_agent_does_not_listen_to_the_session_any_more() -> None:
    taken_off: list[str] = []
    async with stage() as scene:
        off = scene.session.off

        def note(event: str, callback: object) -> None:
            taken_off.append(event)
            off(event, callback)  # type: ignore[arg-type]

        scene.session.off = note  # type: ignore[method-assign]
        await asyncio.sleep(0.5)
        await scene.agent.aclose()
    assert {"input_speech_started", "response_content_added"} <= set(taken_off)
