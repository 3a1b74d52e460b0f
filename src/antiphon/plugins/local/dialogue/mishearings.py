"""What recognizers write for what is often said here, told by the words around it."""

import re

__all__ = ["as_meant"]

_MISHEARINGS = tuple(
    (re.compile(pattern, re.IGNORECASE), meant)
    for pattern, meant in (
        (r"\b(which|what(?: is|'s)?) (?:here|hear|ear)(?= (?:is|was|are|do|it)\b)", r"\1 year"),
        (r"\b(?:om|im)\b", "I am"),
        (r"^(?:in|an) (?=what (?:happen|is|do)|how|who|when|then)", "and "),
        (r"^(?:under (?=that|it|the last)|and do (?=what i))", "undo "),
        (r"\btime (?:or|her)\b(?=\W*$| please| for)", "timer"),
        (r"\b(no|yes|okay|great|today|now) thinks\b", r"\1 thanks"),
        (r"\bmay be later\b", "maybe later"),
        (r"\b(?:to|too)(?= (?:second|minute|hour)s\b)", "two"),
        (r"\bfor for\b", "for four"),
    )
)


def as_meant(text: str) -> str:
    """`text`, where it makes more sense with other words that sound alike."""
    for pattern, meant in _MISHEARINGS:
        text = pattern.sub(meant, text)
    return text
