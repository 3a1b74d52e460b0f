"""What the service answers: the order of its events, how it is cut short, what it costs."""

import base64
import math

import pytest

from antiphon.clock import now
from antiphon.llm import ToolCall
from antiphon.testing.fake_openai import (
    Answer,
    Calls,
    Failure,
    FakeOpenAI,
    Incomplete,
    Message,
    NeverEnds,
    NeverStarts,
    Options,
    Output,
    Refusal,
    Reply,
    TextAnswer,
    Turn,
)
from tests.testing.fake_openai.client import calling, user_says

WEATHER = ToolCall(call_id="call_1", name="weather", arguments='{"city": "Kyoto"}')


async def test_a_spoken_answer_is_told_in_the_service_s_order() -> None:
    async with calling(FakeOpenAI([Answer("Hello there.", 0.2)])) as client:
        client.heard.clear()
        await client.ask("response.create", "response.done")
    assert client.types() == [
        "response.created",
        "rate_limits.updated",
        "response.output_item.added",
        "conversation.item.added",
        "response.content_part.added",
        "response.output_audio_transcript.delta",
        "response.output_audio.delta",
        "response.output_audio_transcript.delta",
        "response.output_audio.delta",
        "response.output_audio.done",
        "response.output_audio_transcript.done",
        "response.content_part.done",
        "conversation.item.done",
        "response.output_item.done",
        "response.done",
    ]


async def test_a_spoken_answer_has_its_length_and_its_words() -> None:
    async with calling(FakeOpenAI([Answer("One two three.", 1.0)])) as client:
        done = await client.ask("response.create", "response.done")
    deltas = client.of("response.output_audio.delta")
    audio = b"".join(base64.b64decode(event["delta"]) for event in deltas)
    words = [event["delta"] for event in client.of("response.output_audio_transcript.delta")]
    assert len(audio) == 24_000 * 2
    assert "".join(words) == "One two three."
    assert done["response"]["status"] == "completed"
    assert done["response"]["output"][0]["content"][0]["transcript"] == "One two three."


async def test_an_answer_of_no_length_has_words_and_no_sound() -> None:
    async with calling(FakeOpenAI([Answer("Hm.", 0.0)])) as client:
        done = await client.ask("response.create", "response.done")
    assert done["response"]["output"][0]["content"][0]["transcript"] == "Hm."
    assert client.of("response.output_audio.delta") == []


async def test_the_last_delta_is_as_short_as_it_has_to_be() -> None:
    async with calling(FakeOpenAI([Answer("Well, well.", 0.25)])) as client:
        await client.ask("response.create", "response.done")
    sent = client.connection.sent
    sizes = [event["delta"] for event in sent if event["type"] == "response.output_audio.delta"]
    assert sizes == ["<4800 bytes>", "<4800 bytes>", "<2400 bytes>"]


async def test_limits_are_told_as_they_are_set_or_not_at_all() -> None:
    low = {"name": "tokens", "limit": 40_000, "remaining": 3, "reset_seconds": 20.0}
    service = FakeOpenAI([Answer("Hi.", 0.1)] * 2, options=Options(rate_limits=(low,)))
    async with calling(service) as client:
        told = await client.ask("response.create", "rate_limits.updated")
    service.options = Options(rate_limits=())
    async with calling(service) as client:
        await client.ask("response.create", "response.done")
    assert told["rate_limits"] == [low]
    assert "rate_limits.updated" not in client.types()


async def test_a_tone_of_pitch_0_is_silence() -> None:
    async with calling(FakeOpenAI([Answer("Hm.", 0.1, tone=0)])) as client:
        await client.ask("response.create", "response.done")
    [delta] = client.of("response.output_audio.delta")
    assert not any(base64.b64decode(delta["delta"]))


async def test_an_answer_comes_as_text_where_text_is_asked_for() -> None:
    async with calling(FakeOpenAI([Answer("Hello there.", 0.2)])) as client:
        request = {"output_modalities": ["text"]}
        done = await client.ask("response.create", "response.done", response=request)
    assert done["response"]["output"][0]["content"] == [
        {"type": "output_text", "text": "Hello there."}
    ]
    assert "response.output_text.done" in client.types()
    assert "response.output_audio.delta" not in client.types()


async def test_text_comes_where_speech_was_asked_for() -> None:
    async with calling(FakeOpenAI([TextAnswer("I cannot speak.")])) as client:
        done = await client.ask("response.create", "response.done")
    assert done["response"]["output"][0]["content"][0]["type"] == "output_text"


async def test_a_response_has_several_items_and_an_item_several_parts() -> None:
    outputs: list[Output] = [
        Answer("One moment.", 0.1, phase="commentary"),
        Message(Answer("It is sunny.", 0.1), TextAnswer("22 °C"), phase="final_answer"),
    ]
    async with calling(FakeOpenAI([outputs])) as client:
        done = await client.ask("response.create", "response.done")
    first, second = done["response"]["output"]
    assert (first["phase"], second["phase"]) == ("commentary", "final_answer")
    assert [part["type"] for part in second["content"]] == ["output_audio", "output_text"]
    [last] = client.of("response.output_text.done")
    assert (last["output_index"], last["content_index"]) == (1, 1)


async def test_tool_calls_are_items_of_their_own() -> None:
    again = ToolCall(call_id="call_2", name="weather", arguments="")
    async with calling(FakeOpenAI([Calls(WEATHER, again)])) as client:
        done = await client.ask("response.create", "response.done")
    calls = [(item["call_id"], item["arguments"]) for item in done["response"]["output"]]
    assert calls == [("call_1", '{"city": "Kyoto"}'), ("call_2", "")]
    deltas = [event["delta"] for event in client.of("response.function_call_arguments.delta")]
    assert "".join(deltas) == WEATHER.arguments
    finals = client.of("response.function_call_arguments.done")
    assert [event["name"] for event in finals] == ["weather", "weather"]


async def test_a_callable_answers_what_was_asked_and_what_tools_have_found() -> None:
    turns: list[Turn] = []

    def answer(turn: Turn) -> Reply:
        turns.append(turn)
        return Answer(turn.outputs["call_1"]) if turn.outputs else Calls(WEATHER)

    async with calling(FakeOpenAI(answer)) as client:
        await client.ask("response.create", "response.done")
        output = {"type": "function_call_output", "call_id": "call_1", "output": "sunny"}
        await client.ask("conversation.item.create", "conversation.item.done", item=output)
        request = {"instructions": "Be brief."}
        done = await client.ask("response.create", "response.done", response=request)
    assert done["response"]["output"][0]["content"][0]["transcript"] == "sunny"
    assert [turn.trigger for turn in turns] == ["client", "client"]
    assert turns[1].request == request
    assert [item["type"] for item in turns[1].items] == ["function_call", "function_call_output"]


async def test_audio_comes_at_the_pace_that_is_set() -> None:
    options = Options(pace=2.0, thinking=0.5, starting=0.25)
    service = FakeOpenAI([Answer("Well.", 1.0)], latency=0.0, options=options)
    async with calling(service) as client:
        await client.ask("response.create", "response.done")
        assert now() == pytest.approx(0.25 + 0.5 + 0.5)


async def test_everything_comes_at_once_at_an_infinite_pace() -> None:
    options = Options(pace=math.inf, thinking=0.0)
    async with calling(FakeOpenAI([Answer("Well.", 60.0)], latency=0.0, options=options)) as client:
        await client.ask("response.create", "response.done")
        assert now() == 0


async def test_a_second_request_is_refused_while_the_first_is_answered() -> None:
    async with calling(FakeOpenAI([NeverEnds()])) as client:
        created = await client.ask("response.create", "response.created")
        error = await client.refused("response.create")
    assert error["code"] == "conversation_already_has_active_response"
    assert created["response"]["id"] in error["message"]
    assert error["event_id"] == "mine"


async def test_out_of_band_responses_run_beside_and_leave_no_trace() -> None:
    async with calling(FakeOpenAI([NeverEnds(), Answer("Summary.", 0.1)])) as client:
        await client.ask("response.create", "response.created")
        request = {"conversation": "none", "metadata": {"purpose": "summary"}}
        done = await client.ask("response.create", "response.done", response=request)
    assert done["response"]["metadata"] == {"purpose": "summary"}
    assert done["response"]["conversation_id"] is None
    said = [item["content"][0].get("transcript") for item in client.connection.conversation]
    assert "Summary." not in said


async def test_a_response_has_the_input_that_it_is_given() -> None:
    turns: list[Turn] = []

    def answer(turn: Turn) -> Reply:
        turns.append(turn)
        return Answer("Yes.")

    service = FakeOpenAI(answer)
    async with calling(service) as client:
        item = user_says("before", "old")
        await client.ask("conversation.item.create", "conversation.item.done", item=item)
        given = [{"type": "item_reference", "id": "old"}, user_says("now", "new")]
        request = {"conversation": "none", "input": given}
        await client.ask("response.create", "response.done", response=request)
    assert [item["id"] for item in turns[0].items] == ["old", "new"]


async def test_a_cancelled_response_closes_what_is_open() -> None:
    async with calling(FakeOpenAI([NeverEnds(Answer("Let me think.", 2.0), after=0.4)])) as client:
        await client.ask("response.create", "response.created")
        for _ in range(4):
            await client.until("response.output_audio.delta")
        client.heard.clear()
        done = await client.ask("response.cancel", "response.done")
    assert client.types() == [
        "response.output_audio.done",
        "response.output_audio_transcript.done",
        "response.content_part.done",
        "conversation.item.done",
        "response.output_item.done",
        "response.done",
    ]
    assert done["response"]["status"] == "cancelled"
    assert done["response"]["status_details"]["reason"] == "client_cancelled"
    [item] = client.connection.conversation
    assert item["status"] == "incomplete"


async def test_nothing_can_be_cancelled_when_nothing_is_active() -> None:
    async with calling(FakeOpenAI()) as client:
        error = await client.refused("response.cancel")
    assert error["code"] == "response_cancel_not_active"


async def test_a_cancel_that_comes_before_the_response_does_not_prevent_it() -> None:
    service = FakeOpenAI([Answer("Too late.", 0.1)], options=Options(starting=0.2))
    async with calling(service) as client:
        await client.say("response.create")
        error = await client.refused("response.cancel")
        assert error["code"] == "response_cancel_not_active"
        await client.until("response.created")


async def test_a_response_is_cancelled_by_its_id() -> None:
    async with calling(FakeOpenAI([NeverEnds(), NeverEnds()])) as client:
        await client.ask("response.create", "response.created")
        request = {"conversation": "none"}
        created = await client.ask("response.create", "response.created", response=request)
        response_id = created["response"]["id"]
        done = await client.ask("response.cancel", "response.done", response_id=response_id)
    assert done["response"]["id"] == response_id


async def test_a_response_that_never_starts_says_nothing_and_blocks_nothing() -> None:
    async with calling(FakeOpenAI([NeverStarts(), Answer("Now.", 0.1)])) as client:
        await client.say("response.create")
        done = await client.ask("response.create", "response.done")
    assert done["response"]["output"][0]["content"][0]["transcript"] == "Now."
    assert len(client.of("response.created")) == 1


async def test_a_failure_has_details_or_none_and_may_come_late() -> None:
    replies = [Failure(), Failure(code=None), Failure(after=Answer("I was…", 0.1))]
    async with calling(FakeOpenAI(replies)) as client:
        for _ in replies:
            await client.ask("response.create", "response.done")
    first, second, third = (event["response"] for event in client.of("response.done"))
    assert first["status_details"]["error"]["code"] == "server_error"
    assert (second["status"], second["status_details"]) == ("failed", None)
    assert third["output"][0]["status"] == "incomplete"


async def test_a_response_can_be_incomplete() -> None:
    async with calling(FakeOpenAI([Incomplete("max_output_tokens", Answer("And", 0.1))])) as client:
        done = await client.ask("response.create", "response.done")
    assert done["response"]["status"] == "incomplete"
    assert done["response"]["status_details"]["reason"] == "max_output_tokens"


async def test_a_refused_request_gets_its_error_and_no_response() -> None:
    async with calling(FakeOpenAI([Refusal()])) as client:
        error = await client.refused("response.create")
    assert (error["code"], error["event_id"]) == ("rate_limit_exceeded", "mine")
    assert "response.created" not in client.types()


async def test_tokens_of_the_input_grow_and_those_seen_before_are_cached_ones() -> None:
    async with calling(FakeOpenAI([Answer("A" * 40, 1.0), Answer("B", 0.1)])) as client:
        item = user_says("x" * 400, "u1")
        await client.ask("conversation.item.create", "conversation.item.done", item=item)
        first = (await client.ask("response.create", "response.done"))["response"]["usage"]
        second = (await client.ask("response.create", "response.done"))["response"]["usage"]
    assert first["input_token_details"]["cached_tokens"] == 0
    assert (first["input_tokens"], first["output_token_details"]["audio_tokens"]) == (100, 20)
    assert second["input_tokens"] > first["input_tokens"]
    assert second["input_token_details"]["cached_tokens"] == first["input_tokens"]
    assert second["total_tokens"] == second["input_tokens"] + second["output_tokens"]


async def test_what_the_service_does_not_know_is_refused() -> None:
    async with calling(FakeOpenAI()) as client:
        unknown = await client.refused("response.create", response={"modalities": ["text"]})
        both = {"output_modalities": ["text", "audio"]}
        impossible = await client.refused("response.create", response=both)
    assert unknown["param"] == "response.modalities"
    assert impossible["param"] == "response.output_modalities"
