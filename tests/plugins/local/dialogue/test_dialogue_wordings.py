"""The same wishes in other words than those of the tables."""

import pytest

from antiphon.plugins.local.dialogue.expressions import plain_words
from antiphon.plugins.local.dialogue.interpreter import Interpreter
from antiphon.plugins.local.dialogue.memory import Answer, Memory, Scene
from antiphon.plugins.local.dialogue.tools import Toolbox
from antiphon.plugins.local.dialogue.vocabularies import Vocabularies
from benchmarks.intents import FOREIGN, KNOWN, Phrase
from tests.plugins.local.dialogue.caller import NOON

SCENE = Scene(now=NOON, turn="item_1", count=0, can_ring=True)
NOTHING = Memory()
SHOPPING = Memory(items=("milk", "eggs"))


def said(text: str, memory: Memory = NOTHING) -> Answer:
    return Interpreter(memory, SCENE, Toolbox({})).answer(text)


def share_right(phrases: list[Phrase]) -> float:
    return sum(said(one.text).intent == one.intent for one in phrases) / len(phrases)


def test_nine_of_ten_wishes_are_understood_in_other_words() -> None:
    assert share_right([one for one in KNOWN if not one.is_held_out]) >= 0.9


def test_most_wishes_are_understood_in_words_that_nobody_tuned_it_on() -> None:
    """A floor that notices when something broke; the figure itself is in `docs/benchmarks.md`.

    The held-out phrases are for measuring: a test that demands a high share of them has them
    tuned on until they are held out no longer.
    """
    assert share_right([one for one in KNOWN if one.is_held_out]) >= 0.8


def test_nine_of_ten_other_things_are_refused() -> None:
    assert share_right(list(FOREIGN)) >= 0.9


def test_the_lists_are_long_enough_to_tell() -> None:
    assert len(KNOWN) >= 200
    assert len(FOREIGN) >= 80
    assert 0.3 < sum(one.is_held_out for one in KNOWN) / len(KNOWN) < 0.35


@pytest.mark.parametrize(
    ("words", "plain"),
    [
        ("get rid of it", "remove   it"),
        ("what time is it right now", "what time is it  "),
        ("what sort of thing", "what   thing"),
        ("right now", "right now"),
        ("", ""),
    ],
)
def test_expressions_mean_what_one_word_does(words: str, plain: str) -> None:
    assert plain_words(words.split()) == (tuple(plain.split(" ")) if plain else ())


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("On my list I need some pepper", ("milk", "eggs", "pepper")),
        ("Soap should go on the shopping list", ("milk", "eggs", "soap")),
        ("Add to my list rice and beans", ("milk", "eggs", "rice", "beans")),
        ("I don't want the eggs on my list any more", ("milk",)),
        ("The milk can go from my list", ("eggs",)),
        ("Get rid of the milk on my list", ("eggs",)),
        ("Take the eggs off my list", ("milk",)),
    ],
)
def test_the_list_may_be_named_anywhere(text: str, items: tuple[str, ...]) -> None:
    assert said(text, SHOPPING).memory.items == items


@pytest.mark.parametrize(
    "text",
    [
        "What do I need on my list?",
        "Is there soap on my list?",
        "I have a list of friends",
        "They put me on the waiting list for a kidney and then on another list",
    ],
)
def test_not_all_that_is_said_of_a_list_changes_it(text: str) -> None:
    assert said(text, SHOPPING).memory.items == SHOPPING.items


@pytest.mark.parametrize(
    "text",
    [
        "Remind me in ten minutes",
        "Let me know when ten minutes are over",
        "Wake me up in ten minutes",
        "Set the clock for ten minutes",
    ],
)
def test_a_sign_after_a_time_is_a_timer(text: str) -> None:
    assert said(text).text == "Your timer is set for ten minutes."


@pytest.mark.parametrize(
    "text", ["Remind me to call my mother in ten minutes", "The bus comes in ten minutes"]
)
def test_a_timer_is_not_all_that_takes_ten_minutes(text: str) -> None:
    assert said(text).memory.timers == ()


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("Divide ninety by six", "Ninety divided by six is fifteen."),
        ("What do I get if I multiply six by seven?", "Six times seven is forty-two."),
        ("Take seven away from thirty", "Thirty minus seven is twenty-three."),
        ("Calculate fifty minus eight for me", "Fifty minus eight is forty-two."),
        ("Two plus two is what?", "Two plus two is four."),
    ],
)
def test_sums_in_other_words(text: str, answer: str) -> None:
    assert said(text).text == answer


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("Tell me who you are", "introduce"),
        ("We also need to add sugar", "add"),
        ("Tell me a scary story", "story"),
        ("Please tell me the time of day", "time"),
    ],
)
def test_what_leads_up_to_a_wish_or_describes_it_changes_nothing(text: str, intent: str) -> None:
    assert said(text).intent == intent


def phrasings(texts: str) -> list[frozenset[str]]:
    return [frozenset(text.split()) for text in texts.split(" | ")]


VOCABULARIES = Vocabularies(
    {
        "sleep": phrasings("go bed | bed | sleep bed | sleep | sleep long"),
        "eat": phrasings("eat soup | soup | eat bread | eat | hot soup"),
        "rare": [frozenset({"bed"})],
    }
)


def test_words_are_those_of_the_intent_that_they_are_typical_of() -> None:
    assert VOCABULARIES.likeliest(frozenset({"sleep", "bed"}), lambda _: 1.0) == ("sleep", 1.0)


def test_unknown_words_speak_against_every_intent() -> None:
    likeliest = VOCABULARIES.likeliest(frozenset({"soup", "spoon"}), lambda _: 1.0)

    assert likeliest == ("eat", 0.5)


def test_a_word_of_few_phrasings_is_typical_of_nothing() -> None:
    assert VOCABULARIES.likeliest(frozenset({"bread"}), lambda _: 1.0) is None


def test_words_of_two_intents_decide_nothing() -> None:
    assert VOCABULARIES.likeliest(frozenset({"eat", "bed"}), lambda _: 1.0) is None
    assert VOCABULARIES.likeliest(frozenset(), lambda _: 1.0) is None
    assert Vocabularies({}).likeliest(frozenset({"eat"}), lambda _: 1.0) is None


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("Be quiet, would you?", "stop"),
        ("You know my name, don't you?", "ask_name"),
        ("What day is it, do you know?", "weekday"),
        ("Today is Friday, right?", "weekday"),
        ("You can hear me, can't you?", "are_you_there"),
        ("What would you", ""),
        ("You like football, don't you?", ""),
    ],
)
def test_what_rounds_a_wish_off_changes_nothing(text: str, intent: str) -> None:
    assert said(text).intent == intent


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("I keep forgetting what day it is", "weekday"),
        ("I've lost track of what year it is", "year"),
        ("I'm not sure what I can ask you", "help"),
        ("I forgot what she wanted", ""),
        ("I'm not sure if it will rain", ""),
    ],
)
def test_who_does_not_know_something_asks_for_it(text: str, intent: str) -> None:
    assert said(text).intent == intent


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("My two kids would like to hear a story", "story"),
        ("The children want a story", "story"),
        ("Everybody wants to hear a story", "story"),
        ("The children want to go outside", ""),
        ("My kids", ""),
    ],
)
def test_wishes_may_be_those_of_others(text: str, intent: str) -> None:
    assert said(text).intent == intent


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("We're out of rice, put it on the list", ("milk", "eggs", "rice")),
        ("I've got to buy tomatoes and tea, write that down", ("milk", "eggs", "tomatoes", "tea")),
        ("There's no bread left, could you add some?", ("milk", "eggs", "bread")),
        ("Rice is missing on my list, add it", ("milk", "eggs", "rice")),
        ("I've already got the milk, take it off", ("eggs",)),
        ("The eggs are done, cross them off the list", ("milk",)),
        ("We have plenty of eggs, so you can remove them", ("milk",)),
        ("Eggs aren't needed any more, take them off my list", ("milk",)),
        ("I no longer need milk on my list", ("eggs",)),
        ("No more milk on my list, please", ("eggs",)),
        ("The milk can come off the list", ("eggs",)),
        ("Can you delete the eggs?", ("milk",)),
        ("My car is broken, write that down", ("milk", "eggs")),
        ("I need a break, take it from me", ("milk", "eggs")),
        ("Have I put anything on the list yet?", ("milk", "eggs")),
        ("What do we have on our list?", ("milk", "eggs")),
    ],
)
def test_things_may_be_named_before_it_is_said_what_to_do_with_them(
    text: str, items: tuple[str, ...]
) -> None:
    assert said(text, SHOPPING).memory.items == items


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Hi, this is Helen speaking", "Helen"),
        ("Good morning, Robert here", "Robert"),
        ("It's Anna speaking", "Anna"),
        ("Hello, I'm Simon", "Simon"),
        ("Hello, it's Monday", ""),
        ("Hello, I'm tired", ""),
        ("This is England", ""),
        ("Wait here", ""),
    ],
)
def test_people_say_who_they_are_as_on_the_telephone(text: str, name: str) -> None:
    assert said(text).memory.name == name


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("What do twenty three and forty five add up to?", "sixty-eight"),
        ("How much do ten and twenty make together?", "thirty"),
        ("I'd like to know what six times seven is", "forty-two"),
        ("If I take eight from twenty, what's left?", "twelve"),
        ("Could you add up nineteen and twenty three?", "forty-two"),
        ("What would fifty divided by five be?", "ten"),
    ],
)
def test_sums_may_be_asked_for_in_whole_sentences(text: str, answer: str) -> None:
    assert said(text).text.endswith(f" is {answer}.")


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("I'm sorry, I missed that, would you repeat it for me?", "repeat"),
        ("I can't hear you, are you there?", "are_you_there"),
        ("Oh, I'm great, thank you", "fine"),
        ("How about a story before I go to sleep?", "story"),
        ("Tell me a story because I can't sleep", "story"),
        ("Excuse me, what time do you have?", "time"),
        ("Would you mind telling me the time?", "time"),
        ("Would you mind saying that again?", "repeat"),
        ("Good morning, I'd like a coffee", ""),
    ],
)
def test_the_clause_that_says_what_is_wanted_counts(text: str, intent: str) -> None:
    assert said(text).intent == intent
