"""Any chat model behind OpenAI's chat API: OpenAI's own, Ollama, vLLM, llama.cpp and the like."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from typing import TYPE_CHECKING, Any

from antiphon.errors import ConfigurationError, ModelConnectionError, ModelProtocolError
from antiphon.llm import ChatChunk, ChatContext, FunctionContext
from antiphon.plugins.openai.chat.answer import Answer
from antiphon.plugins.openai.chat.attention import attended, worded
from antiphon.plugins.openai.chat.endpoint import ChatEndpoint, chat_endpoint
from antiphon.plugins.openai.chat.messages import call_ids, messages_of, rounds_of_tools
from antiphon.plugins.openai.checks import (
    check_flag,
    check_json,
    check_kind,
    check_name,
    check_range,
    check_seconds,
)
from antiphon.plugins.openai.functions import build_function_description

if TYPE_CHECKING:
    from antiphon.plugins.openai.chat.client import ChatClient

__all__ = ["LLM"]

OPENAI_MODEL = "gpt-4.1-mini"
MOST_ROUNDS = 8
"""So often a model may call tools before the user speaks again."""
LONGEST_THOUGHT = 120.0
"""Seconds in which a model may think, or write nothing but white space, before it says a word."""


class LLM:
    """A chat model as `llm.LLM`, to be given a voice: `local.RealtimeModel(llm=openai.LLM(…))`.

    Without a `model`: a small one at OpenAI, elsewhere the first that the endpoint lists.
    `base_url` and `api_key` default to `OPENAI_BASE_URL` and `OPENAI_API_KEY`; the key of the
    environment is sent to the host that the environment names, or to OpenAI, and nowhere else.
    `timeout` is how long, in seconds, the endpoint may be silent, before its answer and within it.
    `extra_body` goes into every request as it is, for what an endpoint has of its own.

    With `can_draft`, an answer is asked for whenever the user pauses, and heard sooner; where they
    go on, it is thrown away and asked for again: the endpoint is asked, and paid for, more often.

    What the model thinks is left out, whether it comes apart or between `<think>` and `</think>`.
    Where only `</think>` comes, what it thought before that is heard the first time. A model that
    has called tools 8 times since the user spoke is to speak.

    Raises ConfigurationError where the package `openai` is missing, for an option that cannot be,
    and without a key for OpenAI.
    """

    def __init__(
        self,
        *,
        model: str | None = None,
        base_url: str | None = None,
        api_key: str | None = None,
        temperature: float | None = None,
        timeout: float = 10.0,
        extra_body: Mapping[str, object] | None = None,
        can_draft: bool = False,
    ) -> None:
        check_options(model, temperature, timeout, extra_body)
        check_flag("can_draft", can_draft)
        self.can_draft = can_draft
        """It may be asked in vain."""
        endpoint = chat_endpoint(base_url, api_key)
        self._who = endpoint.title
        self._model = model or (OPENAI_MODEL if endpoint.is_openai else None)
        self._options = options_of(temperature, extra_body)
        self._timeout = timeout
        self._thinks = False
        """It begins its answers with a thought that nothing opens."""
        self._client = client_of(endpoint)

    async def prewarm(self) -> None:
        """Get ready to ask; the endpoint is not asked anything yet."""
        await self._client.prewarm()

    async def chat(
        self, *, chat_ctx: ChatContext, fnc_ctx: FunctionContext | None = None
    ) -> AsyncGenerator[ChatChunk, None]:
        """Stream the answer to `chat_ctx`: its text, and at the end the calls of `fnc_ctx`'s tools.

        While the endpoint is silent, an empty chunk comes every 2 s. Closing it closes the
        connection. Raises ModelError where the endpoint is down, refuses, makes no sense, is silent
        for longer than `timeout`, or has not a word to say for two minutes, or for `timeout` where
        that is longer.
        """
        answer = Answer(self._who, call_ids(chat_ctx), thinks=self._thinks)
        may_call = rounds_of_tools(chat_ctx) < MOST_ROUNDS
        request = {
            "messages": messages_of(chat_ctx),
            **tools_of(fnc_ctx, may_call),
            **self._options,
        }
        patience = max(LONGEST_THOUGHT, self._timeout)
        try:
            async with aclosing(worded(self._read(request, answer), patience)) as chunks:
                async for chunk in chunks:
                    yield chunk
        except TimeoutError:
            silence = f"{self._who} has not had a word to say for {patience:g} s."
            raise ModelConnectionError(silence) from None
        try:
            last = answer.finish()
        finally:
            self._thinks = answer.thinks
        if last.tool_calls and not may_call:
            raise ModelProtocolError(f"{self._who} calls tools without end.")
        yield last

    async def aclose(self) -> None:
        """Close the connections to the endpoint; it can be asked again all the same."""
        await self._client.aclose()

    async def _read(
        self, request: Mapping[str, Any], answer: Answer
    ) -> AsyncGenerator[ChatChunk, None]:
        """What each piece of the answer adds to it; an empty chunk while none comes."""
        try:
            async with aclosing(attended(self._pieces(request), self._timeout)) as pieces:
                async for piece in pieces:
                    yield ChatChunk() if piece is None else answer.read(piece)
        except TimeoutError:
            silence = f"{self._who} has been silent for {self._timeout:g} s."
            raise ModelConnectionError(silence) from None

    async def _pieces(self, request: Mapping[str, Any]) -> AsyncGenerator[Any, None]:
        if self._model is None:
            self._model = await self._client.first_model()
        stream = self._client.stream({"model": self._model, **request})
        async with aclosing(stream) as pieces:
            async for piece in pieces:
                yield piece


def check_options(model: object, temperature: object, timeout: object, extra_body: object) -> None:
    """Raise ConfigurationError for one that cannot be."""
    if model is not None:
        check_name("model", model)
    if temperature is not None:
        check_range("temperature", temperature, 0, 2)
    check_seconds("timeout", timeout)
    check_kind("extra_body", extra_body, Mapping)
    check_json("extra_body", extra_body)


def client_of(endpoint: ChatEndpoint) -> "ChatClient":
    """What asks the endpoint. Raises ConfigurationError without the package for it."""
    try:
        from antiphon.plugins.openai.chat.client import ChatClient  # on use: it is an extra
    except ImportError as error:
        raise ConfigurationError(
            f"A chat endpoint is asked by the package {error.name}, which is not installed: "
            "pip install 'antiphon[openai]'."
        ) from error
    return ChatClient(endpoint)


def options_of(
    temperature: float | None, extra_body: Mapping[str, object] | None
) -> dict[str, Any]:
    """What goes into every request besides; models differ in what they take, so only what is
    given."""
    options = {"temperature": temperature, "extra_body": extra_body}
    return {name: value for name, value in options.items() if value is not None}


def tools_of(fnc_ctx: FunctionContext | None, may_call: bool) -> dict[str, Any]:
    """The tools on offer, as a request has them; servers do not like an empty list of them."""
    functions = fnc_ctx.ai_functions.values() if fnc_ctx is not None else ()
    tools = [build_function_description(function) for function in functions]
    return {"tools": tools, "tool_choice": "auto" if may_call else "none"} if tools else {}
