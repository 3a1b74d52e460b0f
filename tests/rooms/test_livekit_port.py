"""What a session sees of a LiveKit room, against stand-ins for the SDK's objects."""

import asyncio
import inspect
from collections.abc import Callable
from contextlib import aclosing
from datetime import UTC, datetime
from typing import Any, cast

import numpy as np
import pytest

rtc = pytest.importorskip("livekit.rtc")

from antiphon.audio import AudioFrame  # noqa: E402 - skipped above where the SDK is not installed
from antiphon.errors import ConfigurationError, RoomClosed, RoomError  # noqa: E402
from antiphon.rooms import port_for  # noqa: E402
from antiphon.rooms.base import Caption, ParticipantKind, Speaker  # noqa: E402
from antiphon.rooms.livekit.port import LiveKitPort  # noqa: E402
from tests.rooms.livekit_kit import (  # noqa: E402
    CONNECTED,
    RECONNECTING,
    SHAPES,
    Diary,
    StandInRoom,
    StandInSomebody,
    StandInSource,
    StandInStream,
    microphone,
    refused,
    somebody,
    stand_in,
)

RATE = 8000


@pytest.fixture(autouse=True)
def _stand_ins(monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(monkeypatch)


def entered(*who: StandInSomebody) -> tuple[StandInRoom, LiveKitPort]:
    room = StandInRoom()
    room.remote_participants |= {one.identity: one for one in who}
    return room, LiveKitPort(cast("Any", room))


async def turns(count: int = 10) -> None:
    """Let everybody hear of everything."""
    for _ in range(count):
        await asyncio.sleep(0)


def sound(count: int, first: int = 1) -> AudioFrame:
    return AudioFrame.from_samples(np.arange(first, first + count).astype(np.int16), RATE)


def source_of(room: StandInRoom) -> StandInSource:
    """What the agent's voice is played into."""
    source: StandInSource = room.local_participant.publications[0].track.source
    return source


# -- the stand-ins, and the way in -----------------------------------------------------------------


@pytest.mark.parametrize(("ours", "theirs"), SHAPES)
def test_a_stand_in_takes_nothing_that_the_sdk_does_not(
    ours: Callable[..., Any], theirs: Callable[..., Any]
) -> None:
    taken = set(inspect.signature(ours).parameters)
    assert taken <= set(inspect.signature(theirs).parameters)


async def test_a_room_of_the_same_shape_is_talked_in_like_livekits_own() -> None:
    assert isinstance(port_for(StandInRoom()), LiveKitPort)


async def test_what_is_no_room_is_refused() -> None:
    with pytest.raises(ConfigurationError, match=r"livekit\.rtc\.Room or an antiphon\.rooms"):
        port_for(object())


async def test_a_room_that_is_not_connected_cannot_be_used() -> None:
    with pytest.raises(RoomClosed, match="connect it, then start the agent"):
        port_for(rtc.Room())


# -- who is there --------------------------------------------------------------------------------


async def test_those_who_are_there_come_in_the_order_in_which_they_came() -> None:
    later = datetime(2026, 1, 1, 12, tzinfo=UTC)
    earlier = datetime(2026, 1, 1, 11, tzinfo=UTC)
    sip = rtc.ParticipantKind.PARTICIPANT_KIND_SIP
    _, port = entered(somebody("ann", joined_at=later), somebody("bob", sip, earlier))
    assert [(who.identity, who.kind) for who in port.participants()] == [
        ("bob", ParticipantKind.SIP),
        ("ann", ParticipantKind.STANDARD),
    ]


async def test_comings_and_goings_and_the_end_are_told() -> None:
    room, port = entered()
    diary = Diary()
    stop = port.listen(diary)
    room.joins(somebody("ann"))
    room.leaves("ann")
    room.emit("disconnected", rtc.DisconnectReason.ROOM_DELETED)
    stop()
    room.joins(somebody("bob"))
    assert diary.lines == ["ann joined", "ann left", "closed: room_deleted"]


async def test_who_is_back_after_a_reconnect_was_never_away() -> None:
    room, port = entered(somebody("ann"), somebody("bob"))
    diary = Diary()
    stop = port.listen(diary)
    room.state_is(RECONNECTING)
    room.leaves("ann")
    room.leaves("bob")
    room.state_is(CONNECTED)
    await asyncio.sleep(9.0)
    room.joins(somebody("ann"))
    room.joins(somebody("eve"))
    assert diary.lines == ["room_lost", "room_restored", "eve joined"]
    await asyncio.sleep(2.0)
    assert diary.lines[2:] == ["eve joined", "bob left"]
    stop()


async def test_a_port_that_is_never_used_leaves_nothing_in_the_room(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    room, listened_to = StandInRoom(), list[str]()
    monkeypatch.setattr(room, "on", lambda event, _callback: listened_to.append(event))
    LiveKitPort(cast("Any", room))
    assert listened_to == []


# -- the voice -----------------------------------------------------------------------------------


async def test_the_voice_is_a_microphone_track_and_is_withdrawn() -> None:
    room, port = entered()
    async with port.speaker(RATE) as speaker:
        (publication,) = room.local_participant.publications
        assert publication.source == rtc.TrackSource.SOURCE_MICROPHONE
        assert publication.track.name == "assistant_voice"
        assert publication.track.source.format == (RATE, 1)
        assert speaker.sample_rate == RATE
    assert room.local_participant.publications == []
    assert publication.track.source.is_closed


async def test_what_is_written_is_played_and_what_is_cleared_is_not_counted() -> None:
    room, port = entered()
    async with port.speaker(RATE) as speaker:
        await speaker.write(sound(800))
        await turns()
        assert source_of(room).captured == list(range(1, 801))
        await asyncio.sleep(0.05)
        assert speaker.queued() == 400
        assert speaker.clear() == 400
        assert source_of(room).cleared == 1
        assert speaker.queued() == 0


async def test_the_last_block_is_filled_up_when_nothing_follows() -> None:
    room, port = entered()
    async with port.speaker(RATE) as speaker:
        await speaker.write(sound(100))
        await turns()
        assert source_of(room).captured == list(range(1, 81))
        await asyncio.sleep(0.5)
        assert source_of(room).captured == [*range(1, 101), *[0] * 60]


async def test_a_full_queue_is_waited_for() -> None:
    _, port = entered()
    async with port.speaker(RATE) as speaker:
        before = asyncio.get_running_loop().time()
        await speaker.write(sound(2 * RATE))
        await speaker.write(sound(1))
        assert asyncio.get_running_loop().time() - before == pytest.approx(1.0, abs=0.01)


async def test_while_the_room_reconnects_nothing_is_heard_and_afterwards_it_goes_on() -> None:
    room, port = entered()
    async with port.speaker(RATE) as speaker:
        await speaker.write(sound(800))
        await asyncio.sleep(0.025)
        room.state_is(RECONNECTING)
        waiting = asyncio.create_task(speaker.write(sound(80, first=801)))
        await asyncio.sleep(3.0)
        assert speaker.queued() == 680
        assert not waiting.done()

        room.state_is(CONNECTED)
        await waiting
        await turns()
        assert source_of(room).captured[800:] == list(range(201, 841))
        assert source_of(room).cleared == 1


async def test_a_track_that_was_published_anew_waits_for_somebody_to_listen() -> None:
    room, port = entered()
    async with port.speaker(RATE) as speaker:
        await reconnect_fully(room, speaker)
        room.emit("local_track_subscribed", object())
        await asyncio.sleep(0.05)
        assert speaker.queued() == 400


async def test_nobody_who_listens_is_waited_for_for_ever() -> None:
    room, port = entered()
    async with port.speaker(RATE) as speaker:
        await reconnect_fully(room, speaker)
        await asyncio.sleep(9.99)
        assert speaker.queued() == 800
        await asyncio.sleep(0.06)
        assert speaker.queued() < 800


async def reconnect_fully(room: StandInRoom, speaker: Speaker) -> None:
    """Have the server restart at once, and wait a second."""
    await speaker.write(sound(800))
    room.state_is(RECONNECTING)
    await asyncio.sleep(1.0)
    room.emit("local_track_republished", object(), "TR_before")
    room.state_is(CONNECTED)
    await asyncio.sleep(1.0)
    assert speaker.queued() == 800


async def test_the_listener_is_whoever_subscribes_first() -> None:
    room, port = entered()
    async with port.speaker(RATE) as speaker:
        waiting = asyncio.create_task(speaker.heard_by("ann"))
        await turns()
        assert not waiting.done()
        room.local_participant.publications[0].is_heard.set()
        await waiting


async def test_without_the_right_to_publish_the_voice_goes_nowhere_and_it_is_said() -> None:
    room, port = entered()
    room.local_participant.permissions.can_publish = False
    diary = Diary()
    port.listen(diary)
    async with port.speaker(RATE) as speaker:
        await speaker.heard_by("ann")
        await speaker.write(sound(800))
        await asyncio.sleep(0.05)
        assert speaker.queued() == 400
        assert speaker.clear() == 400
    assert diary.lines == ["permission"]
    assert room.local_participant.publications == []


async def test_a_voice_that_cannot_be_published_is_an_error_of_the_room() -> None:
    room, port = entered()
    room.local_participant.refusal = refused("timed out")
    with pytest.raises(RoomError, match="timed out"):
        async with port.speaker(RATE):
            pass


async def test_a_right_to_publish_that_is_taken_away_is_told() -> None:
    room, port = entered()
    diary = Diary()
    port.listen(diary)
    async with port.speaker(RATE):
        me = room.local_participant
        room.emit("participant_permissions_changed", me)
        me.permissions.can_publish = False
        room.emit("participant_permissions_changed", somebody("ann"))
        assert diary.lines == []
        room.emit("participant_permissions_changed", me)
        assert diary.lines == ["permission"]
        await port.publish_caption(caption("Good day", final=True))
        assert me.packets == []


async def test_who_may_publish_a_camera_alone_may_not_speak() -> None:
    room, port = entered()
    room.local_participant.permissions.can_publish_sources = [rtc.TrackSource.SOURCE_CAMERA]
    diary = Diary()
    port.listen(diary)
    async with port.speaker(RATE):
        assert diary.lines == ["permission"]
        assert room.local_participant.publications == []


async def test_who_may_publish_a_microphone_alone_may_speak() -> None:
    room, port = entered()
    room.local_participant.permissions.can_publish_sources = [rtc.TrackSource.SOURCE_MICROPHONE]
    async with port.speaker(RATE):
        assert len(room.local_participant.publications) == 1


async def test_a_right_to_publish_that_is_given_late_is_used() -> None:
    room, port = entered()
    port.listen(Diary())
    me = room.local_participant
    me.permissions.can_publish = False
    async with port.speaker(RATE) as speaker:
        await speaker.write(sound(800))
        await asyncio.sleep(0.05)
        me.permissions.can_publish = True
        room.emit("participant_permissions_changed", me)
        room.emit("participant_permissions_changed", me)
        await turns()
        (publication,) = me.publications
        assert source_of(room).captured == []
        room.emit("local_track_subscribed", publication.track)
        await speaker.write(sound(800, first=801))
        await asyncio.sleep(0.2)
        assert source_of(room).captured == list(range(801, 1601))
    assert publication.track.source.is_closed


async def test_a_right_to_publish_that_is_taken_away_and_given_back_is_used() -> None:
    room, port = entered()
    me = room.local_participant
    diary = Diary()
    port.listen(diary)
    async with port.speaker(RATE) as speaker:
        before = source_of(room)
        for may in (False, True):
            me.permissions.can_publish = may
            room.emit("participant_permissions_changed", me)
            await turns()
        after = me.publications[-1].track.source
        assert after is not before
        room.emit("local_track_subscribed", me.publications[-1].track)
        await speaker.write(sound(800))
        await asyncio.sleep(0.2)
        assert after.captured == list(range(1, 801))
        assert diary.lines == ["permission"]
    assert before.is_closed
    assert after.is_closed


async def test_a_right_that_comes_and_goes_is_used_in_the_end() -> None:
    room, port = entered()
    me = room.local_participant
    me.permissions.can_publish = False
    port.listen(Diary())
    async with port.speaker(RATE) as speaker:
        for may in (True, False, True):
            me.permissions.can_publish = may
            room.emit("participant_permissions_changed", me)
            await asyncio.sleep(0)
        await turns(20)
        room.emit("local_track_subscribed", me.publications[-1].track)
        await speaker.write(sound(80))
        await asyncio.sleep(0.1)
        assert me.publications[-1].track.source.captured == list(range(1, 81))


async def test_a_right_that_is_given_and_cannot_be_used_leaves_it_at_that() -> None:
    room, port = entered()
    port.listen(Diary())
    me = room.local_participant
    me.permissions.can_publish = False
    async with port.speaker(RATE) as speaker:
        me.permissions.can_publish = True
        me.refusal = refused("timed out")
        room.emit("participant_permissions_changed", me)
        await turns()
        await speaker.write(sound(80))
        await asyncio.sleep(0.1)
        assert speaker.queued() == 0


@pytest.mark.parametrize("right", ["can_subscribe", "can_publish_data", "can_update_metadata"])
async def test_each_right_that_is_missing_is_told_once(right: str) -> None:
    room, port = entered()
    diary = Diary()
    port.listen(diary)
    setattr(room.local_participant.permissions, right, False)
    async with port.speaker(RATE):
        assert diary.lines == ["permission"]
        room.emit("participant_permissions_changed", room.local_participant)
        assert diary.lines == ["permission"]
        assert len(room.local_participant.publications) == 1


async def test_a_source_that_takes_nothing_is_an_error_of_the_room() -> None:
    room, port = entered()
    async with port.speaker(RATE) as speaker:
        source_of(room).refusal = Exception("failed to capture frame")
        await speaker.write(sound(80))
        await turns()
        with pytest.raises(RoomError, match="does not take the agent's voice: failed to capture"):
            await speaker.write(sound(80))


async def test_a_source_that_stands_still_is_replaced_and_nothing_is_lost() -> None:
    room, port = entered()
    diary = Diary()
    port.listen(diary)
    async with port.speaker(RATE) as speaker:
        before = source_of(room)
        await speaker.write(sound(800))
        await asyncio.sleep(0.06)
        before.moves.clear()
        waiting = asyncio.create_task(speaker.write(sound(800, first=801)))
        await asyncio.sleep(2.0)
        assert speaker.queued() == 1120
        assert diary.lines == []
        await asyncio.sleep(1.1)
        assert diary.lines == ["playout_stalled"]
        assert before.is_closed
        room.emit("local_track_subscribed", object())
        await waiting
        await asyncio.sleep(0.2)
        assert source_of(room).captured == list(range(481, 1601))
        assert speaker.queued() == 0


async def test_what_is_on_its_way_to_the_source_when_the_voice_is_stopped_is_not_heard() -> None:
    room, port = entered()
    async with port.speaker(RATE) as speaker:
        source = source_of(room)
        source.moves.clear()
        await speaker.write(sound(80))
        await turns()
        speaker.clear()
        assert source.cleared == 1
        source.moves.set()
        await turns()
        assert source.cleared == 2
        await speaker.write(sound(80))
        await turns()
        assert source.cleared == 2


async def test_what_is_on_its_way_when_the_line_is_mended_is_not_heard_twice() -> None:
    room, port = entered()
    async with port.speaker(RATE) as speaker:
        source = source_of(room)
        source.moves.clear()
        await speaker.write(sound(800))
        await turns()
        room.state_is(RECONNECTING)
        await asyncio.sleep(0.5)
        room.state_is(CONNECTED)
        assert source.cleared == 1
        source.moves.set()
        await turns()
        assert source.cleared == 2
        await asyncio.sleep(0.2)
        assert source.captured[-800:] == list(range(1, 801))


async def test_a_source_that_stands_still_for_a_moment_is_kept() -> None:
    room, port = entered()
    diary = Diary()
    port.listen(diary)
    async with port.speaker(RATE) as speaker:
        source_of(room).moves.clear()
        await speaker.write(sound(800))
        await asyncio.sleep(2.0)
        assert speaker.queued() == 800
        source_of(room).moves.set()
        await asyncio.sleep(0.2)
        assert source_of(room).captured[-800:] == list(range(1, 801))
        assert diary.lines == []


@pytest.mark.parametrize("seconds", [1.5, 3.5])
async def test_a_source_is_not_blamed_for_a_process_that_stood_still(
    monkeypatch: pytest.MonkeyPatch, seconds: float
) -> None:
    room, port = entered()
    diary = Diary()
    port.listen(diary)
    loop = asyncio.get_running_loop()
    async with port.speaker(RATE) as speaker:
        source = source_of(room)
        source.moves.clear()
        await speaker.write(sound(800))
        await turns()
        time = loop.time
        monkeypatch.setattr(loop, "time", lambda: time() + seconds)
        loop.call_soon(source.moves.set)  # its answer was there long ago, and takes some turns
        await asyncio.sleep(0.2)
        assert diary.lines == []
        assert source_of(room).captured == list(range(1, 801))
        assert source.cleared == 0


@pytest.mark.parametrize("refusal", [None, refused("no room")])
async def test_a_source_that_cannot_be_replaced_is_an_error_of_the_room(
    monkeypatch: pytest.MonkeyPatch, refusal: Exception | None
) -> None:
    monkeypatch.setattr(StandInSource, "capture_frame", StandInSource.stand_still)
    room, port = entered()
    async with port.speaker(RATE) as speaker:
        room.local_participant.refusal = refusal
        with pytest.raises(RoomError, match="at all" if refusal is None else "no room"):
            await speak(speaker, 20.0)


# -- whether media arrives -----------------------------------------------------------------------


class Server:
    """Sends something every so often, as long as the way is open."""

    def __init__(self, room: StandInRoom, every: float) -> None:
        self.is_reached = True
        self._room = room
        self._task = asyncio.create_task(self._send(every))

    async def _send(self, every: float) -> None:
        while True:
            me = self._room.local_participant
            if self.is_reached:
                for publication in me.publications:
                    publication.track.arrived_at = asyncio.get_running_loop().time()
            await asyncio.sleep(every)

    def close(self) -> None:
        self._task.cancel()


async def speak(speaker: Speaker, seconds: float) -> None:
    """Say something, as a playout does, without running far ahead."""
    for _ in range(round(seconds * 50)):
        await speaker.write(sound(RATE // 50))
        await asyncio.sleep(0.02)


async def test_what_is_said_while_no_media_arrives_is_said_anew_when_it_does() -> None:
    room, port = entered()
    async with port.speaker(RATE) as speaker:
        server = Server(room, every=0.02)
        await speak(speaker, 1.0)
        asked_before = room.local_participant.asked
        speaking = asyncio.create_task(speak(speaker, 2.0))
        await asyncio.sleep(0.5)
        server.is_reached = False
        await asyncio.sleep(1.6)
        assert speaker.queued() / RATE == pytest.approx(1.4, abs=0.2)
        assert not speaking.done()
        assert asked_before == 0
        assert room.local_participant.asked >= 5
        server.is_reached = True
        await speaking
        await asyncio.sleep(1.5)
        assert speaker.queued() == 0
        assert len(source_of(room).captured) / RATE == pytest.approx(4.3, abs=0.3)
        server.close()


async def test_a_server_that_answers_when_it_is_asked_is_there() -> None:
    room, port = entered()
    async with port.speaker(RATE) as speaker:
        server = Server(room, every=0.5)
        await speak(speaker, 4.0)
        assert room.local_participant.asked > 3
        assert source_of(room).cleared == 0
        server.close()


@pytest.mark.parametrize("is_told", [True, False])
async def test_where_nothing_can_be_known_of_the_way_it_is_taken_to_be_open(is_told: bool) -> None:
    room, port = entered()
    room.local_participant.permissions.can_publish_data = is_told
    async with port.speaker(RATE) as speaker:
        room.local_participant.publications[0].track.arrived_at = None if is_told else 1.0
        await speak(speaker, 4.0)
        assert speaker.queued() < 200
        assert room.local_participant.asked == 0


async def test_where_the_sdk_cannot_tell_the_way_is_taken_to_be_open() -> None:
    room, port = entered()
    async with port.speaker(RATE) as speaker:
        room.local_participant.publications[0].track.refusal = Exception("failed to get stats")
        await speak(speaker, 4.0)
        assert speaker.queued() < 200
        assert room.local_participant.asked == 0


async def test_a_way_that_is_dead_may_become_a_room_that_reconnects() -> None:
    room, port = entered()
    async with port.speaker(RATE) as speaker:
        room.local_participant.publications[0].track.arrived_at = 0.0
        speaking = asyncio.create_task(speak(speaker, 3.0))
        await asyncio.sleep(2.5)
        room.state_is(RECONNECTING)
        await asyncio.sleep(1.0)
        assert not speaking.done()
        server = Server(room, every=0.02)
        room.state_is(CONNECTED)
        await speaking
        await asyncio.sleep(1.5)
        assert speaker.queued() == 0
        server.close()


async def test_nobody_looks_while_nothing_is_said() -> None:
    room, port = entered()
    async with port.speaker(RATE):
        room.local_participant.publications[0].track.arrived_at = 1.0
        await asyncio.sleep(10.0)
        assert room.local_participant.asked == 0


# -- the ear -------------------------------------------------------------------------------------


class Ear:
    """Hears a microphone of the port."""

    def __init__(self, port: LiveKitPort, identity: str) -> None:
        self.samples: list[int] = []
        self.is_over = False
        self._task = asyncio.create_task(self._hear(port, identity))

    async def _hear(self, port: LiveKitPort, identity: str) -> None:
        frames = port.microphone(identity, sample_rate=RATE, frame_ms=20)
        async with aclosing(frames):
            async for frame in frames:
                assert isinstance(frame, AudioFrame)
                self.samples += frame.samples.tolist()
        self.is_over = True

    async def close(self) -> None:
        self._task.cancel()
        await asyncio.wait({self._task})


async def test_a_microphone_is_subscribed_to_and_read_in_frames_of_the_length_asked_for() -> None:
    ann = somebody("ann")
    room, port = entered(ann)
    ear = Ear(port, "ann")
    await turns()
    mine = microphone("TR_1", subscribed=False)
    room.publishes(ann, mine)
    assert mine.subscribed
    mine.track = object()
    room.emit("track_subscribed", mine.track, mine, ann)
    await turns()
    stream = StandInStream.open[mine.track]
    assert stream.format == (RATE, 1, 20)
    stream.speak(1, 2, 3)
    await turns()
    assert ear.samples == [1, 2, 3]
    await ear.close()
    assert StandInStream.open == {}


async def test_what_is_no_microphone_is_not_read() -> None:
    ann = somebody("ann")
    room, port = entered(ann)
    ear = Ear(port, "ann")
    await turns()
    room.publishes(ann, microphone("TR_screen", rtc.TrackSource.SOURCE_SCREENSHARE_AUDIO))
    await turns()
    assert StandInStream.open == {}
    await ear.close()


async def test_the_same_track_is_read_once_whatever_happens_around_it() -> None:
    ann = somebody("ann")
    mine = microphone("TR_1")
    ann.track_publications["TR_1"] = mine
    room, port = entered(ann)
    ear = Ear(port, "ann")
    await turns()
    stream = StandInStream.open[mine.track]
    room.publishes(ann, microphone("TR_2", rtc.TrackSource.SOURCE_CAMERA))
    room.emit("track_subscribed", mine.track, mine, ann)
    await turns()
    assert list(StandInStream.open.values()) == [stream]
    await ear.close()


async def test_a_newer_microphone_takes_over_until_it_is_muted() -> None:
    ann = somebody("ann")
    room, port = entered(ann)
    diary = Diary()
    port.listen(diary)
    old, new = microphone("TR_old"), microphone("TR_new")
    ear = Ear(port, "ann")
    await turns()
    for one in (old, new):
        room.publishes(ann, one)
        await turns()
    assert list(StandInStream.open) == [new.track]
    assert (old.subscribed, new.subscribed) == (False, True)
    room.mutes(ann, new)
    await turns()
    assert list(StandInStream.open) == [old.track]
    room.mutes(ann, old)
    await turns()
    assert list(StandInStream.open) == [old.track]
    assert diary.lines == ["input_switched", "input_switched"]
    await ear.close()


async def test_one_who_is_back_after_a_reconnect_is_heard_by_their_new_track() -> None:
    ann = somebody("ann")
    room, port = entered(ann)
    diary = Diary()
    port.listen(diary)
    room.publishes(ann, microphone("TR_1"))
    ear = Ear(port, "ann")
    await turns()
    room.state_is(RECONNECTING)
    room.leaves("ann")
    room.emit("track_unsubscribed", None, None, ann)
    await turns()
    assert StandInStream.open == {}
    room.state_is(CONNECTED)
    back = somebody("ann")
    room.joins(back)
    room.publishes(back, microphone("TR_2"))
    await turns()
    (stream,) = StandInStream.open.values()
    stream.speak(7)
    await turns()
    assert ear.samples == [7]
    assert diary.lines == ["room_lost", "room_restored"]
    await ear.close()


async def test_hearing_ends_when_they_leave() -> None:
    ann = somebody("ann")
    room, port = entered(ann)
    port.listen(Diary())
    room.publishes(ann, microphone("TR_1"))
    ear = Ear(port, "ann")
    await turns()
    room.leaves("ann")
    await turns()
    assert ear.is_over
    assert StandInStream.open == {}


async def test_a_reader_that_lags_loses_the_oldest() -> None:
    ann = somebody("ann")
    room, port = entered(ann)
    mine = microphone("TR_1")
    room.publishes(ann, mine)
    frames = port.microphone("ann", sample_rate=RATE, frame_ms=20)
    first = asyncio.ensure_future(anext(frames))
    await turns()
    for number in range(701):
        StandInStream.open[mine.track].speak(number)
    assert (await first).samples.tolist() == [101]
    assert (await anext(frames)).samples.tolist() == [102]
    await frames.aclose()


# -- what is shown -------------------------------------------------------------------------------


def caption(text: str, *, final: bool = False, speaker: str | None = None) -> Caption:
    return Caption(segment_id="SG_1", text=text, final=final, speaker=speaker)


async def test_the_agents_words_grow_in_one_stream_and_go_out_whole_in_packets() -> None:
    room, port = entered()
    me = room.local_participant
    async with port.speaker(RATE):
        for text, final in (("Good", False), ("Good day", False), ("Good day.", True)):
            await port.publish_caption(caption(text, final=final))
    (stream,) = me.streams
    assert stream.pieces == ["Good", " day", "."]
    assert stream.is_closed
    assert (stream.topic, stream.author) == ("lk.transcription", "agent")
    assert stream.attributes == {
        "lk.segment_id": "SG_1",
        "lk.transcription_final": "true",
        "lk.transcribed_track_id": "TR_voice",
    }
    assert [p.segments[0].text for p in me.packets] == ["Good", "Good day", "Good day."]
    assert {(p.participant_identity, p.track_sid) for p in me.packets} == {("agent", "TR_voice")}


async def test_a_users_words_are_sent_whole_each_time_in_their_own_name() -> None:
    ann = somebody("ann")
    room, port = entered(ann)
    room.publishes(ann, microphone("TR_ann"))
    await port.publish_caption(caption("Good", speaker="ann"))
    await port.publish_caption(caption("Good day", final=True, speaker="ann"))
    me = room.local_participant
    assert [(s.author, *s.pieces) for s in me.streams] == [("ann", "Good"), ("ann", "Good day")]
    assert all(stream.is_closed for stream in me.streams)
    assert [stream.attributes["lk.transcription_final"] for stream in me.streams] == [
        "false",
        "true",
    ]
    assert {p.track_sid for p in me.packets} == {"TR_ann"}


async def test_words_on_no_track_are_streamed_alone() -> None:
    """A packet without one aborts the process of whoever receives it by the SDK."""
    room, port = entered()
    await port.publish_caption(caption("Good day", final=True))
    assert room.local_participant.packets == []
    assert [stream.pieces for stream in room.local_participant.streams] == [["Good day"]]


async def test_while_the_room_reconnects_what_is_shown_waits_and_starts_anew() -> None:
    room, port = entered()
    stop = port.listen(Diary())
    await port.publish_state("speaking")
    await port.publish_caption(caption("Good"))
    room.state_is(RECONNECTING)
    waiting = asyncio.create_task(port.publish_caption(caption("Good day", final=True)))
    await asyncio.sleep(2.0)
    assert not waiting.done()
    room.state_is(CONNECTED)
    await waiting
    await turns()
    assert [stream.pieces for stream in room.local_participant.streams] == [["Good"], ["Good day"]]
    assert states(room) == ["speaking"] * 2
    stop()


def states(room: StandInRoom) -> list[str]:
    """What the agent's state was shown to be, one after the other."""
    return [shown["lk.agent.state"] for shown in room.local_participant.attributes]


async def test_in_a_room_that_is_closed_nothing_is_shown() -> None:
    room, port = entered()
    room.connection_state = rtc.ConnectionState.CONN_DISCONNECTED
    await port.publish_state("listening")
    await port.publish_caption(caption("Good day", final=True))
    assert room.local_participant.attributes == []
    assert room.local_participant.streams == []


async def test_what_is_not_answered_is_an_error_of_the_room_in_the_end() -> None:
    room, port = entered()
    room.local_participant.is_silent = True
    with pytest.raises(RoomError, match="has not answered for 10 s"):
        await port.publish_state("listening")


async def test_a_state_that_cannot_be_shown_anew_is_let_go() -> None:
    room, port = entered()
    stop = port.listen(Diary())
    await port.publish_state("listening")
    room.local_participant.is_silent = True
    room.state_is(CONNECTED)
    await asyncio.sleep(20.0)
    room.state_is(CONNECTED)
    await turns()
    stop()
    await asyncio.sleep(20.0)
    assert states(room) == ["listening"]


async def test_what_cannot_be_shown_is_an_error_of_the_room() -> None:
    ann = somebody("ann")
    room, port = entered(ann)
    room.publishes(ann, microphone("TR_ann"))
    room.local_participant.refusal = RuntimeError("no data channel")
    with pytest.raises(RoomError, match="no data channel"):
        await port.publish_caption(caption("Good day", speaker="ann"))
