"""The list is kept, corrected and read out."""

import pytest

from tests.plugins.local.dialogue.caller import Caller


async def test_adds_and_reads_out() -> None:
    caller = Caller()
    assert await caller.says("What's on my list?") == "Your list is empty."
    assert (
        await caller.says("Add milk and eggs to my list.")
        == "I've added milk and eggs to your list."
    )
    assert (
        await caller.says("Put the bread on the shopping list") == "I've added bread to your list."
    )
    assert await caller.says("add the milk") == "Milk is on your list already."
    assert await caller.says("Read my list") == (
        "There are three things on your list: milk, eggs and bread."
    )


async def test_commas_divide_what_is_enumerated() -> None:
    caller = Caller()
    answer = await caller.says("Please add olive oil, apples, and two lemons.")
    assert answer == "I've added olive oil, apples and two lemons to your list."


async def test_asks_what_to_add() -> None:
    caller = Caller()
    assert await caller.says("Add something to my list") == "What shall I put on your list?"
    assert await caller.says("butter") == "I've added butter to your list."


async def test_a_question_in_between_ends_the_asking() -> None:
    caller = Caller()
    await caller.says("Add something to my list")
    assert await caller.says("What time is it?") == "It's noon."
    assert "added" not in await caller.says("butter")


async def test_removes_what_sounds_like_it() -> None:
    caller = Caller()
    await caller.says("Add tomatoes and milk to my list")
    assert await caller.says("take the tomatos off my list") == "I've taken tomatoes off your list."
    assert await caller.says("remove milk") == "I've taken milk off your list."
    assert await caller.says("remove milk from my list") == "There is no milk on your list."
    assert await caller.says("remove something from my list") == "What shall I take off your list?"


async def test_clears_and_takes_that_back() -> None:
    caller = Caller()
    await caller.says("Add milk to my list")
    assert await caller.says("Clear my list") == "Your list is empty now."
    assert (await caller.says("Wait a second, I changed my mind")).startswith(
        "Okay, forget about that."
    )
    assert await caller.says("What's on my list?") == "There is one thing on your list: milk."


@pytest.mark.parametrize(
    ("correction", "items"),
    [
        ("No, I meant bread", "milk and bread"),
        ("No, I meant silk", "silk and red"),
        ("Not milk, soap", "soap and red"),
        ("Sorry, cheese instead", "milk and cheese"),
    ],
)
async def test_replaces_what_was_misheard(correction: str, items: str) -> None:
    caller = Caller()
    await caller.says("Add milk and red to my list")
    assert await caller.says(correction) == f"I've added {items} to your list."
    assert (await caller.says("Read the list")).endswith(f": {items}.")


@pytest.mark.parametrize(
    "said",
    ["Add my wife to the insurance", "Remove the stain with vinegar", "Delete all my photos"],
)
async def test_other_additions_are_not_for_the_list(said: str) -> None:
    caller = Caller()
    await caller.says(said)
    assert await caller.says("What's on my list?") == "Your list is empty."
