"""One session on the wire: greeted, configured, and used until it is lost or replaced."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from antiphon.errors import ModelConnectionError, ModelRefused
from antiphon.plugins.openai import codec as wire
from antiphon.plugins.openai.realtime.inlet import Inlet
from antiphon.plugins.wire import Connection, ConnectionLost, Line, Link, RateLimited

__all__ = ["FATAL_CODES", "PROBE_ID", "TOO_LARGE", "Leg", "open_leg"]

GREETING_SECONDS = 10.0
PROBE_ID = "probe"
"""Event id of the question whether anybody is there."""

TOO_LARGE = 1009
"""The line is closed so over a message that is larger than the service takes."""

FATAL_CODES = frozenset(
    {
        "account_deactivated",
        "beta_api_shape_disabled",
        "billing_hard_limit_reached",
        "billing_not_active",
        "insufficient_quota",
        "invalid_api_key",
        "model_not_found",
        "unsupported_country_region_territory",
    }
)
"""Errors of the account, the key or the program: trying again helps nobody."""


@dataclass(frozen=True, slots=True, eq=False)
class Leg:
    """A session on the wire that can be talked to."""

    link: Link
    codec: wire.Codec
    inlet: Inlet
    expires_at: float | None
    """Seconds since the epoch; None where the service has not said."""

    def send(self, event: wire.ClientEvent) -> None:
        """Send in front of the audio that waits."""
        self.link.send(self.codec.encode(event))

    def send_in_order(self, event: wire.ClientEvent) -> None:
        """Send behind the audio that waits."""
        self.link.send_in_order(self.codec.encode(event))

    def send_audio(self, data: bytes, seconds: float) -> None:
        """Send audio of the microphone."""
        self.link.send_audio(self.codec.encode(wire.AppendAudio(audio=data)), seconds)

    def send_again(self, data: bytes) -> None:
        """Send audio that another session has heard in vain."""
        self.link.send_again(self.codec.encode(wire.AppendAudio(audio=data)))


async def open_leg(
    line: Line,
    dialect: wire.Dialect,
    config: wire.SessionConfig,
    *,
    dropped: Callable[[float], None],
    failed: Callable[[ModelConnectionError], None],
) -> Leg:
    """A session on the wire that has taken `config`; `failed` is told of each that has not.

    Raises ModelRefused or ModelProtocolError for what trying again cannot help, and the last
    ModelConnectionError when trying has gone on for a minute.
    """
    while True:
        connection = await line.open()
        codec = wire.codec_for(dialect)
        try:
            async with asyncio.timeout(GREETING_SECONDS):
                expires_at = await greet(connection, codec, config)
        except TimeoutError:
            await connection.aclose()
            failed(ModelConnectionError(f"no session has begun within {GREETING_SECONDS:.0f} s"))
        except ModelConnectionError as error:
            await connection.aclose()
            check_size(error)
            failed(error)
        except BaseException:
            await connection.aclose()
            raise
        else:
            link = Link(connection, probe=partial(probe, codec), dropped=dropped)
            return Leg(link, codec, Inlet(codec), expires_at)


async def greet(
    connection: Connection, codec: wire.Codec, config: wire.SessionConfig
) -> float | None:
    """Configure the session; returns when it expires."""
    await connection.send(codec.encode(wire.UpdateSession(session=config)))
    expires_at: float | None = None
    while True:
        match codec.decode(await connection.receive()):
            case wire.SessionCreated(session=session):
                expires_at = session.expires_at
            case wire.SessionUpdated(session=session):
                return session.expires_at or expires_at
            case wire.ErrorEvent(error=error):
                raise failure(error)


def check_size(error: ModelConnectionError) -> None:
    """Raise ModelRefused where the service has hung up because it was told too much."""
    if isinstance(error, ConnectionLost) and error.code == TOO_LARGE:
        raise ModelRefused(
            "the model takes no session that is told so much: shorten its instructions, or give it "
            "fewer tools"
        )


def failure(error: wire.Error) -> ModelRefused | ModelConnectionError:
    """What an error in the greeting means."""
    message = f"the model could not take the session: {error.message}"
    if error.code == "rate_limit_exceeded":
        return RateLimited(message)
    if error.type == "server_error" and error.code not in FATAL_CODES:
        return ModelConnectionError(message)
    return ModelRefused(f"the model refused the session: {error.message}")


def probe(codec: wire.Codec) -> bytes:
    """A question that changes nothing and has an answer."""
    return codec.encode(wire.UpdateSession(session=wire.SessionConfig(), event_id=PROBE_ID))
