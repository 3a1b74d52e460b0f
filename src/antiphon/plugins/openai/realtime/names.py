"""The ids of the conversation, and what they are called in the session on the wire.

A service may count its ids from 1 again in a new session, and refuses ids of more than 32
characters. So every session on the wire has names of its own; within the conversation an id
stands for one thing.
"""

from antiphon.plugins.openai.codec import wire_id

__all__ = ["Names"]


class Names:
    """Both ways between the ids of the conversation and those on the wire."""

    def __init__(self) -> None:
        self._session = 0
        self._on_wire: dict[str, str] = {}
        self._known_as: dict[str, str] = {}
        self._aliases: dict[str, str] = {}
        """What else an id on the wire is sent for."""
        self._from_service: set[str] = set()
        """Ids that the service made, in this session or an earlier one."""

    def __contains__(self, known_as: str) -> bool:
        """Whether it has a name in the session on the wire."""
        return known_as in self._on_wire

    def begin_session(self) -> None:
        """There is a new session on the wire, in which nothing has a name yet."""
        self._session += 1
        self._on_wire.clear()
        self._known_as.clear()
        self._aliases.clear()

    def outward(self, known_as: str) -> str:
        """What is sent for an id of the conversation."""
        on_wire = self._on_wire.get(known_as)
        if on_wire is None:
            is_old = known_as in self._from_service
            on_wire = wire_id(f"{known_as}-{self._session}" if is_old else known_as)
            self._note(known_as, on_wire)
        return on_wire

    def inward(self, on_wire: str) -> str:
        """What an id that the service has sent stands for."""
        known_as = self._known_as.get(on_wire)
        if known_as is None:
            is_taken = on_wire in self._from_service
            known_as = f"{on_wire}-{self._session}" if is_taken else on_wire
            self._from_service.add(known_as)
            self._note(known_as, on_wire)
        return known_as

    def another(self, on_wire: str) -> str:
        """What an id stands for with which the service names one more thing in this session."""
        number = 2
        while (known_as := wire_id(f"{on_wire}-{self._session}-{number}")) in self._from_service:
            number += 1
        self._from_service.add(known_as)
        self._note(known_as, on_wire)
        return known_as

    def alias(self, known_as: str, on_wire: str) -> None:
        """From now on that id is sent for this one; what it stands for when it comes in stays."""
        self._on_wire[known_as] = on_wire
        self._aliases[on_wire] = known_as

    def forget(self, on_wire: str) -> None:
        """Nothing is called that any more, neither here nor there."""
        known_as = self._known_as.pop(on_wire, None)
        if known_as is None:
            return
        for name in (known_as, self._aliases.pop(on_wire, known_as)):
            self._on_wire.pop(name, None)
        self._from_service.discard(known_as)

    def _note(self, known_as: str, on_wire: str) -> None:
        self._on_wire[known_as] = on_wire
        self._known_as[on_wire] = known_as
