"""What becomes of a content part that was heard, in part or in full.

| ended      | text | heard                        | what becomes of it                           |
|------------|------|------------------------------|----------------------------------------------|
| cut short  | yes  | no word                      | deleted, as if it had never been             |
|            |      | a word                       | truncated, told as interrupted, kept as far  |
|            |      |                              | as it was heard                              |
|            |      | all words, none is to come   | told as committed, kept                      |
|            | none | less than half a syllable of | deleted: no word of it can have been heard   |
|            |      | voice, at the usual rate     |                                              |
|            |      | more than that               | truncated, kept; waits for its words         |
| played out | yes  | –                            | told as committed, kept                      |
|            | none | –                            | kept; waits for its words                    |
| waits for  | late | no word, when cut short      | deleted                                      |
| its words  |      | else                         | told and kept as if they had been known      |
|            | none | –                            | there is nothing to tell; the model keeps    |
|            |      |                              | the audio that was heard, the ledger its     |
|            |      |                              | place                                        |

If its voice had begun, its end is told first, in every case; what never began to play was cut
short. What is told after it waits up to 2 s for its words. An item is deleted when its last part
has ended and nothing of any of them was heard; where only some were, or the model that made it was
lost, what was heard takes its place as text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from antiphon.core.effects import Emit, EventName, NoteText, PublishCaption, Truncate
from antiphon.core.history import INTERRUPTED_MARK
from antiphon.core.late_words import LateWords

if TYPE_CHECKING:
    from antiphon.core.captions import Segment
    from antiphon.core.commits import Commits
    from antiphon.core.contents import Content
    from antiphon.core.effects import Effect
    from antiphon.core.history import History
    from antiphon.core.late_words import Wordless
    from antiphon.core.messages import AgentTranscribed, ContentId, TextArrived

__all__ = ["Utterances"]


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
        self._late_words = LateWords()

    def heard(self, part: Content, ms: float) -> list[Effect]:
        """The part has been heard this far."""
        return self._show(part, part.captions.show(ms))

    def cut_short(self, part: Content, heard_ms: float) -> list[Effect]:
        """The part ended before its end."""
        heard_ms = min(heard_ms, part.captions.audio_ms) if part.has_started else 0.0
        text = part.captions.settle(heard_ms).strip() if heard_ms >= 1 else ""
        if not text and can_hold_late_word(part, heard_ms):
            truncate = self._truncate(part, heard_ms, text)
            return [*truncate, *stopped(part), *self._wait_for_words(part, heard_ms)]
        if not text:
            self._unlike.add(part.id.item_id)
            return stopped(part)
        if is_heard_whole(part, heard_ms):
            return self._said_whole(part, heard_ms)
        truncate = self._truncate(part, heard_ms, text)
        shown, told = self._interrupted(part, heard_ms, text)
        return [*truncate, *self._note(part), *shown, *stopped(part), *told]

    def said_in_full(self, part: Content) -> list[Effect]:
        """The part was played to its end."""
        if not part.captions.text.strip():
            return [*stopped(part), *self._wait_for_words(part, None)]
        return self._said_whole(part, part.captions.audio_ms)

    def text_arrived(self, event: TextArrived) -> list[Effect]:
        """The next words of a part that has ended without text."""
        return self._tell_late(self._late_words.text_arrived(event))

    def transcribed(self, event: AgentTranscribed) -> list[Effect]:
        """What an item said that has ended without text is known now."""
        return self._tell_late(self._late_words.transcribed(event))

    def content_done(self, content: ContentId) -> list[Effect]:
        """No more text comes of a part that has ended."""
        return self._tell_late(self._late_words.content_done(content))

    def response_done(self, response_id: str) -> list[Effect]:
        """No more text comes of the parts of that response."""
        return self._tell_late(self._late_words.response_done(response_id))

    def model_lost(self) -> list[Effect]:
        """No more text comes of any part that has ended."""
        return self._tell_late(self._late_words.model_lost())

    def settle(self, item_id: str) -> list[Effect]:
        """All parts of the item have ended: have the model hold what was heard, and only that."""
        if item_id not in self._unlike or self._late_words.holds(item_id):
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

    def _committed(self, part: Content, heard_ms: float) -> tuple[list[Effect], list[Effect]]:
        """What is shown and what is told of a part of which all words were heard."""
        item_id = part.id.item_id
        text = part.captions.text.strip()
        shown = self._show(part, part.captions.show_all())
        self._history.hear(item_id, text)
        told = Emit(
            event=EventName.AGENT_COMMITTED,
            args=(text,),
            detail=extent(part, heard_ms),
        )
        return shown, self._commits.add(item_id, told)

    def _said_whole(self, part: Content, heard_ms: float) -> list[Effect]:
        """All words of the part were heard, and no more of it comes."""
        if part.is_orphan:
            self._unlike.add(part.id.item_id)
        shown, told = self._committed(part, heard_ms)
        return [*self._note(part), *shown, *stopped(part), *told]

    def _wait_for_words(self, part: Content, heard_ms: float | None) -> list[Effect]:
        """So much of the part was heard, None is all, and not a word of it is known."""
        given_up = self._late_words.wait(part, heard_ms)
        left = [] if given_up is None else self._commits.leave(given_up.part.id.item_id)
        return [*left, *self._commits.expect(part.id.item_id)]

    def _tell_late(self, known: list[Wordless]) -> list[Effect]:
        """Tell of parts that have ended now that their words are known."""
        return [effect for wordless in known for effect in self._tell_late_one(wordless)]

    def _tell_late_one(self, wordless: Wordless) -> list[Effect]:
        part, heard_ms = wordless.part, wordless.heard_ms
        item_id = part.id.item_id
        if not self._history.is_told(item_id):
            self._unlike.add(item_id)
        shown: list[Effect] = []
        if heard_ms is None or is_heard_whole(part, heard_ms):
            heard_ms = part.captions.audio_ms if heard_ms is None else heard_ms
            shown, told = self._committed(part, heard_ms)
        elif text := part.captions.settle(heard_ms).strip():
            shown, told = self._interrupted(part, heard_ms, text)
        else:
            self._unlike.add(item_id)
            told = self._commits.leave(item_id)
        return [*self.settle(item_id), *self._note(part), *shown, *told]

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


def is_heard_whole(part: Content, heard_ms: float) -> bool:
    """Whether all words of a part that was cut short were heard, and no more of it was to come."""
    is_all_there = part.is_complete and not part.is_cut
    return is_all_there and part.captions.is_all_heard(heard_ms)


def can_hold_late_word(part: Content, heard_ms: float) -> bool:
    """Whether a word of the part may have been heard, though none of it is known."""
    return not part.captions.text.strip() and part.captions.can_hold_word(heard_ms)


def stopped(part: Content) -> list[Effect]:
    """Tell that the agent's voice has stopped, if it had begun."""
    return [Emit(event=EventName.AGENT_STOPPED)] if part.has_started else []


def extent(part: Content, heard_ms: float) -> dict[str, int]:
    """How much of a part was heard, and how much there was, in ms."""
    return {"heard_ms": round(heard_ms), "generated_ms": round(part.captions.audio_ms)}
