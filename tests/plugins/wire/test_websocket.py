"""WebSockets on real sockets: what is made of everything that a server may do."""

import asyncio
import logging
import socket
import ssl
import traceback
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import aiohttp
import pytest
import trustme
from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult
from hypothesis import given, settings
from hypothesis import strategies as st

from antiphon import clock
from antiphon.errors import ModelConnectionError, ModelError, ModelProtocolError, ModelRefused
from antiphon.plugins.wire import (
    BackoffPolicy,
    Connection,
    ConnectionLost,
    Endpoint,
    Line,
    RateLimited,
    WebSocketDialer,
)
from antiphon.plugins.wire import websocket as module
from antiphon.plugins.wire.retry_after import seconds_of
from antiphon.plugins.wire.websocket import unreachable
from tests.plugins.wire.servers import (
    CLOSE,
    TEXT,
    Raw,
    answering,
    echo,
    http,
    raw,
    talking,
)

pytestmark = [pytest.mark.realtime, pytest.mark.timeout(15)]

CANARY = "sk-canary-5f3a9c"


def endpoint_at(host: str, *, scheme: str = "ws") -> Endpoint:
    """A model there, with a key in a header and another in the query."""
    return Endpoint(
        url=f"{scheme}://{host}/v1/realtime?model=m&key={CANARY}",
        headers={"Authorization": f"Bearer {CANARY}"},
    )


async def dial(host: str, http_session: aiohttp.ClientSession | None = None) -> Connection:
    return await WebSocketDialer(http_session).dial(endpoint_at(host))


async def failure_at(
    host: str, http_session: aiohttp.ClientSession | None = None, *, scheme: str = "ws"
) -> ModelError:
    """What comes of dialling a host that is no good."""
    endpoint = endpoint_at(host, scheme=scheme)
    with pytest.raises(ModelError) as raised:
        await WebSocketDialer(http_session).dial(endpoint)
    assert CANARY not in everything_about(raised.value)
    return raised.value


def everything_about(error: BaseException) -> str:
    """All that a log, a debugger or a crash reporter could find out from an error."""
    chain: list[BaseException] = []
    following: BaseException | None = error
    while following is not None:
        chain.append(following)
        following = following.__cause__ or following.__context__
    frames = traceback.TracebackException.from_exception(error)
    own = [frame for frame in traceback.walk_tb(error.__traceback__) if is_ours(frame[0])]
    local = [repr(value) for frame, _ in own for value in frame.f_locals.values()]
    seen = [f"{link} {link!r} {vars(link)!r}" for link in chain]
    return "\n".join([*seen, *frames.format(chain=True), *local])


def is_ours(frame: Any) -> bool:
    """Not a test, which knows the key of course."""
    return "/tests/" not in frame.f_code.co_filename


async def lost(connection: Connection) -> ConnectionLost:
    """How a connection ends."""
    with pytest.raises(ConnectionLost) as raised:
        while True:
            await connection.receive()
    await connection.aclose()
    return raised.value


# -- it works --------------------------------------------------------------------------------------


async def test_messages_go_both_ways_and_the_key_with_the_request() -> None:
    requests: list[web.Request] = []
    async with http(talking(echo, requests)) as host:
        connection = await dial(host)
        await connection.send('{"type": "häh?"}'.encode())
        assert await connection.receive() == '{"type": "häh?"}'.encode()
        await connection.aclose()
        await connection.aclose()
    assert requests[0].headers["Authorization"] == f"Bearer {CANARY}"
    assert requests[0].query["model"] == "m"


async def test_fault_06_one_byte_at_a_time_is_a_message_too() -> None:
    async def stutter(end: Raw) -> None:
        await end.upgrade()
        for byte in bytes([TEXT, 5]) + b"hello" + bytes([TEXT, 2]) + b"hi":
            end.writer.write(bytes([byte]))
            await end.writer.drain()
            await asyncio.sleep(0.001)
        await end.done.wait()

    async with raw(stutter) as (host, _):
        connection = await dial(host)
        assert [await connection.receive(), await connection.receive()] == [b"hello", b"hi"]
        await connection.aclose()


async def test_fault_25_binary_messages_are_passed_over() -> None:
    async def talk(ws: web.WebSocketResponse) -> None:
        await ws.send_bytes(b"\x00\xff")
        await ws.send_str("hello")
        await ws.send_bytes(b"")
        await ws.send_str("hi")
        await ws.receive()

    async with http(talking(talk)) as host:
        connection = await dial(host)
        assert [await connection.receive(), await connection.receive()] == [b"hello", b"hi"]
        await connection.aclose()


async def test_fault_24_text_that_is_no_utf_8_is_left_to_who_reads_it() -> None:
    async def talk(end: Raw) -> None:
        await end.upgrade()
        end.writer.write(bytes([TEXT, 2]) + b"\xff\xfe")
        await end.done.wait()

    async with raw(talk) as (host, _):
        connection = await dial(host)
        assert await connection.receive() == b"\xff\xfe"
        await connection.aclose()


async def test_fault_21_proxies_of_the_environment_are_not_asked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[Raw] = []

    async def proxy(end: Raw) -> None:
        asked.append(end)

    async with raw(proxy) as (proxy_host, _), http(talking(echo)) as host:
        for name in ("HTTP_PROXY", "HTTPS_PROXY", "WS_PROXY", "WSS_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://{proxy_host}")
            monkeypatch.setenv(name.lower(), f"http://{proxy_host}")
        connection = await dial(host)
        await connection.aclose()
    assert asked == []


# -- nobody there ----------------------------------------------------------------------------------


def free_port() -> int:
    """A port at which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


async def test_fault_08_a_port_at_which_nobody_listens_may_be_tried_again() -> None:
    error = await failure_at(f"127.0.0.1:{free_port()}")
    assert isinstance(error, ModelConnectionError)
    assert str(error) == "127.0.0.1 cannot be reached: nothing listens on this port"


class Names(AbstractResolver):
    """Names of hosts, made up; those that are not there cannot be found."""

    def __init__(self, **addresses: str) -> None:
        self._addresses = addresses

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        if host not in self._addresses:
            raise OSError(socket.EAI_NONAME, "no such name")
        found = ResolveResult(
            hostname=host,
            host=self._addresses[host],
            port=port,
            family=socket.AF_INET,
            proto=0,
            flags=socket.AI_NUMERICHOST,
        )
        return [found]

    async def close(self) -> None:
        pass


async def test_fault_08_a_host_that_has_no_address_may_be_tried_again() -> None:
    connector = aiohttp.TCPConnector(resolver=Names())
    async with aiohttp.ClientSession(connector=connector) as session:
        error = await failure_at("nowhere.test", session)
    assert isinstance(error, ModelConnectionError)
    assert str(error) == "nowhere.test cannot be found"


async def test_a_server_that_hangs_up_instead_of_answering_may_be_tried_again() -> None:
    async def hang_up(end: Raw) -> None:
        await end.reader.readuntil(b"\r\n\r\n")

    async with raw(hang_up) as (host, _):
        error = await failure_at(host)
    assert isinstance(error, ModelConnectionError)
    assert str(error) == "127.0.0.1 broke the line off before it had answered"


async def test_who_does_not_wait_for_an_answer_leaves_no_socket_behind() -> None:
    async def think(end: Raw) -> None:
        await end.done.wait()

    async with raw(think) as (host, _):
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.05):
                await dial(host)


# -- certificates ----------------------------------------------------------------------------------


def trusting(authority: trustme.CA) -> aiohttp.TCPConnector:
    """Connections that trust that authority."""
    context = ssl.create_default_context()
    authority.configure_trust(context)
    return aiohttp.TCPConnector(ssl=context)


def serving_as(certificate: trustme.LeafCert) -> ssl.SSLContext:
    """A server with that certificate."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    certificate.configure_cert(context)
    return context


async def test_a_certificate_that_can_be_trusted_is() -> None:
    authority = trustme.CA()
    tls = serving_as(authority.issue_cert("127.0.0.1"))
    async with (
        http(talking(echo), tls) as host,
        aiohttp.ClientSession(connector=trusting(authority)) as session,
    ):
        connection = await WebSocketDialer(session).dial(endpoint_at(host, scheme="wss"))
        await connection.send(b"hello")
        assert await connection.receive() == b"hello"
        await connection.aclose()


async def test_fault_09_a_certificate_of_nobody_we_know_is_refused() -> None:
    tls = serving_as(trustme.CA().issue_cert("127.0.0.1"))
    async with http(talking(echo), tls) as host:
        error = await failure_at(host, scheme="wss")
    assert isinstance(error, ModelRefused)
    assert str(error).startswith("The certificate of 127.0.0.1 cannot be trusted (")
    assert str(error).count(". ") == 0


@pytest.mark.parametrize(
    ("identity", "days", "flaw"),
    [
        ("127.0.0.1", -1, "certificate has expired"),
        ("elsewhere.test", 1, "IP address mismatch, certificate is not valid for '127.0.0.1'"),
    ],
)
async def test_fault_09_a_certificate_that_is_old_or_of_another_host_is_refused(
    identity: str, days: int, flaw: str
) -> None:
    authority = trustme.CA()
    until = datetime.fromtimestamp(clock.wall(), UTC) + timedelta(days=days)
    tls = serving_as(authority.issue_cert(identity, not_after=until))
    async with (
        http(talking(echo), tls) as host,
        aiohttp.ClientSession(connector=trusting(authority)) as session,
    ):
        error = await failure_at(host, session, scheme="wss")
    assert isinstance(error, ModelRefused)
    assert str(error) == (
        f"The certificate of 127.0.0.1 cannot be trusted ({flaw}): check base_url, or have this "
        "machine trust who issued it."
    )


async def test_a_server_without_tls_that_is_called_with_it_is_no_matter_of_trust() -> None:
    async with http(talking(echo)) as host:
        error = await failure_at(host, scheme="wss")
    assert isinstance(error, ModelProtocolError)
    assert str(error).startswith("127.0.0.1 does not speak TLS on this port: check base_url")


def test_what_an_operating_system_says_is_put_into_words() -> None:
    strange_tls = unreachable(ssl.SSLError(1, "[SSL] odd"), "model.test")
    unknown = unreachable(OSError(9999, "odd"), "model.test")
    assert isinstance(strange_tls, ModelConnectionError)
    assert isinstance(unknown, ModelConnectionError)
    assert "odd" not in f"{strange_tls} {unknown}"


# -- answers that are none -------------------------------------------------------------------------


@pytest.mark.parametrize("status", [401, 403])
async def test_fault_10_a_key_that_is_not_accepted_is_refused_and_never_shown(
    status: int, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with http(answering(status)) as host:
        error = await failure_at(host)
    assert isinstance(error, ModelRefused)
    assert str(error) == f"127.0.0.1 does not accept the key (HTTP {status}): check it."
    assert error.__context__ is None
    assert CANARY not in "".join(f"{record.__dict__}" for record in of_ours(caplog))


@pytest.mark.parametrize("status", [401, 403, 500])
async def test_fault_10_a_line_that_is_given_up_does_not_show_the_key_either(status: int) -> None:
    async with http(answering(status)) as host:
        line = Line(
            WebSocketDialer(),
            endpoint_at(host),
            failed=lambda error, _: None,
            policy=BackoffPolicy(budget=0.0),
        )
        with pytest.raises(ModelError) as raised:
            await line.open()
    assert CANARY not in everything_about(raised.value)


def of_ours(caplog: pytest.LogCaptureFixture) -> list[logging.LogRecord]:
    """What was logged, but not by the server in the test."""
    return [record for record in caplog.records if record.name != "aiohttp.access"]


@pytest.mark.parametrize("status", [400, 404, 426])
async def test_other_requests_that_are_wrong_are_refused(status: int) -> None:
    async with http(answering(status)) as host:
        error = await failure_at(host)
    assert isinstance(error, ModelRefused)
    assert str(error) == f"127.0.0.1 answers HTTP {status}: check the model and base_url."


async def test_fault_11_who_calls_too_often_is_told_for_how_many_seconds_to_wait() -> None:
    async with http(answering(429, Retry_After="17")) as host:
        error = await failure_at(host)
    assert isinstance(error, RateLimited)
    assert error.retry_after == 17.0
    assert str(error) == "127.0.0.1 answers HTTP 429"


async def test_fault_11_who_calls_too_often_is_told_until_when_to_wait() -> None:
    until = datetime.fromtimestamp(clock.wall(), UTC) + timedelta(hours=1)
    async with http(answering(429, Retry_After=format_datetime(until, usegmt=True))) as host:
        error = await failure_at(host)
    assert isinstance(error, ModelConnectionError)
    assert error.retry_after is not None
    assert 0.0 < error.retry_after <= 3600.0


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 529])
async def test_fault_12_a_server_in_trouble_may_be_tried_again(status: int) -> None:
    async with http(answering(status)) as host:
        error = await failure_at(host)
    assert isinstance(error, ModelConnectionError)
    assert error.retry_after is None


async def test_fault_13_a_page_instead_of_a_model_is_no_model() -> None:
    async with http(answering(200)) as host:
        error = await failure_at(host)
    assert isinstance(error, ModelProtocolError)
    assert str(error) == (
        "127.0.0.1 answers HTTP 200, and not as a realtime model does: check base_url, and what "
        "stands between."
    )


@pytest.mark.parametrize("status", [300, 301, 302, 303, 307, 308])
async def test_fault_13_who_is_sent_elsewhere_does_not_go(status: int) -> None:
    requests: list[web.Request] = []
    async with http(talking(echo, requests)) as elsewhere:
        redirect = answering(status, Location=f"http://{elsewhere}/v1/realtime")
        async with http(redirect) as host:
            error = await failure_at(host)
    assert isinstance(error, ModelProtocolError)
    assert str(error) == "127.0.0.1 sends us elsewhere: check base_url."
    assert requests == []


async def test_what_does_not_speak_http_is_no_model() -> None:
    async def greet(end: Raw) -> None:
        await end.reader.readuntil(b"\r\n\r\n")
        end.writer.write(b"SSH-2.0-OpenSSH_9.9\r\n\r\n")
        await end.done.wait()

    async with raw(greet) as (host, _):
        error = await failure_at(host)
    assert isinstance(error, ModelProtocolError)
    assert str(error).startswith("127.0.0.1 does not speak HTTP, ")


async def test_a_handshake_with_a_wrong_answer_is_no_model() -> None:
    async def agree(end: Raw) -> None:
        await end.reader.readuntil(b"\r\n\r\n")
        end.writer.write(
            b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
            b"Connection: Upgrade\r\nSec-WebSocket-Accept: nonsense\r\n\r\n"
        )
        await end.done.wait()

    async with raw(agree) as (host, _):
        assert isinstance(await failure_at(host), ModelProtocolError)


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("ws://127.0.0.1:99999/v1", "fine"),
        ("gopher://127.0.0.1/v1", "fine"),
        ("ws://127.0.0.1:9/v1", "with a line break\n"),
    ],
)
async def test_what_cannot_be_called_is_refused_with_what_to_check(url: str, key: str) -> None:
    async with http(answering(200)) as host:
        endpoint = Endpoint(url=url.replace("127.0.0.1:9/", f"{host}/"), headers={"api-key": key})
        with pytest.raises(ModelRefused) as raised:
            await WebSocketDialer().dial(endpoint)
    assert str(raised.value) == (
        "The model cannot be called: check base_url, and that the key is on one line."
    )
    assert raised.value.__context__ is None


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (None, None),
        ("0", 0.0),
        ("120", 120.0),
        ("9" * 400, float("inf")),
        ("", None),
        ("-1", None),
        ("1.5", None),
        ("²", None),
        ("soon", None),
        ("Wed, 21 Oct 2015 07:28:00 GMT", 0.0),
        ("Wed Oct 21 07:28:00 2015", 0.0),
        ("Wed, 99 Oct 2015 07:28:00 GMT", None),
        ("Mon, 01 Jan 99999999999999999999 00:00:00 GMT", None),
    ],
)
def test_fault_11_a_wait_that_makes_no_sense_is_none(
    header: str | None, seconds: float | None
) -> None:
    assert seconds_of(header) == seconds


@settings(deadline=None)
@given(header=st.text() | st.from_regex(r"\w{3}, \d+ \w{3} \d+ \d+:\d+:\d+ [+-]?\w+"))
def test_fault_11_no_wait_that_is_asked_for_is_anything_but_a_time(header: str) -> None:
    seconds = seconds_of(header)
    assert seconds is None or seconds >= 0.0


# -- how it ends -----------------------------------------------------------------------------------


@pytest.mark.parametrize("code", [1000, 1001, 1008, 1009, 1011, 1012, 1013, 4000])
async def test_fault_15_the_code_and_the_reason_of_a_close_are_told(code: int) -> None:
    async def close(ws: web.WebSocketResponse) -> None:
        await ws.close(code=code, message=b"it is late")

    async with http(talking(close)) as host:
        error = await lost(await dial(host))
    assert (error.code, error.reason) == (code, "it is late")
    assert str(error) == f"the model closed the line ({code}, it is late)"


@pytest.mark.timeout(5)  # aiohttp itself would wait ten seconds for another one
async def test_fault_15_a_close_may_come_without_a_code() -> None:
    async def close(end: Raw) -> None:
        await end.upgrade()
        end.writer.write(bytes([CLOSE, 0]))
        await end.done.wait()

    async with raw(close) as (host, _):
        error = await lost(await dial(host))
    assert (error.code, error.reason) == (None, "")
    assert str(error) == "the model closed the line (without a code)"


async def test_a_close_is_answered() -> None:
    answers: list[tuple[int, bytes]] = []

    async def close(end: Raw) -> None:
        await end.upgrade()
        end.writer.write(bytes([CLOSE, 2]) + (1001).to_bytes(2, "big"))
        answers.append(await end.read_frame())
        end.done.set()

    async with raw(close) as (host, ends):
        await lost(await dial(host))
        await ends[0].done.wait()
    assert answers == [(CLOSE, (1000).to_bytes(2, "big"))]


@pytest.mark.parametrize("rudely", [False, True])
async def test_fault_01_a_line_that_breaks_has_no_code(rudely: bool) -> None:
    async def go(end: Raw) -> None:
        await end.upgrade()
        await end.read_frame()
        if rudely:
            end.writer.transport.abort()

    async with raw(go) as (host, _):
        connection = await dial(host)
        await connection.send(b"hello")
        error = await lost(connection)
        assert error.code is None
        assert str(error).startswith("the line to the model broke: ")
        with pytest.raises(ConnectionLost, match="the line to the model broke"):
            await connection.send(b"hello?")


async def test_fault_04_a_server_that_answers_no_ping_is_given_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "HEARTBEAT_SECONDS", 0.05)

    async def say_nothing(end: Raw) -> None:
        await end.upgrade()
        await end.done.wait()

    async with raw(say_nothing) as (host, _):
        error = await lost(await dial(host))
    assert error.code is None
    assert "No PONG received" in str(error)


@pytest.mark.timeout(5)  # aiohttp itself would wait for ten seconds
async def test_fault_16_a_server_that_never_answers_a_close_is_not_waited_for() -> None:
    async def ignore(end: Raw) -> None:
        await end.upgrade()
        await end.done.wait()

    async with raw(ignore) as (host, _):
        connection = await dial(host)
        await connection.aclose()
        await connection.aclose()


async def fill(connection: Connection) -> int:
    """Send until nothing more is taken; returns how many bytes were to go."""
    sent = 0
    with suppress(TimeoutError):
        async with asyncio.timeout(0.2):
            while True:
                sent += 2**18
                await connection.send(b"x" * 2**18)
    return sent


@pytest.mark.timeout(5)
async def test_fault_16_a_server_that_takes_nothing_any_more_is_not_waited_for() -> None:
    """Neither by the close, nor by a socket that would first send all that it has."""
    taken: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    async def take_nothing(end: Raw) -> None:
        await end.upgrade()
        await end.done.wait()
        taken.set_result(len(await end.reader.read()))

    async with raw(take_nothing) as (host, ends):
        connection = await dial(host)
        sent = await fill(connection)
        await connection.aclose()
        ends[0].done.set()
        assert await taken < sent


@pytest.mark.timeout(5)
@pytest.mark.parametrize("takes", [True, False])
async def test_fault_16_with_tls_nobody_is_waited_for_either(takes: bool) -> None:
    authority = trustme.CA()

    async def ignore(end: Raw) -> None:
        await end.upgrade()
        if takes:
            await end.reader.read()
        await end.done.wait()

    async with (
        raw(ignore, serving_as(authority.issue_cert("127.0.0.1"))) as (host, _),
        aiohttp.ClientSession(connector=trusting(authority)) as session,
    ):
        connection = await WebSocketDialer(session).dial(endpoint_at(host, scheme="wss"))
        if not takes:
            await fill(connection)
        await connection.aclose()


async def test_who_reads_while_the_connection_is_closed_is_told_so() -> None:
    codes: list[int | None] = []

    async def talk(ws: web.WebSocketResponse) -> None:
        await ws.receive()
        codes.append(ws.close_code)

    async with http(talking(talk)) as host:
        connection = await dial(host)
        reading = asyncio.create_task(lost(connection))
        await asyncio.sleep(0)
        await connection.aclose()
        assert "it is gone" in str(await reading)
    assert codes == [1000]  # in good order, though it was closed from two sides


async def test_who_is_closed_from_two_sides_waits_for_the_answer_all_the_same() -> None:
    answered = asyncio.Event()

    async def ponder(end: Raw) -> None:
        await end.upgrade()
        await end.read_frame()
        with pytest.raises(TimeoutError):  # nobody has hung up meanwhile
            async with asyncio.timeout(0.05):
                await end.reader.read(1)
        end.writer.write(bytes([CLOSE, 2]) + (1000).to_bytes(2, "big"))
        answered.set()

    async with raw(ponder) as (host, _):
        connection = await dial(host)
        reading = asyncio.create_task(lost(connection))
        await asyncio.sleep(0)
        await connection.aclose()
        assert answered.is_set()
        await reading


async def test_fault_45_a_message_of_some_size_is_taken() -> None:
    async def talk(ws: web.WebSocketResponse) -> None:
        await ws.send_str("x" * 5 * 2**20)
        await ws.receive()

    async with http(talking(talk)) as host:
        connection = await dial(host)
        assert len(await connection.receive()) == 5 * 2**20
        await connection.aclose()


async def test_fault_45_a_message_over_sixteen_mib_ends_the_line_before_it_is_read() -> None:
    answers: list[tuple[int, bytes]] = []

    async def threaten(end: Raw) -> None:
        await end.upgrade()
        end.writer.write(bytes([TEXT, 127]) + (17 * 2**20).to_bytes(8, "big"))
        answers.append(await end.read_frame())
        end.done.set()

    async with raw(threaten) as (host, ends):
        error = await lost(await dial(host))
        await ends[0].done.wait()
    assert error.code == 1009
    assert "exceeds limit" in str(error)
    [(kind, payload)] = answers
    assert (kind, int.from_bytes(payload[:2], "big")) == (CLOSE, 1009)


# -- a session of the program's --------------------------------------------------------------------


async def test_the_connector_of_a_shared_session_is_used_and_left_open() -> None:
    requests: list[web.Request] = []
    async with http(talking(echo, requests)) as host:
        port = host.rpartition(":")[2]
        connector = aiohttp.TCPConnector(resolver=Names(**{"model.test": "127.0.0.1"}))
        private = {"X-Private": "of the program's"}
        async with aiohttp.ClientSession(connector=connector, headers=private) as session:
            for _ in range(2):
                connection = await dial(f"model.test:{port}", session)
                await connection.aclose()
            assert not session.closed
            assert not connector.closed
    assert [request.host for request in requests] == [f"model.test:{port}"] * 2
    assert "X-Private" not in requests[0].headers


async def test_a_shared_session_survives_a_failure() -> None:
    async with http(answering(500)) as host, aiohttp.ClientSession() as session:
        await failure_at(host, session)
        assert not session.closed


async def test_a_shared_session_that_is_closed_is_refused() -> None:
    async with aiohttp.ClientSession() as session:
        pass
    error = await failure_at("model.test", session)
    assert isinstance(error, ModelRefused)
    assert "http_session given to the model is closed" in str(error)
