"""People in a local room: who is here, what they publish, and what the others are told."""

import asyncio

import pytest

from antiphon.errors import RoomClosed, RoomError
from antiphon.rooms.local import (
    AudioSource,
    AudioStream,
    ConnectionState,
    DataPacketKind,
    DisconnectReason,
    LocalRoom,
    ParticipantKind,
    RemoteTrackPublication,
    TrackSource,
)
from tests.rooms.local_kit import RATE, Reader, events_of, join, publish, sound, turns, wakeups


async def test_people_see_each_other_come_and_go() -> None:
    anna = await join("anna")
    seen = events_of(anna, "participant_connected", "participant_disconnected")
    bert = await join("bert")
    clara = await join("clara")
    await turns()

    assert list(anna.remote_participants) == ["bert", "clara"]
    assert list(clara.remote_participants) == ["anna", "bert"]

    await bert.disconnect()
    await turns()
    assert list(anna.remote_participants) == ["clara"]
    assert [(event, who.identity) for event, who in seen] == [
        ("participant_connected", "bert"),
        ("participant_connected", "clara"),
        ("participant_disconnected", "bert"),
    ]


async def test_a_room_knows_its_own_state() -> None:
    room = LocalRoom(kind=ParticipantKind.PARTICIPANT_KIND_AGENT)
    seen = events_of(room, "connected", "disconnected", "connection_state_changed")
    assert not room.isconnected()
    assert room.name == ""

    await room.connect("local://attic", "agent")
    assert room.isconnected()
    assert room.name == "attic"
    assert (await room.sid).startswith("RM_")
    assert room.local_participant.kind is ParticipantKind.PARTICIPANT_KIND_AGENT

    await room.disconnect()
    await room.disconnect()
    assert room.connection_state is ConnectionState.CONN_DISCONNECTED
    assert seen == [
        ("connection_state_changed", ConnectionState.CONN_CONNECTED),
        ("connected",),
        ("connection_state_changed", ConnectionState.CONN_DISCONNECTED),
        ("disconnected", DisconnectReason.CLIENT_INITIATED),
    ]


async def test_rooms_of_different_names_are_apart_and_empty_ones_are_gone() -> None:
    anna = await join("anna", "cellar")
    sid = await anna.sid
    assert not (await join("bert", "attic")).remote_participants

    await anna.disconnect()
    again = await join("anna", "cellar")
    assert await again.sid != sid


async def test_who_joins_under_another_s_identity_puts_the_other_out() -> None:
    anna, first = await join("anna"), await join("bert")
    await publish(first, AudioSource(RATE, 1))
    left = events_of(first, "disconnected")
    seen = events_of(anna, "track_unpublished", "participant_disconnected", "participant_connected")

    second = await join("bert")
    with pytest.raises(RoomClosed, match="'bert' is no longer in the local room 'kitchen'"):
        await first.local_participant.set_name("Bert")
    await turns()

    assert left == [("disconnected", DisconnectReason.DUPLICATE_IDENTITY)]
    assert not first.isconnected()
    assert [event for event, *_ in seen] == [
        "track_unpublished",
        "participant_disconnected",
        "participant_connected",
    ]
    assert anna.remote_participants["bert"].sid == second.local_participant.sid


@pytest.mark.parametrize("url", ["wss://example.org", "kitchen", "local://"])
async def test_an_address_that_is_not_a_local_room_is_refused(url: str) -> None:
    with pytest.raises(RoomError, match="A local room is at local://NAME"):
        await LocalRoom().connect(url, "anna")


async def test_what_makes_no_sense_is_refused_in_one_sentence() -> None:
    anna = await join("anna")
    with pytest.raises(RoomError, match="connected already"):
        await anna.connect("local://attic", "anna")
    with pytest.raises(RoomError, match="needs an identity"):
        await LocalRoom().connect("local://attic", "")
    with pytest.raises(RoomClosed, match="not connected"):
        _ = LocalRoom().local_participant
    with pytest.raises(RoomError, match="no track 'TR_0'"):
        await anna.local_participant.unpublish_track("TR_0")


def test_a_room_left_on_a_dead_loop_does_not_haunt_the_next() -> None:
    async def alone() -> int:
        return len((await join("anna", "haunted")).remote_participants)

    assert asyncio.run(alone()) == asyncio.run(alone()) == 0


def test_a_room_on_another_living_loop_is_refused() -> None:
    other = asyncio.new_event_loop()
    other.run_until_complete(join("anna", "elsewhere"))
    with pytest.raises(RoomError, match="on another event loop"):
        asyncio.run(join("bert", "elsewhere"))
    other.close()


async def test_a_track_is_published_subscribed_and_withdrawn() -> None:
    anna, bert = await join("anna"), await join("bert")
    told = events_of(bert, "local_track_published", "local_track_subscribed")
    seen = events_of(
        anna, "track_published", "track_subscribed", "track_unsubscribed", "track_unpublished"
    )
    track, publication = await publish(bert, AudioSource(RATE, 1))
    await publication.wait_for_subscription()
    await bert.local_participant.unpublish_track(publication.sid)
    await turns()

    assert told == [
        ("local_track_published", publication, track),
        ("local_track_subscribed", track),
    ]
    assert [event for event, *_ in seen] == [
        "track_published",
        "track_subscribed",
        "track_unsubscribed",
        "track_unpublished",
    ]
    (_, remote, who) = seen[0]
    assert (remote.sid, remote.name, remote.source) == (
        publication.sid,
        "mic",
        TrackSource.SOURCE_MICROPHONE,
    )
    assert who.identity == "bert"
    assert not who.track_publications


async def test_who_comes_later_finds_the_tracks_that_are_there() -> None:
    bert = await join("bert")
    track, publication = await publish(bert, AudioSource(RATE, 1))
    track.mute()
    anna = await join("anna")
    seen = events_of(anna, "track_published", "track_subscribed")
    await turns()

    remote = anna.remote_participants["bert"].track_publications[publication.sid]
    assert remote.muted
    assert remote.subscribed
    assert [event for event, *_ in seen] == ["track_subscribed"]


async def test_one_need_not_subscribe() -> None:
    anna, bert = await join("anna", auto_subscribe=False), await join("bert")
    _, publication = await publish(bert, AudioSource(RATE, 1))
    remote = anna.remote_participants["bert"].track_publications[publication.sid]
    waiter = asyncio.create_task(publication.wait_for_subscription())
    await turns()
    states = [(remote.subscribed, waiter.done())]
    for wanted in (True, True, False):
        remote.set_subscribed(wanted)
        await turns()
        states.append((remote.subscribed, waiter.done()))

    assert states == [(False, False), (True, True), (True, True), (False, True)]


async def test_asking_for_a_track_that_is_gone_does_nothing() -> None:
    anna, bert = await join("anna", auto_subscribe=False), await join("bert")
    _, publication = await publish(bert, AudioSource(RATE, 1))
    remote = anna.remote_participants["bert"].track_publications[publication.sid]
    seen = events_of(anna, "track_subscribed")
    await bert.local_participant.unpublish_track(publication.sid)
    remote.set_subscribed(True)
    await bert.disconnect()
    await turns()
    remote.set_subscribed(True)
    await turns()

    assert seen == []


async def test_waiting_for_a_subscription_ends_with_the_track() -> None:
    bert = await join("bert")
    _, publication = await publish(bert, AudioSource(RATE, 1))
    waiter = asyncio.create_task(publication.wait_for_subscription())
    await turns()
    await bert.disconnect()

    with pytest.raises(RoomClosed, match="'mic' is no longer in the room"):
        await waiter


async def heard_in(room: LocalRoom) -> tuple[RemoteTrackPublication, Reader]:
    """The only track of others in the room, and a reader of it."""
    (participant,) = room.remote_participants.values()
    (publication,) = participant.track_publications.values()
    assert publication.track is not None
    return publication, Reader(AudioStream(publication.track, sample_rate=RATE))


async def test_muting_is_told_to_everybody() -> None:
    anna, bert = await join("anna"), await join("bert")
    track, publication = await publish(bert, AudioSource(RATE, 1))
    seen = events_of(anna, "track_muted", "track_unmuted")
    own = events_of(bert, "track_muted", "track_unmuted")
    remote, _ = await heard_in(anna)
    states = [(remote.muted, remote.track and remote.track.muted)]

    for change in (track.mute, track.mute, track.unmute):
        change()
        await turns()
        states.append((remote.muted, remote.track and remote.track.muted))

    assert states == [(False, False), (True, True), (True, True), (False, False)]
    assert [event for event, *_ in seen] == ["track_muted", "track_unmuted"]
    assert own == [
        ("track_muted", bert.local_participant, publication),
        ("track_unmuted", bert.local_participant, publication),
    ]


async def test_a_stream_ends_with_the_subscription_and_nothing_played_is_lost() -> None:
    anna, bert = await join("anna"), await join("bert")
    source = AudioSource(RATE, 1)
    await publish(bert, source)
    _, reader = await heard_in(anna)
    await source.capture_frame(sound(8000))
    await asyncio.sleep(0.505)
    await bert.disconnect()

    await reader.ended()
    assert reader.sounds == list(range(1, 51 * 80 + 1))


async def test_whoever_has_unsubscribed_costs_nothing() -> None:
    anna, bert = await join("anna"), await join("bert")
    source = AudioSource(RATE, 1)
    await publish(bert, source)
    publication, reader = await heard_in(anna)
    publication.set_subscribed(False)
    await reader.ended()
    await source.capture_frame(sound(8000))
    before = wakeups()
    await asyncio.sleep(10)

    assert wakeups() - before == 1
    assert not reader.sounds


async def test_leaving_ends_the_streams_one_reads() -> None:
    anna, bert = await join("anna"), await join("bert")
    await publish(bert, AudioSource(RATE, 1))
    publication, reader = await heard_in(anna)
    track = publication.track
    await anna.disconnect()

    await reader.ended()
    assert not anna.remote_participants
    assert track is not None
    await Reader(AudioStream(track)).ended()


async def test_attributes_name_and_metadata_are_told() -> None:
    anna, bert = await join("anna"), await join("bert")
    seen = events_of(
        anna,
        "participant_attributes_changed",
        "participant_name_changed",
        "participant_metadata_changed",
    )
    await turns()
    me = bert.local_participant
    await me.set_attributes({"mood": "good", "hat": "green"})
    await me.set_attributes({"hat": "", "mood": "good"})
    await me.set_name("Bert")
    await me.set_metadata("{}")
    await turns()

    other = anna.remote_participants["bert"]
    assert other.attributes == me.attributes == {"mood": "good"}
    assert (other.name, other.metadata) == ("Bert", "{}")
    assert seen == [
        ("participant_attributes_changed", {"mood": "good", "hat": "green"}, other),
        ("participant_attributes_changed", {"hat": ""}, other),
        ("participant_name_changed", other, "", "Bert"),
        ("participant_metadata_changed", other, "", "{}"),
    ]


async def test_one_s_own_attributes_are_in_force_at_once_and_told_to_oneself() -> None:
    anna = await join("anna")
    seen = events_of(anna, "participant_attributes_changed")
    then = []
    anna.on("participant_attributes_changed", lambda _, who: then.append(who.attributes["a"]))
    await anna.local_participant.set_attributes({"a": "1"})
    await anna.local_participant.set_attributes({"a": "2"})
    assert anna.local_participant.attributes == {"a": "2"}
    await turns()

    assert anna.local_participant.attributes == {"a": "2"}
    assert [changed for _, changed, _ in seen] == [{"a": "1"}, {"a": "2"}]
    assert then == ["2", "2"]


async def test_data_reaches_whom_it_is_for() -> None:
    anna, bert, clara = await join("anna"), await join("bert"), await join("clara")
    seen = [events_of(room, "data_received") for room in (anna, bert, clara)]
    await turns()
    await clara.local_participant.publish_data("to all", topic="chat")
    await clara.local_participant.publish_data(
        b"to anna", reliable=False, destination_identities=["anna"]
    )
    await turns()

    packets = [[event[1] for event in events] for events in seen]
    assert [[packet.data for packet in one] for one in packets] == [
        [b"to all", b"to anna"],
        [b"to all"],
        [],
    ]
    first, second = packets[0]
    assert (first.topic, first.kind) == ("chat", DataPacketKind.KIND_RELIABLE)
    assert second.kind is DataPacketKind.KIND_LOSSY
    assert first.participant is anna.remote_participants["clara"]


async def test_a_listener_s_call_does_not_call_back_before_it_returns() -> None:
    anna, bert = await join("anna"), await join("bert")
    order: list[str] = []

    def published(publication: RemoteTrackPublication) -> None:
        publication.set_subscribed(True)
        order.append("listener returns")

    anna.on("track_published", published)
    anna.on("track_subscribed", lambda: order.append("subscribed"))
    await publish(bert, AudioSource(RATE, 1))

    assert order == ["listener returns", "subscribed"]


async def test_what_was_on_its_way_when_one_left_is_not_heard_of() -> None:
    anna, bert = await join("anna"), await join("bert")
    await turns()
    seen = events_of(anna, "participant_disconnected", "data_received")
    await bert.local_participant.publish_data("too late")
    await bert.disconnect()
    await anna.disconnect()
    await turns()

    assert seen == []


async def test_a_call_of_an_hour_leaves_nothing_behind() -> None:
    anna, bert = await join("anna"), await join("bert")
    source = AudioSource(RATE, 1)
    await publish(bert, source)
    _, reader = await heard_in(anna)
    await source.capture_frame(sound(800))
    await asyncio.sleep(3600)
    await anna.disconnect()
    await bert.disconnect()
    await reader.ended()
    await turns()

    assert asyncio.all_tasks() == {asyncio.current_task()}
    before = wakeups()
    await asyncio.sleep(3600)
    assert wakeups() - before == 1
