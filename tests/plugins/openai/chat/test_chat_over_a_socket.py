"""`openai.LLM` asks a scripted endpoint over a real socket, in real time."""

import asyncio
import json
import os
from collections.abc import AsyncGenerator
from contextlib import aclosing, asynccontextmanager
from typing import Any

import pytest

from antiphon.errors import ModelConnectionError, ModelError, ModelProtocolError, ModelRefused
from antiphon.llm import ChatChunk, ChatContext, ChatMessage, ChatRole, FunctionContext, ToolCall
from antiphon.plugins.openai import LLM
from tests.plugins.openai.chat.server import (
    ChatServer,
    Reply,
    babbles,
    breaks,
    calls,
    delta,
    raw,
    refuses,
    says,
)

pytestmark = [pytest.mark.realtime, pytest.mark.timeout(60)]

KEY = "sk-canary-0123456789"


@pytest.fixture(autouse=True)
def nothing_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith("OPENAI_"):
            monkeypatch.delenv(name)


@asynccontextmanager
async def model_at(server: ChatServer, **options: Any) -> AsyncGenerator[LLM]:
    """A chat model at the server."""
    async with server.listening() as url:
        llm = LLM(**{"model": "tiny", "base_url": url, "api_key": KEY, **options})
        try:
            yield llm
        finally:
            await llm.aclose()


def context(*said: str) -> ChatContext:
    """What the user and the agent have said in turn."""
    roles: tuple[ChatRole, ...] = ("user", "assistant")
    messages = [ChatMessage(role=roles[n % 2], content=text) for n, text in enumerate(said)]
    return ChatContext(messages)


async def chunks_of(
    llm: LLM, chat_ctx: ChatContext | None = None, tools: FunctionContext | None = None
) -> list[ChatChunk]:
    return [chunk async for chunk in llm.chat(chat_ctx=chat_ctx or context("Hi."), fnc_ctx=tools)]


async def text_of(llm: LLM, chat_ctx: ChatContext | None = None) -> str:
    return "".join(chunk.text for chunk in await chunks_of(llm, chat_ctx))


class Tools(FunctionContext):
    """What the agent can look up."""


def tools() -> FunctionContext:
    fnc_ctx = Tools()

    @fnc_ctx.ai_callable(description="The weather in a city")
    async def weather(city: str, days: int = 1) -> str:
        return f"{city}: rain for {days}."

    return fnc_ctx


async def test_an_answer_is_told_while_it_is_made() -> None:
    rest = asyncio.Event()
    async with model_at(ChatServer(says("Good ", "morning.", until=rest))) as llm:
        told = ""
        async for chunk in llm.chat(chat_ctx=context("Hello.")):
            told += chunk.text
            if told == "Good morning.":
                rest.set()  # without it the answer would not end
        assert told == "Good morning."


async def test_the_conversation_the_tools_and_the_options_are_told() -> None:
    server = ChatServer(says("Yes."))
    async with model_at(server, temperature=0.2, extra_body={"keep_alive": "5m"}) as llm:
        chat_ctx = ChatContext().append(text="Be brief.")
        chat_ctx.messages += context("Does it rain?", "In Oslo?", "Yes.").messages
        assert (await chunks_of(llm, chat_ctx, tools()))[-1] == ChatChunk()
    (asked,) = server.asked
    assert asked.messages == [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": "Does it rain?"},
        {"role": "assistant", "content": "In Oslo?"},
        {"role": "user", "content": "Yes."},
    ]
    (tool,) = asked.body["tools"]
    assert tool["function"]["name"] == "weather"
    assert tool["function"]["parameters"]["required"] == ["city"]
    rest = {name: asked.body[name] for name in ("model", "temperature", "keep_alive")}
    assert rest == {"model": "tiny", "temperature": 0.2, "keep_alive": "5m"}
    assert asked.body["tool_choice"] == "auto"
    assert asked.headers["Authorization"] == f"Bearer {KEY}"


async def test_what_is_not_given_is_not_sent() -> None:
    server = ChatServer(says("Yes."))
    async with model_at(server) as llm:
        await text_of(llm)
    assert set(server.asked[0].body) == {"model", "messages", "stream"}


async def test_tool_calls_are_put_together_from_their_pieces() -> None:
    oslo, rome = '{"city": "Oslo"}', '{"city": "Rome", "days": 2}'
    server = ChatServer(calls(("call_1", "weather", oslo), ("call_2", "weather", rome)))
    async with model_at(server) as llm:
        chunks = await chunks_of(llm, tools=tools())
    assert [call for chunk in chunks for call in chunk.tool_calls] == [
        ToolCall(call_id="call_1", name="weather", arguments=oslo),
        ToolCall(call_id="call_2", name="weather", arguments=rome),
    ]


async def test_the_first_model_that_is_listed_answers_where_none_is_named() -> None:
    server = ChatServer(says("One."), says("Two."), models=("llama-small", "llama-large"))
    async with model_at(server, model=None) as llm:
        assert await text_of(llm) + await text_of(llm) == "One.Two."
    assert [asked.body["model"] for asked in server.asked] == ["llama-small"] * 2


async def test_an_endpoint_without_models_says_so() -> None:
    async with model_at(ChatServer(models=()), model=None) as llm:
        with pytest.raises(ModelRefused, match="lists no model: name one"):
            await text_of(llm)


async def test_thoughts_are_not_told() -> None:
    server = ChatServer(says("<thi", "nk>Hm, ", "a greeting.</th", "ink>\n\n", "Hello ", "there."))
    async with model_at(server) as llm:
        assert await text_of(llm) == "Hello there."


def sent(finish_reason: str | None = None, **parts: Any) -> str:
    """A piece of an answer as some server sends it, whatever the vendor's types say."""
    choice = {"index": 0, "delta": parts, "finish_reason": finish_reason}
    return json.dumps({"id": "chatcmpl-7", "object": "chat.completion.chunk", "choices": [choice]})


async def test_calls_come_as_ollama_sends_them() -> None:
    """Each whole, both of the number 0, the reason being "stop"."""

    def call(name: str, city: str) -> dict[str, Any]:
        function = {"name": "weather", "arguments": json.dumps({"city": city})}
        return {"id": name, "index": 0, "type": "function", "function": function}

    first = sent(role="assistant", content="", tool_calls=[call("call_a", "Oslo")])
    second = sent(role="assistant", content="", tool_calls=[call("call_b", "Rome")])
    server = ChatServer(raw(first, second, sent("stop", role="assistant", content=""), "[DONE]"))
    async with model_at(server) as llm:
        chunks = await chunks_of(llm, tools=tools())
    assert [(call.call_id, call.arguments) for call in chunks[-1].tool_calls] == [
        ("call_a", '{"city": "Oslo"}'),
        ("call_b", '{"city": "Rome"}'),
    ]


async def test_a_call_comes_without_a_number_an_id_or_a_reason_and_as_an_object() -> None:
    function = {"name": "weather", "arguments": {"city": "Oslo"}}
    call = sent(tool_calls=[{"function": function}])
    async with model_at(ChatServer(raw(sent(role="assistant"), call, "[DONE]"))) as llm:
        chunks = await chunks_of(llm, tools=tools())
    (made,) = chunks[-1].tool_calls
    assert (made.name, made.arguments) == ("weather", '{"city": "Oslo"}')
    assert made.call_id


@pytest.mark.parametrize("field", ["reasoning", "reasoning_content"])
async def test_what_is_thought_apart_is_not_told_and_shows_that_the_model_is_at_work(
    field: str,
) -> None:
    thoughts = [sent(role="assistant", content=None, **{field: "Hm."}) for _ in range(3)]
    server = ChatServer(raw(*thoughts, sent(content="Hello.", **{field: None}), "[DONE]"))
    async with model_at(server) as llm:
        assert [chunk.text for chunk in await chunks_of(llm)][:4] == ["", "", "", "Hello."]


async def test_who_only_thinks_has_given_no_answer() -> None:
    server = ChatServer(
        raw(sent(reasoning="Hm."), sent("length"), "[DONE]"), says("<think>Hm. ", "And so on")
    )
    async with model_at(server) as llm:
        for _ in range(2):
            with pytest.raises(ModelProtocolError, match="empty answer"):
                await text_of(llm)


async def test_a_thought_that_nothing_opens_is_heard_once_at_most() -> None:
    answers = ("Hm. </think>\n\nHello.", "Well. </think>\n\nYes.", "Cut off in a thou", "Fine.")
    server = ChatServer(*map(says, answers))
    async with model_at(server) as llm:
        assert await text_of(llm) == "Hm. \n\nHello."
        assert await text_of(llm) == "Yes."
        with pytest.raises(ModelProtocolError, match="empty answer"):
            await text_of(llm)
        assert await text_of(llm) == "Fine."


async def test_an_answer_that_nobody_wants_any_more_ends_the_request() -> None:
    server = ChatServer(says("Once upon a time ", until=asyncio.Event()))
    async with model_at(server) as llm:
        async with aclosing(llm.chat(chat_ctx=context("A story."))) as chunks:
            async for chunk in chunks:
                if chunk.text:
                    break
        await server.asked[0].gone.wait()


async def test_a_request_that_is_cancelled_before_it_is_answered_is_ended_too() -> None:
    async def never(_: Any) -> Any:
        await asyncio.Event().wait()

    server = ChatServer(never)
    async with model_at(server) as llm:
        waiting = asyncio.create_task(text_of(llm))
        await server.has_been_asked.wait()
        waiting.cancel()
        await asyncio.wait({waiting})
        await server.asked[0].gone.wait()


async def test_what_was_said_is_not_sent_on_to_another_address() -> None:
    elsewhere = ChatServer(says("I hear you."))
    async with elsewhere.listening() as url:
        there = refuses(307, "", Location=f"{url}/chat/completions")
        async with model_at(ChatServer(there)) as llm:
            with pytest.raises(ModelRefused, match=r"sends one elsewhere \(HTTP 307\)"):
                await text_of(llm)
    assert elsewhere.asked == []


async def test_a_kept_line_that_has_broken_is_dialled_once_more() -> None:
    server = ChatServer(breaks(), says("Still here."))
    async with model_at(server) as llm:
        assert await text_of(llm) == "Still here."


SAYS_WHAT = {"error": {"message": "the   server's\nown words.", "code": 7}}


@pytest.mark.parametrize(
    ("reply", "kind", "words"),
    [
        (refuses(400, SAYS_WHAT), ModelRefused, "(HTTP 400): the server's own words."),
        (refuses(401, SAYS_WHAT), ModelRefused, "does not accept the key (HTTP 401): set OPENAI"),
        (refuses(403, SAYS_WHAT), ModelRefused, "does not accept the key (HTTP 403): set OPENAI"),
        (refuses(404, SAYS_WHAT), ModelRefused, "no such model, or no chat (HTTP 404): the server"),
        (refuses(404, {"detail": "Not Found"}), ModelRefused, "(HTTP 404): Not Found."),
        (refuses(429, SAYS_WHAT), ModelConnectionError, "no more requests for now (HTTP 429)"),
        (refuses(500, "<html>" + "x" * 999), ModelConnectionError, "has failed (HTTP 500): <html>"),
        (refuses(503, ""), ModelConnectionError, "has failed (HTTP 503): Service Unavailable."),
        (refuses(200, "<html>"), ModelProtocolError, "empty answer"),
        (refuses(200, {"choices": []}), ModelProtocolError, "empty answer"),
        (raw(delta("stop"), "[DONE]"), ModelProtocolError, "empty answer"),
        (raw(delta(content=" \n"), "[DONE]"), ModelProtocolError, "empty answer"),
        (raw(delta("content_filter"), "[DONE]"), ModelRefused, "withheld its answer"),
        (raw("{nonsense"), ModelProtocolError, "what is not JSON"),
        (raw("[1, 2]"), ModelProtocolError, "no piece of an answer"),
        (raw('{"choices": "none"}'), ModelProtocolError, "no piece of an answer"),
        (raw(json.dumps(SAYS_WHAT)), ModelError, "reports an error: the server's own words."),
        (refuses(400, f"{KEY} is not OK"), ModelRefused, "(HTTP 400): … is not OK."),
        (raw(json.dumps({"error": KEY})), ModelError, "reports an error: "),
        (breaks("Once upon"), ModelConnectionError, "has broken off its answer: "),
    ],
)
async def test_what_goes_wrong_is_said_in_one_sentence(
    reply: Reply, kind: type[ModelError], words: str
) -> None:
    async with model_at(ChatServer(reply)) as llm:
        with pytest.raises(kind) as caught:
            await text_of(llm)
    sentence = str(caught.value)
    assert sentence.startswith("The chat endpoint http://127.0.0.1:")
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert words in sentence
    assert len(sentence) < 400
    assert KEY not in sentence


async def test_an_endpoint_that_is_busy_says_when_to_ask_again() -> None:
    server = ChatServer(
        refuses(429, SAYS_WHAT, **{"Retry-After": "20"}),
        refuses(429, SAYS_WHAT, **{"Retry-After": "Sun, 22 Nov 2026 01:00:00 GMT"}),
        refuses(429, SAYS_WHAT, **{"Retry-After": "soon"}),
        refuses(429, SAYS_WHAT),
    )
    async with model_at(server) as llm:
        for seconds in (20.0, 0.0, None, None):
            with pytest.raises(ModelConnectionError) as caught:
                await text_of(llm)
            assert caught.value.retry_after == seconds
    assert len(server.asked) == 4


async def test_an_endpoint_that_stalls_is_given_up_and_let_go() -> None:
    server = ChatServer(says("Once upon", until=asyncio.Event()))
    async with model_at(server, timeout=2.0) as llm:
        await llm.prewarm()
        with pytest.raises(ModelConnectionError, match=r"has been silent for 2 s\."):
            await text_of(llm)
        await server.asked[0].gone.wait()


async def test_a_model_that_never_comes_to_a_word_is_given_up_and_let_go(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("antiphon.plugins.openai.llm.LONGEST_THOUGHT", 1.0)
    server = ChatServer(babbles(delta(content="\n")))
    async with model_at(server, timeout=0.5) as llm:
        await llm.prewarm()
        with pytest.raises(ModelConnectionError, match=r"not had a word to say for 1 s\."):
            await text_of(llm)
        await server.asked[0].gone.wait()


async def test_an_endpoint_that_is_down_is_told() -> None:
    server = ChatServer()
    async with server.listening() as url:
        pass
    llm = LLM(model="tiny", base_url=url)
    with pytest.raises(ModelConnectionError, match="cannot be reached: "):
        await text_of(llm)
    await llm.aclose()


async def test_a_model_that_calls_tools_without_end_is_made_to_speak() -> None:
    call = ToolCall(call_id="c", name="weather", arguments="{}")
    chat_ctx = context("Does it rain?")
    chat_ctx.messages += [ChatMessage.create_tool_calls([call]) for _ in range(8)]
    server = ChatServer(says("I do not know."), calls(("d", "weather", "{}")))
    async with model_at(server) as llm:
        chunks = await chunks_of(llm, chat_ctx, tools())
        assert "".join(chunk.text for chunk in chunks) == "I do not know."
        assert server.asked[0].body["tool_choice"] == "none"
        with pytest.raises(ModelProtocolError, match="calls tools without end"):
            await chunks_of(llm, chat_ctx, tools())


async def test_it_can_be_asked_again_after_it_was_closed() -> None:
    async with model_at(ChatServer(says("One."), says("Two."))) as llm:
        await llm.prewarm()
        assert await text_of(llm) == "One."
        await llm.aclose()
        assert await text_of(llm) == "Two."
