"""Who speaks, of those who are listened to, and who has said what.

| event          | the current speaker                  | the account of the turn               |
|----------------|--------------------------------------|---------------------------------------|
| somebody spoke | is that one, if they are linked      | so much more is theirs                |
| somebody comes | is that one, where there was none    | –                                     |
| they leave     | is another one who is linked         | stays: what was said, was said        |
| the user       | –                                    | begins anew, but for the last half    |
| starts         |                                      | second of whoever spoke last, if they |
|                |                                      | are linked                            |
| an item is new | –                                    | it was said by whoever spoke most;    |
|                |                                      | begins anew                           |
| somebody has   | is that one                          | –; that is the latest item            |
| written        |                                      |                                       |
| an answer      | –                                    | it is to whoever said the latest      |
| begins         |                                      | item; where the model begins it before|
|                |                                      | there is one, to whoever spoke most   |

Where one person is listened to, nobody needs to be told apart: nothing is reported of who spoke,
and all is said by that one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from antiphon.core.messages import ResponseCreated, Spoke

__all__ = ["Speakers"]

LOOKBACK_SECONDS = 0.5
"""So much later than it does, a model may notice that somebody speaks."""


class Speakers:
    """Keeps who speaks, and attributes what was said."""

    def __init__(self) -> None:
        self.current: str | None = None
        """Identity of whoever speaks or spoke last; before that, of whoever was linked first."""
        self.asker: str | None = None
        """Identity of whoever's words the latest answer is to."""
        self._linked: Sequence[str] = ()
        self._latest: str | None = None
        """Who said the latest item; forgotten when nobody is listened to."""
        self._account: dict[str, float] = {}
        """Seconds of voice in this turn, whoever spoke last at the end."""

    def linked(self, identities: Sequence[str]) -> None:
        """These are listened to from now on."""
        self._linked = identities
        if self.current not in identities:
            self.current = identities[0] if identities else None
        if not identities:
            self._latest = None

    def spoke(self, event: Spoke) -> None:
        """Somebody has spoken."""
        if event.identity in self._linked:
            self.current = event.identity
        seconds = self._account.pop(event.identity, 0.0) + event.seconds
        self._account[event.identity] = seconds

    def turn_began(self) -> None:
        """The user, who was silent, begins to speak."""
        last = [identity for identity in list(self._account)[-1:] if identity in self._linked]
        self._account = {who: min(self._account[who], LOOKBACK_SECONDS) for who in last}

    def said(self) -> str | None:
        """An item is new: return who has said it."""
        self._latest = self._leader or self.current
        self._account.clear()
        return self._latest

    def wrote(self, identity: str) -> None:
        """Somebody has written the latest item."""
        self.current = self._latest = identity

    def answered(self, event: ResponseCreated) -> None:
        """An answer begins; to the latest item, or to words that are still to become one."""
        words = self._leader if event.request_id is None else None
        self.asker = words or self._latest or self.current

    @property
    def _leader(self) -> str | None:
        """Who spoke most in this turn."""
        return max(self._account, key=self._account.__getitem__, default=None)
