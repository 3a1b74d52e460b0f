"""Which rooms agents of this process talk in: nobody can tell two voices of one participant apart.

| an agent starts in a room where | and is to              | then                            |
|---------------------------------|------------------------|---------------------------------|
| no other one talks              |                        | it talks there                  |
| another one talks               | yield to other agents  | it is refused                   |
| another one talks               | ignore other agents    | both talk, as the program wants |

A room is the object that the program connected, whoever witnesses what is said in it. It is free as
soon as the conversation is over, even for a listener of `closed`.
"""

from dataclasses import dataclass, field
from typing import Protocol

from antiphon.core.turns import TurnPolicy
from antiphon.errors import RoomError
from antiphon.rooms.witnessed import WitnessedRoom

__all__ = ["OCCUPANCY", "Occupancy"]


class Conversation(Protocol):
    """What may be held in a room."""

    @property
    def is_closed(self) -> bool:
        """It is over."""
        ...


@dataclass(slots=True)
class Occupancy:
    """Knows who talks where."""

    _held: list[tuple[object, Conversation]] = field(default_factory=list)

    def check(self, room: object, policy: TurnPolicy) -> None:
        """Raise RoomError where another agent talks, and is to be left alone."""
        held = [talk for taken, talk in self._held if taken is connected(room)]
        is_taken = any(not conversation.is_closed for conversation in held)
        if is_taken and policy.other_agents == "yield":
            raise RoomError(
                "Another agent talks in this room: close it first, connect a room of its own for "
                'this one, or have both talk by turns=TurnPolicy(other_agents="ignore").'
            )

    def enter(self, room: object, conversation: Conversation) -> None:
        """From now on that conversation is held in the room."""
        self._held.append((connected(room), conversation))

    def leave(self, conversation: Conversation) -> None:
        """Nothing of it is left."""
        self._held = [held for held in self._held if held[1] is not conversation]


def connected(room: object) -> object:
    """The room that the program connected."""
    while isinstance(room, WitnessedRoom):
        room = room.room
    return room


OCCUPANCY = Occupancy()
"""Of this process."""
