"""People who say who they are in the way of a telephone: `Hello, this is Helen speaking`."""

from antiphon.plugins.local.dialogue import smalltalk
from antiphon.plugins.local.dialogue.memory import Memory
from antiphon.plugins.local.dialogue.phrase_lists import leading, phrases
from antiphon.plugins.local.dialogue.words import Utterance

__all__ = ["heard_name"]

_GREETINGS = phrases("""
    hello there
    hi there
    hey there
    good morning
    good afternoon
    good evening
    good day
    hello
    hi
    hey
""")
_LEADS = phrases("""
    this is
    it is
    i am
""")
_DAYS = frozenset(
    """monday tuesday wednesday thursday friday saturday sunday january february march
    april may june july august september october november december christmas easter""".split()
)
"""What is written with a capital, and greeted with as well: `Hello, it's Monday`."""
_FEWEST_SIGNS = 2
"""Of a greeting, `this is` before the name, and `speaking` after it: one alone says little."""
_CALLING = frozenset("speaking here calling".split())


def heard_name(said: Utterance, memory: Memory) -> Utterance | None:
    """The name of somebody who greets with it, or who says that it is they who speak."""
    greeting = leading(said.words, _GREETINGS)
    rest = said.part(greeting)
    lead = leading(rest.words, _LEADS)
    name = rest.part(lead)
    is_caller = len(name) > 1 and name.words[-1] in _CALLING
    if is_caller:
        name = name.part(0, len(name) - 1)
    is_introduced = sum(map(bool, (greeting, lead, is_caller))) >= _FEWEST_SIGNS
    return name if is_introduced and _is_written_as_name(name) else None


def _is_written_as_name(words: Utterance) -> bool:
    """Whether these words can be a name, and have its capitals: `here` may follow anything."""
    return (
        bool(words)
        and smalltalk.is_name(words)
        and _DAYS.isdisjoint(words.words)
        and all(written[:1].isupper() for written in words.written)
    )
