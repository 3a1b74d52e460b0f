"""The way into a LiveKit room, and LiveKit's names in ours."""

import subprocess
import sys

import pytest

import antiphon.rtc
from antiphon.errors import ConfigurationError, RoomError

rtc = pytest.importorskip("livekit.rtc")

from antiphon.rooms.livekit.connecting import (  # noqa: E402 - where the SDK is installed
    TokenRefused,
    connect,
)

URL = "wss://rooms.example"
SECRET = "eyJhbGciOiJIUzI1NiJ9"


class BarredRoom:
    """A room that nobody enters."""

    said = ""

    async def connect(self, url: str, token: str, options: object) -> None:
        raise rtc.ConnectError(f"engine: signal failure: {self.said}")


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (
            f"401 Unauthorized - invalid token: {SECRET}, error: token is expired",
            f"The token for {URL} has expired: make a new one.",
        ),
        (f"client error: 401 Unauthorized - {SECRET}", "refuses the token: make one with the key"),
        ("client error: 404 Not Found - room does not exist", "There is no such room at "),
        ("handshake error: 200 OK", f"What answers at {URL} is no LiveKit server: "),
        ("failed to parse the url: empty host", f"{URL!r} is no address of a LiveKit server."),
        ("transport connection error: IO error: refused", f"No LiveKit server answers at {URL}: "),
        ("transport timed out", f"No LiveKit server answers at {URL}: "),
        ("signal connection timed out", f"No LiveKit server answers at {URL}: "),
        ("wait_pc_connection timed out", "no way for audio is found: open its media ports."),
        ("something else", "cannot be joined: its log says why."),
    ],
)
async def test_what_bars_the_way_is_told_without_the_token(
    monkeypatch: pytest.MonkeyPatch, said: str, told: str
) -> None:
    monkeypatch.setattr(rtc, "Room", BarredRoom)
    monkeypatch.setattr(BarredRoom, "said", said)
    with pytest.raises(RoomError) as error:
        await connect(URL, SECRET)
    assert told in str(error.value)
    assert SECRET not in str(error.value)
    assert error.value.__cause__ is None


@pytest.mark.parametrize("said", ["token is expired", "client error: 401 Unauthorized"])
async def test_a_token_that_is_refused_is_told_from_other_bars(
    monkeypatch: pytest.MonkeyPatch, said: str
) -> None:
    monkeypatch.setattr(rtc, "Room", BarredRoom)
    monkeypatch.setattr(BarredRoom, "said", said)
    with pytest.raises(TokenRefused):
        await connect(URL, SECRET)


async def test_an_open_way_leads_into_the_room(monkeypatch: pytest.MonkeyPatch) -> None:
    class OpenRoom(BarredRoom):
        async def connect(self, url: str, token: str, options: object) -> None:
            self.entered = (url, token, options)

    monkeypatch.setattr(rtc, "Room", OpenRoom)
    options = rtc.RoomOptions(auto_subscribe=False)
    room = await connect(URL, "a token", options)
    assert vars(room) == {"entered": (URL, "a token", options)}


async def test_an_address_is_one_of_a_web_socket() -> None:
    with pytest.raises(ConfigurationError, match="begins with ws:// or wss://, not 'kitchen'"):
        await connect("kitchen", "a token")


def test_livekits_names_are_there_under_ours() -> None:
    assert antiphon.rtc.Room is rtc.Room
    assert antiphon.rtc.TrackSource is rtc.TrackSource
    with pytest.raises(AttributeError, match="has no attribute 'Kitchen'"):
        _ = antiphon.rtc.Kitchen


def test_without_the_sdk_its_names_say_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "livekit.rtc", None)
    with pytest.raises(ConfigurationError, match=r"pip install 'antiphon\[livekit\]'"):
        _ = antiphon.rtc.Room


def test_who_talks_in_other_rooms_loads_nothing_of_livekit() -> None:
    program = (
        "import sys, antiphon, antiphon.rtc; from antiphon import MultimodalAgent; "
        "from antiphon.rooms import LocalRoom, port_for; "
        "sys.exit(any(name.startswith('livekit') for name in sys.modules))"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
