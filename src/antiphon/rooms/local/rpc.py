"""Calls from one participant to another: a method by its name, a payload and an answer of text."""

import asyncio
import inspect
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import IntEnum
from typing import TypeAlias

from antiphon.rooms.local.hub import Wire
from antiphon.rooms.local.messages import RpcAnswered, RpcCalled
from antiphon.utils import shortuuid
from antiphon.utils.aio import TaskSet

__all__ = ["RpcDesk", "RpcError", "RpcHandler", "RpcInvocationData"]

logger = logging.getLogger(__name__)

PATIENCE_SECONDS = 15.0


class RpcError(Exception):
    """A call that has failed, or what a method raises to have it fail; as in `livekit.rtc`."""

    class ErrorCode(IntEnum):
        """What the room itself has to say; a program's own codes are others."""

        APPLICATION_ERROR = 1500
        RESPONSE_TIMEOUT = 1502
        UNSUPPORTED_METHOD = 1400

    def __init__(self, code: int, message: str, data: str | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.data = data


@dataclass
class RpcInvocationData:
    """A call, as the method is given it; fields of `livekit.rtc.RpcInvocationData`."""

    request_id: str
    caller_identity: str
    payload: str
    response_timeout: float
    method: str = ""


RpcHandler: TypeAlias = Callable[[RpcInvocationData], str | None | Awaitable[str | None]]


class RpcDesk:
    """Makes calls, and answers those of others."""

    def __init__(self, identity: str, wire: Wire) -> None:
        self._identity = identity
        self._wire = wire
        self._methods: dict[str, RpcHandler] = {}
        self._calls: dict[str, asyncio.Future[str]] = {}
        """Those that wait for an answer, by the ids of their requests."""
        self._tasks = TaskSet()

    def register(self, name: str, handler: RpcHandler) -> None:
        """Answer calls of that name with `handler`, from now on."""
        self._methods[name] = handler

    def unregister(self, name: str) -> None:
        """Answer calls of that name no longer."""
        self._methods.pop(name, None)

    async def call(self, to: str, method: str, payload: str, timeout: float | None) -> str:
        """The answer of that method of `to`. Raises RpcError."""
        seconds = PATIENCE_SECONDS if timeout is None else timeout
        call = RpcCalled(
            identity=self._identity,
            request_id=shortuuid("RPC_"),
            method=method,
            payload=payload,
            seconds=seconds,
        )
        answer: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._calls[call.request_id] = answer
        try:
            self._wire.send(call, (to,))
            async with asyncio.timeout(seconds):
                return await answer
        except TimeoutError:
            raise RpcError(RpcError.ErrorCode.RESPONSE_TIMEOUT, "Response timeout") from None
        finally:
            del self._calls[call.request_id]

    def receive(self, message: RpcCalled | RpcAnswered) -> None:
        """Somebody calls, or has answered."""
        if isinstance(message, RpcCalled):
            self._tasks.create_task(self._answer(message), name=f"rpc {message.method}")
        else:
            self._answered(message)

    def _answered(self, answer: RpcAnswered) -> None:
        call = self._calls.get(answer.request_id)
        if call is None or call.done():
            return
        if answer.code is None:
            call.set_result(answer.payload)
        else:
            call.set_exception(RpcError(answer.code, answer.payload))

    def close(self) -> None:
        """Answer nothing more."""
        for task in self._tasks.tasks:
            task.cancel()

    async def _answer(self, call: RpcCalled) -> None:
        code: int | None = None
        try:
            payload = await self._run(call)
        except RpcError as error:
            code, payload = error.code, error.message
        except Exception:  # the method is the program's own
            logger.exception("the method %s failed", call.method)
            code, payload = RpcError.ErrorCode.APPLICATION_ERROR, "Application error"
        answered = RpcAnswered(request_id=call.request_id, payload=payload, code=code)
        self._wire.send(answered, (call.identity,))

    async def _run(self, call: RpcCalled) -> str:
        handler = self._methods.get(call.method)
        if handler is None:
            raise RpcError(RpcError.ErrorCode.UNSUPPORTED_METHOD, "Method not supported")
        data = RpcInvocationData(
            call.request_id, call.identity, call.payload, call.seconds, call.method
        )
        result = handler(data)
        return (await result if inspect.isawaitable(result) else result) or ""
