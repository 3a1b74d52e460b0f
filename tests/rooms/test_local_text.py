"""Text in a local room: streams that are read while they are written, and transcripts."""

import asyncio

import pytest

from antiphon.errors import RoomClosed, RoomError
from antiphon.rooms.local import LocalRoom, TextStreamReader, Transcription, TranscriptionSegment
from tests.rooms.local_kit import events_of, join, turns


def readers_in(room: LocalRoom, topic: str) -> list[tuple[TextStreamReader, str]]:
    """A list that grows by each stream on `topic`, with its author."""
    opened: list[tuple[TextStreamReader, str]] = []
    room.register_text_stream_handler(topic, lambda reader, author: opened.append((reader, author)))
    return opened


async def test_a_stream_is_read_while_it_is_written() -> None:
    anna, bert = await join("anna"), await join("bert")
    opened = readers_in(anna, "lk.chat")
    writer = await bert.local_participant.stream_text(topic="lk.chat", attributes={"mood": "good"})
    await writer.write("Good ")
    await turns()
    ((reader, author),) = opened

    assert author == "bert"
    assert reader.info.attributes == {"mood": "good"}
    assert await anext(reader) == "Good "
    rest = asyncio.create_task(reader.read_all())
    await writer.write("mor")
    await turns()
    await writer.write("ning")
    await writer.aclose(attributes={"mood": "better"})
    await writer.aclose()

    assert await rest == "morning"
    assert reader.info.attributes == {"mood": "better"}
    assert writer.info.attributes == {"mood": "good"}
    with pytest.raises(RoomError, match="was closed"):
        await writer.write("!")


async def test_text_goes_to_whom_it_is_for_and_to_no_topic_nobody_reads() -> None:
    anna, bert, clara = await join("anna"), await join("bert"), await join("clara")
    for_anna, for_bert = readers_in(anna, "a"), readers_in(bert, "a")
    info = await clara.local_participant.send_text(
        "psst", topic="a", destination_identities=["bert"], sender_identity="dora"
    )
    await clara.local_participant.send_text("hello", topic="b")
    await turns()

    assert for_anna == []
    ((reader, author),) = for_bert
    assert (await reader.read_all(), author) == ("psst", "dora")
    assert (reader.info.stream_id, reader.info.size) == (info.stream_id, 4)


async def test_a_topic_has_one_handler() -> None:
    anna = await join("anna")
    readers_in(anna, "a")
    with pytest.raises(RoomError, match="'a' has a handler already"):
        readers_in(anna, "a")
    anna.unregister_text_stream_handler("a")
    readers_in(anna, "a")


async def test_a_stream_whose_writer_leaves_is_broken_off() -> None:
    anna, bert = await join("anna"), await join("bert")
    opened = readers_in(anna, "a")
    async with await bert.local_participant.stream_text(topic="a") as finished:
        await finished.write("whole")
    unfinished = await bert.local_participant.stream_text(topic="a")
    await unfinished.write("half")
    clara = await join("clara")
    other = await clara.local_participant.stream_text(topic="a")
    await bert.disconnect()
    await turns()
    await other.write("still here")
    await turns()
    (first, _), (second, _), (third, _) = opened

    assert await anext(third) == "still here"
    assert await first.read_all() == "whole"
    assert await anext(second) == "half"
    with pytest.raises(RoomClosed, match="'bert' left before"):
        await anext(second)


async def test_leaving_breaks_off_what_one_reads() -> None:
    anna, bert = await join("anna"), await join("bert")
    opened = readers_in(anna, "a")
    await bert.local_participant.stream_text(topic="a")
    await turns()
    await anna.disconnect()

    with pytest.raises(RoomClosed, match="room was left"):
        await opened[0][0].read_all()


async def test_a_stream_that_nobody_reads_is_cut_off() -> None:
    anna, bert = await join("anna"), await join("bert")
    opened = readers_in(anna, "a")
    writer = await bert.local_participant.stream_text(topic="a")
    for _ in range(12):
        await writer.write("x" * 100_000)
    await turns()

    with pytest.raises(RoomError, match="was not read in time"):
        await opened[0][0].read_all()


async def test_a_transcript_comes_with_its_speaker_and_track() -> None:
    anna, agent = await join("anna"), await join("agent")
    seen = events_of(anna, "transcription_received")
    own = events_of(agent, "transcription_received")
    segment = TranscriptionSegment(
        id="SG_1", text="hello", start_time=0, end_time=0, language="", final=True
    )
    await turns()
    for identity in ("agent", "anna", "nobody"):
        await agent.local_participant.publish_transcription(
            Transcription(participant_identity=identity, track_sid="", segments=[segment])
        )
    await turns()

    assert [(segments, who and who.identity, track) for _, segments, who, track in seen] == [
        ([segment], "agent", None),
        ([segment], "anna", None),
        ([segment], None, None),
    ]
    assert own == []
