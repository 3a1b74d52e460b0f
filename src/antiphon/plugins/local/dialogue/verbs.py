"""Verbs that requests and descriptions of tools begin with."""

from collections.abc import Sequence

from antiphon.plugins.local.dialogue.openers import opener_length
from antiphon.plugins.local.dialogue.words import stem

__all__ = ["base_form", "begins_with_verb", "command_at", "is_generic"]

_GENERIC = frozenset(
    """add ask change check choose close control count create delete display do fetch find get give
    handle have hear help let list listen load look make manage need open pick process provide put
    read receive remove request retrieve return run save search see select send set show start stop
    switch take talk tell try turn update use view want write""".split()
)
"""Verbs that are said of many things, so that none of them tells a tool by itself."""
_SPECIFIC = frozenset(
    """activate adjust announce answer arrange begin block book break bring browse build buy
    calculate call cancel carry charge clean clear climb collect compare compute confirm connect
    contact convert cook copy cut deactivate decrease describe dial dim direct disable download
    draw drink drive drop eat email empty enable end enter explain feed fill fix flip fold follow
    forward generate guess hang heat hold identify increase inform invite join jump knock launch
    leave lend lift light locate lock log lower measure meet mix move mute navigate notify order
    pack park pass pause pay phone plan play pour press print pull push query raise rate recommend
    record reduce register remember remind rename rent repair repeat replace reply report
    reschedule reserve restart resume roll scan schedule sell share ship sign sing sit skip sleep
    solve sort speak spell stand start stay stir submit subscribe suggest summarise summarize
    swim tag taste teach text thank throw touch track transfer translate type unlock unmute upload
    verify visit wait wake walk warn wash wear wipe wrap""".split()
)
_NOUNS_TOO = frozenset(
    """answer block book break call charge contact control cook cut display drink drive email end
    file heat hold leave lift light list log message mix order pack park pass phone plan play post
    press print process query record rent report request reserve return search share ship sign
    sleep sort stay text track transfer type view visit wait walk wash""".split()
)
"""Verbs that are nouns as well."""
_BEFORE_OBJECTS = frozenset("a an the all any my your its their".split())
_AFTER_NOUNS = frozenset(
    """address book box code count date details for from hours id in info information is items list
    log manager name number numbers of on price service size state status system time times total
    with""".split()
)
"""Words that show the one before them to be a noun."""
_IRREGULAR = {"goes": "go", "does": "do", "has": "have", "got": "get", "told": "tell"}
_VERBS = _GENERIC | _SPECIFIC
_BY_STEM = {stem(verb): verb for verb in sorted(_VERBS)}


def base_form(word: str) -> str:
    """The verb that `word` is a form of: `turn` for `turned`; empty where it is none we know."""
    if word in _VERBS or word.removesuffix("s") in _VERBS:
        return word if word in _VERBS else word.removesuffix("s")
    bare = stem(word)
    if bare not in _BY_STEM and bare[-1:] == bare[-2:-1]:
        bare = bare[:-1]  # `stopped`
    return _IRREGULAR.get(word) or _BY_STEM.get(bare, "")


def is_generic(word: str) -> bool:
    """Whether `word` is a form of a verb that is said of many things."""
    return base_form(word) in _GENERIC


def begins_with_verb(words: Sequence[str]) -> bool:
    """Whether `words` are a description or a name that begins with what is done."""
    verb = base_form(words[0]) if words else ""
    if verb not in _NOUNS_TOO:
        return bool(verb)
    following = words[1] if len(words) > 1 else ""
    if words[0] != verb:
        return following in _BEFORE_OBJECTS
    return bool(following) and following not in _AFTER_NOUNS


def command_at(words: Sequence[str]) -> int | None:
    """The position of the verb that an utterance commands something with."""
    start = opener_length(words)
    return start if start < len(words) and base_form(words[start]) else None
