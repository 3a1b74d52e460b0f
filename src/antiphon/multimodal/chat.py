"""What users write: a turn like one that is spoken."""

import logging
from collections.abc import Callable

from antiphon.core import messages as m
from antiphon.rooms.base import RoomPort
from antiphon.session import Session
from antiphon.utils import shortuuid

__all__ = ["Chat"]

logger = logging.getLogger(__name__)


class Chat:
    """Has the agent answer what those write whom it listens to."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def attend(self, room: RoomPort) -> Callable[[], None]:
        """Read what is written in the room; the result ends it."""
        return room.read_chat(self._read)

    def _read(self, identity: str, text: str) -> None:
        if identity not in self._session.linked:
            logger.debug("%s writes, and is not listened to", identity)
            return
        self._session.post(m.UserWrites(identity=identity))
        item_id = shortuuid("text_")
        self._session.post(m.UserWrote(item_id=item_id, text=text, identity=identity))
