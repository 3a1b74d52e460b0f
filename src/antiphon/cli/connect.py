"""`antiphon connect`: an agent in a LiveKit room, until the room or somebody ends it."""

import asyncio
import signal
import sys
from collections.abc import AsyncGenerator, Generator
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager, contextmanager, suppress
from types import FrameType
from typing import TYPE_CHECKING

from antiphon.cli.attendance import attend
from antiphon.cli.live_view import open_view
from antiphon.cli.livekit_access import Access, Visit, enter
from antiphon.cli.signals import ending_on_signals

if TYPE_CHECKING:
    from antiphon.cli.agent_names import Opening
    from antiphon.cli.live_view import LiveView
    from antiphon.cli.output_folder import OutputFolder
    from antiphon.rtc import Room

__all__ = ["connect_with"]

LEAVE_SECONDS = 2.0
PATIENCE_SECONDS = 5.0
"""Longer than it takes to end the conversation and to leave."""


def connect_with(
    opening: "Opening", access: Access, visit: Visit, folder: "OutputFolder | None"
) -> None:
    """Put the agent that `opening` opens into the room of `visit`.

    Raises AgentError, KeyboardInterrupt, EndedBySignal.
    """
    with open_view(sys.stdout) as view:
        asyncio.run(load_and_attend(opening, access, visit, view, folder))


async def load_and_attend(
    opening: "Opening",
    access: Access,
    visit: Visit,
    view: "LiveView",
    folder: "OutputFolder | None",
) -> None:
    with ending_on_signals(), undisturbed(), ExitStack() as closing:
        async with AsyncExitStack() as leaving:
            with view.loading("the agent"):
                agent = await leaving.enter_async_context(opening())
            view.say(f"Entering the room {visit.room} at {access.url} …")
            room = await leaving.enter_async_context(entered(access, visit))
            files = None if folder is None else closing.enter_context(folder.open())
            await attend(agent, room, visit, view, files)


@contextmanager
def undisturbed() -> Generator[None]:
    """Have Ctrl-C end what is in here once; pressed again, it is heard when that takes too long.

    asyncio would raise the second one in whatever runs just then. In the very wrong place, nothing
    ended any more.
    """
    usual, loop = signal.getsignal(signal.SIGINT), asyncio.get_running_loop()
    if not callable(usual):
        yield
        return
    pressed_at: float | None = None

    def pressed(signum: int, frame: FrameType | None) -> None:
        nonlocal pressed_at
        if pressed_at is None:
            pressed_at = loop.time()
        elif loop.time() - pressed_at < PATIENCE_SECONDS:
            return
        usual(signum, frame)

    signal.signal(signal.SIGINT, pressed)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, usual)


@asynccontextmanager
async def entered(access: Access, visit: Visit) -> AsyncGenerator["Room"]:
    """The room, which is left at the end."""
    room = await enter(access, visit.room, visit.identity)
    try:
        yield room
    finally:
        with suppress(TimeoutError):  # it is lost, then, and there is nothing to leave
            async with asyncio.timeout(LEAVE_SECONDS):
                await room.disconnect()
