"""The way into a LiveKit room, and in plain words what may bar it."""

from livekit import rtc

from antiphon.errors import ConfigurationError, RoomError

__all__ = ["TokenRefused", "connect"]

SCHEMES = ("ws://", "wss://", "http://", "https://")
SILENT = "No LiveKit server answers at {url}: check the address, and that the server runs."
BARS = (
    ("expired", "The token for {url} has expired: make a new one."),
    (
        "401",
        "The LiveKit server at {url} refuses the token: make one with the key and secret of that "
        "server, for the room that is meant.",
    ),
    (
        "error: 404",
        "There is no such room at {url}, or no LiveKit server: check the address, and that the "
        "room exists if the server makes none by itself.",
    ),
    ("handshake error", "What answers at {url} is no LiveKit server: check the address."),
    ("failed to parse the url", "{url!r} is no address of a LiveKit server."),
    ("transport connection error", SILENT),
    ("transport timed out", SILENT),
    ("signal connection timed out", SILENT),
    (
        "timed out",
        "The LiveKit server at {url} answers, but no way for audio is found: open its media ports.",
    ),
)
"""What the SDK's message contains, and what to say; the first that fits. Its own words are never
passed on: they may contain the token."""
OTHER = "The LiveKit server at {url} cannot be joined: its log says why."
REFUSALS = ("expired", "401")


class TokenRefused(RoomError):
    """The server does not take the token."""


async def connect(url: str, token: str, options: rtc.RoomOptions | None = None) -> rtc.Room:
    """A room that is connected; `token` says which, and who enters.

    Raises ConfigurationError for a `url` that is none, RoomError where the room is not entered:
    TokenRefused where that is because of the token.
    """
    if not url.startswith(SCHEMES):
        raise ConfigurationError(
            f"A LiveKit server's address begins with ws:// or wss://, not {url!r}."
        )
    room = rtc.Room()
    try:
        await room.connect(url, token, options or rtc.RoomOptions())
    except rtc.ConnectError as error:
        sign, said = next((bar for bar in BARS if bar[0] in error.message), ("", OTHER))
        kind = TokenRefused if sign in REFUSALS else RoomError
        raise kind(said.format(url=url)) from None
    return room
