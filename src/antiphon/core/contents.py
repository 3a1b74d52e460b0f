"""What the agent says: which content part plays, which wait, which were cut off.

| phase   | has audio or is complete | first sample | held     | released  | stopped   | finished |
|---------|--------------------------|--------------|----------|-----------|-----------|----------|
| waiting | → playing, if it is next | –            | –        | –         | → stopped | –        |
| playing | –                        | voice begins | → paused | –         | → stopped | → ended  |
| paused  | –                        | voice begins | –        | → playing | → stopped | → ended  |
| stopped | –                        | –            | –        | –         | –         | → ended  |
| ended   | late audio is dropped: the part is not known any more                                 |

Parts play one at a time, in the order of their response, then of their place in it, while there is
somebody to hear them and they are not held. In whatever order they are announced: what comes before
a part in its response goes first, unless that part has been given its turn, which is when it has
audio. A part of text never plays, and one without a sound is stopped when it is complete. A part
cannot be played out before it is complete. A part that is stopped ends when the playout has said
how much of it was heard.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from antiphon.core.anchors import Pace
from antiphon.core.captions import Captions
from antiphon.core.messages import (
    Buffer,
    EndAudio,
    PausePlayout,
    Play,
    ResumePlayout,
    StopPlayout,
    WakeAtHeard,
)

if TYPE_CHECKING:
    from collections.abc import Container

    from antiphon.core.captions import CaptionStyle
    from antiphon.core.messages import ContentAdded, ContentId, Effect

__all__ = ["Content", "Contents"]


@dataclass(slots=True, eq=False)
class Content:
    """A content part that has not ended yet."""

    id: ContentId
    is_text: bool
    place: tuple[int, int, int]
    captions: Captions
    is_playing: bool = False
    has_started: bool = False
    """Its first sample was played."""
    is_paused: bool = False
    is_stopped: bool = False
    is_complete: bool = False
    is_cut: bool = False
    """It was broken off where it was made: the text may say more than the audio."""
    is_kept: bool = False
    """It is text, and was to be: it stays as it is, though nobody heard it."""
    is_orphan: bool = False
    """The model session there is did not make it, and does not know it."""
    is_narrated: bool = False
    """It is made beside the model: with its words, if it has any."""
    taken: int = 0
    """How much of its text was taken to be read aloud."""

    @property
    def is_playable(self) -> bool:
        """There is audio of it, or none will come."""
        return self.captions.audio_ms > 0 or self.is_complete

    @property
    def is_silent(self) -> bool:
        """There is nothing of it to hear."""
        return not self.captions.audio_ms and (self.is_text or bool(self.captions.text.strip()))


class Contents:
    """The content parts that wait or play, in the order in which they play."""

    def __init__(self, style: CaptionStyle) -> None:
        self._style = style
        self._pace = Pace(style.speed)
        self._parts: dict[ContentId, Content] = {}
        self._response: str | None = None
        self._turn = 0
        self._ended: set[ContentId] = set()
        """Of the latest response."""
        self._has_audience = False
        self._is_held = False

    @property
    def is_pending(self) -> bool:
        """A part is yet to be heard, in part or as a whole."""
        return any(not part.is_stopped for part in self._parts.values())

    @property
    def is_speaking(self) -> bool:
        """A part is being heard right now."""
        heard = (part for part in self._parts.values() if not (part.is_paused or part.is_stopped))
        return any(part.has_started for part in heard)

    @property
    def has_begun(self) -> bool:
        """Something was heard of a part that is not stopped."""
        return any(part.has_started and not part.is_stopped for part in self._parts.values())

    @property
    def is_stopping(self) -> bool:
        """How much was heard of a part that was stopped is not known yet."""
        return any(part.is_stopped for part in self._parts.values())

    @property
    def items(self) -> set[str]:
        """Ids of the items whose parts have not all ended."""
        return {content.item_id for content in self._parts}

    def items_of(self, response_id: str) -> set[str]:
        """Ids of the items of that response, where it is the latest or has not ended."""
        contents = (*self._parts, *self._ended)
        return {content.item_id for content in contents if content.response_id == response_id}

    def is_open(self, response_id: str) -> bool:
        """Whether a part of that response has not ended."""
        return any(content.response_id == response_id for content in self._parts)

    def find(self, content: ContentId) -> Content | None:
        """The part of that id, if it has not ended."""
        return self._parts.get(content)

    def find_item(self, item_id: str) -> Content | None:
        """The first part of that item that has not ended."""
        parts = (part for part in self._in_order() if part.id.item_id == item_id)
        return next(parts, None)

    def is_known(self, content: ContentId) -> bool:
        """The part of that id has begun, and may have ended."""
        return content in self._parts or content in self._ended

    def incomplete(self, response_id: str) -> list[Content]:
        """The parts of that response of which more was to come."""
        parts = [part for part in self._in_order() if not part.is_complete]
        return [part for part in parts if part.id.response_id == response_id]

    def add(self, event: ContentAdded, *, is_narrated: bool = False) -> list[Effect]:
        """A part of the latest response has begun; it plays when its turn comes."""
        content = event.content
        if content.response_id != self._response:
            self._response = content.response_id
            self._turn += 1
            self._ended.clear()
        self._parts[content] = Content(
            id=content,
            is_text=event.kind == "text",
            place=(self._turn, content.output_index, content.content_index),
            captions=Captions(self._style, self._pace),
            is_orphan=is_narrated,
            is_narrated=is_narrated,
        )
        return [Buffer(content=content)]

    def complete(self, part: Content) -> list[Effect]:
        """No more comes of the part."""
        part.is_complete = True
        part.captions.complete()
        if part.is_silent:
            return self._stop(part)
        return [EndAudio(content=part.id), *self.play_next(), *self.grown(part)]

    def cut_off(self, response_id: str) -> list[Effect]:
        """No more comes of any part of that response, though more was to come."""
        effects: list[Effect] = []
        for part in self.incomplete(response_id):
            effects += self.break_off(part)
        return [*effects, *self.play_next()]

    def break_off(self, part: Content) -> list[Effect]:
        """No more audio comes of a part, though more was to come; its text may say more."""
        part.is_complete = part.is_cut = True
        return self._stop(part) if part.is_silent else [EndAudio(content=part.id)]

    def orphan(self) -> list[Effect]:
        """The model that made the parts is lost, and with it what was to come of them.

        What was made beside it is an orphan from the beginning, and goes on.
        """
        lost = [part for part in self._in_order() if not part.is_orphan]
        for part in lost:
            part.is_orphan = True
        responses = dict.fromkeys(part.id.response_id for part in lost)
        return [effect for response_id in responses for effect in self.cut_off(response_id)]

    def audience(self, linked: str | None) -> list[Effect]:
        """Who is there to hear: while it is nobody, what comes waits."""
        self._has_audience = linked is not None
        return self.play_next()

    def started(self, part: Content) -> list[Effect]:
        """The first sample of the part is being played."""
        part.has_started = True
        return self.grown(part)

    def grown(self, part: Content) -> list[Effect]:
        """Something is new about the part: ask when its next word will have been heard."""
        if not part.has_started or part.is_stopped:
            return []
        ms = part.captions.next_word_ms()
        return [] if ms is None else [WakeAtHeard(content=part.id, ms=ms)]

    def hold(self, *, spared: Container[str | None] = ()) -> list[Effect]:
        """Pause what plays, but for the items of these ids; nothing begins until `release`."""
        self._is_held = True
        playing = [part for part in self._parts.values() if part.is_playing]
        paused = [p for p in playing if not (p.is_paused or p.is_stopped or p.id.item_id in spared)]
        for part in paused:
            part.is_paused = True
        return [PausePlayout(content=part.id) for part in paused]

    def release(self) -> list[Effect]:
        """Go on with what was paused, or with what comes next."""
        self._is_held = False
        resumed = [p for p in self._parts.values() if p.is_paused and not p.is_stopped]
        for part in resumed:
            part.is_paused = False
        return [*(ResumePlayout(content=part.id) for part in resumed), *self.play_next()]

    def stop(self, *, spared: Container[str | None] = ()) -> list[Effect]:
        """Silence what plays and what waits, but for the items of these ids."""
        parts = [part for part in self._in_order() if part.id.item_id not in spared]
        return [effect for part in parts for effect in self._stop(part)]

    def stop_item(self, item_id: str) -> list[Effect]:
        """Silence the parts of that item."""
        parts = [part for part in self._in_order() if part.id.item_id == item_id]
        return [effect for part in parts for effect in self._stop(part)]

    def stop_response(self, response_id: str) -> list[Effect]:
        """Silence the parts of that response."""
        parts = [part for part in self._in_order() if part.id.response_id == response_id]
        return [effect for part in parts for effect in self._stop(part)]

    def end(self, part: Content) -> None:
        """Forget the part: it has ended."""
        del self._parts[part.id]
        self._ended.add(part.id)

    def play_next(self) -> list[Effect]:
        """Play the first part that waits, as soon as there is any of it, if none is playing."""
        parts = [part for part in self._in_order() if not (part.is_text or part.is_stopped)]
        is_playing = any(part.is_playing for part in self._parts.values())
        if not self._has_audience or self._is_held or is_playing:
            return []
        if not parts or not parts[0].is_playable:
            return []
        parts[0].is_playing = True
        return [Play(content=parts[0].id)]

    def _stop(self, part: Content) -> list[Effect]:
        if part.is_stopped:
            return []
        part.is_stopped = True
        return [StopPlayout(content=part.id)]

    def _in_order(self) -> list[Content]:
        return sorted(self._parts.values(), key=lambda part: part.place)
