"""How the command line gets into a LiveKit room: by what the environment says."""

import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from antiphon.errors import ConfigurationError, RoomError
from antiphon.utils import shortuuid

if TYPE_CHECKING:
    from antiphon.rtc import Room

__all__ = ["Access", "Visit", "enter", "find_access", "visit_to"]

URL, KEY, SECRET = "LIVEKIT_URL", "LIVEKIT_API_KEY", "LIVEKIT_API_SECRET"
SOCKETS = {"http": "ws", "https": "wss"}
"""The scheme of a server's web address, and that of the same server's rooms."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Access:
    """A LiveKit server, and what it trusts."""

    url: str
    key: str
    secret: str = field(repr=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Visit:
    """Which room is entered, as whom, and who is listened to there.

    Raises ConfigurationError for a name that is none.
    """

    room: str
    identity: str
    participant: str | None = None
    """None: as the agent's own `participants` says."""

    def __post_init__(self) -> None:
        names = {
            "--room": self.room,
            "--identity": self.identity,
            "--participant-identity": self.participant,
        }
        for option, name in names.items():
            if name is not None and not name.strip():
                raise ConfigurationError(f"{option} is empty: name one.")


def visit_to(room: str, identity: str | None, participant: str | None) -> Visit:
    """A visit to `room`; without an `identity`, as somebody who was not there before."""
    name = shortuuid("agent_") if identity is None else identity
    return Visit(room=room, identity=name, participant=participant)


def find_access(url: str | None) -> Access:
    """The server at `url`, or at that of the environment, with the environment's key and secret.

    Raises ConfigurationError for what is missing, all of it at once, and for a URL that is none.
    """
    found = {name: os.environ.get(name, "").strip() for name in (URL, KEY, SECRET)}
    found[URL] = found[URL] if url is None else url.strip()
    if missing := [name for name, value in found.items() if not value]:
        raise ConfigurationError(
            f"{listed(missing)} not set: the environment says where the LiveKit server is (--url "
            "does too), and what its key and secret are."
        )
    check_url(found[URL])
    return Access(url=found[URL], key=found[KEY], secret=found[SECRET])


def listed(names: list[str]) -> str:
    """`A is`, or `A, B and C are`."""
    *others, last = names
    return f"{', '.join(others)} and {last} are" if others else f"{last} is"


def check_url(url: str) -> None:
    """Raise ConfigurationError for what is no address of a LiveKit server."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        parts, host = urlsplit(""), None
    if host and parts.scheme in SOCKETS:
        meant = parts._replace(scheme=SOCKETS[parts.scheme]).geturl()
        raise ConfigurationError(f"A LiveKit room is entered by {meant}, not by {url}.")
    if not host or parts.scheme not in SOCKETS.values():
        raise ConfigurationError(
            f"{url!r} is no address of a LiveKit server: it is like wss://rooms.example.com."
        )


async def enter(access: Access, room: str, identity: str) -> "Room":
    """That room, entered as an agent; it is made where there is none.

    Raises ConfigurationError where LiveKit's SDK is missing, RoomError where the way is barred.
    """
    try:
        from antiphon.rooms.livekit.connecting import TokenRefused, connect  # brings the SDK
    except ImportError as error:
        raise ConfigurationError(
            "LiveKit rooms need LiveKit's SDK: pip install 'antiphon[livekit]'."
        ) from error
    from antiphon.rooms.livekit.tokens import agent_token

    token = agent_token(room, key=access.key, secret=access.secret, identity=identity)
    try:
        return await connect(access.url, token)
    except TokenRefused as error:
        raise RoomError(
            f"The LiveKit server at {access.url} refuses {KEY} and {SECRET}: check that they are "
            "that server's, and that the clock of this machine is right."
        ) from error
