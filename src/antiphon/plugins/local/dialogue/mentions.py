"""Things that are named before it is said what to do with them: `we're out of rice, add it`."""

from collections.abc import Collection, Sequence

from antiphon.plugins.local.dialogue import lists
from antiphon.plugins.local.dialogue.openers import preface_length
from antiphon.plugins.local.dialogue.words import Utterance

__all__ = ["mentioned"]

_THEM = frozenset("it that this them those these some one more".split())
_AFTER_ORDER = frozenset(
    """down off away out to on onto from of my the our this that shopping grocery list for me us too
    also as well again now then there""".split()
)
"""What may follow `add it` and `take it`: where from or to, and no other thing."""
_BEFORE_ORDER = frozenset(
    "and so then can could would will you i we want like to just also".split()
)
_LEADING = frozenset(
    """oh well so okay and but now somebody someone he she they i we you there is are am
    be have has had got get need want would like to buy fetch must should out of low on
    short run ran running nearly almost all no not any do does did still also really
    just already found bought enough plenty already more some the my""".split()
)
"""What may stand before the things, in words of having and lacking."""
_TELLING = frozenset(
    """out low short need needed want buy fetch must no not have got found bought enough
    plenty get missing gone finished empty done""".split()
)
"""What says why something is to be added or removed."""
_TRAILING = frozenset(
    """is are has have been was not needed necessary left missing gone finished empty
    done already now still at home in here today enough more any on from my the our
    shopping list bought too also again""".split()
)


def mentioned(said: Utterance, verbs: Collection[str]) -> Utterance | None:
    """The things that `said` names, where it ends with an order for `it` by one of `verbs`."""
    said = said.part(preface_length(said.words))
    order = _order_in(said.words, verbs)
    if order is None:
        return None
    told = said.part(0, _end_without(_BEFORE_ORDER, said.words[:order]))
    end = _end_without(_TRAILING, told.words)
    start = next((i for i in range(end) if told.words[i] not in _LEADING), end)
    things = told.part(start, end)
    around = {*told.words[:start], *told.words[end:]}
    return things if around & _TELLING and lists.are_items(things) else None


def _order_in(words: Sequence[str], verbs: Collection[str]) -> int | None:
    """The position of the verb of an order for `it` that the words end with."""
    for position in range(len(words) - 1, 1, -1):
        if words[position - 1] in verbs and words[position] in _THEM:
            return position - 1 if _AFTER_ORDER.issuperset(words[position + 1 :]) else None
    return None


def _end_without(idle: Collection[str], words: Sequence[str]) -> int:
    """Where `words` end when those at their end that are `idle` are left out."""
    end = len(words)
    while end and words[end - 1] in idle:
        end -= 1
    return end
