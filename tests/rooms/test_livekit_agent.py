"""A whole conversation in a LiveKit room, against stand-ins for the SDK's objects."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import pytest

rtc = pytest.importorskip("livekit.rtc")

from antiphon import MultimodalAgent, clock  # noqa: E402 - skipped above without the SDK
from antiphon.testing.scripted import ScriptedModel, ScriptedSession  # noqa: E402
from tests.rooms.livekit_kit import (  # noqa: E402
    CONNECTED,
    RECONNECTING,
    StandInRoom,
    microphone,
    somebody,
    stand_in,
)

if TYPE_CHECKING:
    from antiphon.record import Record

STORY = "one two three four five six seven eight"
SECONDS = 4.0


class Scene:
    """The agent, its room with Ann, and what was told."""

    def __init__(self, room: StandInRoom, agent: MultimodalAgent) -> None:
        self.room = room
        self.agent = agent
        self.records: list[Record] = []
        agent.observe(self.records.append)

    def told(self, event: str) -> list[Any]:
        """The first argument of each event of that name."""
        return [record.args[0] for record in self.records if record.event == event]

    def detail(self, event: str) -> dict[str, Any]:
        """What is known besides of the only event of that name."""
        (detail,) = [record.detail for record in self.records if record.event == event]
        return detail

    def loses(self, *identities: str) -> None:
        """The server is gone, and with it what it knew of these people and of the agent's track."""
        self.room.state_is(RECONNECTING)
        for identity in identities:
            self.room.leaves(identity)
        self.room.emit("local_track_republished", object(), "TR_before")


@pytest.fixture(autouse=True)
def _stand_ins(monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(monkeypatch)


@asynccontextmanager
async def story(*, can_publish: bool = True) -> AsyncIterator[Scene]:
    """An agent that has just begun to tell one to Ann."""

    async def tell(model: ScriptedSession) -> None:
        await model.answer(STORY, seconds=SECONDS)

    room = StandInRoom()
    room.local_participant.permissions.can_publish = can_publish
    agent = MultimodalAgent(model=ScriptedModel(tell))
    scene = Scene(room, agent)
    agent.start(room)
    await asyncio.sleep(0.5)
    ann = somebody("ann")
    room.joins(ann)
    room.publishes(ann, microphone("TR_ann"))
    for publication in room.local_participant.publications:
        publication.is_heard.set()
    await asyncio.sleep(0.0)
    try:
        yield scene
    finally:
        await agent.aclose()


async def test_the_first_who_joins_hears_all_of_it() -> None:
    async with story() as scene:
        began = clock.now()
        await asyncio.sleep(SECONDS + 0.5)
        assert scene.agent.current_speaker == "ann"
        assert scene.told("agent_speech_committed") == [STORY]
        (stopped,) = [r.at for r in scene.records if r.event == "agent_stopped_speaking"]
        assert stopped - began == pytest.approx(SECONDS, abs=0.1)
        captions = [stream for stream in scene.room.local_participant.streams if stream.pieces]
        assert "".join(captions[-1].pieces) == STORY


async def test_an_outage_only_delays_the_rest_of_it() -> None:
    async with story() as scene:
        began = clock.now()
        await asyncio.sleep(1.0)
        scene.room.state_is(RECONNECTING)
        scene.room.leaves("ann")
        await asyncio.sleep(3.0)
        scene.room.state_is(CONNECTED)
        scene.room.joins(somebody("ann"))
        await asyncio.sleep(SECONDS)
        assert scene.told("agent_speech_committed") == [STORY]
        assert scene.agent.current_speaker == "ann"
        (stopped,) = [r.at for r in scene.records if r.event == "agent_stopped_speaking"]
        assert stopped - began == pytest.approx(SECONDS + 3.0, abs=0.1)


async def test_what_is_interrupted_in_an_outage_was_heard_as_far_as_its_beginning() -> None:
    async with story() as scene:
        await asyncio.sleep(1.0)
        scene.room.state_is(RECONNECTING)
        await asyncio.sleep(3.0)
        scene.agent.interrupt()
        detail = scene.detail("agent_speech_interrupted")
        assert detail["heard_ms"] == pytest.approx(1000, abs=20)


async def test_what_was_said_while_media_alone_was_lost_was_not_heard() -> None:
    async with story() as scene:
        (publication,) = scene.room.local_participant.publications
        for _ in range(100):
            publication.track.arrived_at = clock.now()
            await asyncio.sleep(0.01)
        await asyncio.sleep(2.0)
        scene.agent.interrupt()
        detail = scene.detail("agent_speech_interrupted")
        assert detail["heard_ms"] == pytest.approx(1000, abs=20)
        assert scene.told("agent_speech_interrupted") == ["one two..."]


async def test_an_agent_that_finds_another_in_its_room_neither_listens_nor_talks() -> None:
    room = StandInRoom()
    other = somebody("other", rtc.ParticipantKind.PARTICIPANT_KIND_AGENT)
    other.attributes["lk.agent.state"] = "listening"
    room.remote_participants["other"] = other
    agent = MultimodalAgent(model=ScriptedModel())
    scene = Scene(room, agent)
    agent.start(room)
    await agent.wait_closed()
    assert scene.told("closed") == ["another_agent"]
    assert room.local_participant.publications == []
    assert room.local_participant.attributes == []


async def test_who_does_not_come_back_has_left() -> None:
    async with story() as scene:
        await asyncio.sleep(1.0)
        scene.room.state_is(RECONNECTING)
        scene.room.leaves("ann")
        await asyncio.sleep(1.0)
        scene.room.state_is(CONNECTED)
        await asyncio.sleep(10.1)
        assert scene.agent.current_speaker is None


async def test_one_who_dials_again_long_after_the_agent_hears_the_rest_of_it() -> None:
    async with story() as scene:
        began = clock.now()
        await asyncio.sleep(1.0)
        scene.loses("ann")
        await asyncio.sleep(1.0)
        scene.room.state_is(CONNECTED)
        await asyncio.sleep(9.0)
        scene.room.joins(somebody("ann"))
        scene.room.emit("local_track_subscribed", object())
        await asyncio.sleep(SECONDS)
        assert scene.told("agent_speech_committed") == [STORY]
        (stopped,) = [r.at for r in scene.records if r.event == "agent_stopped_speaking"]
        assert stopped - began == pytest.approx(SECONDS + 10.0, abs=0.1)


@pytest.mark.parametrize("is_known_first", [True, False])
async def test_a_bystander_who_is_back_first_is_not_told_the_rest_in_her_place(
    is_known_first: bool,
) -> None:
    async with story() as scene:
        began = clock.now()
        scene.room.joins(somebody("bob"))
        await asyncio.sleep(1.0)
        scene.loses("ann", "bob")
        scene.room.state_is(CONNECTED)
        if is_known_first:
            scene.room.joins(somebody("bob"))
        scene.room.emit("local_track_subscribed", object())
        if not is_known_first:
            scene.room.joins(somebody("bob"))
        await asyncio.sleep(3.0)
        scene.room.joins(somebody("ann"))
        await asyncio.sleep(SECONDS)
        (stopped,) = [r.at for r in scene.records if r.event == "agent_stopped_speaking"]
        assert stopped - began == pytest.approx(SECONDS + 3.0, abs=0.1)


async def test_nobody_is_spoken_to_who_left_during_an_outage() -> None:
    async with story() as scene:
        await asyncio.sleep(1.0)
        scene.loses("ann")
        await asyncio.sleep(1.0)
        scene.room.state_is(CONNECTED)
        await asyncio.sleep(10.1)
        detail = scene.detail("agent_speech_interrupted")
        assert detail["heard_ms"] == pytest.approx(1000, abs=20)


async def test_an_outage_and_its_end_are_told() -> None:
    async with story() as scene:
        scene.room.state_is(RECONNECTING)
        scene.room.state_is(RECONNECTING)
        scene.room.state_is(CONNECTED)
        scene.room.state_is(CONNECTED)
        troubles = [(trouble.kind, trouble.recoverable) for trouble in scene.told("error")]
        assert troubles == [("room_lost", True), ("room_restored", True)]


async def test_a_line_that_does_not_come_back_is_said_to_be_lost() -> None:
    async with story() as scene:
        scene.room.state_is(RECONNECTING)
        scene.room.state_is(rtc.ConnectionState.CONN_DISCONNECTED)
        scene.room.emit("disconnected", rtc.DisconnectReason.UNKNOWN_REASON)
        await scene.agent.wait_closed()
        assert scene.told("closed") == ["connection_lost"]


async def test_who_may_not_publish_is_told_so_and_talks_in_text() -> None:
    async with story(can_publish=False) as scene:
        await asyncio.sleep(SECONDS + 0.5)
        (trouble,) = scene.told("error")
        assert (trouble.kind, trouble.recoverable) == ("permission", True)
        assert "not spoken" in trouble.message
        assert scene.told("agent_speech_committed") == [STORY]
        assert scene.room.local_participant.publications == []
        assert scene.room.local_participant.packets == []


async def test_a_room_that_is_closed_ends_it() -> None:
    async with story() as scene:
        await asyncio.sleep(1.0)
        scene.room.state_is(rtc.ConnectionState.CONN_DISCONNECTED)
        scene.room.emit("disconnected", rtc.DisconnectReason.SERVER_SHUTDOWN)
        await scene.agent.wait_closed()
        assert scene.told("closed") == ["server_shutdown"]
        assert len(scene.told("agent_speech_interrupted")) == 1
