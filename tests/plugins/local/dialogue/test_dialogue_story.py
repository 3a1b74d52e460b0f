"""Stories are told, interrupted, and gone on with."""

import pytest

from antiphon.plugins.local.dialogue.stories import STORIES
from tests.plugins.local.dialogue.caller import Caller

LIGHTHOUSE = STORIES[0]


@pytest.mark.parametrize("story", STORIES)
def test_stories_take_about_a_minute(story: tuple[str, ...]) -> None:
    assert 140 <= sum(len(sentence.split()) for sentence in story) <= 220


async def test_a_story_comes_sentence_by_sentence() -> None:
    caller = Caller()
    caller.ctx.append(text="Tell me a story", role="user")
    assert [chunk.text.strip() for chunk in await caller.chunks()] == list(LIGHTHOUSE)


async def test_goes_on_with_the_sentence_that_was_cut() -> None:
    caller = Caller()
    await caller.says("Tell me a long story")
    caller.interrupts_after("The ships sailed by and never")

    assert await caller.says("Stop") == "Okay, I'll stop."
    assert await caller.says("Please go on") == " ".join(LIGHTHOUSE[2:])


async def test_goes_on_after_another_question_and_a_second_cut() -> None:
    caller = Caller()
    await caller.says("Tell me a story")
    caller.interrupts_after("looked anywhere but at the sea.")
    await caller.says("What time is it?")
    await caller.says("Continue the story")
    caller.interrupts_after("and the lamp went")

    assert (await caller.says("Go on")).startswith("One night in November")


async def test_an_ellipsis_after_what_was_heard_changes_nothing() -> None:
    caller = Caller()
    await caller.says("Tell me a story")
    caller.ctx.messages[-1].content = f"{LIGHTHOUSE[0]} Every evening..."
    assert (await caller.says("go on")).startswith("Every evening")


async def test_begins_anew_what_nobody_heard() -> None:
    caller = Caller()
    caller.ctx.append(text="Tell me a story", role="user")
    assert (await caller.says("Go on")).startswith(LIGHTHOUSE[0])


async def test_tells_another_one_each_time() -> None:
    caller = Caller()
    told = {await caller.says("Tell me another story") for _ in STORIES}
    assert len(told) == len(STORIES)
    assert await caller.says("One more story") == " ".join(LIGHTHOUSE)


async def test_has_nothing_to_go_on_with() -> None:
    caller = Caller()
    await caller.says("What time is it?")
    assert await caller.says("Go on") == "I had finished. What else can I do for you?"


async def test_repeats_the_last_answer() -> None:
    caller = Caller()
    await caller.says("What's two plus two?")
    assert await caller.says("Could you repeat that?") == "Two plus two is four."
    assert await caller.says("Could you repeat that more slowly?") == (
        "I can't speak any slower, I'm afraid. Two plus two is four."
    )


async def test_repeats_the_greeting() -> None:
    caller = Caller()
    greeting = await caller.hears()
    assert await caller.says("Pardon?") == greeting


async def test_repeats_what_was_heard_last_of_a_long_answer() -> None:
    caller = Caller()
    await caller.says("Tell me a story")
    caller.interrupts_after("One night in November")
    assert await caller.says("What did you say?") == " ".join(LIGHTHOUSE[1:4])


async def test_has_nothing_to_repeat() -> None:
    assert await Caller().says("Could you repeat that?") == "I haven't said anything yet."
