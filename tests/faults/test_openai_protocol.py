"""Faults of what OpenAI says: rows 22 to 46 of the catalogue of faults, told at the agent."""

import asyncio
import json
import math
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from antiphon import clock
from antiphon.errors import ModelConnectionError, ModelRefused
from antiphon.llm import ChatContext, ChatMessage, FunctionContext, ToolCall
from antiphon.testing.fake_openai import (
    Answer,
    Calls,
    Close,
    Failure,
    FakeOpenAI,
    Incomplete,
    NeverEnds,
    NeverStarts,
    Options,
    Refusal,
    Rewrite,
    TextAnswer,
    TranscriptionFailed,
    Withhold,
)
from antiphon.testing.fake_openai.script import Event
from tests.plugins.openai.realtime.stage import Scene, conversation

QUESTION, ANSWER = "Will it rain tomorrow?", "No, it will stay dry."
AUDIO, DONE = "response.output_audio.delta", "response.done"


def asked() -> FakeOpenAI:
    """A service that hears the question, and knows the answer."""
    return FakeOpenAI(
        answers=[Answer(ANSWER, seconds=2.0)], heard=[QUESTION], options=Options(rate_limits=())
    )


def rewritten(service: FakeOpenAI, type: str, into: Callable[[Event], Sequence[Any]]) -> None:
    """Every event of that type is replaced."""
    service.before(type, Rewrite(into), times=math.inf)


def noted(notes: list[Event], event: Event) -> list[Event]:
    """The event as it is, noted."""
    notes.append(event)
    return [event]


async def held(service: FakeOpenAI, *troubles: str, **options: Any) -> Scene:
    """The question is asked and answered, as if nothing were wrong; but this is told."""
    async with conversation(service, **options) as scene:
        await scene.speak()
        await scene.until("agent_speech_committed")
        await asyncio.sleep(8.0)
        assert scene.said == [("user", QUESTION), ("assistant", ANSWER)]
        assert scene.told("agent_speech_committed") == [ANSWER]
        assert scene.troubles == list(troubles)
        assert len(service.sessions) == 1
        return scene


async def test_fault_22_an_event_that_nobody_knows_is_passed_over() -> None:
    service = asked()
    rewritten(service, AUDIO, lambda event: [{"type": "response.telepathy"}, event])
    await held(service)


async def test_fault_23_what_is_no_event_is_passed_over() -> None:
    service = asked()
    service.before("response.created", Rewrite(lambda event: ["{", "[]", "null", "{}", event]))
    await held(service)


async def test_fault_23_a_service_that_talks_nonsense_is_left_for_another_line() -> None:
    service = asked()
    async with conversation(service) as scene:
        await service.connected()
        await asyncio.sleep(1.0)
        for _ in range(20):
            scene.line.send_raw("nonsense")
        await service.connected(2)
        await scene.speak()
        await scene.until("agent_speech_committed")
        assert scene.troubles == ["model_lost", "model_restored"]


@pytest.mark.parametrize(
    "nonsense",
    ["[" * 100_000, '{"type": ' + "9" * 5000 + "}", '{"type": NaN}', '{"type": "\\ud800"}'],
    ids=["deep", "huge", "not a number", "half a character"],
)
async def test_fault_24_what_breaks_parsers_is_passed_over(nonsense: str) -> None:
    service = asked()
    service.before("response.created", Rewrite(lambda event: [nonsense, event]))
    await held(service)


async def test_fault_25_a_binary_message_is_passed_over() -> None:
    service = asked()
    async with conversation(service) as scene:
        await service.connected()
        scene.line.send_binary(b"\x00\x01")
        await scene.speak()
        await scene.until("agent_speech_committed")
        assert scene.troubles == []


async def test_fault_26_audio_that_cannot_be_read_is_passed_over() -> None:
    service = asked()
    rewritten(service, AUDIO, lambda event: [event, event | {"event_id": "x", "delta": "%%%"}])
    await held(service)


async def test_fault_27_half_a_sample_is_kept_for_the_next_piece() -> None:
    service = asked()
    whole = await held(service)
    service = asked()
    rewritten(service, AUDIO, split)
    split_up = await held(service)
    assert generated_ms(split_up) == generated_ms(whole)


def split(event: Event) -> list[Event]:
    """The same audio, in two pieces of an odd number of bytes."""
    import base64

    data = base64.b64decode(event["delta"])
    pieces = (data[:1001], data[1001:])
    return [
        event | {"event_id": f"{event['event_id']}_{n}", "delta": base64.b64encode(piece).decode()}
        for n, piece in enumerate(pieces)
    ]


def generated_ms(scene: Scene) -> int:
    """How long the answer was."""
    commits = [r for r in scene.records if r.event == "agent_speech_committed"]
    return int(commits[0].detail["generated_ms"])


async def test_fault_28_an_empty_piece_is_nothing() -> None:
    service = asked()
    rewritten(service, AUDIO, lambda event: [event | {"event_id": "", "delta": ""}, event])
    await held(service)


async def test_fault_29_what_belongs_to_nothing_is_dropped() -> None:
    service = asked()
    stray = {"response_id": "resp_stray", "item_id": "item_stray"}
    rewritten(service, AUDIO, lambda event: [event | stray | {"event_id": ""}, event])
    await held(service)


async def test_fault_29_what_comes_before_its_response_waits_for_it() -> None:
    service = asked()
    created: list[Event] = []

    def keep(event: Event) -> list[Event]:
        created.append(event)
        return []

    service.before("response.created", Rewrite(keep))
    service.before(AUDIO, Rewrite(lambda event: [event, *created]), nth=2)
    await held(service)


async def test_fault_29_a_second_beginning_of_a_response_is_none() -> None:
    service = asked()
    created: list[Event] = []
    service.before("response.created", Rewrite(lambda event: noted(created, event)))
    service.before(
        AUDIO, Rewrite(lambda event: [event, *(c | {"event_id": ""} for c in created)]), nth=3
    )
    await held(service)


async def test_fault_29_what_comes_after_its_response_is_dropped() -> None:
    service = asked()
    last: list[Event] = []
    service.before(AUDIO, Rewrite(lambda event: noted(last, event)))
    service.before(DONE, Rewrite(lambda e: [e, *(x | {"event_id": ""} for x in last)]))
    await held(service)


async def test_fault_30_what_is_said_twice_is_heard_once() -> None:
    service = asked()
    rewritten(service, "*", lambda event: [event, event])
    scene = await held(service)
    assert generated_ms(scene) == 2000


async def test_fault_31_an_item_that_is_made_twice_is_one() -> None:
    service = asked()
    for type in ("conversation.item.added", "conversation.item.done"):
        rewritten(service, type, lambda event: [event, event | {"event_id": ""}])
    await held(service)


async def test_fault_32_an_item_behind_an_unknown_one_is_kept() -> None:
    service = asked()
    rewritten(
        service,
        "conversation.item.added",
        lambda event: [event | {"previous_item_id": "item_unheard_of"}],
    )
    await held(service)


async def test_fault_33_a_second_end_of_a_response_is_none() -> None:
    service = asked()
    rewritten(service, DONE, lambda event: [event, event | {"event_id": ""}])
    scene = await held(service)
    assert len(scene.told("metrics_collected")) == 1


async def test_fault_34_a_call_that_is_made_twice_is_run_once() -> None:
    runs: list[str] = []
    tools = FunctionContext()

    @tools.ai_callable(description="The weather of a city")
    async def weather(city: str) -> str:
        runs.append(city)
        return "dry"

    call = ToolCall(call_id="call_1", name="weather", arguments='{"city": "Rome"}')
    service = FakeOpenAI(answers=[Calls(call), Answer(ANSWER)], heard=[QUESTION])
    for type in ("response.function_call_arguments.done", "response.output_item.done", DONE):
        rewritten(service, type, lambda event: [event, event | {"event_id": ""}])
    async with conversation(service, fnc_ctx=tools) as scene:
        await scene.speak()
        await scene.until("agent_speech_committed")
        assert runs == ["Rome"]
        types = [item["type"] for item in scene.line.conversation]
        assert types.count("function_call_output") == 1


async def test_fault_35_an_answer_that_fails_without_a_reason_is_told() -> None:
    service = FakeOpenAI(answers=[Failure(code=None)] * 3, heard=[QUESTION])
    async with conversation(service) as scene:
        await scene.speak()
        await scene.until("error")
        await asyncio.sleep(10.0)
        assert scene.troubles == ["response_failed"] * 3
        assert len(scene.told("metrics_collected")) == 3
        assert scene.agent.state == "listening"


@pytest.mark.parametrize("failures", [1, 2])
async def test_fault_35_an_answer_that_fails_is_asked_for_again_and_the_user_hears_it(
    failures: int,
) -> None:
    failed = Failure(code="server_error")
    answers: list[Any] = [*[failed] * failures, Answer(ANSWER, seconds=2.0)]
    service = FakeOpenAI(answers=answers, heard=[QUESTION])
    async with conversation(service) as scene:
        await scene.speak()
        await scene.until("error")
        failed_at = clock.now()
        await scene.until("agent_started_speaking")
        assert clock.now() - failed_at < (1.5 if failures == 1 else 4.0)
        await scene.until("agent_speech_committed")
        await asyncio.sleep(5.0)
        assert scene.said == [("user", QUESTION), ("assistant", ANSWER)]
        assert scene.troubles == ["response_failed"] * failures
        assert [e.retry_in for e in scene.told("error")] == [0.5, 2.0][:failures]
        assert scene.line.types_received().count("response.create") == failures
        assert len(service.sessions) == 1


async def test_fault_35_an_answer_that_is_incomplete_is_told_and_kept_as_heard() -> None:
    service = FakeOpenAI(answers=[Incomplete("max_output_tokens", Answer(ANSWER, seconds=2.0))])
    async with conversation(service) as scene:
        scene.agent.generate_reply()
        await scene.until("error")
        await asyncio.sleep(5.0)
        assert scene.troubles == ["response_incomplete"]
        assert len(scene.said) == 1


async def test_fault_36_an_output_of_an_unknown_kind_is_passed_over() -> None:
    service = asked()

    def think_first(event: Event) -> list[Event]:
        thought = {"id": "item_thought", "type": "reasoning", "status": "completed"}
        shifted = event | {"output_index": 1}
        return [event | {"event_id": "", "item": thought}, shifted]

    service.before("response.output_item.added", Rewrite(think_first))
    for type in (AUDIO, "response.content_part.added", "response.output_audio_transcript.delta"):
        rewritten(service, type, lambda event: [event | {"output_index": 1}])
    await held(service)


async def test_fault_37_a_session_may_be_described_in_any_way() -> None:
    service = asked()
    odd = {"type": "realtime", "tools": "many", "mood": 7}
    service.before("session.updated", Rewrite(lambda event: [event | {"session": odd}]))
    await held(service)


async def test_fault_38_an_error_reaches_whoever_has_caused_it() -> None:
    service = asked()
    async with conversation(service) as scene:
        await service.connected()
        await asyncio.sleep(1.0)
        items = scene.model.sessions[0].conversation.item
        with pytest.raises(ModelRefused, match="does not exist|Only model output"):
            await items.truncate(item_id="item_none", content_index=0, audio_end_ms=10)
        assert scene.troubles == ["truncate_item_refused"]


async def test_fault_38_an_error_of_nobody_is_told() -> None:
    service = asked()
    async with conversation(service) as scene:
        await service.connected()
        await asyncio.sleep(1.0)
        error = {"type": "server_error", "code": None, "message": "Hiccup.", "param": None}
        scene.line.send({"type": "error", "error": error | {"event_id": None}})
        await scene.until("error")
        assert [(e.kind, e.message) for e in scene.told("error")] == [("model_error", "Hiccup.")]


async def test_fault_38_an_error_of_the_account_ends_the_conversation() -> None:
    service = asked()
    async with conversation(service) as scene:
        await service.connected()
        await asyncio.sleep(1.0)
        error = {"type": "insufficient_quota", "code": "insufficient_quota", "message": "Pay."}
        scene.line.send({"type": "error", "error": error | {"param": None, "event_id": None}})
        with pytest.raises(ModelRefused, match=r"Pay\."):
            await scene.agent.wait_closed()
        assert len(service.dials) == 1


@pytest.mark.parametrize(
    ("message", "told"), [("Pay first.", "Pay first"), ("", "insufficient_qu")]
)
async def test_fault_38_an_answer_that_fails_over_the_account_ends_the_conversation(
    message: str, told: str
) -> None:
    failed = Failure(code="insufficient_quota", message=message)
    service = FakeOpenAI(answers=[failed, Answer("Never said.")])
    async with conversation(service) as scene:
        await scene.speak()
        with pytest.raises(ModelRefused, match=told):
            await scene.agent.wait_closed()
        assert scene.troubles == ["session_failed"]
        assert len(service.dials) == 1


async def test_fault_35_an_answer_that_fails_with_a_code_alone_is_told_with_that() -> None:
    service = FakeOpenAI(answers=[Failure(code="rate_limit_exceeded", message="")])
    async with conversation(service) as scene:
        await scene.speak()
        await scene.until("error")
        assert scene.told("error")[0].message == "rate_limit_exceeded"


@pytest.mark.parametrize("manners", ["refuse", "clamp"])
async def test_fault_39_no_more_is_cut_than_there_is(manners: Any) -> None:
    service = FakeOpenAI(
        answers=[Answer("one two three four", seconds=4.0)] * 2,
        options=Options(pace=1.0, late_truncate=manners),
    )
    async with conversation(service) as scene:
        scene.agent.generate_reply()
        await scene.until("agent_started_speaking")
        await asyncio.sleep(1.5)
        scene.agent.interrupt()
        cut = await scene.line.got("conversation.item.truncate")
        await asyncio.sleep(1.0)
        assert 0 < cut["audio_end_ms"] <= 1700
        assert scene.troubles == []


async def test_fault_39_what_was_not_heard_at_all_is_deleted() -> None:
    service = FakeOpenAI(answers=[Answer(ANSWER, seconds=4.0)])
    async with conversation(service) as scene:
        scene.agent.generate_reply()
        await scene.until("agent_started_speaking")
        scene.agent.interrupt()
        await scene.line.got("conversation.item.delete")
        await asyncio.sleep(1.0)
        assert scene.line.conversation == []
        assert scene.said == []
        assert scene.troubles == []


async def test_fault_39_what_the_service_does_not_know_any_more_cannot_be_cut() -> None:
    service = FakeOpenAI(answers=[Answer("one two three four", seconds=4.0)])
    async with conversation(service) as scene:
        scene.agent.generate_reply()
        await scene.until("agent_started_speaking")
        await asyncio.sleep(2.2)
        item_id = scene.line.conversation[0]["id"]
        scene.line.session.receive({"type": "conversation.item.delete", "item_id": item_id}, 0.0)
        scene.agent.interrupt()
        await scene.until("agent_speech_interrupted")
        await asyncio.sleep(6.0)
        assert scene.troubles == ["truncate_item_refused"]
        assert scene.said == [("assistant", "one two...")]


async def test_fault_40_there_is_nothing_to_cancel() -> None:
    service = FakeOpenAI(answers=[Answer(ANSWER, seconds=1.0)], options=Options(pace=math.inf))
    async with conversation(service) as scene:
        scene.agent.generate_reply()
        await scene.until("agent_started_speaking")
        scene.model.sessions[0].response.cancel()
        scene.line.session.receive({"type": "response.cancel"}, 0.0)
        await scene.until("agent_speech_committed")
        assert scene.troubles == []


async def test_fault_41_who_asks_too_early_is_answered_later() -> None:
    service = FakeOpenAI(
        answers=[Answer("To you.", seconds=1.0), Answer("To the program.", seconds=1.0)],
        heard=[QUESTION],
        options=Options(starting=0.3),
    )
    async with conversation(service) as scene:
        await service.connected()
        speaking = asyncio.create_task(scene.speak())
        await scene.line.said("input_audio_buffer.committed")
        scene.agent.generate_reply(on_duplicate="keep_both")
        await speaking
        await scene.until("agent_speech_committed", 2)
        assert scene.told("agent_speech_committed") == ["To you.", "To the program."]
        assert scene.troubles == []


async def test_fault_41_two_requests_at_once_are_answered_one_after_the_other() -> None:
    service = FakeOpenAI(answers=[Answer("One.", seconds=1.0), Answer("Two.", seconds=1.0)])
    async with conversation(service) as scene:
        await service.connected()
        scene.agent.generate_reply(on_duplicate="keep_both")
        scene.agent.generate_reply(on_duplicate="keep_both")
        await scene.until("agent_speech_committed", 2)
        assert scene.told("agent_speech_committed") == ["One.", "Two."]
        assert "error" not in scene.line.types_sent()


async def test_fault_41_a_request_after_one_that_was_refused_is_sent() -> None:
    service = FakeOpenAI(answers=[Refusal(), Answer("Two.", seconds=1.0)])
    async with conversation(service) as scene:
        await service.connected()
        scene.agent.generate_reply()
        await scene.until("error")
        scene.agent.generate_reply(on_duplicate="cancel_new")
        await scene.until("agent_speech_committed")
        assert scene.troubles == ["response_refused"]


async def test_fault_41_a_service_that_refuses_for_an_error_of_its_own_is_asked_again() -> None:
    ill = Refusal(code="server_error", type="server_error", message="Hiccup.")
    service = FakeOpenAI(answers=[ill, ill, Answer(ANSWER, seconds=1.0)])
    async with conversation(service) as scene:
        scene.agent.generate_reply()
        await scene.until("agent_speech_committed")
        assert scene.told("agent_speech_committed") == [ANSWER]
        assert scene.troubles == []


async def test_fault_41_a_service_that_goes_on_refusing_for_that_is_given_up() -> None:
    ill = Refusal(code="server_error", type="server_error", message="Hiccup.")
    service = FakeOpenAI(answers=lambda _: ill)
    async with conversation(service) as scene:
        scene.agent.generate_reply()
        await asyncio.sleep(60.0)
        assert scene.troubles == ["reply_timeout"]
        assert scene.line.types_received().count("response.create") == 11
        assert scene.agent.state == "listening"


async def test_fault_42_what_is_never_acknowledged_is_given_up_after_5_seconds() -> None:
    service = FakeOpenAI()
    for type in ("conversation.item.added", "conversation.item.done"):
        service.before(type, Withhold(), times=math.inf)
    async with conversation(service) as scene:
        await service.connected()
        await asyncio.sleep(1.0)
        session = scene.model.sessions[0]
        began = asyncio.get_running_loop().time()
        with pytest.raises(ModelRefused, match="within 5 s"):
            await session.set_chat_ctx(ChatContext().append(role="user", text="Hi."))
        assert asyncio.get_running_loop().time() - began == pytest.approx(5.0, abs=0.1)
        assert scene.troubles == ["model_unresponsive"]
        assert scene.said == [("user", "Hi.")]


async def test_fault_42_a_refused_item_fails_that_call_alone() -> None:
    service = FakeOpenAI()
    async with conversation(service) as scene:
        await service.connected()
        await asyncio.sleep(1.0)
        session = scene.model.sessions[0]
        bad = ChatMessage(role="tool", id="bad", content="1", tool_call_id="call_none")
        good = ChatMessage(role="user", id="good", content="two")
        with pytest.raises(ModelRefused, match="call_none"):
            await session.set_chat_ctx(ChatContext([bad, good]))
        await asyncio.sleep(1.0)
        assert [item["id"] for item in scene.line.conversation] == ["good"]
        await session.set_chat_ctx(ChatContext([good]))


async def test_fault_42_a_line_that_breaks_fails_what_is_open() -> None:
    service = FakeOpenAI()
    service.upon("conversation.item.create", Close(1011))
    async with conversation(service) as scene:
        await service.connected()
        await asyncio.sleep(1.0)
        with pytest.raises(ModelConnectionError):
            await scene.model.sessions[0].set_chat_ctx(ChatContext().append(text="Hi."))
        await scene.until("error", 2)
        await scene.line.said("conversation.item.done")
        assert len(scene.line.conversation) == 1


async def test_fault_43_a_model_that_writes_is_asked_to_speak() -> None:
    service = FakeOpenAI(answers=[TextAnswer("Hm."), TextAnswer("Hm."), Answer(ANSWER)])
    async with conversation(service) as scene:
        scene.agent.generate_reply()
        await scene.until("agent_speech_committed")
        assert scene.troubles == ["text_response"] * 2
        assert scene.said == [("assistant", ANSWER)]
        assert len(scene.line.conversation) == 1


async def test_fault_43_a_model_that_only_writes_is_given_up() -> None:
    service = FakeOpenAI(answers=[TextAnswer("Hm.")] * 6)
    async with conversation(service) as scene:
        scene.agent.generate_reply()
        with pytest.raises(RuntimeError, match="text response after 5 retries"):
            await scene.agent.wait_closed()
        assert not scene.told("error")[5].recoverable


async def test_fault_44_a_limit_that_is_used_up_is_told_and_slows_down() -> None:
    used_up = {"name": "requests", "limit": 10, "remaining": 0, "reset_seconds": 60.0}
    service = FakeOpenAI(
        answers=[Answer("One.", seconds=1.0)] * 3, options=Options(rate_limits=(used_up,))
    )
    async with conversation(service) as scene:
        await service.connected()
        scene.agent.generate_reply()
        await scene.line.said("rate_limits.updated")
        before = asyncio.get_running_loop().time()
        scene.agent.generate_reply(on_duplicate="keep_both")
        await scene.line.got("response.create", 2)
        assert 2.0 < asyncio.get_running_loop().time() - before <= 3.5
        await scene.until("agent_speech_committed", 2)
        assert scene.troubles == ["rate_limited"]


async def test_fault_46_an_answer_that_never_begins_is_asked_for_once_more() -> None:
    service = FakeOpenAI(answers=[NeverStarts(), Answer(ANSWER, seconds=1.0)])
    async with conversation(service) as scene:
        scene.agent.generate_reply()
        await scene.until("agent_speech_committed")
        assert scene.troubles == ["reply_timeout"]


async def test_fault_46_an_answer_that_stalls_is_cut_off() -> None:
    words = "one two three four five six"
    stalls = NeverEnds(Answer(words, seconds=6.0), after=2.0)
    service = FakeOpenAI(answers=[stalls, Answer(ANSWER, seconds=1.0)], heard=[QUESTION])
    async with conversation(service) as scene:
        scene.agent.generate_reply()
        await scene.until("agent_speech_interrupted")
        assert scene.troubles == ["reply_timeout"]
        await scene.speak()
        await scene.until("agent_speech_committed")
        assert scene.told("agent_speech_committed") == [ANSWER]


async def test_words_that_the_service_could_not_find_are_told_once() -> None:
    failed = TranscriptionFailed(message="Too loud.")
    service = FakeOpenAI(answers=[Answer(ANSWER, seconds=1.0)], heard=[failed])
    async with conversation(service) as scene:
        await scene.speak()
        await scene.until("agent_speech_committed")
        assert scene.troubles == ["transcription_failed"]
        assert json.dumps(scene.line.conversation)
