"""What becomes of a content part that was heard, in part or in full.

| ended      | no word was heard                | a word was                             |
|------------|----------------------------------|----------------------------------------|
| cut short  | deleted, as if it had never been | truncated, told as interrupted, kept   |
|            |                                  | as far as it was heard                 |
| played out | nothing to tell                  | told as committed, kept                |
| without    | waits for its words, which are told when they come, as far as they were   |
| text       | heard; cut short, only where the model cannot delete                      |

If its voice had begun, its end is told first, in every case; what never began to play was cut
short. An item is deleted when its last part
has ended and nothing of any of them was heard; where only some were, or the model that made it was
lost, what was heard takes its place as text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from antiphon.core.effects import Emit, EventName, NoteText, PublishCaption, Truncate
from antiphon.core.history import INTERRUPTED_MARK

if TYPE_CHECKING:
    from antiphon.core.captions import Segment
    from antiphon.core.commits import Commits
    from antiphon.core.contents import Content
    from antiphon.core.effects import Effect
    from antiphon.core.events import AgentTranscribed
    from antiphon.core.history import History

__all__ = ["Utterances"]

MAX_WORDLESS = 16


class Utterances:
    """Settles what was heard: in the ledger, in the captions, with the model and the program."""

    def __init__(
        self,
        history: History,
        commits: Commits,
        *,
        is_shown: bool,
        can_truncate: bool,
        notes_text: bool = False,
    ) -> None:
        self._history = history
        self._commits = commits
        self._is_shown = is_shown
        self._can_truncate = can_truncate
        self._notes_text = notes_text
        self._unlike: set[str] = set()
        """Ids of the items of which the model holds something else than the ledger."""
        self._wordless: dict[str, tuple[Content, float]] = {}
        """By item: parts that have ended without text, and how many ms of them were heard."""

    def heard(self, part: Content, ms: float) -> list[Effect]:
        """The part has been heard this far."""
        return self._show(part, part.captions.show(ms))

    def cut_short(self, part: Content, heard_ms: float) -> list[Effect]:
        """The part ended before its end."""
        heard_ms = min(heard_ms, part.captions.audio_ms) if part.has_started else 0.0
        text = part.captions.heard_text(heard_ms).strip() if heard_ms >= 1 else ""
        if not text:
            self._leave_out(part, heard_ms)
            return stopped(part)
        truncate = self._truncate(part, heard_ms, text)
        shown, told = self._interrupted(part, heard_ms, text)
        return [*truncate, *self._note(part), *shown, *stopped(part), *told]

    def said_in_full(self, part: Content) -> list[Effect]:
        """The part was played to its end."""
        if not part.captions.text.strip():
            self._wait_for_words(part, part.captions.audio_ms)
            return stopped(part)
        if part.is_orphan:
            self._unlike.add(part.id.item_id)
        shown, told = self._committed(part)
        return [*self._note(part), *shown, *stopped(part), *told]

    def transcribed(self, event: AgentTranscribed) -> list[Effect]:
        """What an item said that has ended without text is known now."""
        part, heard_ms = self._wordless.pop(event.item_id, (None, 0.0))
        if part is None or not event.text.strip():
            return []
        part.captions.add_text(event.text)
        if heard_ms >= part.captions.audio_ms:
            shown, told = self._committed(part)
            return [*self._note(part), *shown, *told]
        text = part.captions.heard_text(heard_ms).strip()
        if not text:
            return list(self._history.forget(event.item_id))
        shown, told = self._interrupted(part, heard_ms, text)
        return [*shown, *told]

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

    def _interrupted(
        self, part: Content, heard_ms: float, text: str
    ) -> tuple[list[Effect], list[Effect]]:
        """What is shown and what is told of a part that was heard so far."""
        item_id = part.id.item_id
        shown = self._show(part, part.captions.show_cut(heard_ms))
        self._history.hear(item_id, text)
        self._history.interrupt(item_id)
        told = Emit(
            event=EventName.AGENT_INTERRUPTED,
            args=(text + INTERRUPTED_MARK,),
            detail=extent(part, heard_ms),
        )
        return shown, self._commits.add(item_id, told)

    def _committed(self, part: Content) -> tuple[list[Effect], list[Effect]]:
        """What is shown and what is told of a part that was heard to its end."""
        item_id = part.id.item_id
        text = part.captions.text.strip()
        shown = self._show(part, part.captions.show_all())
        self._history.hear(item_id, text)
        told = Emit(
            event=EventName.AGENT_COMMITTED,
            args=(text,),
            detail=extent(part, part.captions.audio_ms),
        )
        return shown, self._commits.add(item_id, told)

    def _leave_out(self, part: Content, heard_ms: float) -> None:
        """No word of the part was heard; none that is known, at least."""
        if self._can_truncate or part.captions.text.strip() or not heard_ms:
            self._unlike.add(part.id.item_id)
        else:
            self._wait_for_words(part, heard_ms)

    def _wait_for_words(self, part: Content, heard_ms: float) -> None:
        self._wordless[part.id.item_id] = (part, heard_ms)
        if len(self._wordless) > MAX_WORDLESS:
            del self._wordless[next(iter(self._wordless))]

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

    def _note(self, part: Content) -> list[Effect]:
        """Tell a model that wants to know what was heard of the item by now."""
        item = self._history.find(part.id.item_id)
        if not self._notes_text or part.is_orphan or item is None:
            return []
        return [NoteText(item_id=part.id.item_id, text=str(item.message.content))]

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
