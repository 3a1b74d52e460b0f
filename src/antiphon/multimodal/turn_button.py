"""The button of push-to-talk: turns as users, by RPC, and the program begin and end them."""

from collections.abc import Callable
from functools import partial

from antiphon.core import messages as m
from antiphon.core.push_to_talk import OpenTurn
from antiphon.errors import RoomError
from antiphon.rooms.base import RoomPort
from antiphon.session import Session

__all__ = ["TurnButton"]


class TurnButton:
    """Opens, ends and cancels turns; in a room as the RPC methods of these names.

    | call          | no turn is open | a turn is open                                            |
    |---------------|-----------------|-----------------------------------------------------------|
    | `start_turn`  | opens one       | refused                                                   |
    | `end_turn`    | refused         | it is over, and answered; of others than whose it is,     |
    |               |                 | refused                                                   |
    | `cancel_turn` | refused         | it is forgotten; of others than whose it is, refused      |

    The program may end every turn, and everybody who is listened to that of the program. Who is not
    listened to is refused. Raises RuntimeError for what is refused.
    """

    def __init__(self, session: Session) -> None:
        self._session = session

    def attend(self, room: RoomPort) -> Callable[[], None]:
        """Let those in the room press it; the result takes it from them."""
        acts = {
            "start_turn": self.start,
            "end_turn": self.end,
            "cancel_turn": self.cancel,
        }
        return room.serve({name: partial(pressed, act) for name, act in acts.items()})

    def start(self, identity: str | None = None) -> None:
        """Begin a turn, of that one or of everybody."""
        self._check(identity)
        if (turn := self._session.open_turn) is not None:
            raise RuntimeError(f"{whose(turn)} is open: end it or cancel it first")
        self._session.post(m.TurnOpened(identity=identity))

    def end(self, identity: str | None = None) -> None:
        """End the turn, and have it answered."""
        self._check_turn("end_turn", identity)
        self._session.post(m.TurnClosed())

    def cancel(self, identity: str | None = None) -> None:
        """Have what was said in the turn forgotten."""
        self._check_turn("cancel_turn", identity)
        self._session.post(m.TurnCancelled())

    def _check(self, identity: str | None) -> None:
        if identity is not None and identity not in self._session.linked:
            raise RuntimeError(f"{identity} is not listened to here, and takes no turns")

    def _check_turn(self, method: str, identity: str | None) -> None:
        self._check(identity)
        turn = self._session.open_turn
        if turn is None:
            raise RuntimeError(f"no turn is open: call start_turn before {method}")
        if None not in (identity, turn.identity) and identity != turn.identity:
            raise RuntimeError(f"{whose(turn)} is open: only {turn.identity} can end it")


def pressed(act: Callable[[str], None], identity: str) -> None:
    """Somebody in the room has pressed it. Raises RoomError for what is refused."""
    try:
        act(identity)
    except RuntimeError as error:
        raise RoomError(str(error)) from error


def whose(turn: OpenTurn) -> str:
    return "a turn" if turn.identity is None else f"a turn of {turn.identity}"
