"""Who is listened to.

| event    | nobody is linked                       | somebody is linked                          |
|----------|----------------------------------------|---------------------------------------------|
| joins    | linked, if the policy admits them      | stays: a newcomer never takes over          |
| leaves   | forgotten                              | if it is them: nobody is linked, the grace  |
|          |                                        | period begins in which they may come back   |
| grace    | if it was running, the next one        | –                                           |
| is over  | admitted is linked; if there is none,  |                                             |
|          | the end                                |                                             |
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

from antiphon.core.messages import Close, LinkParticipant, SetDeadline

if TYPE_CHECKING:
    from collections.abc import Sequence

    from antiphon.core.messages import Effect, ParticipantJoined

__all__ = ["Admission", "Participants"]

GRACE_DEADLINE = "participant returns"
GRACE_SECONDS = 20.0

Admission: TypeAlias = "Literal['first'] | Sequence[str]"
"""The first ordinary participant, or one of these identities."""


class Participants:
    """Who is in the room, and which of them is linked."""

    def __init__(self, admitted: Admission = "first") -> None:
        self._admitted = admitted
        self._present: dict[str, bool] = {}
        self._awaited: str | None = None
        self.linked: str | None = None
        """Identity of who is listened to."""

    def joined(self, event: ParticipantJoined) -> list[Effect]:
        """Somebody is in the room."""
        self._present[event.identity] = event.standard
        if self.linked is not None or not self._admits(event.identity):
            return []
        if self._awaited is not None and event.identity != self._awaited:
            return []
        return self._link(event.identity)

    def left(self, identity: str) -> list[Effect]:
        """Somebody has left; where it was the linked one, nobody is linked now."""
        self._present.pop(identity, None)
        if identity != self.linked:
            return []
        self.linked, self._awaited = None, identity
        return [
            LinkParticipant(identity=None),
            SetDeadline(name=GRACE_DEADLINE, seconds=GRACE_SECONDS),
        ]

    def grace_passed(self) -> list[Effect]:
        """The one who left does not come back: link the next one, or end."""
        if self._awaited is None:
            return []
        self._awaited = None
        successor = next((identity for identity in self._present if self._admits(identity)), None)
        return [Close(reason="participant_left")] if successor is None else self._link(successor)

    def _link(self, identity: str) -> list[Effect]:
        effects: list[Effect] = [LinkParticipant(identity=identity)]
        if self._awaited is not None:
            effects.append(SetDeadline(name=GRACE_DEADLINE, seconds=None))
        self.linked, self._awaited = identity, None
        return effects

    def _admits(self, identity: str) -> bool:
        if self._admitted == "first":
            return self._present[identity]
        return identity in self._admitted
