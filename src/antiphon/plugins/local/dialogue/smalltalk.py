"""The small change of a conversation: greetings, thanks, names, what the dialogue is."""

from antiphon.plugins.local.dialogue.almanac import part_of_day
from antiphon.plugins.local.dialogue.memory import Answer, Memory, Scene, pick
from antiphon.plugins.local.dialogue.words import Utterance, content, enumerate_words

__all__ = [
    "agree",
    "are_you_there",
    "ask_name",
    "decline",
    "fine",
    "give_name",
    "goodbye",
    "greet",
    "help_out",
    "how_are_you",
    "introduce",
    "is_name",
    "miss",
    "stop",
    "take_initiative",
    "thanks",
    "welcome",
]

_LONGEST_NAME = 2
_NOT_A_NAME = frozenset(
    """not very really going trying looking feeling sorry on yes no nothing none secret
    tomorrow today tonight later back when soon again first at outside inside home out away up down
    off""".split()
)


def welcome(memory: Memory, scene: Scene) -> Answer:
    """The first words of a conversation that the user has not opened."""
    return Answer(f"{_good_day(scene)}! What can I do for you?", memory)


def take_initiative(memory: Memory, scene: Scene) -> Answer:
    """Something to say when the user has not: a greeting, or later an offer."""
    if not memory.heard:
        return welcome(memory, scene)
    return Answer(pick(("What else can I do for you?", "Is there anything else?"), scene), memory)


def greet(slot: Utterance, memory: Memory, scene: Scene) -> Answer:
    """Returns a greeting."""
    name = f", {memory.name}" if memory.name else ""
    hello = pick((_good_day(scene), "Hello", "Hi"), scene)
    return Answer(f"{hello}{name}! What can I do for you?", memory)


def how_are_you(slot: Utterance, memory: Memory, scene: Scene) -> Answer:
    """Says so, and asks back."""
    return Answer("I'm fine, thank you. How are you?", memory)


def fine(slot: Utterance, memory: Memory, scene: Scene) -> Answer:
    """Takes note that the user is well."""
    return Answer("I'm glad to hear that. What can I do for you?", memory)


def thanks(slot: Utterance, memory: Memory, scene: Scene) -> Answer:
    """Accepts thanks."""
    return Answer(pick(("You're welcome.", "My pleasure.", "Any time."), scene), memory)


def goodbye(slot: Utterance, memory: Memory, scene: Scene) -> Answer:
    """Takes leave."""
    name = f", {memory.name}" if memory.name else ""
    wish = pick(("Have a good day.", "It was nice talking to you.", "Take care."), scene)
    return Answer(f"Goodbye{name}! {wish}", memory)


def are_you_there(slot: Utterance, memory: Memory, scene: Scene) -> Answer:
    """Confirms that the user can be heard."""
    return Answer("Yes, I'm here, and I can hear you.", memory)


def introduce(slot: Utterance, memory: Memory, scene: Scene) -> Answer:
    """Says honestly what is speaking."""
    return Answer(
        "I'm Antiphon's built-in voice, a small program on this computer. "
        "I know a few things only. Shall I tell you which?",
        memory.but(offered="help"),
    )


def help_out(slot: Utterance, memory: Memory, scene: Scene) -> Answer:
    """Lists what the dialogue can do here."""
    return Answer(f"I can {enumerate_words(_abilities(scene))}.", memory)


def miss(memory: Memory, scene: Scene) -> Answer:
    """Says that the user was not understood, and offers what there is."""
    *_, ability = _abilities(scene)
    apology = pick(
        (
            "I'm sorry, I didn't understand that. Shall I tell you what I can do?",
            "That's more than I know, I'm afraid. Would you like to hear what I can do?",
            f"Sorry, I can't help with that. But I could {ability}. Shall I say what else?",
        ),
        scene,
    )
    return Answer(apology, memory.but(offered="help"))


def stop(slot: Utterance, memory: Memory, scene: Scene) -> Answer:
    """Falls silent."""
    return Answer(pick(("All right.", "Okay, I'll stop."), scene), memory)


def agree(slot: Utterance, memory: Memory, scene: Scene) -> Answer:
    """A yes to nothing in particular."""
    return Answer("Good. What can I do for you?", memory)


def decline(slot: Utterance, memory: Memory, scene: Scene) -> Answer:
    """A no: nothing is to be done."""
    return Answer(pick(("All right.", "Okay. Just ask when you need me."), scene), memory)


def give_name(slot: Utterance, memory: Memory, scene: Scene) -> Answer:
    """Keeps the user's name."""
    name = " ".join(word.capitalize() for word in slot.words)
    return Answer(f"Nice to meet you, {name}.", memory.but(name=name))


def ask_name(slot: Utterance, memory: Memory, scene: Scene) -> Answer:
    """Says the user's name, or asks for it."""
    if memory.name:
        return Answer(f"Your name is {memory.name}.", memory)
    return Answer("You haven't told me yet. What's your name?", memory.but(asked="give_name"))


def is_name(slot: Utterance) -> bool:
    """Whether these words can be what somebody is called."""
    return (
        len(slot) <= _LONGEST_NAME
        and len(content(slot.words)) == len(slot)
        and _NOT_A_NAME.isdisjoint(slot.words)
    )


def _good_day(scene: Scene) -> str:
    part = part_of_day(scene.now)
    return "Hello" if part == "night" else f"Good {part}"


def _abilities(scene: Scene) -> list[str]:
    timers = ["set a timer"] if scene.can_ring else []
    return [
        *scene.tools,
        "tell the time and the date",
        "do sums",
        "keep a list",
        *timers,
        "tell you a story",
    ]
