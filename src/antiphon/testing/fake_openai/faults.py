"""What goes wrong, and when: rules that watch the events of each connection."""

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from antiphon.testing.fake_openai.script import Event

__all__ = [
    "Abort",
    "Action",
    "Close",
    "DialRefusal",
    "Faults",
    "GoSilent",
    "LineFault",
    "Raw",
    "Rewrite",
    "Watch",
    "Withhold",
]

Moment: TypeAlias = Literal["before", "after", "upon"]
Raw: TypeAlias = Event | str | bytes

ANY = "*"


@dataclass(frozen=True, slots=True)
class Abort:
    """The transport is gone, without a word."""


@dataclass(frozen=True, slots=True)
class Close:
    """The service closes the connection."""

    code: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class GoSilent:
    """The line is half open: the service takes nothing, and says nothing."""


@dataclass(frozen=True, slots=True)
class Withhold:
    """The event is not sent; what follows is."""


@dataclass(frozen=True, slots=True)
class Rewrite:
    """In place of the event this is sent: events, or text and bytes as they are."""

    into: Callable[[Event], Sequence[Raw]]


LineFault: TypeAlias = Abort | Close | GoSilent
Action: TypeAlias = LineFault | Withhold | Rewrite


@dataclass(frozen=True, slots=True, kw_only=True)
class DialRefusal:
    """What a dial is answered instead of a connection."""

    status: int | None
    """Of HTTP; None: nobody is there."""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str = ""


@dataclass(slots=True)
class Rule:
    """One fault, and how often it is still to happen."""

    moment: Moment
    type: str
    action: Action
    nth: int
    times: float

    def applies(self, moment: Moment, type: str, counts: Counter[tuple[str, str]]) -> bool:
        """It happens now."""
        if self.times <= 0 or moment != self.moment or self.type not in (type, ANY):
            return False
        return counts[moment, self.type] >= self.nth


class Faults:
    """The faults of a service: each happens once, unless more is said."""

    def __init__(self) -> None:
        self._rules: list[Rule] = []
        self._dials: list[tuple[float, DialRefusal]] = []

    def add(self, moment: Moment, type: str, action: Action, nth: int, times: float) -> None:
        """Let `action` happen at the nth event of that type on a connection, and after it."""
        if isinstance(action, Withhold | Rewrite) and moment != "before":
            raise ValueError(f"{action} is about an event not yet sent: use before()")
        self._rules.append(Rule(moment, type, action, nth, times))

    def refuse_dials(self, refusal: DialRefusal, times: float) -> None:
        """Answer so many dials, after those already spoken for."""
        self._dials.append((times, refusal))

    def next_dial(self) -> DialRefusal | None:
        """What the next dial is answered; None: it is accepted."""
        while self._dials:
            times, refusal = self._dials[0]
            if times > 0:
                self._dials[0] = (times - 1, refusal)
                return refusal
            self._dials.pop(0)
        return None

    def watch(self) -> "Watch":
        """A watch over one connection."""
        return Watch(self._rules)


class Watch:
    """Counts the events of a connection, and knows when a rule applies."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._rules = rules
        self._counts: Counter[tuple[str, str]] = Counter()

    def action(self, moment: Moment, type: str) -> Action | None:
        """What goes wrong at this event; None for nothing."""
        self._counts.update([(moment, type), (moment, ANY)])
        for rule in self._rules:
            if rule.applies(moment, type, self._counts):
                rule.times -= 1 if rule.times < math.inf else 0
                return rule.action
        return None
