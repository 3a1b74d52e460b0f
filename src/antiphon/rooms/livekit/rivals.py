"""Other agents in a LiveKit room, of which one alone is to hold a conversation there.

| another shows the state of a conversation | this one       | then                               |
|-------------------------------------------|----------------|------------------------------------|
| at any time                               | shows none yet | the other was first                |
| and has done so for longer; or for as     | shows one      | the other was first                |
| long, and its identity sorts before       |                |                                    |
| else                                      | shows one      | this one was first, and it is told |
|                                           |                | so by the same rules               |

One that does not say since when, for it is of another make, has done so for ever. What is shown
goes along through reconnects; so, when a server comes back, the conversation that was there stays.
"""

from collections.abc import Callable
from typing import Literal, TypeAlias, get_args

from livekit import rtc

from antiphon.rooms.base import AGENT_SINCE, AGENT_STATE
from antiphon.rooms.livekit.display import Display

__all__ = ["Rivals"]

RoomEvent: TypeAlias = Literal["participant_connected", "participant_attributes_changed"]
EVENTS: tuple[RoomEvent, ...] = get_args(RoomEvent)


class Rivals:
    """Looks for an agent that was first; only a participant of kind agent can be one.

    The kind is in the token; what else they show of themselves, anybody can set.
    """

    def __init__(self, room: rtc.Room, display: Display, found: Callable[[str], None]) -> None:
        """`found` is told of one that was first, each time that one is seen."""
        self._room = room
        self._display = display
        self._found = found
        for event in EVENTS:
            room.on(event, self._look)
        self._look()

    def close(self) -> None:
        """Look no more."""
        for event in EVENTS:
            self._room.off(event, self._look)

    def _look(self) -> None:
        for who in tuple(self._room.remote_participants.values()):
            if is_conversing(who) and self._was_first(who):
                self._found(who.identity)
                return

    def _was_first(self, who: rtc.RemoteParticipant) -> bool:
        if self._display.since is None:
            return True
        me = self._room.local_participant.identity
        return (shown_since(who), who.identity) < (self._display.since, me)


def is_conversing(who: rtc.RemoteParticipant) -> bool:
    is_agent = who.kind == rtc.ParticipantKind.PARTICIPANT_KIND_AGENT
    return is_agent and bool(who.attributes.get(AGENT_STATE))


def shown_since(who: rtc.RemoteParticipant) -> float:
    try:
        return float(who.attributes.get(AGENT_SINCE, ""))
    except ValueError:
        return 0.0
