"""A link: what is sent first, what may be dropped, and how a dead line is noticed."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from random import Random

import pytest

from antiphon import clock
from antiphon.plugins.wire import ConnectionLost, Link
from antiphon.plugins.wire.link import MAX_CONTROL
from tests.plugins.wire.memory import MemoryConnection

PROBE = b"probe"


class Call:
    """A link at work, and what has come of it."""

    def __init__(self) -> None:
        self.connection = MemoryConnection()
        self.dropped: list[float] = []
        self.received: list[bytes] = []
        self.link = Link(self.connection, probe=lambda: PROBE, dropped=self.dropped.append)

    @property
    def sent(self) -> list[str]:
        return [message.decode() for message in self.connection.sent]

    async def run(self) -> None:
        await self.link.run(self.received.append)

    async def speak(self, seconds: float, *, first: int = 0) -> None:
        """The user speaks: audio in pieces of 20 ms, as it comes from a microphone."""
        for i in range(round(seconds / 0.02)):
            self.link.send_audio(f"audio {first + i}".encode(), 0.02)
            await asyncio.sleep(0.02)


@asynccontextmanager
async def call() -> AsyncIterator[Call]:
    """A call whose line is up within the context."""
    it = Call()
    running = asyncio.create_task(it.run())
    await asyncio.sleep(0)
    yield it
    assert not running.done(), running.exception()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running


@asynccontextmanager
async def stalled_call() -> AsyncIterator[Call]:
    """A call whose far end takes nothing, with one message stuck on the way to it."""
    async with call() as it:
        it.connection.stall()
        it.link.send(b"stuck")
        await asyncio.sleep(0)
        yield it


async def settled() -> None:
    """Wait until everything that can be sent is sent."""
    await asyncio.sleep(0.001)


# -- both ways -------------------------------------------------------------------------------------


async def test_messages_go_out_and_come_in() -> None:
    async with call() as it:
        it.link.send(b"hello")
        it.connection.say(b"hi")
        it.connection.say(b"there")
        await settled()
        assert it.sent == ["hello"]
        assert it.received == [b"hi", b"there"]


async def test_what_was_queued_before_the_link_runs_goes_out_when_it_does() -> None:
    it = Call()
    it.link.send_audio(b"audio", 0.02)
    it.link.send(b"hello")
    running = asyncio.create_task(it.run())
    await settled()
    assert it.sent == ["hello", "audio"]
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running


# -- what goes first -------------------------------------------------------------------------------


async def test_fault_05_control_overtakes_the_audio_that_waits() -> None:
    async with stalled_call() as it:
        it.link.send_audio(b"a", 0.02)
        it.link.send_audio(b"b", 0.02)
        it.link.send(b"cancel")
        it.link.send(b"truncate")
        it.connection.go_on()
        await settled()
        assert it.sent == ["stuck", "cancel", "truncate", "a", "b"]


async def test_what_must_keep_its_place_waits_for_the_audio_before_it() -> None:
    async with stalled_call() as it:
        it.link.send_audio(b"a", 0.02)
        it.link.send_in_order(b"commit")
        it.link.send_audio(b"b", 0.02)
        it.connection.go_on()
        await settled()
        assert it.sent == ["stuck", "a", "commit", "b"]


async def test_nothing_overtakes_what_must_keep_its_place() -> None:
    async with stalled_call() as it:
        it.link.send(b"before")
        it.link.send_audio(b"a", 0.02)
        it.link.send_in_order(b"commit")
        it.link.send(b"create")
        it.link.send(b"cancel")
        it.connection.go_on()
        await settled()
        assert it.sent == ["stuck", "before", "a", "commit", "create", "cancel"]


async def test_when_it_has_gone_out_control_goes_first_again() -> None:
    async with stalled_call() as it:
        it.link.send_in_order(b"commit")
        it.connection.go_on()
        await settled()
        it.connection.stall()
        it.link.send_audio(b"a", 0.02)
        await settled()
        it.link.send_audio(b"b", 0.02)
        it.link.send(b"cancel")
        it.connection.go_on()
        await settled()
        assert it.sent == ["stuck", "commit", "a", "cancel", "b"]


# -- what may be dropped ---------------------------------------------------------------------------


async def test_fault_05_the_last_two_seconds_of_audio_wait_and_the_rest_is_counted() -> None:
    async with stalled_call() as it:
        await it.speak(5.0)
        it.connection.go_on()
        await settled()
        assert it.sent[0] == "stuck"
        assert it.sent[-1] == "audio 249"
        kept = it.sent[1:]
        assert kept == [f"audio {i}" for i in range(250 - len(kept), 250)]
        assert len(kept) * 0.02 == pytest.approx(2.0, abs=0.021)
        assert sum(it.dropped) + len(kept) * 0.02 == pytest.approx(5.0)


async def test_fault_05_what_has_gone_out_does_not_count_for_what_waits() -> None:
    async with call() as it:
        await it.speak(10.0)
        it.connection.stall()
        await it.speak(1.5, first=500)
        it.connection.go_on()
        await settled()
        assert it.sent == [f"audio {i}" for i in range(575)]
        assert it.dropped == []


async def test_two_seconds_are_not_too_much() -> None:
    async with stalled_call() as it:
        for i in range(4):
            it.link.send_audio(str(i).encode(), 0.5)
        it.connection.go_on()
        await settled()
        assert it.sent == ["stuck", "0", "1", "2", "3"]
        assert it.dropped == []


async def test_fault_05_control_is_never_dropped_with_the_audio_around_it() -> None:
    async with stalled_call() as it:
        await it.speak(1.0)
        it.link.send_in_order(b"commit")
        it.link.send(b"create")
        await it.speak(3.0, first=50)
        it.link.send(b"cancel")
        it.connection.go_on()
        await settled()
        assert [x for x in it.sent if not x.startswith("audio")] == [
            "stuck",
            "commit",
            "create",
            "cancel",
        ]
        assert it.sent.index("create") < it.sent.index("audio 199") < it.sent.index("cancel")


async def test_old_audio_that_is_sent_again_is_not_dropped() -> None:
    async with stalled_call() as it:
        for i in range(30):
            it.link.send_again(f"again {i}".encode())
        await it.speak(3.0)
        it.connection.go_on()
        await settled()
        assert it.sent[1:31] == [f"again {i}" for i in range(30)]
        assert it.sent[31].startswith("audio")
        assert sum(it.dropped) == pytest.approx(1.0, abs=0.021)


async def test_a_recording_that_is_queued_at_once_is_sent_as_a_whole() -> None:
    async with call() as it:
        for i in range(300):
            it.link.send_audio(f"audio {i}".encode(), 0.1)
        it.link.send_in_order(b"commit")
        await settled()
        assert it.sent == [*(f"audio {i}" for i in range(300)), "commit"]
        assert it.dropped == []


async def test_a_long_piece_that_has_waited_too_long_is_dropped_as_a_whole() -> None:
    async with stalled_call() as it:
        it.link.send_audio(b"long", 10.0)
        await asyncio.sleep(2.5)
        it.link.send_audio(b"short", 0.5)
        it.connection.go_on()
        await settled()
        assert it.sent == ["stuck", "short"]
        assert it.dropped == [10.0]


# -- how it ends -----------------------------------------------------------------------------------


async def test_fault_01_a_line_that_breaks_ends_the_run_with_the_reason() -> None:
    it = Call()
    gone = ConnectionLost("gone", code=1011, reason="oops")
    it.connection.lose(gone)
    with pytest.raises(ConnectionLost) as raised:
        await it.run()
    assert raised.value is gone
    assert it.connection.closed == 1
    assert asyncio.all_tasks() == {asyncio.current_task()}


async def test_a_line_that_breaks_while_something_is_sent_ends_the_run_too() -> None:
    it = Call()
    gone = ConnectionLost("gone")

    def breaks(_: bytes) -> None:
        raise gone

    it.connection.on_sent = breaks
    it.link.send(b"hello")
    with pytest.raises(ConnectionLost) as raised:
        await it.run()
    assert raised.value is gone
    assert it.connection.closed == 1


async def test_what_the_receiver_raises_is_raised_as_it_is() -> None:
    it = Call()
    bug = ZeroDivisionError("a bug in the caller")

    def receive(_: bytes) -> None:
        raise bug

    it.connection.say(b"hi")
    with pytest.raises(ZeroDivisionError) as raised:
        await it.link.run(receive)
    assert raised.value is bug
    assert it.connection.closed == 1


async def test_who_is_cancelled_leaves_no_task_behind_and_closes_the_connection() -> None:
    it = Call()
    running = asyncio.create_task(it.run())
    it.connection.stall()
    it.link.send(b"stuck")
    await settled()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert it.connection.closed == 1
    assert asyncio.all_tasks() == {asyncio.current_task()}


async def test_a_link_that_is_closed_runs_no_more() -> None:
    it = Call()
    running = asyncio.create_task(it.run())
    await settled()
    await it.link.aclose()
    with pytest.raises(ConnectionLost, match="closed"):
        await running


async def test_a_model_that_takes_no_control_is_given_up_before_the_queue_grows_further() -> None:
    it = Call()
    running = asyncio.create_task(it.run())
    it.connection.stall()
    it.link.send(b"stuck")
    await settled()
    for _ in range(MAX_CONTROL):
        it.link.send(b"one more")
    await settled()
    assert not running.done()
    it.link.send(b"one too many")
    with pytest.raises(ConnectionLost, match="takes nothing"):
        await running
    assert it.sent == []


async def test_what_comes_in_order_counts_for_the_bound_too() -> None:
    it = Call()
    it.link.send(b"hello")
    for _ in range(MAX_CONTROL):
        it.link.send_in_order(b"commit")
    with pytest.raises(ConnectionLost, match="takes nothing"):
        await it.run()


# -- whether anybody is there ----------------------------------------------------------------------


def answering(it: Call, *, seconds: tuple[float, float]) -> None:
    """The far end answers probes, each after a time between these."""
    rng = Random(3)
    loop = asyncio.get_running_loop()

    def hear(message: bytes) -> None:
        if message == PROBE:
            loop.call_later(rng.uniform(*seconds), it.connection.say, b"here")

    it.connection.on_sent = hear


@pytest.mark.parametrize("talking", [0.0, 0.5, 4.7, 12.9, 13.0, 13.1, 30.0])
async def test_fault_04_a_line_that_is_half_open_is_found_within_twenty_seconds(
    talking: float,
) -> None:
    """The model answers for a while; then its network is gone, and nobody says so."""
    it = Call()
    answering(it, seconds=(0.1, 0.1))
    running = asyncio.create_task(it.run())
    speaking = asyncio.create_task(it.speak(120.0))
    await asyncio.sleep(talking)
    it.connection.on_sent = lambda _: None
    silent_since = clock.now()
    with pytest.raises(ConnectionLost, match="nothing has come from the model for 18 s"):
        await running
    assert clock.now() - silent_since <= 20.0
    speaking.cancel()


async def test_fault_05_a_far_end_that_takes_nothing_and_says_nothing_is_found_as_well() -> None:
    it = Call()
    running = asyncio.create_task(it.run())
    it.connection.stall()
    speaking = asyncio.create_task(it.speak(120.0))
    with pytest.raises(ConnectionLost, match="nothing has come"):
        await running
    assert clock.now() <= 20.0
    speaking.cancel()


async def test_fault_05_what_waits_behind_a_stuck_message_is_reason_enough_to_look() -> None:
    it = Call()
    running = asyncio.create_task(it.run())
    it.connection.stall()
    it.link.send(b"stuck")
    await settled()
    it.connection.say(b"the last word")
    await settled()
    speaking = asyncio.create_task(it.speak(120.0))
    with pytest.raises(ConnectionLost, match="nothing has come"):
        await running
    assert clock.now() <= 20.0
    speaking.cancel()


async def test_fault_04_who_speaks_after_a_long_silence_is_heard_or_told_so_soon() -> None:
    it = Call()
    running = asyncio.create_task(it.run())
    await asyncio.sleep(600.0)
    it.link.send(b"hello?")
    with pytest.raises(ConnectionLost):
        await running
    assert clock.now() <= 620.0


async def test_fault_07_slow_and_uneven_round_trips_are_no_reason_for_alarm() -> None:
    async with call() as it:
        answering(it, seconds=(0.2, 0.8))
        await it.speak(120.0)
        assert it.sent.count("probe") >= 8
        assert it.dropped == []


async def test_fault_04_the_question_is_asked_in_front_of_what_keeps_its_place() -> None:
    async with call() as it:
        answering(it, seconds=(0.5, 0.5))
        it.link.send(b"hello")
        await asyncio.sleep(12.9)
        it.connection.stall()
        it.link.send(b"stuck")
        await settled()
        it.link.send_audio(b"a", 0.02)
        it.link.send_in_order(b"commit")
        await asyncio.sleep(1.0)
        it.connection.go_on()
        await asyncio.sleep(10.0)
        assert it.sent == ["hello", "stuck", "probe", "a", "commit"]


async def test_in_a_long_silence_nobody_is_asked_anything() -> None:
    async with call() as it:
        it.link.send(b"hello")
        await settled()
        it.connection.say(b"hi")
        await asyncio.sleep(3600.0)
        assert it.sent == ["hello"]


async def test_a_model_that_talks_is_not_asked_whether_it_is_there() -> None:
    async with call() as it:
        for _ in range(30):
            it.link.send(b"hello")
            it.connection.say(b"hi")
            await asyncio.sleep(10.0)
        assert "probe" not in it.sent
