"""Rows 112 to 120: the small things that programs lean on."""

import asyncio
import functools
import logging
from typing import Any

import pytest

from antiphon.utils import EventEmitter, aio, audio, compute_changes, http_context, log_exceptions

# -- EventEmitter -------------------------------------------------------------------------------


def test_row_112_listeners_come_and_go() -> None:
    emitter, heard = EventEmitter[str](), list[str]()

    @emitter.on("said")
    def decorated(text: str) -> None:
        heard.append(f"decorated {text}")

    def plain(text: str) -> None:
        heard.append(f"plain {text}")

    assert emitter.on("said", plain) is plain
    emitter.once("said", lambda text: heard.append(f"once {text}"))
    emitter.emit("said", "a")
    emitter.emit("said", "b")
    emitter.off("said", decorated)
    emitter.off("said", len)  # was never there
    emitter.emit("said", "c")
    emitter.emit("unheard of")
    assert heard == ["decorated a", "plain a", "once a", "decorated b", "plain b", "plain c"]


def test_row_113_listeners_get_as_many_arguments_as_they_take() -> None:
    emitter, heard = EventEmitter[str](), list[tuple[Any, ...]]()
    emitter.on("said", lambda: heard.append(()))
    emitter.on("said", lambda a: heard.append((a,)))
    emitter.on("said", lambda *everything: heard.append(everything))
    emitter.once("said", lambda: heard.append(("once",)))
    emitter.emit("said", 1, 2)
    assert heard == [(), (1,), (1, 2), ("once",)]


@pytest.mark.parametrize("error", [ValueError("no"), TypeError("no")])
def test_row_114_a_listener_that_raises_is_logged_and_stops_nobody(
    error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    """Defect 53: this holds for a TypeError, too, and the order is that of registration."""
    emitter, heard = EventEmitter[str](), list[str]()

    def fail() -> None:
        raise error

    emitter.on("said", lambda: heard.append("before"))
    emitter.on("said", fail)
    emitter.on("said", lambda: heard.append("after"))
    emitter.emit("said")
    assert heard == ["before", "after"]
    assert "failed to emit event said" in caplog.messages


@pytest.mark.parametrize("method", ["on", "once"])
def test_row_115_async_listeners_are_refused(method: str) -> None:
    async def listener() -> None: ...

    register = getattr(EventEmitter[str](), method)
    for callback in (listener, functools.partial(listener)):
        with pytest.raises(ValueError, match="async"):
            register("said", callback)
        with pytest.raises(ValueError, match="async"):
            register("said")(callback)


# -- aio ----------------------------------------------------------------------------------------


async def test_row_116_a_channel_is_a_queue_that_can_be_closed() -> None:
    channel: aio.Chan[int] = aio.Chan(2)
    channel.send_nowait(1)
    await channel.send(2)
    assert (channel.full(), channel.empty(), channel.qsize(), channel.closed) == (
        True,
        False,
        2,
        False,
    )
    with pytest.raises(aio.ChanFull):
        channel.send_nowait(3)
    waiting = asyncio.create_task(channel.send(3))
    await asyncio.sleep(1.0)
    assert not waiting.done()
    assert await channel.recv() == 1
    await waiting
    channel.close()
    with pytest.raises(aio.ChanClosed):
        channel.send_nowait(4)
    assert [item async for item in channel] == [2, 3]
    with pytest.raises(aio.ChanClosed):
        await channel.recv()
    with pytest.raises(aio.ChanClosed):
        channel.recv_nowait()
    with pytest.raises(aio.ChanEmpty):
        aio.Chan[int]().recv_nowait()


async def test_row_116_a_reader_that_is_cancelled_swallows_nothing() -> None:
    """Defect 55."""
    channel: aio.Chan[int] = aio.Chan()
    readers = [asyncio.create_task(channel.recv()) for _ in range(2)]
    await asyncio.sleep(0)
    channel.send_nowait(1)
    readers[0].cancel()
    assert await asyncio.wait_for(readers[1], 1.0) == 1


# -- audio --------------------------------------------------------------------------------------


def test_row_117_bytes_become_frames_of_one_length(caplog: pytest.LogCaptureFixture) -> None:
    """Oracle kind `audio_byte_stream`; a flush begins anew (defect 54)."""
    stream = audio.AudioByteStream(24_000, 1)
    assert stream.push(bytes(4799)) == []
    (frame,) = stream.write(bytes(4801 + 100))[:1]
    assert (frame.sample_rate, frame.num_channels, frame.samples_per_channel) == (24_000, 1, 2400)
    (rest,) = stream.flush()
    assert rest.samples_per_channel == 50
    assert stream.flush() == []
    stereo = audio.AudioByteStream(8000, 2, 80)
    samples = bytes(range(160)) * 4
    frames = stereo.push(samples)
    assert [frame.samples_per_channel for frame in frames] == [80, 80]
    assert b"".join(bytes(frame.data) for frame in frames) == samples
    stereo.push(b"odd")
    assert stereo.flush() == []
    assert "3 bytes" in caplog.text


# -- log_exceptions -----------------------------------------------------------------------------


async def test_row_118_exceptions_are_logged_and_go_on(caplog: pytest.LogCaptureFixture) -> None:
    logger = logging.getLogger("a program's own")

    @log_exceptions("while cooking", logger=logger)
    async def cook() -> None:
        raise ValueError("burnt")

    @log_exceptions(logger=logger)
    def wash() -> None:
        raise ValueError("cold")

    with pytest.raises(ValueError, match="burnt"):
        await cook()
    with pytest.raises(ValueError, match="cold"):
        wash()
    assert caplog.messages == ["Error in cook – while cooking", "Error in wash"]
    assert {record.name for record in caplog.records} == {"a program's own"}
    assert all(record.exc_info for record in caplog.records)


# -- http_context -------------------------------------------------------------------------------


async def test_row_119_a_job_has_one_http_session_and_nobody_else_has() -> None:
    with pytest.raises(RuntimeError, match="outside a job"):
        http_context.http_session()

    async def a_task_of_the_job() -> object:
        return http_context.http_session()

    async with http_context.job_session():
        session = http_context.http_session()
        assert http_context.http_session() is session
        assert await asyncio.create_task(a_task_of_the_job()) is session
        was_open = not session.closed
    assert was_open and session.closed
    with pytest.raises(RuntimeError, match="outside a job"):
        http_context.http_session()


async def test_row_119_jobs_do_not_share_their_sessions() -> None:
    async def job() -> object:
        async with http_context.job_session():
            await asyncio.sleep(1.0)
            return http_context.http_session()

    one, other = await asyncio.gather(job(), job())
    assert one is not other


async def test_row_119_a_job_that_asks_for_no_session_makes_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Defect 56."""
    monkeypatch.setattr("aiohttp.ClientSession", None)
    async with http_context.job_session():
        pass


# -- compute_changes ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "to_delete", "to_add"),
    [
        ("abc", "abc", "", []),
        ("abc", "", "abc", []),
        ("", "ab", "", [(None, "a"), ("a", "b")]),
        ("abc", "axbc", "", [("a", "x")]),
        ("abc", "xabc", "abc", [(None, "x"), ("x", "a"), ("a", "b"), ("b", "c")]),
        ("abcd", "bd", "ac", []),
        ("abcd", "acdb", "b", [("d", "b")]),
    ],
)
def test_row_120_lists_are_changed_with_as_little_as_possible(
    old: str, new: str, to_delete: str, to_add: list[tuple[str | None, str]]
) -> None:
    """Oracle kind `compute_changes`."""
    changes = compute_changes(list(old), list(new), lambda item: item)
    assert changes.to_delete == list(to_delete)
    assert [tuple(pair) for pair in changes.to_add] == to_add
