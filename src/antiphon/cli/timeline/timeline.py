"""Makes a timeline of what was told of a conversation, and of its sound."""

from antiphon.cli.timeline.lines import Closed, Line, StateChanged, Troubled
from antiphon.cli.timeline.model import Timeline
from antiphon.cli.timeline.sound import Sound
from antiphon.cli.timeline.turns import tool_runs, turns
from antiphon.cli.timeline.utterances import answers, questions

__all__ = ["timeline_of"]


def timeline_of(lines: list[Line], sound: Sound | None, notes: tuple[str, ...] = ()) -> Timeline:
    """What happened, by what was told and by the sound."""
    duration = max([line.t for line in lines] + ([sound.duration] if sound else []), default=0.0)
    asked, given, tools = questions(lines, sound), answers(lines, sound), tool_runs(lines)
    return Timeline(
        duration=duration,
        caller=tuple(question.utterance for question in asked),
        agent=tuple(answer.utterance for answer in given),
        tools=tuple(tools),
        states=tuple(states(lines, duration)),
        troubles=tuple(
            (line.t, f"{line.error.kind}: {line.error.message}")
            for line in lines
            if isinstance(line, Troubled)
        ),
        turns=tuple(turns(lines, asked, given, tools, duration)),
        notes=notes,
    )


def states(lines: list[Line], duration: float) -> list[tuple[float, float, str]]:
    """What the agent was doing when."""
    changes = [line for line in lines if isinstance(line, StateChanged)]
    ends = [*(change.t for change in changes[1:]), last_moment(lines, duration)]
    spans = zip(changes, ends, strict=False)
    return [(change.t, end, change.state) for change, end in spans if end > change.t]


def last_moment(lines: list[Line], duration: float) -> float:
    closed = [line.t for line in lines if isinstance(line, Closed)]
    return closed[-1] if closed else duration
