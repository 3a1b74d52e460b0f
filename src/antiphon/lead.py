"""How far ahead of what is heard a speaker is kept, so that it never runs dry.

| whoever feeds it comes        | the lead is then                                       |
|-------------------------------|--------------------------------------------------------|
| in time                       | as it was                                              |
| late by more than half of it  | twice as long as they were late, at most 150 ms        |
| in time for 10 s of speech    | 10 ms shorter, and so on, at least 60 ms               |

Late is who finds less than the lead in the speaker: the event loop was busy with other things. A
stop takes back what was not heard, however long the lead is.
"""

__all__ = ["Lead"]

SHORTEST = 0.06
LONGEST = 0.15
CALM_SECONDS = 10.0
STEP = 0.01


class Lead:
    """Seconds to keep ahead, found out by what happens; in seconds of audio, without a clock."""

    def __init__(self) -> None:
        self.seconds = SHORTEST
        """What to keep ahead now."""
        self._calm = 0.0

    def came(self, ahead: float, fed: float) -> None:
        """The feeder, who meant to come when the lead was left, found `ahead` seconds.

        `fed` is how many seconds it feeds.
        """
        late = self.seconds - ahead
        if late > self.seconds / 2:
            self.seconds = min(max(2 * late, self.seconds), LONGEST)
            self._calm = 0.0
            return
        self._calm += fed
        if self._calm >= CALM_SECONDS:
            self.seconds = max(self.seconds - STEP, SHORTEST)
            self._calm = 0.0
