"""Timers: sets them, says how long they have to go, cancels them, and tells when they are done."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from antiphon.plugins.local.dialogue.corrections import Correction, corrected_number
from antiphon.plugins.local.dialogue.durations import Duration, find_duration, in_spoken_units
from antiphon.plugins.local.dialogue.memory import Answer, Memory, Scene, Timer
from antiphon.plugins.local.dialogue.words import (
    Utterance,
    capitalised,
    content,
    enumerate_words,
    listen,
)

__all__ = [
    "announcement",
    "cancel_timer",
    "corrected_timer",
    "due_timers",
    "has_duration",
    "heard_timer",
    "is_due",
    "set_timer",
    "time_left",
    "without_announced",
]

_SHORTEST = 1
_LONGEST = 24 * 3600
_EARLY = timedelta(seconds=0.5)
"""A call comes a little before its time where two clocks disagree."""
_TIMER_WORDS = frozenset("timer timers countdown clock".split())
_OTHER_WISHES = frozenset("left cancel remaining stop delete remove many much long still".split())
_SETTING = frozenset("set sets said sit start starts begin need".split())
_LONGEST_LABEL = 2
_SIGNS = frozenset(
    """remind reminded alarm wake know ring beep alert notify time count counting over up
    passed shout nudge buzz ping warn signal reminder""".split()
)
_REMINDING = frozenset(
    """me us let tell give set start an a in for after from now when down tell are is have be
    been has can could you would will please i want need like to once""".split()
)
"""What may stand around these where nothing is told to be reminded of."""
_NOT_A_LABEL = (
    _TIMER_WORDS
    | _SETTING
    | _SIGNS
    | _REMINDING
    | frozenset("time make new another called named".split())
)


def heard_timer(said: Utterance, memory: Memory) -> Utterance | None:
    """The utterance, where it asks for a timer and says for how long."""
    words = set(said.words)
    duration = find_duration(said.words)
    if duration is None or words & _OTHER_WISHES:
        return None
    wants_one = words & _TIMER_WORDS or ("time" in words and words & _SETTING)
    return said if wants_one or _is_reminder(said.words, duration) else None


def has_duration(slot: Utterance) -> bool:
    """Whether a length of time is among these words."""
    return find_duration(slot.words) is not None


def set_timer(slot: Utterance, memory: Memory, scene: Scene) -> Answer:
    """Sets a timer for the time in the slot, named after the rest of it."""
    if not scene.can_ring:
        return Answer("I'm sorry, I can't ring you here, so I can't set a timer.", memory)
    duration = find_duration(slot.words)
    if duration is None:
        return Answer("For how long?", memory.but(asked="set_timer"))
    if not _SHORTEST <= duration.seconds <= _LONGEST:
        return Answer(
            "I can set timers from a second to a day. For how long?", memory.but(asked="set_timer")
        )
    length = in_spoken_units(float(duration.seconds))
    timer = Timer(
        turn=scene.turn,
        label=_label(slot.words, duration),
        ends=scene.now + timedelta(seconds=float(duration.seconds)),
    )
    return Answer(
        f"Your {timer.label} is set for {length}.", memory.but(timers=(*memory.timers, timer))
    )


def time_left(slot: Utterance, memory: Memory, scene: Scene) -> Answer:
    """Says how long each timer has to go."""
    if not memory.timers:
        return Answer("There is no timer running.", memory)
    parts = [
        f"your {timer.label} has {in_spoken_units((timer.ends - scene.now).total_seconds())} left"
        for timer in memory.timers
        if timer not in due_timers(memory, scene.now)
    ]
    return Answer(f"{capitalised(enumerate_words(parts))}." if parts else "", memory)


def cancel_timer(slot: Utterance, memory: Memory, scene: Scene) -> Answer:
    """Cancels the timer that is named, or else the only one, or all."""
    if not memory.timers:
        return Answer("There is no timer running.", memory)
    named = [timer for timer in memory.timers if set(timer.label.split()[:-1]) & {*slot.words}]
    cancelled = named or memory.timers
    left = tuple(timer for timer in memory.timers if timer not in cancelled)
    labels = enumerate_words([f"your {timer.label}" for timer in cancelled])
    return Answer(f"Okay, I've cancelled {labels}.", memory.but(timers=left))


def corrected_timer(slot: Utterance, correction: Correction) -> Utterance | None:
    """The slot with another length of time; a bare number keeps the unit."""
    old, new = find_duration(slot.words), find_duration(correction.right.words)
    if old is None or new is None:
        return corrected_number(slot, correction)
    return slot.replaced(old.start, old.end, correction.right.part(new.start, new.end))


def announcement(timer: Timer) -> str:
    """The sentence that tells that a timer has run out."""
    return f"Your {timer.label} is done."


def is_due(timer: Timer, now: datetime) -> bool:
    """Whether a timer has run out."""
    return timer.ends <= now + _EARLY


def due_timers(memory: Memory, now: datetime) -> list[Timer]:
    """The timers that have run out, the oldest first."""
    due = (timer for timer in memory.timers if is_due(timer, now))
    return sorted(due, key=lambda timer: timer.ends)


def without_announced(memory: Memory, heard: Sequence[str]) -> Memory:
    """`memory` without the timers whose end was told, and heard."""
    told = [" ".join(listen(text).words) for text in heard]
    left = []
    for timer in sorted(memory.timers, key=lambda timer: timer.ends):
        words = " ".join(listen(announcement(timer)).words)
        place = next((n for n, text in enumerate(told) if f" {words} " in f" {text} "), None)
        if place is None:
            left.append(timer)
        else:
            told[place] = told[place].replace(words, "", 1)  # it has told of one timer, not of two
    return memory.but(timers=tuple(left))


def _is_reminder(words: Sequence[str], duration: Duration) -> bool:
    """Whether this asks for a sign after a time, and for nothing else."""
    around = {*words[: duration.start], *words[duration.end :]}
    return bool(around & _SIGNS) and around.issubset(_SIGNS | _REMINDING)


def _label(words: Sequence[str], duration: Duration) -> str:
    around = (*words[: duration.start], *words[duration.end :])
    name = [word for word in content(around) if word not in _NOT_A_LABEL]
    return f"{' '.join(name)} timer" if 0 < len(name) <= _LONGEST_LABEL else "timer"
