"""Whether what somebody has said so far sounds finished. English.

| it ends with                                                   | it sounds  |
|----------------------------------------------------------------|------------|
| a comma, a dash, an ellipsis                                   | unfinished |
| a word that something must follow (`and`, `the`, `my`), `um`   | unfinished |
| an auxiliary or a preposition (`my name is`, `a story about`), | unfinished |
| unless it ends a clause (`what time it is`, `turn it on`)      |            |
| a phrase that only leads up to something (`please tell me`)    | unfinished |
| a letter by itself, as of a name that is spelled out           | unfinished |
| a number, which may be the beginning of a longer one (not if   | unfinished |
| it has as many parts as a telephone number)                    |            |
| its first or second word                                       | uncertain  |
| a full stop, a question mark or an exclamation mark            | finished   |
| anything else                                                  | uncertain  |

Who knows what the words ask for knows better: where they are all that is needed, a number at their
end finishes them too, unless it is told digit by digit; one that a unit may be added to (`twenty`)
leaves them uncertain. Where something is missing, they are uncertain. A recognizer puts a full stop
behind anything, so the last words count for more.
"""

import re
from collections.abc import Sequence
from enum import Enum, auto
from itertools import takewhile

__all__ = ["Completeness", "completeness"]


class Completeness(Enum):
    """How what was said sounds."""

    FINISHED = auto()
    """That was probably all of it."""
    UNCERTAIN = auto()
    """The words do not tell."""
    UNFINISHED = auto()
    """More is to come."""


WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
LEFT_OPEN = re.compile(r"(?:[,;:–—-]|…|\.\.\.)[\"'”’)]*\s*$")
SENTENCE_END = re.compile(r"[.!?][\"'”’)]*\s*$")
FEW_WORDS = 2
TELEPHONE_NUMBER = 7
"""Parts that such a number has at least."""

BINDING = frozenset(
    """um uh uhm er erm hmm mm
    and or but nor because if unless although whereas than which whose whether as
    a an the my your our their every very plus minus
    i i'm i'd i'll i've we we're we'd we'll we've they they're they'd they'll they've
    you're you'd you'll you've he he'd he'll she she'd she'll it'll that'll there's what's let's
    gonna wanna""".split()
)
"""Something must follow them."""
AUXILIARIES = frozenset(
    """is are am was were be been will would shall should can could may might must does
    isn't aren't wasn't won't wouldn't shouldn't can't couldn't don't doesn't didn't""".split()
)
PREPOSITIONS = frozenset(
    "to of for with from at by into onto about between until till per in on".split()
)
SUBJECTS = frozenset("i you he she it we they this that there what who".split())
OBJECTS = frozenset("me you him her it us them".split())
QUESTION_WORDS = frozenset("what who whom which where".split())
PARTICLES = frozenset("in on".split())
PHRASAL_VERBS = frozenset("turn switch put come go log plug keep carry move hold hang".split())
"""With a particle behind them they may end a command: `turn the light on`."""
OPENINGS = frozenset(
    "please hello hi hey yes no okay ok and so but well sorry oh then actually".split()
)
LEADING_UP = frozenset(
    tuple(phrase.split())
    for phrase in (
        "well|so|and then|can you|could you|would you|will you|can i|could i|may i|do you|did you|"
        "are you|i want|i need|i would like|i'd like|i think|i think that|i mean|i guess|you know|"
        "tell me|show me|give me|remind me|let me|let us|how about|what about|i wanted to ask|"
        "let me see|let me think|i have a question|do you know what"
    ).split("|")
)
NUMBERS = frozenset(
    """zero two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
    sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety
    hundred thousand million""".split()
)
WITHIN_NUMBERS = frozenset("one oh point times".split())
"""Parts of a number where a number is before them."""
DIGITS = frozenset("zero oh one two three four five six seven eight nine".split())
ROUND_NUMBERS = frozenset(
    "twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million".split()
)
"""More may be added to them: `twenty` and `five`."""


def completeness(text: str, *, suffices: bool | None = None) -> Completeness:
    """How `text`, a transcript, sounds.

    `suffices`: whether it is all that is needed to do what is wanted; None if nobody can say.
    """
    words = [word.lower().replace("’", "'") for word in WORD.findall(text)]
    if not words:
        return Completeness.UNCERTAIN
    if LEFT_OPEN.search(text) or is_left_open(words):
        return Completeness.UNFINISHED
    if ends_in_number(words) and (is_spelled_out(words) or not suffices):
        return Completeness.UNFINISHED
    if len(words) <= FEW_WORDS or suffices is False or words[-1] in ROUND_NUMBERS:
        return Completeness.UNCERTAIN
    is_sentence = suffices or SENTENCE_END.search(text)
    return Completeness.FINISHED if is_sentence else Completeness.UNCERTAIN


def is_left_open(words: Sequence[str]) -> bool:
    """Whether something must follow the last of `words`."""
    *before, last = words
    if last in AUXILIARIES:
        return not ends_clause(before)
    if last in PREPOSITIONS:
        return not (is_stranded(before) or is_particle(before, last))
    return last in BINDING or is_letter_of_many(before, last) or only_leads_up(words)


def ends_clause(before: Sequence[str]) -> bool:
    """Whether an auxiliary may be the last word: `yes, I can`, `I don't know what it is`."""
    return bool(before) and before[-1] in SUBJECTS


def is_stranded(before: Sequence[str]) -> bool:
    """Whether a preposition belongs to a question's first word: `what can you help me with`."""
    if QUESTION_WORDS.isdisjoint(before):
        return False
    return before[-1] in OBJECTS or before[-1].endswith("ing")


def is_particle(before: Sequence[str], last: str) -> bool:
    """Whether a preposition belongs to a verb, said or not: `turn it on`, `lights on`."""
    is_short = len(before) < FEW_WORDS
    return last in PARTICLES and (is_short or not PHRASAL_VERBS.isdisjoint(before))


def is_letter_of_many(before: Sequence[str], last: str) -> bool:
    """Whether a word is being spelled: `my name is B`, `it begins with X Y`."""
    if len(last) > 1 or not last.isalpha():
        return False
    return not before or len(before[-1]) == 1 or before[-1] in AUXILIARIES


def only_leads_up(words: Sequence[str]) -> bool:
    """Whether all of it leads up to something: `hello, can you`."""
    openings = next((n for n, word in enumerate(words) if word not in OPENINGS), len(words) - 1)
    return any(tuple(words[start:]) in LEADING_UP for start in range(openings + 1))


def ends_in_number(words: Sequence[str]) -> bool:
    """Whether the last of `words` are a number that may go on."""
    parts = list(takewhile(is_in_number, reversed(words)))
    return len(parts) < TELEPHONE_NUMBER and not WITHIN_NUMBERS.issuperset(parts)


def is_spelled_out(words: Sequence[str]) -> bool:
    """Whether the last of `words` are digits, told one by one: `call five five five`."""
    return len(words) >= FEW_WORDS and all(map(is_digit, words[-FEW_WORDS:]))


def is_digit(word: str) -> bool:
    return word in DIGITS or (len(word) == 1 and word.isdecimal())


def is_in_number(word: str) -> bool:
    return word in NUMBERS or word in WITHIN_NUMBERS or word.isdecimal()
