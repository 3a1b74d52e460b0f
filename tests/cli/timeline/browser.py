"""A real Chromium, asked through its DevTools protocol."""

import base64
import itertools
import re
import shutil
import subprocess
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import aiohttp

__all__ = ["CHROMIUM", "Tab", "browser", "opened"]

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")

FLAGS = (
    "--headless",
    "--no-sandbox",  # tests may run as root, and open no page but their own
    "--disable-gpu",
    "--mute-audio",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--remote-debugging-port=0",
    "--autoplay-policy=no-user-gesture-required",
    "--window-size=1440,1000",
)


class Tab:
    """A page that is open; `complaints` are the errors and warnings of its console."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.complaints: list[str] = []
        self._socket = socket
        self._ids = itertools.count(1)
        self._session: str | None = None

    async def attach(self) -> None:
        """Open a tab."""
        target = await self.command("Target.createTarget", url="about:blank")
        attached = await self.command(
            "Target.attachToTarget", targetId=target["targetId"], flatten=True
        )
        self._session = attached["sessionId"]
        for domain in ("Page", "Runtime", "Log"):
            await self.command(f"{domain}.enable")

    async def command(self, method: str, **params: Any) -> dict[str, Any]:
        """Have the browser do that, and return what came of it."""
        number = next(self._ids)
        message = {"id": number, "method": method, "params": params}
        await self._socket.send_json(
            message | ({"sessionId": self._session} if self._session else {})
        )
        while (answer := await self._receive()).get("id") != number:
            continue
        assert "error" not in answer, answer["error"]
        result: dict[str, Any] = answer["result"]
        return result

    async def go(self, page: str) -> None:
        """Open the page at that address."""
        await self.command("Page.navigate", url=page)
        await self.until("document.readyState === 'complete'")

    async def evaluate(self, expression: str) -> Any:
        """The value of that expression."""
        answer = await self.command(
            "Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True
        )
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    async def until(self, expression: str) -> None:
        """Wait until that is true."""
        await self.evaluate(
            "new Promise((done) => { const look = () => "
            f"(({expression}) ? done() : setTimeout(look, 20)); look(); }})"
        )

    async def layouts(self) -> float:
        """How often the page has been laid out."""
        await self.command("Performance.enable")
        metrics = (await self.command("Performance.getMetrics"))["metrics"]
        counts: list[float] = [each["value"] for each in metrics if each["name"] == "LayoutCount"]
        return counts[0]

    async def press(self, key: str) -> None:
        """Press a key."""
        for kind in ("keyDown", "keyUp"):
            text = {"text": key} if len(key) == 1 and kind == "keyDown" else {}
            await self.command("Input.dispatchKeyEvent", type=kind, key=key, **text)

    async def mouse(self, kind: str, x: float, y: float, **more: Any) -> None:
        """Move, press, release or turn."""
        await self.command("Input.dispatchMouseEvent", type=kind, x=x, y=y, **more)

    async def click(self, x: float, y: float) -> None:
        """Click there."""
        for kind in ("mousePressed", "mouseReleased"):
            await self.mouse(kind, x, y, button="left", clickCount=1)

    async def picture(self) -> bytes:
        """The page as it looks now, a PNG."""
        shot = await self.command("Page.captureScreenshot", format="png")
        return base64.b64decode(shot["data"])

    async def close(self) -> None:
        """Close the tab."""
        await self.command("Page.close")

    async def _receive(self) -> dict[str, Any]:
        message: dict[str, Any] = await self._socket.receive_json()
        self._note(message)
        return message

    def _note(self, message: dict[str, Any]) -> None:
        match message:
            case {"method": "Log.entryAdded", "params": {"entry": entry}}:
                self.complaints.append(f"{entry['level']}: {entry['text']}")
            case {"method": "Runtime.exceptionThrown", "params": params}:
                self.complaints.append(str(params["exceptionDetails"]))
            case {"method": "Runtime.consoleAPICalled", "params": params}:
                self.complaints.append(str(params["args"]))
            case {"method": "Page.javascriptDialogOpening"}:
                self.complaints.append("a dialog")


@contextmanager
def browser(profile: Path, *flags: str) -> Generator[str]:
    """A browser that keeps its things in `profile`; the address at which it is asked."""
    assert CHROMIUM is not None
    command = [CHROMIUM, *FLAGS, *flags, f"--user-data-dir={profile}"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    try:
        yield address(process)
    finally:
        process.terminate()
        process.communicate()


def address(process: subprocess.Popen[bytes]) -> str:
    """Where the browser listens."""
    assert process.stderr is not None
    for line in process.stderr:
        if found := re.search(rb"DevTools listening on (ws://\S+)", line):
            return found[1].decode()
    raise AssertionError("Chromium did not start")


@asynccontextmanager
async def opened(address: str) -> AsyncGenerator[Tab]:
    """A tab of the browser at that address."""
    async with aiohttp.ClientSession() as http, http.ws_connect(address, max_msg_size=0) as socket:
        tab = Tab(socket)
        await tab.attach()
        yield tab
        await tab.close()
