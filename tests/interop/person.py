"""A person in a real Chromium, in the room by LiveKit's own library for browsers."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import pytest

from antiphon.audio import AudioFrame, write_wav
from tests.cli.timeline.browser import Tab, browser, opened
from tests.interop.server import LiveKitServer
from tests.interop.website import installed_library, served

__all__ = ["Browser", "speaking"]


@dataclass
class Browser:
    """A browser, and what its page is made with."""

    address: str
    library: Path

    @asynccontextmanager
    async def person(self, server: LiveKitServer, room: str, **wishes: str) -> AsyncIterator[Tab]:
        """Ann, who opens the page and is in the room; the page knows what may be wished."""
        ticket = urlencode({"url": server.url, "token": server.token("ann", room), **wishes})
        async with served(self.library) as page, opened(self.address) as tab:
            await tab.go(f"{page}#{ticket}")
            await tab.until("window.seen?.hasEntered")
            yield tab


@contextmanager
def speaking(microphone: AudioFrame, folder: Path) -> Iterator[Browser]:
    """A browser whose microphone hears that, once; its things are in `folder`."""
    library = installed_library()
    if library is None:
        pytest.skip("livekit-client cannot be installed here: that takes npm, and its registry")
    write_wav(folder / "microphone.wav", microphone)
    flags = (
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-audio-capture={folder / 'microphone.wav'}%noloop",
    )
    with browser(folder / "profile", *flags) as address:
        yield Browser(address, library)
