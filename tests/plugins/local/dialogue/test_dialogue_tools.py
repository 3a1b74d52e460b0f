"""Tools are chosen by what they are for, their arguments filled, and their results told."""

import json
from typing import Annotated, Any, Literal

import pytest

from antiphon.llm import ChatMessage, FunctionContext, ToolCall, TypeInfo, ai_callable
from tests.plugins.local.dialogue.caller import Caller, HomeTools


@pytest.mark.parametrize(
    ("said", "tool", "arguments"),
    [
        ("What's the weather in Paris?", "get_weather", {"location": "Paris"}),
        ("what's the wether in Rome", "get_weather", {"location": "Rome"}),
        ("Will it rain tomorrow in New York?", "get_weather", {"location": "New York"}),
        ("How's the weather in Paris, France?", "get_weather", {"location": "Paris, France"}),
        ("Turn on the kitchen lights", "toggle_light", {"room": "kitchen", "on": True}),
        (
            "Switch the lamps in the living room off",
            "toggle_light",
            {"room": "living_room", "on": False},
        ),
        ("Where is my order 8163?", "get_order_status", {"order_number": 8163}),
        ("Where is my order eight one six three", "get_order_status", {"order_number": 8163}),
        ("Play some quiet jazz", "play_music", {"query": "quiet jazz"}),
        (
            "I would like to book an appointment with the dentist next Tuesday afternoon",
            "book_appointment",
            {"with_whom": "dentist", "when": "next Tuesday afternoon"},
        ),
        (
            "Convert 50 dollars to euros",
            "convert_currency",
            {"amount": 50.0, "source": "dollars", "target": "euros"},
        ),
        ("Set the volume to forty five", "set_volume", {"level": 45}),
        (
            "Send a message to Anna saying I am late",
            "send_message",
            {"recipient": "Anna", "message": "I am late"},
        ),
        ("Roll a die with twenty sides", "roll_dice", {"sides": 20}),
        ("Roll the dice", "roll_dice", {}),
    ],
)
async def test_calls_the_tool_that_is_meant(
    said: str, tool: str, arguments: dict[str, Any]
) -> None:
    name, given = await Caller(HomeTools()).calls(said)
    assert (name, json.loads(given)) == (tool, arguments)


async def test_asks_for_what_is_missing() -> None:
    caller = Caller(HomeTools())
    assert await caller.says("What's the weather like today?") == "Which city?"
    assert await caller.calls("In Paris, please.") == ("get_weather", '{"location": "Paris"}')


async def test_asks_for_one_thing_after_the_other() -> None:
    caller = Caller(HomeTools())
    assert await caller.says("Book an appointment") == "Which person?"
    assert await caller.says("with Doctor Brown") == "When?"
    _, arguments = await caller.calls("Tomorrow at 5 p.m.")
    assert json.loads(arguments) == {"with_whom": "Doctor Brown", "when": "Tomorrow at 5 pm"}


async def test_asks_again_for_a_choice_that_there_is_not() -> None:
    caller = Caller(HomeTools())
    question = "Which room: kitchen, bedroom or living room?"
    assert await caller.says("Turn the lights on") == question
    assert await caller.says("the garage") == f"Sorry, I didn't get that. {question}"
    assert (await caller.calls("the bedroom"))[0] == "toggle_light"


@pytest.mark.parametrize("said", ["Never mind", "What time is it?"])
async def test_the_user_need_not_answer(said: str) -> None:
    caller = Caller(HomeTools())
    await caller.says("What's the weather?")
    await caller.says(said)
    assert (await caller.chunks())[0].tool_calls == ()


@pytest.mark.parametrize(
    "correction", ["No, I meant London", "And in London?", "What about London?"]
)
async def test_calls_again_with_the_correction(correction: str) -> None:
    caller = Caller(HomeTools())
    await caller.calls("What's the weather in Paris?")
    await caller.gets("sunny")
    assert await caller.calls(correction) == ("get_weather", '{"location": "London"}')


async def test_a_correction_keeps_the_other_arguments() -> None:
    caller = Caller(HomeTools())
    await caller.calls("Turn the kitchen lights off")
    _, arguments = await caller.calls("What about the bedroom?")
    assert json.loads(arguments) == {"room": "bedroom", "on": False}


async def test_tools_come_before_our_own_skills() -> None:
    tools = FunctionContext()

    @tools.ai_callable(description="Set a timer on the stove")
    def set_timer(minutes: int) -> None: ...

    assert await Caller(tools).calls("Set a timer for five minutes") == (
        "set_timer",
        '{"minutes": 5}',
    )


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("What time is it?", "It's noon."),
        ("What's ten plus five?", "Ten plus five is fifteen."),
        ("Add milk to my list", "I've added milk to your list."),
    ],
)
async def test_our_own_skills_stay_with_tools_beside_them(said: str, answer: str) -> None:
    assert await Caller(HomeTools()).says(said) == answer


@pytest.mark.parametrize(
    "said",
    [
        "The weather is nice today",
        "I like music",
        "Stop the music, please",
        "Set the temperature to twenty degrees",
        "My order number is eight one six three",
        "We booked an appointment yesterday",
    ],
)
async def test_calls_nothing_that_was_not_asked_for(said: str) -> None:
    caller = Caller(HomeTools())
    caller.ctx.append(text=said, role="user")
    (first, *_) = await caller.chunks()
    assert first.tool_calls == ()
    assert "Which" not in first.text


async def test_a_tool_that_says_nothing_about_itself_is_left_alone() -> None:
    tools = FunctionContext()

    @tools.ai_callable(name="_", description="")
    def nameless() -> None: ...

    assert await Caller(tools).says("What time is it?") == "It's noon."


@pytest.mark.parametrize(
    ("output", "answer"),
    [
        ("sunny, 21 degrees", "Sunny, 21 degrees."),
        ('"It is sunny!"', "It is sunny!"),
        ("42", "It's forty-two."),
        ("21.5", "It's twenty-one point five."),
        ("null", "Done."),
        ("true", "Done."),
        ("false", "I'm sorry, that didn't work."),
        ('{"ok": true}', "Done."),
        ('{"success": false}', "I'm sorry, that didn't work."),
        ('["bread", "milk"]', "It's bread and milk."),
        ("[1, 2, 3, 4, 5, 6, 7]", "It's one, two, three, four, five and two more."),
        ("[]", "There is nothing there."),
        ("", "There is nothing there."),
        (
            '{"temperature": 21, "windSpeed": null, "rain": false}',
            "The temperature is twenty-one, and the wind speed is unknown, and the rain is no.",
        ),
        ('{"orders": [{"id": 1, "state": "sent"}]}', "The orders are id one, state sent."),
        ('{"error": "tool failed", "ref": "a1"}', "I'm sorry, that didn't work."),
        ('{"error": "no such city"}', "I'm sorry, that didn't work: no such city."),
        ("Error: no such city", "I'm sorry, that didn't work: no such city."),
        ("NaN", "I got an answer that I can't read out."),
    ],
)  # fmt: skip
async def test_tells_the_result(output: str, answer: str) -> None:
    caller = Caller(HomeTools())
    await caller.calls("What's the weather in Paris?")
    assert await caller.gets(output) == answer


async def test_repeats_a_result() -> None:
    caller = Caller(HomeTools())
    await caller.calls("What's the weather in Paris?")
    await caller.gets("sunny")
    assert await caller.says("Could you say that again?") == "Sunny."


async def test_results_that_nobody_asked_for_are_left_alone() -> None:
    caller = Caller(HomeTools())
    caller.ctx.messages.append(ChatMessage(role="tool", content="sunny", tool_call_id="call_1"))
    assert await caller.hears() == "Good afternoon! What can I do for you?"


async def test_results_come_one_by_one_where_they_take_their_time() -> None:
    caller = Caller(HomeTools())
    calls = [ToolCall(call_id=f"call_{n}", name="roll_dice", arguments="{}") for n in range(2)]
    caller.ctx.append(text="Roll two dice", role="user")
    caller.ctx.messages.append(ChatMessage.create_tool_calls(calls))
    for call, output, told in zip(calls, "46", ("It's four.", "It's six."), strict=True):
        result = ChatMessage(role="tool", content=output, tool_call_id=call.call_id)
        caller.ctx.messages.append(result)
        assert await caller.hears() == told


class OfficeTools(FunctionContext):
    """Arguments of the less common kinds."""

    @ai_callable(description="Invite people to a meeting")
    def invite_people(
        self, guests: Annotated[list[str], TypeInfo(description="Who is to come?")]
    ) -> None: ...

    @ai_callable(description="Track a parcel")
    def track_parcel(
        self, tracking_code: Annotated[str, TypeInfo(description="The code on the parcel")]
    ) -> None: ...

    @ai_callable(description="Mute the microphone")
    def mute_microphone(self, on: bool) -> None: ...

    @ai_callable(description="Choose a channel of the radio")
    def choose_channel(self, channel: Literal[1, 2, 3]) -> None: ...

    @ai_callable(description="Fetch the thermostat's temperature limit")
    def limit_heating(self, degrees: int) -> None: ...


@pytest.mark.parametrize(
    ("said", "tool", "arguments"),
    [
        ("Invite Anna, Bob and Carl", "invite_people", {"guests": ["Anna", "Bob", "Carl"]}),
        ("Track parcel one oh five", "track_parcel", {"tracking_code": "105"}),
        ("Mute the microphone, on", "mute_microphone", {"on": True}),
        ("Choose channel two", "choose_channel", {"channel": 2}),
        ("Limit the heating to minus four degrees", "limit_heating", {"degrees": -4}),
    ],
)
async def test_fills_arguments_of_every_kind(
    said: str, tool: str, arguments: dict[str, Any]
) -> None:
    name, given = await Caller(OfficeTools()).calls(said)
    assert (name, json.loads(given)) == (tool, arguments)


@pytest.mark.parametrize(
    ("said", "question"),
    [
        ("Invite people", "Who is to come?"),
        ("Track the parcel", "Which code?"),
        ("Mute the microphone", "On: yes or no?"),
        ("Choose a channel", "Which channel: 1, 2 or 3?"),
    ],
)
async def test_asks_for_arguments_of_every_kind(said: str, question: str) -> None:
    assert await Caller(OfficeTools()).says(said) == question
