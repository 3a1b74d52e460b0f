"""What is declared of a tool's calls: how long they may take, and what an interruption does."""

import math
from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

__all__ = ["TIMEOUT_SECONDS", "CallPolicy", "OnInterrupt"]

TIMEOUT_SECONDS = 30.0

OnInterrupt: TypeAlias = Literal["keep", "cancel"]


@dataclass(frozen=True, kw_only=True, slots=True)
class CallPolicy:
    """How the calls of a tool are run. Raises ValueError for what cannot be meant."""

    timeout: float = TIMEOUT_SECONDS
    """Seconds after which a call is given up, counted from when it is made."""
    on_interrupt: OnInterrupt = "keep"
    """What becomes of a call when the user barges in, or the program interrupts."""

    def __post_init__(self) -> None:
        if not is_duration(self.timeout):
            raise ValueError(f"timeout is a number of seconds above 0, not {self.timeout!r}")
        if self.on_interrupt not in get_args(OnInterrupt):
            raise ValueError(f"on_interrupt is 'keep' or 'cancel', not {self.on_interrupt!r}")


def is_duration(value: object) -> bool:
    """Whether that is a time that passes, and ends."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return 0 < value < math.inf
