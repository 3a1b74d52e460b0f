"""The beginnings that a request may have, and that mean nothing by themselves."""

from collections.abc import Sequence

__all__ = ["opener_length", "preface_length"]

_DISCOURSE = frozenset("well so okay ok oh and but now then right alright just also".split())
_GREETINGS = frozenset("hello hi hey sorry look listen".split())
_FEWEST_AFTER = 2
"""Words that must follow what could be all that somebody says: `hey there`, `sorry what`."""
_WAITING = frozenset("a for until one just".split())
"""What `wait` goes on with where it is no preface."""


def _phrases(text: str) -> tuple[tuple[str, ...], ...]:
    """The phrases of a text, a line each; the longest first."""
    phrases = (tuple(line.split()) for line in text.strip().splitlines())
    return tuple(sorted(phrases, key=len, reverse=True))


_PREFACES = _phrases("""
    i am sorry
    excuse me
    pardon me
    by the way
    good morning
    good afternoon
    good evening
    hey there
    hi there
    hello there
    wait a second
    wait a minute
    wait a moment
    wait one second
    wait one moment
    hold on
    hold on a second
    hold on a moment
    hold on a minute
    hang on
    hang on a second
    one moment
    one second
    just a moment
    just a second
    quick question
    i meant to ask
    i wanted to ask
    i was going to ask
    let me ask
    i think
    i guess
    you know
    i have a question
    can i ask
    can i ask you
    may i ask
    may i ask you
""")
_REQUESTS = _phrases("""
    i would like you to
    i want you to
    i would like to
    i would like to know
    i would like
    i would love to
    i would love
    i want to
    i want to know
    i want
    i need to
    i need to know
    i need you to
    i need
    i wonder
    i was wondering
    i was wondering if
    i was wondering if you could
    i wanted to know
    do you know
    would you mind
    can you
    could you
    would you
    will you
    can i
    could i
    may i
    let us
    let me
    let me know
    we would like to
    we want to
    we need to
    do you happen to
    do you think you could
    would it be possible to
    is it possible to
    is there any chance you could
    it would be nice if you could
    it would be great if you could
    i would appreciate it if you could
    be so kind as to
    be so kind and
    i should like to
    i have to know
    i am trying to find out
    maybe you could
    perhaps you could
    can you perhaps
    could you perhaps
    could you maybe
    can we
    could we
    may we
    shall we
    go ahead and
    do me a favour and
    if you could
""")


_ADVERBS = frozenset("also just really still now then".split())
_TELL = (("tell", "me"), ("tell", "us"), ("let", "me", "know"))
_QUESTIONS = frozenset("what which who whose when where why how if whether".split())
"""What makes of these the opener of a question: `tell me who you are`."""


def preface_length(words: Sequence[str]) -> int:
    """How many words at the beginning only draw attention; never all of them."""
    start = 0
    while length := _preface_at(words[start:]):
        start += length
    return start


def opener_length(words: Sequence[str]) -> int:
    """How many words at the beginning only lead up to the request; never all of them."""
    start = 0
    while length := _opener_at(words[start:]):
        start += length
    return start


def _opener_at(words: Sequence[str]) -> int:
    """The length of one opener; 0 where there is none, or nothing after it."""
    asking = _leading(words, _TELL, 1)
    if asking and words[asking] in _QUESTIONS:
        return asking
    return _preface_at(words) or _request_at(words)


def _request_at(words: Sequence[str]) -> int:
    """The length of what leads up to a wish: `we need to`, `we also need to`."""
    if words[1:2] and words[1] in _ADVERBS:
        length = _leading((words[0], *words[2:]), _REQUESTS, 1)
        return length + 1 if length else 0
    return _leading(words, _REQUESTS, 1)


def _preface_at(words: Sequence[str]) -> int:
    """The length of one preface; 0 where there is none, or too little after it."""
    if len(words) > 1 and words[0] in _DISCOURSE:
        return 1
    if length := _leading(words, _PREFACES, _FEWEST_AFTER):
        return length
    if len(words) <= _FEWEST_AFTER:
        return 0
    return int(words[0] in _GREETINGS or (words[0] == "wait" and words[1] not in _WAITING))


def _leading(words: Sequence[str], phrases: Sequence[tuple[str, ...]], fewest: int) -> int:
    """The length of the phrase that `words` begin with, and that enough of them follow."""
    said = tuple(words)
    found = (len(phrase) for phrase in phrases if said[: len(phrase)] == phrase)
    return next((length for length in found if len(said) >= length + fewest), 0)
