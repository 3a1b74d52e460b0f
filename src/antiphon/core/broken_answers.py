"""An answer that broke off, with the line to its model or because the model failed, while somebody
was listening to it.

| what happens then                   | then                                                   |
|-------------------------------------|--------------------------------------------------------|
| all that had come of it was played  | the model, which knows what was heard, is asked for it |
| out, and that was no whole sentence | once more, as it was before                            |
| it was a sentence or more           | nothing: the user knows enough to ask for the rest     |
| it is stopped, or another answer is | nothing: that is what is wanted now                    |
| asked for, or begins                |                                                        |

An answer all of whose parts had come to their ends when the line was lost lacks nothing. One that
called tools has its reply to them, and given words have been told how much of them was heard: none
of these is asked for once more, nor is what fails for the third time. Voice of which no words are
known is taken for a sentence when there are 3 s of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from antiphon.core.layout import CLOSING

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from antiphon.core.captions import CaptionStyle
    from antiphon.core.events import PlayoutEnded
    from antiphon.core.history import History
    from antiphon.core.requests import Active, Request

__all__ = ["BrokenAnswers"]

WORDLESS_MS = 3000.0

SENTENCE_ENDS = frozenset(".!?…。．！？｡؟۔।॥։")


@dataclass(slots=True)
class Broken:
    """The one that is being played out."""

    response_id: str
    request: Request
    items: Collection[str]
    """Ids of the items that it was saying."""
    has_long_voice: bool = False
    """More was heard of it than goes without a sentence, whatever the words were."""


class BrokenAnswers:
    """Knows whether a broken answer is to be gone on with."""

    def __init__(self, history: History, style: CaptionStyle) -> None:
        self._history = history
        self._style = style
        self._broken: Broken | None = None

    def broke_off(self, active: Active | None, items: Collection[str]) -> None:
        """No more comes of this answer, with these items, though more was to come."""
        if active is not None and active.is_worth_going_on:
            self._broken = Broken(active.response_id, active.request, items)

    def played(self, event: PlayoutEnded) -> None:
        """A part has ended, and so much of it was heard; what is known of its words is told."""
        is_wordless = not self._history.has_text(event.content.item_id)
        if self._broken is not None and event.content.item_id in self._broken.items:
            self._broken.has_long_voice |= is_wordless and event.heard_ms >= WORDLESS_MS

    def give_way(self) -> None:
        """Something else is wanted now."""
        self._broken = None

    def take(self, is_open: Callable[[str], bool]) -> Request | None:
        """What is to be asked for once more, as soon as the broken answer was played out.

        `is_open` says of a response whether more of it is to be heard.
        """
        broken = self._broken
        if broken is None or is_open(broken.response_id):
            return None
        self._broken = None
        is_enough = broken.has_long_voice or self._holds_sentence(self._heard(broken))
        return None if is_enough else broken.request

    def _heard(self, broken: Broken) -> str:
        items = (self._history.find(item_id) for item_id in broken.items)
        texts = (item.message.content for item in items if item is not None)
        return " ".join(text for text in texts if isinstance(text, str))

    def _holds_sentence(self, text: str) -> bool:
        """Whether a sentence of it has ended."""
        is_ended = text.rstrip().rstrip(CLOSING)[-1:] in SENTENCE_ENDS
        return bool(text) and (is_ended or len(self._style.sentences(text)) > 1)
