"""Keeps to itself what a model thinks, which is not meant for the listener.

Servers are to send that apart, and many do not:

| what comes                     | then                                                           |
|--------------------------------|----------------------------------------------------------------|
| an opening mark, `<think>` or  | what follows is thought, up to a closing mark, else to the end |
| the like                       |                                                                |
| a closing mark that nothing    | it is left out; what was before it was thought, too, which     |
| has opened                     | nobody could know: such a model is made to begin with a        |
|                                | thought, and will do so in the next answer                     |
| what may become a mark         | it is held back, until that is known                           |
| white space at the beginning   | it is left out if a thought comes                              |
"""

import re

__all__ = ["Thoughts"]

NAMES = ("think", "thinking", "thought", "reasoning")
OPENINGS = (*(f"<{name}>" for name in NAMES), "[think]")
CLOSINGS = (*(f"</{name}>" for name in NAMES), "[/think]")
CLOSING = re.compile("|".join(map(re.escape, CLOSINGS)), re.IGNORECASE)
MARK = re.compile("|".join(map(re.escape, (*OPENINGS, *CLOSINGS))), re.IGNORECASE)
LONGEST = max(map(len, CLOSINGS))


class Thoughts:
    """Takes an answer piece by piece, and lets through what is meant for the listener.

    One that is `begun` begins with a thought that nothing opens.
    """

    def __init__(self, *, begun: bool = False) -> None:
        self._is_thinking = begun
        self._has_come = False
        self._has_opened = False
        self._has_thought = begun
        self._held = ""
        """What may be the beginning of a mark."""
        self._blank: str | None = ""
        """White space that has come before all else; None once the answer proper has begun."""
        self.begins_unopened = begun
        """The answer begins with a thought that nothing opens, and that is closed; of one in which
        nothing comes, as was said."""

    def leave_out(self, piece: str) -> str:
        """What can be said of the answer now that `piece` has come."""
        self._has_come = self._has_come or bool(piece)
        self._held += piece
        said = ""
        while mark := (CLOSING if self._is_thinking else MARK).search(self._held):
            said += self._let_through(self._held[: mark.start()])
            self._held = self._held[mark.end() :]
            self._turn_at(mark.group())
        known = len(self._held) - length_of_open_end(self._held)
        text, self._held = self._held[:known], self._held[known:]
        return said + self._let_through(text)

    def rest(self) -> str:
        """What was held back at the end of the answer, and is no thought."""
        held, self._held = self._held, ""
        if self._is_thinking and self._has_come:
            self.begins_unopened = False
        said = self._let_through(held)
        return said or ("" if self._has_thought else self._blank or "")

    def _turn_at(self, mark: str) -> None:
        """A thought begins, or ends."""
        self._is_thinking = mark.lower() in OPENINGS
        self._has_thought = True
        if self._is_thinking:
            self._has_opened = True
        elif not self._has_opened:
            self.begins_unopened = True

    def _let_through(self, text: str) -> str:
        """`text`, unless it is thought; the white space at the beginning comes with the rest."""
        if self._is_thinking:
            return ""
        if self._blank is None:
            return text
        text = self._blank + text
        self._blank = None if text.strip() else text
        if self._blank is not None:
            return ""
        return text.lstrip() if self._has_thought else text


def length_of_open_end(text: str) -> int:
    """How many characters at the end of `text` are the beginning of a mark."""
    end = text[1 - LONGEST :].lower()
    marks = (*OPENINGS, *CLOSINGS)
    starts = (at for at in range(len(end)) if any(mark.startswith(end[at:]) for mark in marks))
    return len(end) - next(starts, len(end))
