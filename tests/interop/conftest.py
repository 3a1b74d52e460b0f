"""The server of the stories; it is built and started once, and only where they are wanted."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.interop.link import BadLink
    from tests.interop.server import LiveKitServer

if "ANTIPHON_INTEROP" not in os.environ:
    collect_ignore_glob = ["test_*.py"]


SDK_DROPS_TWICE = r"ignore:Exception ignored in. <function FfiHandle.__del__"
"""livekit 1.2.1 lets go of a track's handle that its engine has let go of in a reconnect."""


def pytest_collection_modifyitems(items: "list[pytest.Item]") -> None:
    """Overlook what is the SDK's own."""
    for item in items:
        item.add_marker(
            pytest.mark.filterwarnings(f"{SDK_DROPS_TWICE}:pytest.PytestUnraisableExceptionWarning")
        )


@pytest.fixture(scope="session")
def shared_server(tmp_path_factory: pytest.TempPathFactory) -> "Iterator[LiveKitServer]":
    """A server that all stories have in common."""
    yield from running(tmp_path_factory.mktemp("livekit"))


@pytest.fixture
def server(shared_server: "LiveKitServer") -> "LiveKitServer":
    """A server; it stays up."""
    return shared_server


@pytest.fixture
def own_server(tmp_path: Path) -> "Iterator[LiveKitServer]":
    """A server that the story may kill."""
    yield from running(tmp_path)


@pytest.fixture
def far_server(tmp_path: Path) -> "Iterator[LiveKitServer]":
    """A server whose media goes by `link`."""
    from tests.interop.network import PEER_ADDRESS, PRIVATE

    if PRIVATE not in os.environ:
        pytest.skip("a bad link needs the private network's second address")
    yield from running(tmp_path, PEER_ADDRESS)


@pytest.fixture
def link(far_server: "LiveKitServer") -> "Iterator[BadLink]":
    """The way of the media to the far server and back; good at first."""
    from tests.interop.link import BadLink

    link = BadLink(*far_server.media)
    link.open()
    yield link
    link.close()


def running(folder: Path, media_address: str | None = None) -> "Iterator[LiveKitServer]":
    from tests.interop.network import own_address
    from tests.interop.server import LiveKitServer, build_server

    if own_address() == "127.0.0.1":
        pytest.skip(
            "only a loopback is here, which the SDK does not do with, and no right to make more"
        )
    program = build_server()
    if program is None:
        pytest.skip("livekit-server cannot be built here: that takes Go, and its module proxy")
    server = LiveKitServer(program, folder / "server.log", media_address=media_address)
    server.start()
    yield server
    server.kill()
