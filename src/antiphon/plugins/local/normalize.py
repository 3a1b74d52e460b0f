"""Tidies what the recognizer writes: its spellings, its figures, its slips."""

import re
from typing import TYPE_CHECKING

from antiphon.plugins.local.dialogue.numbers import in_words

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["tidy_transcript"]

DIGITS_IN_WORDS = "zero one two three four five six seven eight nine".split()

NOT_SPEECH = frozenset({"you", "the"})
"""All that the model hears in noise, and nobody says alone."""

SPELLINGS = (
    (re.compile(r"\b(to)-(day|night|morrow)\b", re.IGNORECASE), r"\1\2"),
    (re.compile(r"\b(good)-(bye)\b", re.IGNORECASE), r"\1\2"),
    (re.compile(r"\b(per) (cent)\b", re.IGNORECASE), r"\1\2"),
)
"""The model was taught by old books."""

SIGNS = (
    (re.compile(r"\s*\+\s*"), " plus "),
    (re.compile(r"\s*=\s*"), " equals "),
    (re.compile(r"\s*÷\s*"), " divided by "),
    (re.compile(r"(?<=\d)\s*[x×*]\s*(?=\d)"), " times "),
    (re.compile(r"\s*&\s*"), " and "),
)
"""Between figures or words: `forty+two`, `8x12`."""

PUNCTUATION = (
    (re.compile(r"[♪♫]+"), " "),
    (re.compile(r"([,;:])(?:\s*[,;:])+"), r"\1"),
    (re.compile(r"\s+(?=[,;:.!?])"), ""),
    (re.compile(r"(?<!\.)\.\.(?!\.)"), "."),
    (re.compile(r"\s+"), " "),
)

DIGITS = r"\d+(?:,\d{3})*"
TELEPHONE = re.compile(r"\b\d{3}(?:-\d{3,4})+\b")
MONEY = re.compile(rf"([$£€])({DIGITS})(?:\.(\d\d))?(?!\.?\d)")
CLOCK = re.compile(r"\b(\d{1,2}):(\d\d)\b")
PERCENT = re.compile(r"(?<=\d)\s*%")
DECIMAL = re.compile(rf"\b({DIGITS})\.(\d+)")
INTEGER = re.compile(rf"\b{DIGITS}(?![\w])")
YEAR = re.compile(r"(?:1[1-9]|20)(?!00)\d\d(?<!200\d)")
CURRENCIES = {"$": ("dollar", "cent"), "£": ("pound", "penny"), "€": ("euro", "cent")}


def tidy_transcript(text: str) -> str:
    """`text` in today's spelling, figures in words as they were said, white space collapsed.

    Empty where there are no words, or only those that the model hears in noise.
    """
    for pattern, replacement in (*SIGNS, *PUNCTUATION, *SPELLINGS):
        text = pattern.sub(replacement, text)
    text = figures_in_words(text)
    return "" if is_empty(text) else text.strip(" ,;:")


def is_empty(text: str) -> bool:
    words = re.findall(r"\w+", text.lower())
    return not words or (len(words) == 1 and words[0] in NOT_SPEECH)


def figures_in_words(text: str) -> str:
    """`text`, with "$42.50", "3:05", "12%", "1.5" and "218" in words."""
    steps: list[tuple[re.Pattern[str], Callable[[re.Match[str]], str]]] = [
        (TELEPHONE, lambda match: digit_by_digit(match.group().replace("-", ""))),
        (MONEY, money),
        (CLOCK, clock_time),
        (PERCENT, lambda _: " percent"),
        (DECIMAL, decimal),
        (INTEGER, lambda match: number(match.group())),
    ]
    for pattern, words in steps:
        text = pattern.sub(words, text)
    return text


def money(match: re.Match[str]) -> str:
    symbol, whole, part = match.groups()
    unit, small_unit = CURRENCIES[symbol]
    spoken = counted(int(whole.replace(",", "")), unit)
    return f"{spoken} and {counted(int(part), small_unit)}" if part and int(part) else spoken


def counted(count: int, unit: str) -> str:
    if unit == "penny":
        return f"{cardinal(count)} {'penny' if count == 1 else 'pence'}"
    return f"{cardinal(count)} {unit}{'' if count == 1 else 's'}"


def clock_time(match: re.Match[str]) -> str:
    hours, minutes = int(match[1]), int(match[2])
    if not minutes:
        return f"{cardinal(hours)} o'clock"
    return f"{cardinal(hours)} {'oh ' if minutes < 10 else ''}{cardinal(minutes)}"


def decimal(match: re.Match[str]) -> str:
    return f"{number(match[1])} point {digit_by_digit(match[2])}"


def number(digits: str) -> str:
    """A whole number as people read it: a year, a number of things, or digit by digit."""
    plain = digits.replace(",", "")
    if plain.startswith("0") and len(plain) > 1:
        return digit_by_digit(plain)
    if YEAR.fullmatch(digits):
        return f"{cardinal(int(plain[:2]))} {year_end(plain[2:])}"
    if "," in digits or len(plain) < 4 or plain.endswith("00") or plain.startswith("200"):
        return cardinal(int(plain))
    return digit_by_digit(plain)


def year_end(digits: str) -> str:
    return f"oh {cardinal(int(digits))}" if digits.startswith("0") else cardinal(int(digits))


def digit_by_digit(digits: str) -> str:
    return " ".join(DIGITS_IN_WORDS[int(digit)] for digit in digits)


def cardinal(value: int) -> str:
    """`value` in words, without hyphens, as the model writes them itself."""
    return in_words(value).replace("-", " ")
