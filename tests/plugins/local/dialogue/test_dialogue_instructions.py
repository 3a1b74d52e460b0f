"""What a program asks the dialogue to say."""

import pytest

from tests.plugins.local.dialogue.caller import Caller


@pytest.mark.parametrize(
    ("instruction", "said"),
    [
        ("say hello", "Good afternoon! What can I do for you?"),
        ("Greet the user and ask for their name", "Good afternoon! What's your name?"),
        ("Say 'We are closing'".replace("'", '"'), "We are closing."),
        ("Tell the user that their order has been sent", "Your order has been sent."),
        ("Say: it is time for lunch", "It is time for lunch."),
        ("Ask the user about their day", "May I ask about your day?"),
        ("Say goodbye to the caller", "Goodbye! Have a good day."),
        ("You are a helpful assistant for a bakery.", "Good afternoon! What can I do for you?"),
    ],
)
async def test_does_as_told_before_the_user_speaks(instruction: str, said: str) -> None:
    caller = Caller()
    caller.ctx.append(text=instruction, role="system")
    assert await caller.hears() == said


async def test_does_as_told_after_an_answer() -> None:
    caller = Caller()
    await caller.says("What time is it?")
    caller.ctx.append(text="Tell the user that the shop closes soon", role="system")
    assert await caller.hears() == "The shop closes soon."


async def test_the_user_comes_before_the_instruction() -> None:
    caller = Caller()
    caller.ctx.append(text="What time is it?", role="user")
    caller.ctx.append(text="Be brief.", role="system")
    assert await caller.hears() == "It's noon."


async def test_a_message_without_text_is_not_understood() -> None:
    caller = Caller()
    assert (await caller.says("")).startswith("I'm sorry, I didn't understand")
