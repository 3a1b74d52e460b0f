"""Of two agents in a LiveKit room, one holds a conversation: the one that was first."""

import asyncio
from typing import Any, cast

import pytest

rtc = pytest.importorskip("livekit.rtc")

from antiphon import clock  # noqa: E402 - skipped above where the SDK is not installed
from antiphon.rooms.livekit.port import LiveKitPort  # noqa: E402
from tests.rooms.livekit_kit import Diary, StandInRoom, StandInSomebody, somebody  # noqa: E402

AGENT = rtc.ParticipantKind.PARTICIPANT_KIND_AGENT
LONG_AGO, SOON = -100.0, 100.0
NOBODY = rtc.RpcError(rtc.RpcError.ErrorCode.CONNECTION_TIMEOUT, "connection timeout")


def conversing(identity: str, since: float | None, kind: int = AGENT) -> StandInSomebody:
    """One who shows the state of a conversation, since so many seconds from now; None: unsaid."""
    who = somebody(identity, kind)
    who.attributes["lk.agent.state"] = "speaking"
    if since is not None:
        who.attributes["antiphon.since"] = str(clock.wall() + since)
    return who


async def news() -> None:
    """Let those who are called answer."""
    for _ in range(5):
        await asyncio.sleep(0)


def listening(room: StandInRoom) -> tuple[LiveKitPort, Diary]:
    port, diary = LiveKitPort(cast("Any", room)), Diary()
    port.listen(diary)
    return port, diary


def found(diary: Diary) -> list[str]:
    return [line for line in diary.lines if line.endswith("was first")]


@pytest.mark.parametrize("since", [LONG_AGO, SOON, None])
async def test_an_agent_that_comes_into_a_room_with_another_finds_it(since: float | None) -> None:
    room = StandInRoom()
    room.remote_participants["other"] = conversing("other", since)
    _, diary = listening(room)
    await news()
    assert diary.lines == ["other was first"]


async def test_one_that_shows_nothing_yet_finds_any_that_does() -> None:
    room = StandInRoom()
    _, diary = listening(room)
    room.joins(conversing("other", SOON))
    await news()
    assert found(diary) == ["other was first"]


@pytest.mark.parametrize(
    ("since", "expected"),
    [(LONG_AGO, ["other was first"]), (None, ["other was first"]), (SOON, [])],
)
async def test_of_two_that_meet_the_one_stays_that_has_shown_its_state_for_longer(
    since: float | None, expected: list[str]
) -> None:
    room = StandInRoom()
    port, diary = listening(room)
    await port.publish_state("listening")
    room.joins(conversing("other", since))
    await news()
    assert found(diary) == expected


@pytest.mark.parametrize(("identity", "expected"), [("aaa", ["aaa was first"]), ("zzz", [])])
async def test_of_two_that_began_at_once_the_name_decides(
    identity: str, expected: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "wall", lambda: 1000.0)
    room = StandInRoom()
    port, diary = listening(room)
    await port.publish_state("listening")
    room.joins(conversing(identity, 0.0))
    await news()
    assert found(diary) == expected


async def test_one_that_begins_to_show_itself_is_noticed() -> None:
    room = StandInRoom()
    other = somebody("other", AGENT)
    _, diary = listening(room)
    room.joins(other)
    assert found(diary) == []
    other.attributes["lk.agent.state"] = "initializing"
    room.emit("participant_attributes_changed", {}, other)
    await news()
    assert found(diary) == ["other was first"]


async def test_a_person_cannot_pose_as_an_agent() -> None:
    room = StandInRoom()
    standard = rtc.ParticipantKind.PARTICIPANT_KIND_STANDARD
    room.remote_participants["eve"] = conversing("eve", LONG_AGO, standard)
    _, diary = listening(room)
    await news()
    assert found(diary) == []


async def test_one_that_was_killed_and_is_still_in_the_room_holds_no_conversation() -> None:
    room = StandInRoom()
    room.local_participant.answer = NOBODY
    room.remote_participants["ghost"] = conversing("ghost", LONG_AGO)
    port, diary = listening(room)
    began = clock.now()
    await port.settled()
    assert clock.now() - began == 2.0
    async with port.speaker(8000):
        await port.publish_state("listening")
        room.emit("participant_attributes_changed", {}, somebody("ann"))
        await asyncio.sleep(2.0)
        assert room.local_participant.called == ["ghost"]
        await asyncio.sleep(2.0)
        assert room.local_participant.called == ["ghost", "ghost"]
        room.leaves("ghost")
        await asyncio.sleep(60.0)
    assert room.local_participant.called == ["ghost", "ghost"]
    assert found(diary) == []


async def test_one_that_answers_late_was_first_all_the_same() -> None:
    room = StandInRoom()
    room.local_participant.answer = NOBODY
    room.remote_participants["other"] = conversing("other", LONG_AGO)
    _, diary = listening(room)
    await asyncio.sleep(3.0)
    room.local_participant.answer = "here"
    await asyncio.sleep(3.0)
    assert found(diary) == ["other was first"]


async def test_one_that_has_answered_is_not_called_again() -> None:
    room = StandInRoom()
    other = room.remote_participants["other"] = conversing("other", LONG_AGO)
    _, diary = listening(room)
    await news()
    room.emit("participant_attributes_changed", {}, other)
    assert found(diary) == ["other was first"] * 2
    assert room.local_participant.called == ["other"]


async def test_who_listens_no_more_calls_nobody() -> None:
    room = StandInRoom()
    room.local_participant.answer = NOBODY
    room.remote_participants["ghost"] = conversing("ghost", LONG_AGO)
    LiveKitPort(cast("Any", room)).listen(Diary())()
    await asyncio.sleep(10.0)
    assert room.local_participant.called == []


async def test_a_conversation_that_is_over_is_not_shown_any_more() -> None:
    room = StandInRoom()
    port, _ = listening(room)
    room.local_participant.permissions.can_publish = False
    async with port.speaker(8000):
        await port.publish_state("listening")
    shown, taken_back = room.local_participant.attributes
    assert set(shown) == {"lk.agent.state", "antiphon.since"}
    assert taken_back == {"lk.agent.state": "", "antiphon.since": ""}
