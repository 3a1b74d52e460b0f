"""What the tests of several groups are told with."""

from dataclasses import dataclass
from typing import Any

from antiphon import clock
from antiphon.rooms import LocalRoom
from antiphon.rooms.local import RoomOptions

ROOM = "local://features"


async def joined(identity: str = "agent", *, auto_subscribe: bool = True) -> LocalRoom:
    """`identity`, in the room."""
    room = LocalRoom()
    await room.connect(ROOM, identity, RoomOptions(auto_subscribe=auto_subscribe))
    return room


@dataclass(frozen=True, kw_only=True)
class Caption:
    """A version of a segment, as somebody in the room was shown it."""

    at: float
    speaker: str
    segment: str
    text: str
    final: bool


def captions_in(room: LocalRoom) -> list[Caption]:
    """A list that grows by each caption that is shown in `room`."""
    shown: list[Caption] = []

    def note(segments: Any, participant: Any, _publication: Any) -> None:
        for segment in segments:
            caption = Caption(
                at=clock.now(),
                speaker=participant.identity,
                segment=segment.id,
                text=segment.text,
                final=segment.final,
            )
            shown.append(caption)

    room.on("transcription_received", note)
    return shown


def events_of(emitter: Any, *names: str) -> list[tuple[Any, ...]]:
    """A list that grows by each event of these names: its name and its arguments."""
    seen: list[tuple[Any, ...]] = []

    def noting(name: str) -> Any:
        return lambda *arguments: seen.append((name, *arguments))

    for name in names:
        emitter.on(name, noting(name))
    return seen
