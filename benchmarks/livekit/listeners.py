"""`python -m benchmarks.livekit.listeners URL TOKEN …`: listens in all those rooms until a line."""

import asyncio
import json
import sys
from typing import Any

from livekit import rtc

from tests.interop.guest import Guest, Heard

PAUSE_BLOCKS = 30
"""Blocks of 10 ms of silence that are a pause between answers, no gap in one."""


async def main() -> None:
    """Say when all are in, listen, and tell of each what was missing."""
    url, *tokens = sys.argv[1:]
    guests = [await join(url, token) for token in tokens]
    write("listening")
    await asyncio.to_thread(sys.stdin.readline)
    write(json.dumps([await missing(one) for one in guests]))
    for one in guests:
        await one.aclose()


def write(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


async def join(url: str, token: str) -> Guest:
    room = rtc.Room()
    who = Guest(room)
    await room.connect(url, token)
    return who


async def missing(who: Guest) -> dict[str, Any]:
    stats = (await who.room.get_rtc_stats()).subscriber_stats
    inbound = [one.inbound_rtp.inbound for one in stats if one.HasField("inbound_rtp")]
    return {
        "gaps_ms": gaps_ms(who.heard),
        "concealed_ms": sum(
            (one.concealed_samples - one.silent_concealed_samples) / 48 for one in inbound
        ),
    }


def gaps_ms(blocks: list[Heard]) -> int:
    """Silence inside of answers."""
    total = silent = 0
    has_begun = False
    for block in blocks:
        if block.is_loud:
            total += silent * 10 if has_begun and silent < PAUSE_BLOCKS else 0
            silent, has_begun = 0, True
        else:
            silent += 1
    return total


if __name__ == "__main__":
    asyncio.run(main())
