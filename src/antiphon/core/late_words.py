"""The parts that were heard, and had ended before all words of that were known.

| the words of such a part come    | they are known in full               |
|----------------------------------|--------------------------------------|
| all at once, for its item        | at once                              |
| after the part was complete      | at once: its text came late as one   |
| before, piece by piece           | when it or its response is complete, |
|                                  | or its model lost; or, what there is |
|                                  | of them, when it is overdue          |
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from antiphon.core.contents import Content
    from antiphon.core.messages import AgentTranscribed, ContentId, TextArrived

__all__ = ["LateWords", "Wordless"]

MAX_WORDLESS = 16


@dataclass(slots=True, eq=False)
class Wordless:
    """A part that has ended without text, or without all text of what was heard of it."""

    part: Content
    heard_ms: float | None
    """How much of it was heard; None is all."""
    has_all_text: bool
    """No more text comes for it than has."""

    def add_rest(self, text: str) -> None:
        """Its whole text is known: add what is missing, where it goes on what there was."""
        captions = self.part.captions
        known = captions.text.strip()
        if text.startswith(known):
            rest = text[len(known) :]
            captions.add_text(rest.lstrip() if captions.text[-1:].isspace() else rest)


class LateWords:
    """Waits for the words of what was heard without them."""

    def __init__(self) -> None:
        self._waiting: dict[ContentId, Wordless] = {}

    def holds(self, item_id: str) -> bool:
        """Whether words of that item are waited for that its model may yet send."""
        parts = (w.part for w in self._waiting.values() if not w.part.is_orphan)
        return any(part.id.item_id == item_id for part in parts)

    def wait(self, part: Content, heard_ms: float | None) -> Wordless | None:
        """Wait for the words of the part; return another one that is waited for no longer."""
        self._waiting[part.id] = Wordless(part, heard_ms, part.is_complete)
        if len(self._waiting) <= MAX_WORDLESS:
            return None
        return self._waiting.pop(next(iter(self._waiting)))

    def text_arrived(self, event: TextArrived) -> list[Wordless]:
        """The next words of a part: return it, if they are known in full now."""
        wordless = self._waiting.get(event.content)
        if wordless is None:
            return []
        wordless.part.captions.add_text(event.text, event.words)
        return self._take([wordless])

    def transcribed(self, event: AgentTranscribed) -> list[Wordless]:
        """All words of an item: return its part, the last one where there are several."""
        parts = [w for w in self._waiting.values() if w.part.id.item_id == event.item_id]
        if not parts or not event.text.strip():
            return []
        parts[-1].add_rest(event.text.strip())
        return self._ended(parts[-1:])

    def content_done(self, content: ContentId) -> list[Wordless]:
        """No more text comes for that part: return it, if there is any."""
        return self._ended(w for w in self._waiting.values() if w.part.id == content)

    def response_done(self, response_id: str) -> list[Wordless]:
        """No more text comes for that response: return its parts of which there is any."""
        return self._ended(
            w for w in self._waiting.values() if w.part.id.response_id == response_id
        )

    def model_lost(self) -> list[Wordless]:
        """No more text comes of any response: return the parts of which there is any."""
        for wordless in self._waiting.values():
            wordless.part.is_orphan = True
        return self._ended(self._waiting.values())

    def overdue(self) -> list[Wordless]:
        """Their time is up: return the parts of which there is any text."""
        return self._ended(w for w in self._waiting.values() if w.part.captions.text.strip())

    def _ended(self, parts: Iterable[Wordless]) -> list[Wordless]:
        ended = list(parts)
        for wordless in ended:
            wordless.has_all_text = True
        return self._take(ended)

    def _take(self, parts: Iterable[Wordless]) -> list[Wordless]:
        """Those of which all words are known, which are waited for no longer."""
        known = [w for w in parts if w.has_all_text and w.part.captions.text.strip()]
        for wordless in known:
            del self._waiting[wordless.part.id]
        return known
