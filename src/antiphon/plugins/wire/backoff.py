"""How long to wait before a line is opened again.

Exponential back-off with full jitter (Marc Brooker, "Exponential Backoff And Jitter", AWS
Architecture Blog, 2015): a random time up to a bound that doubles, so that many clients that lost
the same server do not come back to it at once.
"""

from dataclasses import dataclass
from random import Random

__all__ = ["Backoff", "BackoffPolicy"]


@dataclass(frozen=True, kw_only=True, slots=True)
class BackoffPolicy:
    """When to try again, in seconds."""

    first: float = 0.25
    """The bound of the first wait."""
    longest: float = 5.0
    """The bound of all waits; each one's is twice that of the one before."""
    budget: float = 60.0
    """Trying goes on for so long after the line was lost."""
    longest_asked: float = 30.0
    """A server that asks for a longer wait than this waits for as long as this."""


class Backoff:
    """The waits of one line, from its loss (`begin`) until it is up again."""

    def __init__(self, policy: BackoffPolicy, rng: Random) -> None:
        self._policy = policy
        self._rng = rng
        self._bound = policy.first
        self._began = 0.0

    def begin(self, now: float) -> None:
        """The line is lost, or was never there, from loop time `now`: the waits start afresh."""
        self._bound = self._policy.first
        self._began = now

    def next(
        self, now: float, asked: float | None = None, *, at_least: float = 0.0
    ) -> float | None:
        """Seconds to wait now, at loop time `now`, and no less than `at_least`; None once the
        budget is used up.

        `asked` is what the server wants to be waited for: jitter is added on top of it.
        """
        jitter = self._rng.uniform(0.0, self._bound)
        self._bound = min(self._bound * 2, self._policy.longest)
        wait = max(jitter + min(asked or 0.0, self._policy.longest_asked), at_least)
        return None if now + wait > self._began + self._policy.budget else wait
