"""The beginnings that a request may have, and that mean nothing by themselves."""

from collections.abc import Sequence

from antiphon.plugins.local.dialogue.phrase_lists import leading, phrases

__all__ = ["is_preface", "opener_length", "preface_length"]

_DISCOURSE = frozenset("well so okay ok oh and but now then right alright just also".split())
_WHOLE = frozenset((("then", "what"), ("now", "what")))
"""What is no request for `what` to be repeated."""
_GREETINGS = frozenset("hello hi hey sorry look listen".split())
_FEWEST_AFTER = 2
"""Words that must follow what could be all that somebody says: `hey there`, `sorry what`."""
_PEOPLE = frozenset(
    """kid kids child children daughter daughters son sons wife husband partner mother mum mom
    father dad grandson granddaughter grandchildren grandmother grandma grandpa grandfather boy boys
    girl girls baby family friend friends guests brother sister one ones we everybody
    everyone""".split()
)
"""Who may want what is asked for: `my kids would like to hear a story`."""
_BEFORE_PEOPLE = frozenset("my our the little two three young".split())
_MOST_BEFORE_PEOPLE = 3
_WISHING = phrases("""
    would like to
    would love to
    would like
    would love
    want to
    wants to
    want
    wants
    needs to
    need
    needs
""")
_WAITING = frozenset("a for until one just".split())
"""What `wait` goes on with where it is no preface."""


_PREFACES = phrases("""
    i am sorry
    i am afraid
    i am afraid that
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
_REQUESTS = phrases("""
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
    do not forget to
    please remember to
    make sure to
    make sure you
    be sure to
    why do not you
    any chance you could
    any chance of
""")


_ADVERBS = frozenset("also just really still now then".split())
_TELL = phrases("""
    tell me
    tell us
    let me know
    remind me
    i do not know
    i do not remember
    i can not remember
    i can not recall
    i can not tell
    i forgot
    i forget
    i have forgotten
    i have no idea
    i have lost track of
    i lost track of
    i keep forgetting
    i always forget
    i never know
    i never remember
    i have to ask
    i would be interested in
    it would be good to know
    it would be nice to know
    please say
    i am not sure
    i am not certain
    i hope you know
    i hope you remember
    i hope
    i wonder
    i would like to be told
    would you know
    have you any idea
    do you have any idea
    any idea
""")
_QUESTIONS = frozenset("what which who whose when where why how if whether".split())
"""What makes of these the opener of a question: `tell me who you are`, `I forgot which day`."""


def is_preface(words: Sequence[str]) -> bool:
    """Whether the words only draw attention to what follows them."""
    return tuple(words) in _PREFACES or (_DISCOURSE | _GREETINGS).issuperset(words)


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
    asking = leading(words, _TELL, fewest=1)
    if asking and words[asking] in _QUESTIONS:
        return asking
    return _preface_at(words) or _request_at(words)


def _request_at(words: Sequence[str]) -> int:
    """The length of what leads up to a wish: `we need to`, `we also need to`."""
    if length := _others_wish_at(words):
        return length
    if words[1:2] and words[1] in _ADVERBS:
        length = leading((words[0], *words[2:]), _REQUESTS, fewest=1)
        return length + 1 if length else 0
    return leading(words, _REQUESTS, fewest=1)


def _others_wish_at(words: Sequence[str]) -> int:
    """The length of what others wish by, who are named: `my two kids would like to`."""
    start = 0
    while start < min(_MOST_BEFORE_PEOPLE, len(words)) and words[start] in _BEFORE_PEOPLE:
        start += 1
    if words[start : start + 1] and words[start] in _PEOPLE:
        length = leading(words[start + 1 :], _WISHING, fewest=1)
        return start + 1 + length if length else 0
    return 0


def _preface_at(words: Sequence[str]) -> int:
    """The length of one preface; 0 where there is none, or too little after it."""
    if len(words) > 1 and words[0] in _DISCOURSE:
        return int(tuple(words) not in _WHOLE)
    if length := leading(words, _PREFACES, fewest=_FEWEST_AFTER):
        return length
    if len(words) <= _FEWEST_AFTER:
        return 0
    return int(words[0] in _GREETINGS or (words[0] == "wait" and words[1] not in _WAITING))
