"""Connections that are WebSockets, by aiohttp.

| the other side                              | then                                               |
|---------------------------------------------|----------------------------------------------------|
| has no name, refuses, breaks off            | ModelConnectionError                               |
| answers 408, 425 or 5xx                     | ModelConnectionError, with `Retry-After` if given  |
| answers 429                                 | RateLimited, likewise                              |
| answers 4xx                                 | ModelRefused                                       |
| has a certificate that cannot be trusted    | ModelRefused                                       |
| answers 200, or what is no HTTP, or no TLS  | ModelProtocolError                                 |
| is a proxy that cannot be reached, or 5xx   | ModelConnectionError                               |
| is a proxy that does not let us through     | ModelRefused                                       |
| sends us elsewhere                          | ModelProtocolError: a key is for one host alone    |

What aiohttp raises holds the headers and the URL, and so the key: it is never passed on, be it as
the context of what is raised instead.
"""

import asyncio
import errno
import socket
import ssl
from contextlib import AsyncExitStack, suppress
from typing import Any, TypeAlias
from urllib.parse import urlsplit

import aiohttp

from antiphon.errors import (
    ConfigurationError,
    ModelConnectionError,
    ModelError,
    ModelProtocolError,
    ModelRefused,
)
from antiphon.plugins.wire.port import Connection, ConnectionLost, Endpoint, RateLimited
from antiphon.plugins.wire.retry_after import seconds_of

__all__ = ["WebSocketDialer"]

HEARTBEAT_SECONDS = 10.0
"""A ping is sent so often; the pong must come within half of it."""
CLOSE_SECONDS = 0.4
MAX_MESSAGE = 16 * 1024 * 1024
TOO_MANY = 429
PASSING = frozenset({408, 425, TOO_MANY})
"""What a client is told that is to try again."""

NO_TLS = ("WRONG_VERSION_NUMBER", "RECORD_LAYER_FAILURE", "HTTP_REQUEST", "PACKET_LENGTH_TOO_LONG")
"""What OpenSSL makes of bytes that are no TLS."""
WORDS = {
    errno.ECONNREFUSED: "nothing listens on this port",
    errno.ETIMEDOUT: "it does not answer",
    errno.EHOSTUNREACH: "there is no way to the host",
    errno.ENETUNREACH: "there is no way to its network",
    errno.ECONNRESET: "it broke the line off",
}

Socket: TypeAlias = aiohttp.ClientWebSocketResponse[bool]


class WebSocketDialer:
    """Opens WebSockets, over the connector of `http_session` where there is one.

    Authorities of one's own come with a connector. `proxy` is the URL of an HTTP proxy; one of the
    environment is asked only where `http_session` was made with `trust_env=True`.
    """

    def __init__(
        self, http_session: aiohttp.ClientSession | None = None, *, proxy: str | None = None
    ) -> None:
        """Raises ConfigurationError for what is no session of aiohttp, or no URL of a proxy."""
        if not (http_session is None or isinstance(http_session, aiohttp.ClientSession)):
            raise ConfigurationError(
                f"http_session is an aiohttp.ClientSession or None, not {http_session!r}."
            )
        if not (proxy is None or is_proxy(proxy)):  # not shown: there may be a password in it
            raise ConfigurationError("proxy is a URL such as http://proxy.example:3128, or None.")
        self._shared = http_session
        self._proxy = proxy

    async def dial(self, endpoint: Endpoint) -> Connection:
        """An open WebSocket; no redirect is followed. Raises as the table says."""
        async with AsyncExitStack() as stack:
            session = await stack.enter_async_context(self._session())
            opened = await attempt(session, endpoint, self._proxy)
            if isinstance(opened, ModelError):
                raise opened
            stack.pop_all()
            return WebSocket(session, opened)

    def _session(self) -> aiohttp.ClientSession:
        """A session of the connection's own, which follows no redirects."""
        if self._shared is None:
            return aiohttp.ClientSession(middlewares=(follow_nothing,))
        if self._shared.closed:
            raise ModelRefused(
                "The http_session given to the model is closed: keep it open as long as the model "
                "is used."
            )
        return aiohttp.ClientSession(
            connector=self._shared.connector,
            connector_owner=False,
            middlewares=(follow_nothing,),
            trust_env=self._shared.trust_env,
        )


class WebSocket:
    """An open WebSocket."""

    def __init__(self, session: aiohttp.ClientSession, web_socket: Socket) -> None:
        self._session = session
        self._socket = web_socket
        self._tcp = web_socket.get_extra_info("socket")
        self._closing = asyncio.Lock()

    async def send(self, message: bytes) -> None:
        """Send one text message."""
        try:
            await self._socket.send_frame(message, aiohttp.WSMsgType.TEXT)
        except (aiohttp.ClientError, OSError) as error:
            raise ConnectionLost(f"the line to the model broke: {error}") from None

    async def receive(self) -> bytes:
        """The next text message."""
        while True:
            message = await self._socket.receive()
            if message.type is aiohttp.WSMsgType.TEXT:
                data: bytes = message.data
                return data
            if message.type is not aiohttp.WSMsgType.BINARY:
                raise self._lost(*message)

    async def aclose(self) -> None:
        """Close in good order, within half a second; else at once."""
        async with self._closing:
            try:
                with suppress(TimeoutError):
                    async with asyncio.timeout(CLOSE_SECONDS):
                        await self._socket.close()
            finally:
                self._hang_up()
                await self._session.close()

    def _lost(self, kind: aiohttp.WSMsgType, data: Any, reason: str | None) -> ConnectionLost:
        """What a message means that is none."""
        if kind is aiohttp.WSMsgType.CLOSE:
            words = ", ".join(str(word) for word in (data, reason) if word) or "without a code"
            message = f"the model closed the line ({words})"
            return ConnectionLost(message, code=data or None, reason=reason or "")
        if isinstance(data, aiohttp.WebSocketError):
            return ConnectionLost(f"the line to the model was given up: {data}", code=data.code)
        why = self._socket.exception() or "it is gone"
        return ConnectionLost(f"the line to the model broke: {why}")

    def _hang_up(self) -> None:
        """Have nobody wait until what was sent is taken: a transport that closes would."""
        with suppress(OSError, TypeError):  # it is closed already; it is uvloop's, which cannot
            self._tcp.shutdown(socket.SHUT_RDWR)


def is_proxy(url: object) -> bool:
    """Whether it is the URL of an HTTP proxy."""
    if not isinstance(url, str):
        return False
    with suppress(ValueError):
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname)
    return False


async def attempt(
    session: aiohttp.ClientSession, endpoint: Endpoint, proxy: str | None
) -> Socket | ModelError:
    """An open WebSocket, or why there is none.

    The latter is returned: raised from here, it would have what aiohttp raised as its context.
    """
    try:
        return await session.ws_connect(
            endpoint.url,
            headers=endpoint.headers,
            proxy=proxy,
            heartbeat=HEARTBEAT_SECONDS,
            autoclose=False,
            max_msg_size=MAX_MESSAGE,
            decode_text=False,
        )
    except (aiohttp.ClientHttpProxyError, aiohttp.ClientProxyConnectionError) as error:
        return failure_of_proxy(error, endpoint.host)
    except (aiohttp.ClientError, OSError, ValueError) as error:
        return translated(error, endpoint.host)


async def follow_nothing(
    request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType
) -> aiohttp.ClientResponse:
    """Have nobody sent elsewhere with a key in the hand."""
    response = await handler(request)
    if 300 <= response.status < 400:
        response.close()
        raise Redirected
    return response


class Redirected(aiohttp.ClientError):
    """The other side wants us to go somewhere else."""


def translated(error: Exception, host: str) -> ModelError:
    """What happened, in words of ours: those of the error may hold the key."""
    match error:
        case aiohttp.WSServerHandshakeError():
            return refusal(error, host)
        case Redirected():
            return ModelProtocolError(f"{host} sends us elsewhere: check base_url.")
        case aiohttp.ClientResponseError():
            return strange(f"{host} does not speak HTTP")
        case aiohttp.ClientConnectorCertificateError():
            return ModelRefused(
                f"The certificate of {host} cannot be trusted ({flaw_of(error)}): check base_url, "
                "or have this machine trust who issued it."
            )
        case aiohttp.ClientConnectorDNSError():
            return ModelConnectionError(f"{host} cannot be found")
        case aiohttp.ClientConnectorError():
            return unreachable(error.os_error, host)
        case ValueError() | aiohttp.NonHttpUrlClientError():
            return ModelRefused(
                "The model cannot be called: check base_url, and that the key is on one line."
            )
    return ModelConnectionError(f"{host} broke the line off before it had answered")


def unreachable(error: OSError, host: str) -> ModelError:
    """What an operating system says that has not reached a host, or the TLS on the way there."""
    if isinstance(error, ssl.SSLError):
        if getattr(error, "reason", None) in NO_TLS:
            return ModelProtocolError(
                f"{host} does not speak TLS on this port: check base_url, which for a server "
                "without it begins with http:// or ws://."
            )
        return ModelConnectionError(f"{host} cannot be reached: no TLS came about")
    why = WORDS.get(error.errno or 0, "the network does not carry it there")
    return ModelConnectionError(f"{host} cannot be reached: {why}")


def flaw_of(error: aiohttp.ClientConnectorCertificateError) -> str:
    """What is wrong with a certificate."""
    flaw = error.certificate_error
    words = flaw.verify_message if isinstance(flaw, ssl.SSLCertVerificationError) else str(flaw)
    return words.rstrip(".")


def refusal(error: aiohttp.WSServerHandshakeError, host: str) -> ModelError:
    """What an answer that is not 101 means."""
    status = error.status
    if status in (401, 403):
        return ModelRefused(f"{host} does not accept the key (HTTP {status}): check it.")
    if status in PASSING or status >= 500:
        wait = seconds_of(error.headers.get("Retry-After") if error.headers else None)
        kind = RateLimited if status == TOO_MANY else ModelConnectionError
        return kind(f"{host} answers HTTP {status}", retry_after=wait)
    if status >= 400:
        return ModelRefused(f"{host} answers HTTP {status}: check the model and base_url.")
    return strange(f"{host} answers HTTP {status}")


def failure_of_proxy(
    error: aiohttp.ClientHttpProxyError | aiohttp.ClientProxyConnectionError, host: str
) -> ModelError:
    """What it means that a proxy opens no way, or is not there."""
    if isinstance(error, aiohttp.ClientProxyConnectionError):
        return ModelConnectionError(f"the proxy on the way to {host} cannot be reached")
    answer = f"HTTP {error.status}"
    if error.status >= 500:
        return ModelConnectionError(f"the proxy finds no way to {host} ({answer})")
    return ModelRefused(f"The proxy does not let us through to {host} ({answer}): check it.")


def strange(what: str) -> ModelProtocolError:
    """Whoever is there, it is no model."""
    return ModelProtocolError(
        f"{what}, and not as a realtime model does: check base_url, and what stands between."
    )
