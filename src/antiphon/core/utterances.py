"""What becomes of a content part that was heard, in part or in full.

| ended      | no word was heard                | a word was                             |
|------------|----------------------------------|----------------------------------------|
| cut short  | deleted, as if it had never been | truncated, told as interrupted, kept   |
|            |                                  | as far as it was heard                 |
| played out | nothing to tell                  | told as committed, kept                |

If its voice had begun, its end is told first, in every case; what never began to play was cut
short. An item is deleted when its last part
has ended and nothing of any of them was heard; where only some were, or the model that made it was
lost, what was heard takes its place as text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from antiphon.core.effects import Emit, EventName, PublishCaption, Truncate
from antiphon.core.history import INTERRUPTED_MARK

if TYPE_CHECKING:
    from antiphon.core.captions import Segment
    from antiphon.core.commits import Commits
    from antiphon.core.contents import Content
    from antiphon.core.effects import Effect
    from antiphon.core.history import History

__all__ = ["Utterances"]


class Utterances:
    """Settles what was heard: in the ledger, in the captions, with the model and the program."""

    def __init__(
        self, history: History, commits: Commits, *, is_shown: bool, can_truncate: bool
    ) -> None:
        self._history = history
        self._commits = commits
        self._is_shown = is_shown
        self._can_truncate = can_truncate
        self._unlike: set[str] = set()
        """Ids of the items of which the model holds something else than the ledger."""

    def heard(self, part: Content, ms: float) -> list[Effect]:
        """The part has been heard this far."""
        return self._show(part, part.captions.show(ms))

    def cut_short(self, part: Content, heard_ms: float) -> list[Effect]:
        """The part ended before its end."""
        item_id = part.id.item_id
        heard_ms = min(heard_ms, part.captions.audio_ms) if part.has_started else 0.0
        text = part.captions.heard_text(heard_ms).strip() if heard_ms >= 1 else ""
        if not text:
            self._unlike.add(item_id)
            return stopped(part)
        shown = self._show(part, part.captions.show_cut(heard_ms))
        self._history.hear(item_id, text)
        self._history.interrupt(item_id)
        told = Emit(
            event=EventName.AGENT_INTERRUPTED,
            args=(text + INTERRUPTED_MARK,),
            detail=extent(part, heard_ms),
        )
        truncate = self._truncate(part, heard_ms, text)
        return [*truncate, *shown, *stopped(part), *self._commits.add(item_id, told)]

    def said_in_full(self, part: Content) -> list[Effect]:
        """The part was played to its end."""
        item_id = part.id.item_id
        text = part.captions.text.strip()
        if not text:
            return stopped(part)
        if part.is_orphan:
            self._unlike.add(item_id)
        shown = self._show(part, part.captions.show_all())
        self._history.hear(item_id, text)
        told = Emit(
            event=EventName.AGENT_COMMITTED,
            args=(text,),
            detail=extent(part, part.captions.audio_ms),
        )
        return [*shown, *stopped(part), *self._commits.add(item_id, told)]

    def settle(self, item_id: str) -> list[Effect]:
        """All parts of the item have ended: have the model hold what was heard, and only that."""
        if item_id not in self._unlike:
            return []
        self._unlike.discard(item_id)
        if not self._history.has_text(item_id):
            return list(self._history.forget(item_id))
        if self._history.is_told(item_id) and not self._can_truncate:
            return []
        return list(self._history.retell(item_id))

    def _truncate(self, part: Content, heard_ms: float, text: str) -> list[Effect]:
        """Have the model forget what was not heard, where it knows the part as it was spoken."""
        if part.is_orphan:
            self._unlike.add(part.id.item_id)
            return []
        truncate = Truncate(
            item_id=part.id.item_id,
            content_index=part.id.content_index,
            heard_ms=int(heard_ms),
            heard_text=text,
        )
        return [truncate]

    def _show(self, part: Content, segments: list[Segment]) -> list[Effect]:
        if not self._is_shown:
            return []
        name = f"{part.id.item_id}.{part.id.content_index}"
        return [
            PublishCaption(
                segment=f"{name}.{segment.number}",
                text=segment.text,
                final=segment.final,
                speaker=None,
            )
            for segment in segments
        ]


def stopped(part: Content) -> list[Effect]:
    """Tell that the agent's voice has stopped, if it had begun."""
    return [Emit(event=EventName.AGENT_STOPPED)] if part.has_started else []


def extent(part: Content, heard_ms: float) -> dict[str, int]:
    """How much of a part was heard, and how much there was, in ms."""
    return {"heard_ms": round(heard_ms), "generated_ms": round(part.captions.audio_ms)}
