"""Does what a program asks for: greet, ask, or say something in particular."""

import re

from antiphon.plugins.local.dialogue.memory import Answer, Memory, Scene
from antiphon.plugins.local.dialogue.smalltalk import goodbye, welcome
from antiphon.plugins.local.dialogue.words import Utterance, capitalised

__all__ = ["follow"]

_QUOTED = re.compile(r"""\bsay\b[^"“]*["“](?P<words>[^"”]+)["”]""", re.IGNORECASE)
_SAY = re.compile(
    r"^(?:please\s+)?(?:say|tell (?:the user|the caller|them)|inform (?:the user|the caller|them))"
    r"(?:\s+that\b|:|,)?\s+(?P<words>.+)$",
    re.IGNORECASE,
)
_ASK = re.compile(
    r"\bask(?: the user| the caller| them)?\s+(?:for\s+)?(?P<what>[^.!?]+)", re.IGNORECASE
)
_GREET = re.compile(r"^(?:please\s+)?(?:say (?:hello|hi)|greet|welcome)\b", re.IGNORECASE)
_PART = re.compile(r"\b(?:say (?:goodbye|bye)|end the (?:call|conversation))\b", re.IGNORECASE)
_NAME = re.compile(r"\bname\b", re.IGNORECASE)
_YOURS = re.compile(r"\b(?:their|his or her|the user's|the caller's)\b", re.IGNORECASE)
_YOU = re.compile(r"\b(?:they|the user|the caller)\b", re.IGNORECASE)
_NOTHING = Utterance((), ())


def follow(instruction: str, memory: Memory, scene: Scene) -> Answer:
    """What to say on an instruction; where it is not understood, a greeting."""
    told = instruction.strip()
    if quoted := _QUOTED.search(told):
        return Answer(_sentence(quoted["words"]), memory)
    if _PART.search(told):
        return goodbye(_NOTHING, memory, scene)
    asked = _ASK.search(told)
    if _GREET.search(told):
        return Answer(_greeting(memory, scene, asked), memory)
    if asked:
        return Answer(_question(asked["what"]), memory)
    if said := _SAY.search(told):
        return Answer(_sentence(_addressed(said["words"])), memory)
    return welcome(memory, scene)


def _greeting(memory: Memory, scene: Scene, asked: re.Match[str] | None) -> str:
    greeting = welcome(memory, scene).text
    if asked is None:
        return greeting
    return f"{greeting.split('!')[0]}! {_question(asked['what'])}"


def _question(what: str) -> str:
    if _NAME.search(what):
        return "What's your name?"
    return f"May I ask {_addressed(what.strip())}?"


def _addressed(text: str) -> str:
    """`text` about the user, as said to the user."""
    return _YOU.sub("you", _YOURS.sub("your", text))


def _sentence(words: str) -> str:
    text = capitalised(words.strip())
    return text if text.endswith((".", "!", "?")) else f"{text}."
