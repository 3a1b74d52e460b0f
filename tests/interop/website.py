"""The page that a browser joins a room with: its library is installed once, and it is served."""

import shutil
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from aiohttp import web

from tests.interop.server import CACHE

__all__ = ["install_library", "installed_library", "served"]

PAGE = Path(__file__).parent / "page"
LOCK = "package-lock.json"
LIBRARY = "livekit-client.umd.js"
NPM = shutil.which("npm")
FOLDER = CACHE / "livekit-client"


def install_library() -> None:
    """Have the library in the cache, if there is npm to bring it there."""
    if NPM is None or installed_library() is not None:
        return
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", LOCK):
        shutil.copy(PAGE / name, FOLDER)
    quietly = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    subprocess.run([NPM, "ci", *quietly], cwd=FOLDER, check=False)


def installed_library() -> Path | None:
    """The library; None where it is not in the cache as the lock file has it."""
    program = FOLDER / "node_modules" / "livekit-client" / "dist" / LIBRARY
    is_there = program.exists() and (FOLDER / LOCK).read_bytes() == (PAGE / LOCK).read_bytes()
    return program if is_there else None


@asynccontextmanager
async def served(library: Path) -> AsyncIterator[str]:
    """Serve the page on loopback, where a browser gives it a microphone; its address."""

    async def send_library(_request: web.Request) -> web.FileResponse:
        return web.FileResponse(library)

    site = web.Application()
    site.router.add_get(f"/{LIBRARY}", send_library)
    site.router.add_static("/", PAGE)
    runner = web.AppRunner(site)
    await runner.setup()
    try:
        door = web.TCPSite(runner, "127.0.0.1", 0)
        await door.start()
        host, port = runner.addresses[0][:2]
        yield f"http://{host}:{port}/index.html"
    finally:
        await runner.cleanup()
