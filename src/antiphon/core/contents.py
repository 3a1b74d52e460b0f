"""What the agent says: which content part plays, which wait, which were cut off.

| phase    | may play                    | first sample  | stopped                 | played out  |
|----------|-----------------------------|---------------|-------------------------|-------------|
| waiting  | → playing, if it is first   | –             | → ended, nothing heard  | –           |
| playing  | –                           | voice begins  | → ended at heard ms     | → ended     |
| ended    | late text and audio is dropped: the part is not known any more                      |

Parts play one at a time, in the order of their response, then of their place in it. A part of text
never plays. A part cannot be played out before it is complete.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from antiphon.core.captions import Captions
from antiphon.core.messages import Buffer, EndAudio, Play, StopPlayout, WakeAtHeard

if TYPE_CHECKING:
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
    is_stopped: bool = False
    is_complete: bool = False
    is_cut: bool = False
    """It was broken off where it was made: the text may say more than the audio."""


class Contents:
    """The content parts that wait or play, in the order in which they play."""

    def __init__(self, style: CaptionStyle) -> None:
        self._style = style
        self._parts: dict[ContentId, Content] = {}
        self._responses: dict[str, int] = {}

    @property
    def is_empty(self) -> bool:
        """Nothing plays and nothing waits to play."""
        return not self._parts

    @property
    def is_pending(self) -> bool:
        """A part is yet to be heard, in part or as a whole."""
        return any(not part.is_stopped for part in self._parts.values())

    @property
    def is_speaking(self) -> bool:
        """A part is being heard right now."""
        return any(part.has_started and not part.is_stopped for part in self._parts.values())

    def find(self, content: ContentId) -> Content | None:
        """The part of that id, if it has not ended."""
        return self._parts.get(content)

    def add(self, event: ContentAdded) -> list[Effect]:
        """A part has begun; it plays when its turn comes."""
        if event.content in self._parts:
            return []
        content = event.content
        turn = self._responses.setdefault(content.response_id, len(self._responses))
        self._parts[content] = Content(
            id=content,
            is_text=event.kind == "text",
            place=(turn, content.output_index, content.content_index),
            captions=Captions(self._style),
        )
        return [Buffer(content=content), *self.play_next()]

    def complete(self, part: Content) -> list[Effect]:
        """No more comes of the part."""
        part.is_complete = True
        part.captions.complete()
        return [EndAudio(content=part.id), *self.grown(part)]

    def cut_off(self, response_id: str) -> list[Effect]:
        """No more comes of any part of that response, though more was to come."""
        effects: list[Effect] = []
        for part in self._parts.values():
            if part.id.response_id == response_id and not part.is_complete:
                part.is_complete = part.is_cut = True
                effects.append(EndAudio(content=part.id))
        return effects

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

    def stop(self) -> list[Effect]:
        """Silence what plays and what waits."""
        effects: list[Effect] = []
        for part in self._in_order():
            if not part.is_stopped:
                part.is_stopped = True
                effects.append(StopPlayout(content=part.id))
        return effects

    def discard(self, part: Content) -> list[Effect]:
        """Forget a part that will not be spoken, and what was kept for it."""
        self.end(part)
        return [StopPlayout(content=part.id), *self.play_next()]

    def end(self, part: Content) -> None:
        """Forget the part: it has ended."""
        del self._parts[part.id]

    def play_next(self) -> list[Effect]:
        """Play the first part that waits, if none is playing."""
        parts = [part for part in self._in_order() if not part.is_text]
        if not parts or any(part.is_playing for part in parts):
            return []
        parts[0].is_playing = True
        return [Play(content=parts[0].id)]

    def _in_order(self) -> list[Content]:
        return sorted(self._parts.values(), key=lambda part: part.place)
