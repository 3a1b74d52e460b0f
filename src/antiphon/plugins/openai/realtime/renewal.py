"""When a session on the wire has had most of its time, another one takes its place.

| the session                      | then                                                     |
|----------------------------------|----------------------------------------------------------|
| has had 90 % of its time         | another one is opened as soon as nothing is under way,   |
|                                  | and used if that is still so then                        |
| has 30 s left, and there was no  | it is used to its end: then the line is lost, which      |
| such moment, or nobody answers   | loses no word either                                     |
| has not said when it ends, or    | the same                                                 |
| has less than 5 min to begin with|                                                          |
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from antiphon import clock
from antiphon.errors import ModelError
from antiphon.plugins.openai.realtime.leg import Leg

__all__ = ["successor_of"]

logger = logging.getLogger(__name__)

RENEWAL_AT = 0.9
MARGIN_SECONDS = 30.0
QUIET_LOOK_SECONDS = 0.25


async def successor_of(
    leg: Leg, open_another: Callable[[], Awaitable[Leg]], is_quiet: Callable[[], bool]
) -> Leg:
    """The session that is to take the place of this one, now; waits for ever if there is none."""
    left = 0.0 if leg.expires_at is None else leg.expires_at - clock.wall()
    patience = left * (1 - RENEWAL_AT) - MARGIN_SECONDS
    if patience > 0:
        await asyncio.sleep(left * RENEWAL_AT)
        try:
            async with asyncio.timeout(patience):
                return await replace(open_another, is_quiet)
        except (ModelError, TimeoutError) as error:
            logger.warning("the session could not be replaced before its end: %s", error)
    await asyncio.Event().wait()
    raise AssertionError


async def replace(open_another: Callable[[], Awaitable[Leg]], is_quiet: Callable[[], bool]) -> Leg:
    """Another session, at a moment when nothing is under way in this one."""
    while True:
        while not is_quiet():  # noqa: ASYNC110 - it follows from too much to be an event
            await asyncio.sleep(QUIET_LOOK_SECONDS)
        successor = await open_another()
        if is_quiet():
            return successor
        await successor.link.aclose()
