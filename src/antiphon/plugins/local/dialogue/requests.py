"""The forms of what is said: a question, a command, a statement."""

from collections.abc import Collection

from antiphon.plugins.local.dialogue.openers import opener_length, preface_length
from antiphon.plugins.local.dialogue.verbs import base_form, begins_with_verb
from antiphon.plugins.local.dialogue.words import Utterance, stem

__all__ = [
    "ACTIONS",
    "QUESTION_WORDS",
    "as_command",
    "asks_for_one_of",
    "command_in",
    "is_question",
    "is_request",
    "question_in",
]

QUESTION_WORDS = frozenset("when where how who why".split())
"""What tells by itself what a question is after."""
ACTIONS = frozenset(
    """set turn change put raise lower increase decrease switch open close start buy order call dial
    phone text email message send invite remind book reserve play pay transfer move lock unlock add
    create write record save register forward launch sell ship sing cancel delete remove adjust mute
    dim toggle enable disable activate deactivate""".split()
)
"""Verbs that nobody uses to be told something."""
_MANNER = frozenset("do does did can could should to".split())
_STATEMENT_OPENERS = frozenset(
    "i my it we our he she they his her their there that this you".split()
)
_NO_REQUESTS = frozenset((("do", "not"), ("did", "you"), ("did", "i"), ("have", "you")))
_COPULAS = frozenset("is are was were has".split())
_INVERTED = frozenset("it he she they there this that".split())
_ASKING = frozenset(
    """what which who whom whose when where why how is are was were do does did has have will would
    can could should may""".split()
)
_WISHES = frozenset("want need would wish must".split())


def as_command(said: Utterance) -> Utterance:
    """`said` with the verb in its plain form where politeness bent it: `would you mind telling`."""
    start = opener_length(said.words)
    if said.words[max(0, start - 1) : start] != ("mind",) or not said.words[start].endswith("ing"):
        return said
    verb = base_form(said.words[start]) or said.words[start].removesuffix("ing")
    return said.replaced(start, start + 1, Utterance((verb,), (verb,)))


def is_request(said: Utterance) -> bool:
    """Whether something is asked for, rather than told."""
    words = said.words[preface_length(said.words) :]
    if not words or words[0] == "never" or words[:2] in _NO_REQUESTS:
        return False
    if opener_length(words) or not _WISHES.isdisjoint(words[1:3]):
        return True
    return words[0] not in _STATEMENT_OPENERS and not _tells(words)


def command_in(said: Utterance) -> str:
    """The verb that the utterance commands something with; empty where it does not."""
    words = said.words[opener_length(said.words) :]
    return base_form(words[0]) if begins_with_verb(words) else ""


def is_question(said: Utterance) -> bool:
    """Whether something is asked, rather than somebody asked to do it."""
    words = said.words[opener_length(said.words) :]
    if words[0] == "do":
        return words[1:2] == ("you",)
    return words[0] in _ASKING


def question_in(said: Utterance) -> str:
    """The question word that an utterance begins with, as far as it tells what is wanted.

    It is `when` for `what time` too, and `how to` for `how do I`.
    """
    words = said.words[opener_length(said.words) :]
    if words[:2] in (("tell", "me"), ("tell", "us")):
        words = words[2:]
    if words[:2] == ("what", "time"):
        return "when"
    if words[:1] == ("how",) and words[1:2] and words[1] in _MANNER:
        return "how to"
    return words[0] if words and words[0] in QUESTION_WORDS else ""


def asks_for_one_of(said: Utterance, nouns: Collection[str]) -> bool:
    """Whether the question is which of `nouns`, given as stems: `which city`, `what time`."""
    pairs = zip(said.words, said.words[1:], strict=False)
    return any(word in ("what", "which") and stem(after) in nouns for word, after in pairs)


def _tells(words: tuple[str, ...]) -> bool:
    """Whether this states something: `the weather is nice`."""
    if words[0] in _ASKING or base_form(words[0]):
        return False
    triples = zip(words, words[1:], (*words[2:], ""), strict=False)
    return any(
        word in _COPULAS and before not in _ASKING and after not in _INVERTED
        for before, word, after in triples
    )
