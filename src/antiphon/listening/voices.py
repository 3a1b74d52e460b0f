"""Who speaks, of several people with a microphone each.

| the speaker                 | another voice becomes the speaker                                  |
|-----------------------------|--------------------------------------------------------------------|
| speaks                      | when for 0.2 s it was 6 dB louder                                  |
| is silent, or there is none | when for 0.2 s it was the loudest                                  |
| either                      | at once, when a detector notices that somebody begins to speak     |

A voice is what is louder than 50 dB below full scale, and 10 dB louder than that microphone's own
noise, over the last 0.1 s. Its noise is the least that was heard of it lately (as in Martin's
minimum statistics, 2001, in their simplest form): it falls at once, and rises by 2.5 dB a second.
So a fan is no voice, a voice that reaches somebody else's microphone too is not theirs, and who
says "mm-hmm" while somebody talks does not become the speaker, nor does a cough.
"""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field

from antiphon.audio.frame import FULL_SCALE
from antiphon.core.events import Spoke
from antiphon.listening.alignment import Step, power_of

__all__ = ["Voices"]

FULL_POWER = float(FULL_SCALE**2)
WINDOW_SECONDS = 0.1
TAKING_SECONDS = 0.2
LOUDER = 10.0 ** (6.0 / 10.0)
ABOVE_NOISE = 10.0 ** (10.0 / 10.0)
LEAST_VOICE = FULL_POWER * 10.0 ** (-50.0 / 10.0)
LEAST_NOISE = FULL_POWER * 10.0 ** (-70.0 / 10.0)
NOISE_RISE_DB = 2.5
"""In a second."""


@dataclass(slots=True)
class Level:
    """How loud one microphone is, and how loud it is when nobody speaks."""

    powers: deque[float] = field(default_factory=deque)
    """Of the last 0.1 s."""
    power: float = 0.0
    """Their mean."""
    noise: float = LEAST_NOISE

    def hear(self, power: float, seconds: float) -> None:
        """The next frame has that power."""
        self.powers.append(power)
        if len(self.powers) * seconds > WINDOW_SECONDS:
            self.powers.popleft()
        self.power = sum(self.powers) / len(self.powers)
        risen = self.noise * 10.0 ** (NOISE_RISE_DB * seconds / 10.0)
        self.noise = max(min(risen, self.power), LEAST_NOISE)

    @property
    def is_voice(self) -> bool:
        """Whether that is somebody who speaks."""
        return self.power > LEAST_VOICE and self.power > self.noise * ABOVE_NOISE


class Voices:
    """Follows who speaks, step by step, and accounts for it in `Spoke`."""

    def __init__(self) -> None:
        self._levels: dict[str, Level] = {}
        self._speaker: str | None = None
        self._rival: str | None = None
        """Who would be the speaker if it went on like this."""
        self._rival_seconds = 0.0
        self._untold_seconds = 0.0
        """How long the speaker has spoken since that was last told."""

    def hear(self, step: Step) -> list[Spoke]:
        """Hear the next step: what is to be told, where somebody else speaks now."""
        seconds = max(frame.duration for frame in step.values())
        for identity in step.keys() - self._levels.keys():
            self._levels[identity] = Level()
        for identity, level in self._levels.items():
            level.hear(power_of(step[identity]) if identity in step else 0.0, seconds)
        loudest = self._loudest()
        if loudest is None or loudest == self._speaker:
            self._rival = None
            self._untold_seconds += seconds if loudest is not None else 0.0
            return []
        return self._challenged(loudest, seconds)

    def noticed(self) -> list[Spoke]:
        """A detector has noticed that somebody begins to speak: what was not told yet."""
        return self.told() if self._rival is None else self._taken_by(self._rival)

    def told(self) -> list[Spoke]:
        """What was not told yet of the speaker."""
        if self._speaker is None or not self._untold_seconds:
            return []
        spoke = Spoke(identity=self._speaker, seconds=self._untold_seconds)
        self._untold_seconds = 0.0
        return [spoke]

    def keep(self, identities: Iterable[str]) -> list[Spoke]:
        """Forget everybody but these: what was not told yet."""
        spoke = self.told()
        kept = set(identities)
        self._levels = {i: level for i, level in self._levels.items() if i in kept}
        self._speaker = self._speaker if self._speaker in kept else None
        self._rival = None
        return spoke

    def _loudest(self) -> str | None:
        """Who speaks in this step: the speaker, unless somebody drowns them out."""
        loudness = {i: level.power for i, level in self._levels.items() if level.is_voice}
        if self._speaker in loudness:
            loudness[self._speaker] *= LOUDER
        return max(loudness, key=loudness.__getitem__, default=None)

    def _challenged(self, rival: str, seconds: float) -> list[Spoke]:
        """Somebody else is the one to be heard; when that lasts, they are the speaker."""
        before = self._rival_seconds if rival == self._rival else 0.0
        self._rival, self._rival_seconds = rival, before + seconds
        return [] if self._rival_seconds < TAKING_SECONDS else self._taken_by(rival)

    def _taken_by(self, rival: str) -> list[Spoke]:
        spoke = self.told()
        self._speaker, self._rival = rival, None
        self._untold_seconds = self._rival_seconds
        return [*spoke, *self.told()]
