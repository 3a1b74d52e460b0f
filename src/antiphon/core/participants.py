"""Who is listened to: one person, or everybody; and to whom the agent leaves the room.

| event    | nobody is linked                       | somebody is linked                          |
|----------|----------------------------------------|---------------------------------------------|
| joins    | linked, if the policy admits them; in  | one: stays, a newcomer never takes over;    |
|          | the grace period of one, only that one | all: linked too, if they are ordinary       |
| leaves   | forgotten                              | forgotten; was it the last who was linked,  |
|          |                                        | the grace period begins                     |
| grace    | if it was running, the next one        | –                                           |
| is over  | admitted is linked; if there is none,  |                                             |
|          | or the policy is so, the end           |                                             |
| the      | those who are named are waited for;    | –                                           |
| session  | after 10 s that is said, once          |                                             |
| is ready |                                        |                                             |
| another  | the end, unless other agents are to be ignored                                       |
| agent    |                                                                                      |
| is found |                                                                                      |
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

from antiphon.core.messages import Close, LinkParticipants, SetDeadline
from antiphon.core.troubles import trouble
from antiphon.core.turns import TurnPolicy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from antiphon.core.messages import Effect, ParticipantJoined

__all__ = ["Admission", "Participants"]

GRACE_DEADLINE = "participant returns"
ABSENCE_DEADLINE = "participant comes"
ABSENCE_SECONDS = 10.0

Admission: TypeAlias = "Literal['first', 'all'] | Sequence[str]"
"""The first ordinary participant, all ordinary ones, or one of these identities."""


class Participants:
    """Who is in the room, and which of them are linked."""

    def __init__(self, admitted: Admission = "first", policy: TurnPolicy | None = None) -> None:
        self._admitted = admitted
        self._policy = policy or TurnPolicy()
        self._unexpected = () if admitted in ("first", "all") else tuple(admitted)
        """Who is named, until the session is ready."""
        self._present: dict[str, bool] = {}
        self._awaited: str | None = None
        self.linked: tuple[str, ...] = ()
        """Identities of those who are listened to, in the order in which they came."""

    def expected(self) -> list[Effect]:
        """The session is ready: those who are named may come."""
        names, self._unexpected = self._unexpected, ()
        if self.linked or not names:
            return []
        return [SetDeadline(name=ABSENCE_DEADLINE, seconds=ABSENCE_SECONDS)]

    def absence_noticed(self) -> list[Effect]:
        """Time has passed since; whoever has come in it, and left again, is waited for anyway."""
        if self.linked or self._awaited is not None:
            return []
        names = " or ".join(self._admitted)
        return [trouble("participant_absent", f"{names} has not come: the agent waits.")]

    def deadline_passed(self, name: str) -> list[Effect]:
        """The time that was asked for by that name is up."""
        return self.grace_passed() if name == GRACE_DEADLINE else self.absence_noticed()

    def agent_found(self) -> list[Effect]:
        """Another agent was first to hold a conversation in this room."""
        return [Close(reason="another_agent")] if self._policy.other_agents == "yield" else []

    def joined(self, event: ParticipantJoined) -> list[Effect]:
        """Somebody is in the room."""
        self._present[event.identity] = event.standard
        return self._link(event.identity) if self._has_place_for(event.identity) else []

    def left(self, identity: str) -> list[Effect]:
        """Somebody has left, who is listened to no longer."""
        self._present.pop(identity, None)
        if identity not in self.linked:
            return []
        self.linked = tuple(other for other in self.linked if other != identity)
        link = LinkParticipants(identities=self.linked)
        if self.linked:
            return [link]
        self._awaited = identity
        return [link, SetDeadline(name=GRACE_DEADLINE, seconds=self._policy.rejoin_seconds)]

    def grace_passed(self) -> list[Effect]:
        """The last one to leave does not come back: link the next one, or end."""
        if self._awaited is None:
            return []
        self._awaited = None
        successor = self._successor()
        return [Close(reason="participant_left")] if successor is None else self._link(successor)

    def _successor(self) -> str | None:
        if self._policy.when_left == "close":
            return None
        return next((identity for identity in self._present if self._admits(identity)), None)

    def _link(self, identity: str) -> list[Effect]:
        self.linked = (*self.linked, identity)
        effects: list[Effect] = [LinkParticipants(identities=self.linked)]
        if self._awaited is not None:
            effects.append(SetDeadline(name=GRACE_DEADLINE, seconds=None))
        self._awaited = None
        return effects

    def _has_place_for(self, identity: str) -> bool:
        if identity in self.linked or not self._admits(identity):
            return False
        if self._admitted == "all":
            return True
        return not self.linked and self._awaited in (None, identity)

    def _admits(self, identity: str) -> bool:
        if self._admitted in ("first", "all"):
            return self._present[identity]
        return identity in self._admitted
