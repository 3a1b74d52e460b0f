"""Expressions of several words that mean what one word does, or nothing by themselves."""

from collections.abc import Sequence

__all__ = ["plain_words"]

_MEANINGS = {
    tuple(expression.split()): meaning
    for meaning, expressions in (
        ("", "at the moment | right now | so far | for now | by now | just now | of late"),
        ("", "of the day | of your own | of my own | for me | if you can | if you please"),
        ("", "by any chance | or so | or something | one of these | after all"),
        ("", "these days | lately | ever so | at this time | if possible | if you would"),
        ("today", "this morning | this afternoon | this evening | tonight"),
        ("", "or not | at all | over there | by the way"),
        ("no", "not at all"),
        ("", "all things considered | to be honest | i have to say | thank goodness"),
        ("list", "shopping list | grocery list | groceries list | list of groceries"),
        ("", "for us | for children | for the children | for my children"),
        ("", "for kids | for the kids | for my kids"),
        ("", "as far as you know | if i remember | as it happens | to tell the truth"),
        ("goodbye", "it is time for me to go | time for me to go | it is time i went"),
        ("okay", "all right"),
        ("time", "time of day | time of the day"),
        ("remove", "get rid of | do away with"),
        ("ring", "go off | goes off | going off"),
        ("done", "run out | runs out"),
        ("more", "any longer"),
        ("continue", "move on | press on"),
        ("what", "what sort of | which sort of | what kind of | which kind of | what type of"),
        ("later", "later on"),
    )
    for expression in map(str.strip, expressions.split("|"))
}
_LONGEST = max(map(len, _MEANINGS))


def plain_words(words: Sequence[str]) -> tuple[str, ...]:
    """The same words, an expression replaced by its meaning and, for the rest, empty words.

    What is all that somebody says is left as it is.
    """
    plain: list[str] = []
    while len(plain) < len(words):
        plain += _next(words, len(plain))
    return tuple(plain) if any(plain) else tuple(words)


def _next(words: Sequence[str], start: int) -> list[str]:
    """What is made of the expression, or the word, at `start`."""
    for length in range(min(_LONGEST, len(words) - start), 1, -1):
        meaning = _MEANINGS.get(tuple(words[start : start + length]))
        if meaning is not None:
            return [meaning, *[""] * (length - 1)]
    return [words[start]]
