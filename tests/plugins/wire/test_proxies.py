"""Proxies: those that the program names are asked, and what they say is told as theirs."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import aiohttp
import pytest
import trustme

from antiphon.errors import ConfigurationError, ModelConnectionError, ModelError, ModelRefused
from antiphon.plugins.wire import Endpoint, WebSocketDialer
from tests.plugins.wire.servers import Raw, echo, http, raw, talking

pytestmark = [pytest.mark.realtime, pytest.mark.timeout(15)]

SECRET = "pw-canary-5f3a9c"


class Proxy:
    """A proxy that knows one way, or none."""

    def __init__(self, to: str, status: str = "200 OK") -> None:
        self.asked: list[bytes] = []
        self._host, self._port = to.split(":")
        self._status = status.encode()

    async def talk(self, end: Raw) -> None:
        self.asked.append((await end.reader.readuntil(b"\r\n\r\n")).split(b"\r\n")[0])
        end.writer.write(b"HTTP/1.1 " + self._status + b"\r\n\r\n")
        if self._status.startswith(b"200"):
            reader, writer = await asyncio.open_connection(self._host, self._port)
            await asyncio.gather(pass_on(end.reader, writer), pass_on(reader, end.writer))


async def pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError):
        while data := await reader.read(65536):
            writer.write(data)
    writer.close()


def endpoint_at(host: str) -> Endpoint:
    return Endpoint(url=f"wss://{host}/v1/realtime?model=m", headers={"Authorization": "Bearer k"})


@asynccontextmanager
async def model_behind(proxy_status: str = "200 OK") -> AsyncIterator[tuple[Proxy, str, str, Any]]:
    """A model that echoes: the proxy before it, where both are, and who vouches for the model."""
    authority = trustme.CA()
    mine, theirs = (ssl.SSLContext(p) for p in (ssl.PROTOCOL_TLS_CLIENT, ssl.PROTOCOL_TLS_SERVER))
    authority.configure_trust(mine)
    authority.issue_cert("127.0.0.1").configure_cert(theirs)
    async with http(talking(echo), theirs) as host:
        proxy = Proxy(host, proxy_status)
        async with raw(proxy.talk) as (way, _):
            yield proxy, way, host, mine


async def converses(dialer: WebSocketDialer, host: str) -> None:
    connection = await dialer.dial(endpoint_at(host))
    await connection.send(b"hello")
    assert await connection.receive() == b"hello"
    await connection.aclose()


async def test_fault_21_a_proxy_that_is_named_is_asked() -> None:
    async with model_behind() as (proxy, way, host, tls):
        connector = aiohttp.TCPConnector(ssl=tls)
        async with aiohttp.ClientSession(connector=connector) as shared:
            await converses(WebSocketDialer(shared, proxy=f"http://{way}"), host)
        assert proxy.asked == [f"CONNECT {host} HTTP/1.1".encode()]


async def test_fault_21_a_session_that_trusts_the_environment_has_its_proxies_asked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with model_behind() as (proxy, way, host, tls):
        for name in ("no_proxy", "NO_PROXY"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("wss_proxy", f"http://{way}")
        connector = aiohttp.TCPConnector(ssl=tls)
        async with aiohttp.ClientSession(connector=connector, trust_env=True) as shared:
            await converses(WebSocketDialer(shared), host)
        assert len(proxy.asked) == 1


@pytest.mark.parametrize(
    ("status", "kind", "words"),
    [
        ("407 Proxy Authentication Required", ModelRefused, "does not let us through"),
        ("403 Forbidden", ModelRefused, "does not let us through"),
        ("502 Bad Gateway", ModelConnectionError, "finds no way"),
    ],
)
async def test_what_a_proxy_answers_is_told_as_its_answer(
    status: str, kind: type[ModelError], words: str
) -> None:
    async with model_behind(status) as (_, way, host, _):
        dialer = WebSocketDialer(proxy=f"http://user:{SECRET}@{way}")
        with pytest.raises(kind, match=f"[Tt]he proxy {words}.*{status[:3]}") as raised:
            await dialer.dial(endpoint_at(host))
        assert SECRET not in repr(raised.value)


async def test_a_proxy_that_is_not_there_is_told_from_a_model_that_is_not_there() -> None:
    async with model_behind() as (_, way, host, _):
        pass
    with pytest.raises(ModelConnectionError, match="the proxy on the way to .* cannot be reached"):
        await WebSocketDialer(proxy=f"http://{way}").dial(endpoint_at(host))


@pytest.mark.parametrize("proxy", [5, "", "proxy.example:3128", "socks5://h:1", "http://[::1"])
def test_what_is_no_proxy_is_refused_and_not_shown(proxy: Any) -> None:
    with pytest.raises(ConfigurationError, match="proxy is a URL such as"):
        WebSocketDialer(proxy=proxy)
