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
|            | not  | so much beyond all words     | the same                                     |
|            | all  |                              |                                              |
| written,   | yes  | nothing                      | told as committed, kept                      |
| as asked   |      |                              |                                              |
| played out | yes  | –                            | told as committed, kept                      |
|            | none | –                            | kept; waits for its words                    |
| its words  | none | –                            | there is nothing to tell, nor to keep        |
| cannot     |      |                              |                                              |
| come       |      |                              |                                              |
| waits for  | late | no word, when cut short      | deleted                                      |
| its words, |      | else                         | told and kept as if they had been known      |
| 2 s if it  |      |                              |                                              |
| has some   |      |                              |                                              |
|            | none | –                            | there is nothing to tell; the model keeps    |
|            |      |                              | the audio that was heard, the ledger its     |
|            |      |                              | place                                        |

If its voice had begun, its end is told first, in every case; what never began to play was cut
short. What is told after it waits up to 2 s for its words. No words can come late of what is
narrated.

An item is deleted when all its parts have ended, no more of them can come since its response is
over or cancelled, and nothing of any was heard; where only some were, or the model that made it was
lost, what was heard takes its place as text, and its parts are not truncated before. An item that
the model has removed meanwhile is told as it was heard, and that is all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from antiphon.core.effects import Emit, EventName, NoteText, PublishCaption, Truncate
from antiphon.core.history import INTERRUPTED_MARK
from antiphon.core.late_words import LateWords

if TYPE_CHECKING:
    from collections.abc import Callable

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
        self._unlike: dict[str, str] = {}
        """Ids of the items of which the model holds something else than the ledger; of which
        response each is."""
        self._late_words = LateWords()

    def heard(self, part: Content, ms: float) -> list[Effect]:
        """The part has been heard this far."""
        return self._show(part, part.captions.show(ms))

    def cut_short(self, part: Content, heard_ms: float) -> list[Effect]:
        """The part ended before its end."""
        heard_ms = min(heard_ms, part.captions.audio_ms) if part.has_started else 0.0
        text = part.captions.settle(heard_ms).strip() if heard_ms >= 1 else ""
        if awaits_words(part, heard_ms):
            truncate = self._truncate(part, heard_ms, text)
            return [*truncate, *stopped(part), *self._wait_for_words(part, heard_ms)]
        if not text:
            return self._untold(part)
        if is_heard_whole(part, heard_ms):
            return self._said_whole(part, heard_ms)
        truncate = self._truncate(part, heard_ms, text)
        shown, told = self._interrupted(part, heard_ms, text)
        return [*truncate, *self._note(part), *shown, *stopped(part), *told]

    def written(self, part: Content) -> list[Effect]:
        """The part is text, and was to be."""
        shown, told = self._committed(part, 0.0)
        return [*shown, *told]

    def said_in_full(self, part: Content) -> list[Effect]:
        """The part was played to its end."""
        if not part.captions.text.strip() and part.is_narrated:
            return self._untold(part)
        if not part.captions.text.strip():
            return [*stopped(part), *self._wait_for_words(part, None)]
        return self._said_whole(part, part.captions.audio_ms)

    def text_arrived(self, event: TextArrived) -> list[Effect]:
        """The next words of a part that has ended without all of them."""
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

    def words_overdue(self) -> list[Effect]:
        """The rest of the words of parts that have ended is waited for no longer."""
        return self._tell_late(self._late_words.overdue())

    def deadline_passed(self) -> list[Effect]:
        """What is told next waits no longer; and for the rest of no words that were heard."""
        first = self._commits.first
        told = self.words_overdue()
        if self._commits.first is not first:
            return told
        return [*told, *self._commits.deadline_passed()]

    def settle(self, may_grow: Callable[[str, str], bool]) -> list[Effect]:
        """Have the model hold what was heard, and only that, of items of which no more comes.

        `may_grow` says of an item, and of the response that it is of, whether more may come.
        """
        waits = self._late_words.holds
        over = [i for i, of in self._unlike.items() if not (may_grow(i, of) or waits(i))]
        return [effect for item_id in over for effect in self._settle(item_id)]

    def _settle(self, item_id: str) -> list[Effect]:
        del self._unlike[item_id]
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
            self._differs(part)
        shown, told = self._committed(part, heard_ms)
        return [*self._note(part), *shown, *stopped(part), *told]

    def _wait_for_words(self, part: Content, heard_ms: float | None) -> list[Effect]:
        """So much of the part was heard, None is all, and not all words of that are known."""
        given_up = self._late_words.wait(part, heard_ms)
        left = [] if given_up is None else self._give_up_words(given_up)
        return [*left, *self._commits.expect(part.id.item_id)]

    def _give_up_words(self, wordless: Wordless) -> list[Effect]:
        """No more words of that part are waited for."""
        if wordless.part.captions.text.strip():
            return self._tell_late_one(wordless)
        return self._commits.leave(wordless.part.id.item_id)

    def _untold(self, part: Content) -> list[Effect]:
        """There is nothing to tell of the part."""
        self._differs(part)
        return stopped(part)

    def _differs(self, part: Content) -> None:
        """The model holds something else of the part than the ledger."""
        self._unlike[part.id.item_id] = part.id.response_id

    def _tell_late(self, known: list[Wordless]) -> list[Effect]:
        """Tell of parts that have ended now that their words are known."""
        return [effect for wordless in known for effect in self._tell_late_one(wordless)]

    def _tell_late_one(self, wordless: Wordless) -> list[Effect]:
        part, heard_ms = wordless.part, wordless.heard_ms
        item_id = part.id.item_id
        if not self._history.is_told(item_id):
            self._differs(part)
        shown: list[Effect] = []
        if heard_ms is None or is_heard_whole(part, heard_ms):
            heard_ms = part.captions.audio_ms if heard_ms is None else heard_ms
            shown, told = self._committed(part, heard_ms)
        elif text := part.captions.settle(heard_ms).strip():
            shown, told = self._interrupted(part, heard_ms, text)
        else:
            self._differs(part)
            told = self._commits.leave(item_id)
        return [*self._note(part), *shown, *told]

    def _truncate(self, part: Content, heard_ms: float, text: str) -> list[Effect]:
        """Have the model forget what was not heard, where it knows the part as it was spoken."""
        if part.is_orphan:
            self._differs(part)
        if part.id.item_id in self._unlike or part.id.item_id not in self._history:
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


def awaits_words(part: Content, heard_ms: float) -> bool:
    """Whether a word of a part that was cut short may have been heard that is yet to come."""
    if part.is_narrated or part.is_complete and part.captions.text.strip():
        return False
    return part.captions.can_hold_more(heard_ms)


def stopped(part: Content) -> list[Effect]:
    """Tell that the agent's voice has stopped, if it had begun."""
    return [Emit(event=EventName.AGENT_STOPPED)] if part.has_started else []


def extent(part: Content, heard_ms: float) -> dict[str, int]:
    """How much of a part was heard, and how much there was, in ms."""
    return {"heard_ms": round(heard_ms), "generated_ms": round(part.captions.audio_ms)}
