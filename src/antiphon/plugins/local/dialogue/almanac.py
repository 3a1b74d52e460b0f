"""The time and the date, as they are said."""

from datetime import datetime, timedelta

from antiphon.plugins.local.dialogue.memory import Answer, Memory, Scene
from antiphon.plugins.local.dialogue.numbers import in_words, ordinal
from antiphon.plugins.local.dialogue.words import Utterance

__all__ = ["part_of_day", "tell_date", "tell_time", "tell_tomorrow", "tell_weekday", "tell_year"]

_WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_MONTHS = (
    "January February March April May June July August September October November December"
).split()


def tell_time(slot: Utterance, memory: Memory, scene: Scene) -> Answer:
    """Says the time."""
    return Answer(f"It's {_time_in_words(scene.now)}.", memory)


def tell_date(slot: Utterance, memory: Memory, scene: Scene) -> Answer:
    """Says the date."""
    return Answer(f"Today is {_date_in_words(scene.now)}.", memory)


def tell_tomorrow(slot: Utterance, memory: Memory, scene: Scene) -> Answer:
    """Says tomorrow's date."""
    return Answer(f"Tomorrow is {_date_in_words(scene.now + timedelta(days=1))}.", memory)


def tell_weekday(slot: Utterance, memory: Memory, scene: Scene) -> Answer:
    """Says the day of the week."""
    return Answer(f"It's {_WEEKDAYS[scene.now.weekday()]}.", memory)


def tell_year(slot: Utterance, memory: Memory, scene: Scene) -> Answer:
    """Says the year."""
    return Answer(f"It's {_year_in_words(scene.now.year)}.", memory)


def part_of_day(now: datetime) -> str:
    """`morning`, `afternoon`, `evening` or `night`."""
    parts = ((5, "night"), (12, "morning"), (18, "afternoon"), (22, "evening"))
    return next((name for end, name in parts if now.hour < end), "night")


def _time_in_words(now: datetime) -> str:
    if now.minute == 0 and now.hour % 12 == 0:
        return "noon" if now.hour else "midnight"
    hour = in_words(now.hour % 12 or 12)
    part = part_of_day(now)
    return f"{hour} {_minute_in_words(now.minute)} {'at' if part == 'night' else 'in the'} {part}"


def _minute_in_words(minute: int) -> str:
    if minute == 0:
        return "o'clock"
    return f"oh {in_words(minute)}" if minute < 10 else in_words(minute)


def _date_in_words(day: datetime) -> str:
    return f"{_WEEKDAYS[day.weekday()]}, the {ordinal(day.day)} of {_MONTHS[day.month - 1]}"


def _year_in_words(year: int) -> str:
    century, rest = divmod(year, 100)
    if century % 10 == 0 and rest < 10:
        return in_words(year)
    if rest == 0:
        return f"{in_words(century)} hundred"
    return f"{in_words(century)} {'oh ' if rest < 10 else ''}{in_words(rest)}"
