"""What asyncio lacks: channels, sets of tasks, and sleeps that can be put off."""

from antiphon.utils.aio.channel import (
    Chan,
    ChanClosed,
    ChanEmpty,
    ChanFull,
    ChanReceiver,
    ChanSender,
)
from antiphon.utils.aio.pace import Interval, Sleep, SleepFinished, interval, sleep
from antiphon.utils.aio.tasks import TaskSet, gracefully_cancel, running_loop

__all__ = [
    "Chan",
    "ChanClosed",
    "ChanEmpty",
    "ChanFull",
    "ChanReceiver",
    "ChanSender",
    "Interval",
    "Sleep",
    "SleepFinished",
    "TaskSet",
    "gracefully_cancel",
    "interval",
    "running_loop",
    "sleep",
]
