"""What a session sees of a local room: microphones, a voice, joins and leaves, captions."""

import asyncio
from contextlib import aclosing, suppress

import pytest

from antiphon import clock, rooms
from antiphon.audio import AudioFrame
from antiphon.errors import ConfigurationError, RoomClosed
from antiphon.rooms import LocalRoom, port_for
from antiphon.rooms.base import Caption, ParticipantKind, Presence, RoomPort
from antiphon.rooms.local import (
    AudioSource,
    AudioStream,
    LocalAudioTrack,
    RemoteTrackPublication,
    TextStreamReader,
)
from antiphon.rooms.local import ParticipantKind as RtcKind
from antiphon.rooms.local.port import LocalRoomPort
from tests.rooms.local_kit import RATE, events_of, join, publish, sound, turns, wakeups


class Ears:
    """Listens to a microphone through the port, in a task of its own."""

    def __init__(self, port: RoomPort, identity: str) -> None:
        self.frames: list[AudioFrame] = []
        self.heard_at: list[float] = []
        self.task = asyncio.create_task(self._listen(port, identity))

    async def _listen(self, port: RoomPort, identity: str) -> None:
        async with aclosing(port.microphone(identity, sample_rate=RATE, frame_ms=20)) as frames:
            async for frame in frames:
                self.frames.append(frame)
                self.heard_at.append(clock.now())

    async def stop(self) -> None:
        self.task.cancel()
        with suppress(asyncio.CancelledError):
            await self.task

    @property
    def sounds(self) -> list[int]:
        return [int(sample) for frame in self.frames for sample in frame.samples if sample]


class Diary:
    """A room listener that writes down what it is told."""

    def __init__(self) -> None:
        self.lines: list[object] = []

    def participant_joined(self, who: Presence) -> None:
        self.lines.append(who)

    def participant_left(self, identity: str) -> None:
        self.lines.append(f"{identity} left")

    def room_closed(self, reason: str) -> None:
        self.lines.append(f"closed: {reason}")

    def agent_found(self, identity: str) -> None:
        self.lines.append(f"{identity} was first")

    def room_troubled(self, kind: str, message: str) -> None:
        self.lines.append(f"{kind}: {message}")


async def agent_room(*, auto_subscribe: bool = True) -> tuple[LocalRoom, RoomPort]:
    room = await join("agent", auto_subscribe=auto_subscribe)
    return room, LocalRoomPort(room)


def only_track(room: LocalRoom, identity: str) -> RemoteTrackPublication:
    (publication,) = room.remote_participants[identity].track_publications.values()
    return publication


async def test_the_port_of_a_room_is_found_by_its_class() -> None:
    class SpecialRoom(LocalRoom):
        pass

    room = SpecialRoom()
    await room.connect("local://kitchen", "agent")
    assert isinstance(port_for(room), LocalRoomPort)

    with pytest.raises(ConfigurationError, match=r"A builtins\.str is no room"):
        port_for("kitchen")
    with pytest.raises(RoomClosed, match="not connected"):
        port_for(LocalRoom())
    with pytest.raises(AttributeError, match="no attribute 'CloudRoom'"):
        _ = rooms.CloudRoom


async def test_the_listener_is_told_who_comes_and_goes_until_it_is_taken_off() -> None:
    room, port = await agent_room()
    await join("anna")
    phone = LocalRoom(kind=RtcKind.PARTICIPANT_KIND_SIP)
    await turns()
    assert port.participants() == [Presence(identity="anna")]

    diary, short = Diary(), Diary()
    port.listen(diary)
    leave = port.listen(short)
    await phone.connect("local://kitchen", "phone")
    await turns()
    leave()
    await phone.disconnect()
    await turns()
    await room.disconnect()

    joined = Presence(identity="phone", kind=ParticipantKind.SIP)
    assert diary.lines == [joined, "phone left", "closed: client_initiated"]
    assert short.lines == [joined]


async def test_other_kinds_are_other() -> None:
    _, port = await agent_room()
    recorder = LocalRoom(kind=RtcKind.PARTICIPANT_KIND_EGRESS)
    await recorder.connect("local://kitchen", "recorder")
    await turns()
    assert [who.kind for who in port.participants()] == [ParticipantKind.OTHER]


# -- microphones --------------------------------------------------------------------------------


async def test_a_microphone_is_heard_in_frames_of_the_wanted_length() -> None:
    _, port = await agent_room()
    anna, source = await join("anna"), AudioSource(24000, 1)
    await publish(anna, source)
    ears = Ears(port, "anna")
    await turns()
    await source.capture_frame(sound(24000, rate=24000))
    await asyncio.sleep(1.1)

    assert {(f.sample_rate, f.samples_per_channel) for f in ears.frames} == {(RATE, 160)}
    assert len(ears.frames) >= 50
    await ears.stop()


async def test_a_microphone_published_later_is_heard() -> None:
    _, port = await agent_room()
    anna = await join("anna")
    await turns()
    ears = Ears(port, "anna")
    await asyncio.sleep(1)
    source = AudioSource(RATE, 1)
    await publish(anna, source)
    await source.capture_frame(sound(800))
    await asyncio.sleep(1)

    assert ears.sounds == list(range(1, 801))
    await ears.stop()


async def test_only_microphones_are_heard() -> None:
    room, port = await agent_room()
    anna, music = await join("anna"), AudioSource(RATE, 1)
    await anna.local_participant.publish_track(LocalAudioTrack("music", music))
    await turns()
    ears = Ears(port, "anna")
    await music.capture_frame(sound(800))
    await asyncio.sleep(1)

    assert ears.frames == []
    await ears.stop()


async def test_one_subscribes_only_while_one_reads() -> None:
    room, port = await agent_room(auto_subscribe=False)
    anna, source = await join("anna"), AudioSource(RATE, 1)
    await publish(anna, source)
    assert not only_track(room, "anna").subscribed

    ears = Ears(port, "anna")
    await turns()
    assert only_track(room, "anna").subscribed

    await ears.stop()
    await turns()
    assert not only_track(room, "anna").subscribed
    await source.capture_frame(sound(800))
    before = wakeups()
    await asyncio.sleep(10)
    assert wakeups() - before == 1


async def test_closing_the_generator_lets_go_of_the_track_at_once() -> None:
    _, port = await agent_room()
    anna, source = await join("anna"), AudioSource(RATE, 1)
    await publish(anna, source)
    await source.capture_frame(sound(8000))
    frames = port.microphone("anna", sample_rate=RATE, frame_ms=20)
    await anext(frames)

    await frames.aclose()
    before = wakeups()
    await asyncio.sleep(10)
    assert wakeups() - before == 1


async def test_hearing_follows_a_microphone_that_is_published_anew() -> None:
    _, port = await agent_room()
    anna, old, new = await join("anna"), AudioSource(RATE, 1), AudioSource(RATE, 1)
    _, publication = await publish(anna, old)
    ears = Ears(port, "anna")
    await turns()
    await old.capture_frame(sound(8000))
    await asyncio.sleep(0.305)
    await anna.local_participant.unpublish_track(publication.sid)
    await publish(anna, new)
    await new.capture_frame(sound(800, first=20001))
    await asyncio.sleep(1)

    assert ears.sounds == [*range(1, 31 * 80 + 1), *range(20001, 20801)]
    await ears.stop()


async def test_of_two_microphones_the_newest_that_is_not_muted_is_heard() -> None:
    room, port = await agent_room()
    anna = await join("anna")
    old, new = AudioSource(RATE, 1, 20_000), AudioSource(RATE, 1, 20_000)
    await publish(anna, old, "old")
    ears = Ears(port, "anna")
    await turns()
    for source, first in ((old, 1), (new, 20_001)):
        samples = sound(1, first=first).samples.repeat(10 * RATE)
        await source.capture_frame(AudioFrame.from_samples(samples, RATE))
    await asyncio.sleep(1)
    newest, _ = await publish(anna, new, "new")
    await asyncio.sleep(1)
    assert [pub.subscribed for pub in microphones(room)] == [False, True]
    newest.mute()
    await asyncio.sleep(1)
    assert [pub.subscribed for pub in microphones(room)] == [True, False]
    newest.unmute()
    await asyncio.sleep(1)

    changes = [a for a, b in zip(ears.sounds, [*ears.sounds[1:], 0], strict=True) if a != b]
    assert changes == [1, 20_001, 1, 20_001]
    assert len(ears.sounds) == pytest.approx(4 * RATE, abs=4 * 0.04 * RATE)
    await ears.stop()


async def test_nothing_is_heard_twice_when_a_microphone_is_muted_for_no_time_at_all() -> None:
    _, port = await agent_room()
    anna, source = await join("anna"), AudioSource(RATE, 1)
    await publish(anna, AudioSource(RATE, 1), "old")
    track, _ = await publish(anna, source, "new")
    ears = Ears(port, "anna")
    await turns()
    await source.capture_frame(sound(8000))
    for _ in range(10):
        await asyncio.sleep(0.053)
        track.mute()
        track.unmute()
    await asyncio.sleep(2)

    assert ears.sounds == sorted(set(ears.sounds))
    assert len(ears.sounds) > 8000 - 10 * 160
    await ears.stop()


async def test_what_was_not_read_of_a_microphone_before_another_took_its_place_is_dropped() -> None:
    _, port = await agent_room()
    anna, old, new = await join("anna"), AudioSource(RATE, 1), AudioSource(RATE, 1)
    await publish(anna, old)
    await old.capture_frame(sound(8000))
    async with aclosing(port.microphone("anna", sample_rate=RATE, frame_ms=20)) as frames:
        await anext(frames)
        await asyncio.sleep(0.5)
        await publish(anna, new)
        await new.capture_frame(sound(800, first=20_001))

        assert (await anext(frames)).samples[0] == 20_001


def microphones(room: LocalRoom) -> list[RemoteTrackPublication]:
    return list(room.remote_participants["anna"].track_publications.values())


async def test_a_microphone_that_is_muted_is_kept_and_gives_silence() -> None:
    room, port = await agent_room()
    anna, source = await join("anna"), AudioSource(RATE, 1, 20_000)
    track, _ = await publish(anna, source)
    ears = Ears(port, "anna")
    await turns()
    await source.capture_frame(sound(4 * RATE))
    await asyncio.sleep(1)
    track.mute()
    await asyncio.sleep(0.5)
    assert only_track(room, "anna").subscribed
    assert ears.heard_at[-1] == pytest.approx(1.5, abs=0.021)
    await asyncio.sleep(1)
    track.unmute()
    await asyncio.sleep(0.2)

    heard = ears.sounds
    assert heard[: RATE + 80] == list(range(1, RATE + 81))
    assert heard[RATE + 80] == 2.51 * RATE + 1
    await ears.stop()


async def test_hearing_ends_when_they_leave_with_all_that_they_said() -> None:
    _, port = await agent_room()
    anna, source = await join("anna"), AudioSource(RATE, 1)
    await publish(anna, source)
    ears = Ears(port, "anna")
    await turns()
    await source.capture_frame(sound(800))
    await source.wait_for_playout()
    await anna.disconnect()

    await ears.task
    assert ears.sounds == list(range(1, 801))


async def test_hearing_ends_with_the_room_and_for_those_who_are_not_there() -> None:
    room, port = await agent_room()
    await Ears(port, "nobody").task

    await publish(await join("anna"), AudioSource(RATE, 1))
    ears = Ears(port, "anna")
    await turns()
    await room.disconnect()
    await ears.task


async def test_who_comes_back_under_the_same_name_is_heard_anew() -> None:
    _, port = await agent_room()
    await publish(await join("anna"), AudioSource(RATE, 1))
    ears = Ears(port, "anna")
    await turns()
    again, source = await join("anna"), AudioSource(RATE, 1)
    await publish(again, source)
    await ears.task

    ears = Ears(port, "anna")
    await turns()
    await source.capture_frame(sound(80))
    await asyncio.sleep(0.1)
    assert ears.sounds == list(range(1, 81))
    await ears.stop()


# -- the voice ----------------------------------------------------------------------------------


async def test_the_voice_is_published_counted_and_taken_away() -> None:
    room, port = await agent_room()
    anna = await join("anna")
    seen = events_of(anna, "track_published", "track_unpublished")
    async with port.speaker(24000) as speaker:
        await asyncio.wait_for(speaker.heard_by("anna"), 1)
        assert speaker.sample_rate == 24000
        await speaker.write(AudioFrame.create(24000, 2, 24000))
        await asyncio.sleep(0.101)
        assert speaker.queued() == 24000 - 11 * 240
        assert speaker.clear() == 24000 - 11 * 240
        assert speaker.queued() == 0
    await turns()

    assert [event for event, *_ in seen] == ["track_published", "track_unpublished"]
    assert (seen[0][1].name, seen[0][1].source.name) == ("assistant_voice", "SOURCE_MICROPHONE")
    assert not room.local_participant.track_publications


async def test_the_voice_is_heard_by_somebody_when_they_subscribe() -> None:
    _, port = await agent_room()
    anna = await join("anna", auto_subscribe=False)
    await join("bert")
    async with port.speaker(24000) as speaker:
        waiter = asyncio.create_task(speaker.heard_by("anna"))
        await asyncio.sleep(1)
        assert not waiter.done()
        (voice,) = anna.remote_participants["agent"].track_publications.values()
        voice.set_subscribed(True)
        await asyncio.wait_for(waiter, 1)


async def test_leaving_the_room_ends_the_voice_without_a_fuss() -> None:
    room, port = await agent_room()
    async with port.speaker(24000) as speaker:
        waiter = asyncio.create_task(speaker.heard_by("anna"))
        await turns()
        await room.disconnect()
        with pytest.raises(RoomClosed):
            await waiter


async def test_two_agents_hear_nothing_of_each_other_s_queue() -> None:
    _, port = await agent_room()
    anna = await join("anna")
    async with port.speaker(RATE) as speaker:
        await turns()
        (voice,) = anna.remote_participants["agent"].track_publications.values()
        assert voice.track is not None
        stream = AudioStream(voice.track, sample_rate=RATE)
        await speaker.write(sound(8000))
        await asyncio.sleep(0.1)
        speaker.clear()
    heard = [event async for event in stream]
    assert sum(event.frame.samples_per_channel for event in heard) == 11 * 80


# -- captions and state -------------------------------------------------------------------------


async def test_the_state_is_an_attribute() -> None:
    room, port = await agent_room()
    anna = await join("anna")
    await port.publish_state("listening")
    await turns()
    assert anna.remote_participants["agent"].attributes == {"lk.agent.state": "listening"}


class Transcript:
    """What somebody in the room reads on `lk.transcription`."""

    def __init__(self, room: LocalRoom) -> None:
        self.streams: list[tuple[str, TextStreamReader]] = []
        room.register_text_stream_handler("lk.transcription", self._opened)

    def _opened(self, reader: TextStreamReader, author: str) -> None:
        self.streams.append((author, reader))

    async def read(self) -> list[tuple[str, str, str, str]]:
        """Author, text, segment and finality of each stream."""
        return [
            (
                author,
                await reader.read_all(),
                reader.info.attributes["lk.segment_id"],
                reader.info.attributes["lk.transcription_final"],
            )
            for author, reader in self.streams
        ]


def caption(
    text: str, *, final: bool = False, segment: str = "1", by: str | None = None
) -> Caption:
    return Caption(segment_id=segment, text=text, final=final, speaker=by)


async def test_the_agent_s_caption_is_one_stream_that_grows() -> None:
    _, port = await agent_room()
    anna = await join("anna")
    transcript, packets = Transcript(anna), events_of(anna, "transcription_received")
    async with port.speaker(RATE):
        await port.publish_caption(caption("Hello"))
        await port.publish_caption(caption("Hello there"))
        await port.publish_caption(caption("Hello there.", final=True))
        await turns()
        (voice,) = anna.remote_participants["agent"].track_publications.values()

        assert await transcript.read() == [("agent", "Hello there.", "1", "true")]
        (_, reader) = transcript.streams[0]
        assert reader.info.attributes["lk.transcribed_track_id"] == voice.sid
        assert [
            (segments[0].text, segments[0].final, who.identity, publication)
            for _, segments, who, publication in packets
        ] == [
            ("Hello", False, "agent", voice),
            ("Hello there", False, "agent", voice),
            ("Hello there.", True, "agent", voice),
        ]


async def test_a_caption_that_is_rewritten_begins_a_new_stream_of_its_segment() -> None:
    _, port = await agent_room()
    transcript = Transcript(await join("anna"))
    await port.publish_caption(caption("One too"))
    await port.publish_caption(caption("One two", final=True))
    await port.publish_caption(caption("Three", segment="2"))
    await port.publish_caption(caption("Three", segment="2", final=True))
    await turns()

    assert await transcript.read() == [
        ("agent", "One too", "1", "false"),
        ("agent", "One two", "1", "true"),
        ("agent", "Three", "2", "true"),
    ]


async def test_a_user_s_caption_is_sent_whole_each_time_on_their_own_track() -> None:
    _, port = await agent_room()
    anna = await join("anna")
    _, publication = await publish(anna, AudioSource(RATE, 1))
    transcript, packets = Transcript(anna), events_of(anna, "transcription_received")
    await port.publish_caption(caption("", by="anna"))
    await port.publish_caption(caption("Good mor", by="anna"))
    await port.publish_caption(caption("Good morning", by="anna", final=True))
    await port.publish_caption(caption("Hi", by="nobody", segment="2", final=True))
    await turns()

    assert await transcript.read() == [
        ("anna", "", "1", "false"),
        ("anna", "Good mor", "1", "false"),
        ("anna", "Good morning", "1", "true"),
        ("nobody", "Hi", "2", "true"),
    ]
    tracks = [r.info.attributes["lk.transcribed_track_id"] for _, r in transcript.streams]
    assert tracks == [publication.sid] * 3 + [""]
    assert [event[3] for event in packets] == [publication] * 3 + [None]


async def test_after_the_end_nothing_is_published_and_nothing_is_raised() -> None:
    room, port = await agent_room()
    await room.disconnect()
    await port.publish_state("listening")
    await port.publish_caption(caption("Hello"))
