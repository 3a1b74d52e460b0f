"""Listeners are told in order, each what it can take, whatever the others do."""

import asyncio
import functools
import logging
from collections.abc import AsyncIterator
from typing import Any, Literal

import pytest

from antiphon.utils import EventEmitter

Emitter = EventEmitter[Literal["said", "left"]]


@pytest.fixture
def emitter() -> Emitter:
    return EventEmitter()


def test_listeners_are_told_in_order_of_registration(emitter: Emitter) -> None:
    order: list[int] = []
    for number in range(20):
        emitter.on("said", lambda _, number=number: order.append(number))
    emitter.emit("said", "hello")
    assert order == list(range(20))


def test_a_listener_gets_as_many_arguments_as_it_takes(emitter: Emitter) -> None:
    heard: list[Any] = []
    emitter.on("said", lambda: heard.append(()))
    emitter.on("said", lambda a: heard.append((a,)))
    emitter.on("said", lambda a, b=0: heard.append((a, b)))
    emitter.on("said", lambda *args: heard.append(args))
    emitter.once("said", lambda a, *, loud=False: heard.append((a, loud)))
    emitter.emit("said", 1, 2, 3)
    assert heard == [(), (1,), (1, 2), (1, 2, 3), (1, False)]


def test_a_builtin_without_a_signature_gets_everything(emitter: Emitter) -> None:
    heard: dict[str, int] = {}
    emitter.on("said", heard.update)
    emitter.emit("said", {"a": 1})
    assert heard == {"a": 1}


@pytest.mark.parametrize("error", [KeyError("x"), TypeError("not callable"), RuntimeError()])
def test_an_exception_is_logged_and_stops_nobody(
    emitter: Emitter, caplog: pytest.LogCaptureFixture, error: Exception
) -> None:
    heard: list[str] = []

    def broken() -> None:
        raise error

    emitter.on("said", broken)
    emitter.on("said", heard.append)
    emitter.emit("said", "hello")
    assert heard == ["hello"]
    (record,) = caplog.records
    assert record.getMessage() == "failed to emit event said"
    assert record.levelno == logging.ERROR
    assert record.exc_info
    assert record.exc_info[1] is error


def test_too_few_arguments_are_the_listeners_error_too(
    emitter: Emitter, caplog: pytest.LogCaptureFixture
) -> None:
    emitter.on("said", lambda a, b: None)
    emitter.emit("said", 1)
    assert "failed to emit event said" in caplog.text


def test_an_exit_is_not_held_up(emitter: Emitter) -> None:
    def leave() -> None:
        raise SystemExit

    emitter.on("said", leave)
    with pytest.raises(SystemExit):
        emitter.emit("said")


async def coroutine() -> None: ...


class AsyncObject:
    async def __call__(self) -> None: ...


@pytest.mark.parametrize("method", ["on", "once"])
@pytest.mark.parametrize("callback", [coroutine, functools.partial(coroutine), AsyncObject()])
def test_async_callbacks_are_refused(emitter: Emitter, method: str, callback: Any) -> None:
    register = getattr(emitter, method)
    with pytest.raises(ValueError, match=rf"^{method}\(\) takes no async callback"):
        register("said", callback)
    with pytest.raises(ValueError, match="async"):
        register("said")(callback)


def test_decorators_leave_the_function_as_it_is(emitter: Emitter) -> None:
    heard: list[str] = []

    @emitter.on("said")
    def always(text: str) -> None:
        heard.append("always " + text)

    @emitter.once("said")
    def first(text: str) -> None:
        heard.append("once " + text)

    emitter.emit("said", "a")
    emitter.emit("said", "b")
    assert heard == ["always a", "once a", "always b"]
    always("c")
    first("c")
    assert heard[-2:] == ["always c", "once c"]


def test_once_hears_one_event_even_if_it_causes_another(emitter: Emitter) -> None:
    heard: list[str] = []

    def echo(text: str) -> None:
        heard.append(text)
        emitter.emit("said", "echo")

    emitter.once("said", echo)
    emitter.emit("said", "hello")
    assert heard == ["hello"]


def test_once_hears_one_event_where_another_listener_emits_first(emitter: Emitter) -> None:
    heard: list[str] = []
    emitter.once("said", lambda: emitter.emit("said", "nested"))
    emitter.once("said", heard.append)
    emitter.emit("said", "outer")
    assert heard == ["nested"]


def test_off_removes_what_on_and_once_registered(emitter: Emitter) -> None:
    heard: list[str] = []
    emitter.on("said", heard.append)
    emitter.once("said", heard.append)
    emitter.off("said", heard.append)
    emitter.off("said", heard.append)
    emitter.off("left", print)
    emitter.emit("said", "hello")
    assert heard == []


def test_registering_twice_is_registering_once(emitter: Emitter) -> None:
    heard: list[str] = []
    emitter.on("said", heard.append)
    emitter.on("said", heard.append)
    emitter.emit("said", "hello")
    assert heard == ["hello"]


def test_who_registers_meanwhile_hears_the_next_event(emitter: Emitter) -> None:
    heard: list[str] = []
    emitter.once("said", lambda: emitter.on("said", heard.append))
    emitter.emit("said", "first")
    emitter.emit("said", "second")
    assert heard == ["second"]


def test_an_event_nobody_listens_to_is_nothing(emitter: Emitter) -> None:
    emitter.emit("left")


async def test_the_result_of_a_cancelled_task_is_a_listeners_own_error(
    emitter: Emitter, caplog: pytest.LogCaptureFixture
) -> None:
    """Nothing that runs while listeners are told is cancelled: what it asked of another task is."""
    lookup = asyncio.create_task(asyncio.sleep(100))
    lookup.cancel()
    await asyncio.sleep(0)
    heard: list[str] = []
    emitter.on("said", lambda: lookup.result())
    emitter.on("said", heard.append)
    emitter.emit("said", "hello")
    assert heard == ["hello"]
    assert [record.getMessage() for record in caplog.records] == ["failed to emit event said"]


@pytest.mark.parametrize("kind", [SystemExit, KeyboardInterrupt])
def test_a_listener_may_end_the_program(emitter: Emitter, kind: type[BaseException]) -> None:
    def leave() -> None:
        raise kind

    emitter.on("said", leave)
    with pytest.raises(kind):
        emitter.emit("said", "hello")


def test_an_async_generator_cannot_listen(emitter: Emitter) -> None:
    async def every_word() -> AsyncIterator[str]:
        yield "hello"

    with pytest.raises(ValueError, match=r"on\(\) takes no async generator, as every_word is one"):
        emitter.on("said", every_word)
