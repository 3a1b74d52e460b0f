"""What a conversation is like right now: two meters, who does what, and how quick answers are."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median

from rich.text import Text

from antiphon.cli.chronicle import AGENT, CALLER
from antiphon.cli.meter import SILENCE, Reading
from antiphon.cli.rows import CALLER_STYLE, NAME_WIDTH, STYLES, TIME_WIDTH, Columns, columns
from antiphon.core.messages import AgentState

__all__ = ["Glance", "panel"]

STATES: dict[AgentState, str] = {
    "initializing": "○ starting",
    "listening": "○ listening",
    "thinking": "◌ thinking",
    "speaking": "● speaking",
}
SPEAKS = STATES["speaking"]
STATE_WIDTH = max(map(len, STATES.values()))
DECIBELS_WIDTH = len("-60 dB")
LONGEST_BAR = 48
ECHO_WIDTH = len("^C")
"""The last line leaves room for it: a terminal shows it behind the last character."""
LOUD, HALF, QUIET, PEAK = "━╸─┃"
CLIPPING = -1.0
"""dBFS. What is louder was probably cut off at full scale."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Glance:
    """A conversation at one moment."""

    seconds: float = 0.0
    """Since t = 0."""
    caller: Reading = field(default_factory=Reading)
    agent: Reading = field(default_factory=Reading)
    caller_speaks: bool = False
    state: AgentState = "initializing"
    latencies: Sequence[float] = ()
    """Of each answer: seconds from the end of the user's words to its sound."""


def panel(glance: Glance, width: int) -> list[Text]:
    """Three lines that fit on a terminal of that width; there is no need to read numbers."""
    place = columns(width)
    if place is None:
        return narrow_panel(glance, max(width - 1, 1))
    gap = " " * place.gap
    time = Text(f"{elapsed(glance.seconds):>{TIME_WIDTH}}", style="dim")
    blank = Text(" " * TIME_WIDTH)
    doing = SPEAKS if glance.caller_speaks else ""
    caller = metered(CALLER, glance.caller, doing, place)
    agent = metered(AGENT, glance.agent, STATES[glance.state], place)
    quick = Text(" " * NAME_WIDTH + gap) + quickness(glance.latencies, place.width - ECHO_WIDTH)
    return [Text(gap).join(line) for line in ((time, caller), (blank, agent), (blank, quick))]


def narrow_panel(glance: Glance, width: int) -> list[Text]:
    bar_width = max(width - NAME_WIDTH - 1, 1)
    voices = ((CALLER, glance.caller), (AGENT, glance.agent))
    meters = [
        Text(" ").join([label(who), bar(reading, bar_width, style_of(who))])
        for who, reading in voices
    ]
    doing = SPEAKS if glance.caller_speaks else STATES[glance.state]
    state = Text(f"{elapsed(glance.seconds)} {doing}", style="dim")
    last = cropped(state, max(width - ECHO_WIDTH, 0))
    return [*(cropped(line, width) for line in meters), last]


def metered(who: str, reading: Reading, doing: str, place: Columns) -> Text:
    """A voice: its name, how loud it is, and what it does."""
    parts = [label(who)]
    room = place.width - STATE_WIDTH - place.gap
    number = decibels(reading.peak)
    if place.is_wide:
        room -= DECIBELS_WIDTH + place.gap
    parts.append(bar(reading, min(room, LONGEST_BAR), style_of(who)))
    if place.is_wide:
        parts.append(number)
    parts.append(Text(doing, style=style_of(who) if doing == SPEAKS else "dim"))
    return Text(" " * place.gap).join(parts)


def label(who: str) -> Text:
    return Text(f"{who:<{NAME_WIDTH}}", style=f"bold {style_of(who)}")


def style_of(who: str) -> str:
    return STYLES.get(who, CALLER_STYLE)


def bar(reading: Reading, width: int, style: str) -> Text:
    """The level as a line, and the peak as a mark on it."""
    halves = round(2 * width * share(reading.level))
    loud = LOUD * (halves // 2) + HALF * (halves % 2)
    peak = min(int(width * share(reading.peak)), width - 1)
    line = Text.assemble((loud, style), (QUIET * (width - len(loud)), "dim"))
    if reading.peak <= SILENCE or peak < len(loud):
        return line
    return Text.assemble(line[:peak], (PEAK, style), line[peak + 1 :])


def share(level: float) -> float:
    return 1.0 - level / SILENCE


def decibels(peak: float) -> Text:
    """The number, as wide as any."""
    shown = f"{round(peak):>3} dB" if peak > SILENCE else ""
    return Text(f"{shown:<{DECIBELS_WIDTH}}", style="bold red" if peak > CLIPPING else "dim")


def quickness(latencies: Sequence[float], width: int) -> Text:
    """How long the caller waited for the last answer, and for most: what there is room for."""
    if not latencies:
        return Text()
    short = f"after {latencies[-1]:.2f} s"
    usual = f"answered {short}"
    whole = f"{usual}, median of {len(latencies)}: {median(latencies):.2f} s"
    choice = [whole, usual, short] if len(latencies) > 1 else [usual, short]
    fitting = next((text for text in choice if len(text) <= width), short)
    return cropped(Text(fitting, style="dim"), width)


def cropped(line: Text, width: int) -> Text:
    line.truncate(width)
    return line


def elapsed(seconds: float) -> str:
    """`1:02`."""
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"
