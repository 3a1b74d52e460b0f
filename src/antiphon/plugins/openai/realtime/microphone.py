"""What the user says, on its way to the service; kept until the service has it for good.

| kept                         | until                                      | then           |
|------------------------------|--------------------------------------------|----------------|
| the last second              | somebody speaks                            | dropped        |
| what is said, from a second  | it has become an item of the conversation  | kept as a turn |
| before its first sound, 60 s |                                            |                |
| turns, 60 s of them and one  | their words are known                      | dropped        |

After the line was lost, what is kept is sent again to the new session: first the turns that are to
be heard once more, then what was said since. So a sentence that was being spoken is answered once,
and no word of it is lost.
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

__all__ = ["Microphone", "Piece", "Turn"]

Piece: TypeAlias = tuple[bytes, float]
"""Audio in the format of the wire, and its seconds."""

IDLE_SECONDS = 1.0
KEPT_SECONDS = 60.0


@dataclass(slots=True)
class Turn:
    """What was said and has become an item of the conversation."""

    item_id: str
    pieces: list[Piece] = field(default_factory=list)
    is_answered: bool = False
    """An answer to it has begun."""

    @property
    def audio(self) -> bytes:
        """All of it."""
        return b"".join(data for data, _ in self.pieces)

    @property
    def seconds(self) -> float:
        """How long it is."""
        return sum(seconds for _, seconds in self.pieces)


class Microphone:
    """The audio that the service does not have for good yet; positions are seconds since the
    session on the wire began."""

    def __init__(self, *, ends_turns: bool) -> None:
        self.ends_turns = ends_turns
        """The service says itself when somebody speaks."""
        self._pieces: deque[Piece] = deque()
        self._seconds = 0.0
        self._sent = 0.0
        self._is_online = False
        self.is_speaking = False
        """Somebody speaks, and the service has said so."""
        self._turn_end: float | None = None
        self._turns: list[Turn] = []
        """Those whose words are not known, oldest first."""
        self._unsaid = 0
        """How many of the pieces, the first ones, are of turns that are to be heard once more."""

    def push(self, data: bytes, seconds: float) -> float:
        """The next audio, on its way to the service if that is there; returns how many seconds
        are lost for good, for the line is down and it is more than is kept."""
        self._pieces.append((data, seconds))
        self._seconds += seconds
        if self._is_online:
            self._sent += seconds
        dropped = self._trim(IDLE_SECONDS if self._is_idle else KEPT_SECONDS)
        return 0.0 if self._is_online else dropped

    def started(self) -> None:
        """Somebody speaks."""
        self.is_speaking = True
        self._turn_end = None

    def stopped(self, at: float) -> None:
        """Nobody speaks any more; what was said ends at this position."""
        self.is_speaking = False
        self._turn_end = at

    def ended(self) -> None:
        """The turn ends with what has been sent by now."""
        self._turn_end = self._sent if self._is_online else None

    def committed(self, item_id: str) -> None:
        """What was said until the end of the turn, or until now, has become that item."""
        end = self._sent if self._turn_end is None else self._turn_end
        self._turn_end = None
        self.is_speaking = False
        later = max(self._sent - end, 0.0)
        turn = Turn(item_id)
        while self._pieces and self._seconds > later:
            turn.pieces.append(self._take())
        self._turns.append(turn)
        while len(self._turns) > 1 and sum(t.seconds for t in self._turns) > KEPT_SECONDS:
            del self._turns[0]

    def cleared(self) -> None:
        """The program does not want what was said to be heard."""
        self._pieces.clear()
        self._seconds = 0.0
        self._unsaid = 0
        self.is_speaking = False

    def settled(self, item_id: str) -> None:
        """The words of that item are known."""
        self._turns = [turn for turn in self._turns if turn.item_id != item_id]

    def answered(self) -> None:
        """An answer to what was said by now has begun."""
        for turn in self._turns:
            turn.is_answered = True

    def offline(self) -> list[Turn]:
        """The session is over; returns the turns whose words are not known."""
        turns, self._turns = self._turns, []
        self._is_online = self.is_speaking = False
        self._turn_end = None
        return turns

    def unsay(self, turns: Sequence[Turn]) -> None:
        """Those are not over: what was said in them is to be heard once more."""
        for turn in reversed(turns):
            self._pieces.extendleft(reversed(turn.pieces))
            self._seconds += turn.seconds
            self._unsaid += len(turn.pieces)

    def online(self) -> tuple[list[Piece], list[Piece]]:
        """There is a new session: the turns that it must hear once more, and what was said since.

        Where the service does not know where turns end, these are one, and end there.
        """
        self._is_online = True
        self._sent = self._seconds
        pieces = list(self._pieces)
        turns, since = pieces[: self._unsaid], pieces[self._unsaid :]
        if turns and not self.ends_turns:
            self._turn_end = sum(seconds for _, seconds in turns)
        return turns, since

    @property
    def _is_idle(self) -> bool:
        """There is nobody whose words could get lost."""
        has_turn = self.is_speaking or self._turn_end is not None
        return self.ends_turns and self._is_online and not has_turn

    def _trim(self, longest: float) -> float:
        before = self._seconds
        while self._seconds > longest and len(self._pieces) > 1:
            self._take()
        return before - self._seconds

    def _take(self) -> Piece:
        piece = self._pieces.popleft()
        self._seconds -= piece[1]
        self._unsaid = max(self._unsaid - 1, 0)
        return piece
