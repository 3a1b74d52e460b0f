"""Greetings, names, time and date, and what the dialogue says of itself."""

from datetime import datetime

import pytest

from tests.plugins.local.dialogue.caller import Caller, HomeTools


async def test_greets_first_when_asked_to_speak_before_the_user() -> None:
    assert await Caller().hears() == "Good afternoon! What can I do for you?"
    assert await Caller(now=datetime(2025, 1, 1, 23)).hears() == "Hello! What can I do for you?"


async def test_offers_more_when_asked_to_speak_again() -> None:
    caller = Caller()
    await caller.hears()
    assert await caller.hears() == "What else can I do for you?"


async def test_keeps_the_name() -> None:
    caller = Caller()
    assert await caller.says("Do you know my name?") == "You haven't told me yet. What's your name?"
    assert await caller.says("john miller") == "Nice to meet you, John Miller."
    assert await caller.says("What's my name?") == "Your name is John Miller."
    assert await caller.says("No, it's Jane") == "Nice to meet you, Jane."
    assert (await caller.says("Goodbye")).startswith("Goodbye, Jane!")


async def test_takes_no_sentence_for_a_name() -> None:
    caller = Caller()
    await caller.says("My name is on the guest list")
    await caller.says("Call me tomorrow")
    assert "haven't told me" in await caller.says("What's my name?")


@pytest.mark.parametrize(
    ("hour", "minute", "said"),
    [
        (0, 0, "It's midnight."),
        (12, 0, "It's noon."),
        (15, 0, "It's three o'clock in the afternoon."),
        (15, 23, "It's three twenty-three in the afternoon."),
        (9, 5, "It's nine oh five in the morning."),
        (0, 30, "It's twelve thirty at night."),
        (18, 45, "It's six forty-five in the evening."),
        (23, 59, "It's eleven fifty-nine at night."),
    ],
)
async def test_tells_the_time(hour: int, minute: int, said: str) -> None:
    caller = Caller(now=datetime(2025, 11, 22, hour, minute))
    assert await caller.says("What time is it?") == said


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("What's the date today?", "Today is Saturday, the twenty-second of November."),
        ("Which day is it?", "It's Saturday."),
        ("What day is it tomorrow?", "Tomorrow is Sunday, the twenty-third of November."),
        ("What year is it?", "It's twenty twenty-five."),
    ],
)
async def test_tells_the_date(question: str, answer: str) -> None:
    assert await Caller().says(question) == answer


@pytest.mark.parametrize(
    ("year", "said"),
    [(1900, "nineteen hundred"), (1905, "nineteen oh five"), (2008, "two thousand and eight")],
)
async def test_tells_the_year_as_people_do(year: int, said: str) -> None:
    caller = Caller(now=datetime(year, 5, 1, 12))
    assert await caller.says("What year is it?") == f"It's {said}."


async def test_says_what_it_can_do_and_nothing_else() -> None:
    assert await Caller(can_ring=False).says("What can you do?") == (
        "I can tell the time and the date, do sums, keep a list and tell you a story."
    )
    with_tools = await Caller(HomeTools()).says("What can you do?")
    assert "book an appointment" in with_tools
    assert "set a timer" in with_tools


@pytest.mark.parametrize("text", ["Call Jennifer.", "Call mum.", "You can call Peter."])
async def test_whom_to_call_is_not_how_to_be_called(text: str) -> None:
    caller = Caller()
    assert (await caller.says(text)).startswith("I'm sorry, I didn't understand that.")
    assert await caller.says("Call me Jennifer.") == "Nice to meet you, Jennifer."


async def test_offers_help_when_it_did_not_understand() -> None:
    caller = Caller()
    assert (await caller.says("Turn on the radio")).endswith("Shall I tell you what I can do?")
    assert (await caller.says("Yes, please")).startswith("I can tell the time")


async def test_a_declined_offer_is_over() -> None:
    caller = Caller()
    await caller.says("Who are you?")
    await caller.says("No, thank you.")
    assert await caller.says("Yes") == "Good. What can I do for you?"


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("How are you?", "I'm fine, thank you. How are you?"),
        ("I'm fine, thanks.", "I'm glad to hear that. What can I do for you?"),
        ("Can you hear me?", "Yes, I'm here, and I can hear you."),
        ("Stop!", "All right."),
        ("Thank you very much.", "You're welcome."),
        ("Hello! What's two plus two?", "Two plus two is four."),
        ("I'm bored. How late is it?", "It's noon."),
    ],
)
async def test_small_talk(said: str, answer: str) -> None:
    assert await Caller().says(said) == answer
