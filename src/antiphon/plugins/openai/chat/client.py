"""Asks a chat endpoint, by the `openai` package: this alone, and the complaints, import it."""

import asyncio
from collections.abc import AsyncGenerator, Mapping
from typing import Any

from openai import APIConnectionError, AsyncOpenAI, AsyncStream, DefaultAsyncHttpxClient
from openai.types.chat import ChatCompletionChunk

from antiphon.errors import ModelRefused
from antiphon.plugins.openai.chat.complaints import translated
from antiphon.plugins.openai.chat.endpoint import ChatEndpoint

__all__ = ["ChatClient"]


class ChatClient:
    """Its connections are opened when they are needed, and kept until `aclose`."""

    def __init__(self, endpoint: ChatEndpoint) -> None:
        self._endpoint = endpoint
        self._client: AsyncOpenAI | None = None

    async def prewarm(self) -> None:
        """Read the certificates, off the event loop; nobody is asked anything."""
        if self._client is None:
            self._client = await asyncio.to_thread(self._make)

    async def stream(self, request: Mapping[str, Any]) -> AsyncGenerator[Any, None]:
        """The pieces of the answer to `request`, as plain data. Closing it closes the connection.

        Raises ModelError.
        """
        with translated(self._endpoint, "cannot be reached"):
            stream = await self._open(request)
        with translated(self._endpoint, "has broken off its answer"):
            async with stream:
                async for chunk in stream:
                    yield plain(chunk)

    async def first_model(self) -> str:
        """The name of the model that the endpoint lists first. Raises ModelError."""
        with translated(self._endpoint, "cannot be reached"):
            async for model in self._opened().models.list():
                if model.id:
                    return model.id
        raise ModelRefused(f"{self._endpoint.title} lists no model: name one.")

    async def aclose(self) -> None:
        """Close the connections; the next request opens new ones."""
        client, self._client = self._client, None
        if client is not None:
            await client.close()

    async def _open(self, request: Mapping[str, Any]) -> AsyncStream[ChatCompletionChunk]:
        """Ask; once more where the line broke, as that of a kept connection may any time."""
        try:
            return await self._create(request)
        except APIConnectionError:
            return await self._create(request)

    async def _create(self, request: Mapping[str, Any]) -> AsyncStream[ChatCompletionChunk]:
        answer: AsyncStream[ChatCompletionChunk] = await self._opened().chat.completions.create(
            stream=True, **request
        )
        return answer

    def _opened(self) -> AsyncOpenAI:
        if self._client is None:
            self._client = self._make()
        return self._client

    def _make(self) -> AsyncOpenAI:
        """A client that repeats nothing, sets no limit of its own, and is not sent elsewhere: what
        was said is meant for this endpoint."""
        client = AsyncOpenAI(
            base_url=self._endpoint.url,
            api_key=self._endpoint.key,
            timeout=None,
            max_retries=0,
            http_client=DefaultAsyncHttpxClient(follow_redirects=False),
        )
        _ = client.chat.completions  # imports what is needed for it
        return client


def plain(chunk: object) -> object:
    """The piece as dictionaries and lists; the package passes on whatever else was sent."""
    return chunk.model_dump(warnings=False) if isinstance(chunk, ChatCompletionChunk) else chunk
