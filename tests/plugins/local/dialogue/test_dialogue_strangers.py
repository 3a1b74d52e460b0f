"""Tools that a stranger brings are found, and their arguments filled, by general rules alone."""

import csv
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from antiphon.llm import FunctionContext
from antiphon.plugins.local.dialogue.abilities import ability
from tests.plugins.local.dialogue.caller import Caller
from tests.plugins.local.dialogue.strangers import MoreTools, StrangersTools

DATA = Path(__file__).parents[3] / "data" / "dialogue"

Wishes: TypeAlias = Mapping[str, list[tuple[str, Mapping[str, Any]]]]
"""For each tool, what is said to have it called, and the arguments."""

WISHES: Wishes = {
    "switch_light": [
        ("Turn on the kitchen lights.", {"room": "kitchen", "on": True}),
        ("Turned on the kitchen lights", {"room": "kitchen", "on": True}),
        ("Switch off the light in the bedroom", {"room": "bedroom", "on": False}),
        ("Please turn the living room light off.", {"room": "living room", "on": False}),
        ("Hey, can you turn on the lamp in the hall?", {"room": "hall", "on": True}),
        ("Lights on in the bathroom.", {"room": "bathroom", "on": True}),
        ("Turn the light in the garden shed on, please", {"room": "garden shed", "on": True}),
        ("Kitchen light off", {"room": "kitchen", "on": False}),
        ("Could you switch the kitchen light on?", {"room": "kitchen", "on": True}),
        ("Turn off the light in my office", {"room": "office", "on": False}),
    ],
    "opening_hours": [
        ("When is the museum open on Saturday?", {"day": "Saturday"}),
        ("When do you open on Monday?", {"day": "Monday"}),
        ("What are your opening hours on Sunday?", {"day": "Sunday"}),
        ("Are you open tomorrow?", {"day": "tomorrow"}),
        ("When does the shop open on Friday?", {"day": "Friday"}),
        ("Sorry, I meant to ask, when does the shop open on Tuesday?", {"day": "Tuesday"}),
        ("Wait a second. When is the shop open on Saturday?", {"day": "Saturday"}),
        ("Okay so what time does the shop open on Thursday?", {"day": "Thursday"}),
        ("Tell me the opening hours for Wednesday", {"day": "Wednesday"}),
    ],
    "get_weather": [
        ("What's the weather in Paris?", {"location": "Paris"}),
        (
            "How's the weather in Berlin in fahrenheit?",
            {"location": "Berlin", "unit": "fahrenheit"},
        ),
        ("Sorry, what is the weather like in New York today?", {"location": "New York"}),
        ("Is it raining in London?", {"location": "London"}),
        ("Could you tell me the weather forecast for Rome?", {"location": "Rome"}),
        ("Hey, what's the wether in Oslo", {"location": "Oslo"}),
    ],
    "order_status": [
        ("Where is my order eight one six three?", {"order_number": 8163}),
        ("What's the status of order 4711?", {"order_number": 4711}),
        ("Can you check order number one two three four?", {"order_number": 1234}),
        ("I'd like to know where my order is. It's number 8163.", {"order_number": 8163}),
        ("Hi, I wanted to ask about my order, number five five two.", {"order_number": 552}),
    ],
    "book_appointment": [
        ("Book an appointment on Tuesday at three", {"day": "Tuesday", "time": "three"}),
        (
            "I would like to book an appointment for next Friday at 10 a.m.",
            {"day": "next Friday", "time": "10 am"},
        ),
        (
            "Can I make an appointment tomorrow at half past nine?",
            {"day": "tomorrow", "time": "half past nine"},
        ),
        (
            "I need an appointment with the doctor on Monday at four o'clock",
            {"day": "Monday", "time": "four oclock"},
        ),
    ],
    "change_volume": [
        ("Turn the volume up", {"direction": "up"}),
        ("Turned the volume down a little.", {"direction": "down"}),
        ("Volume up, please", {"direction": "up"}),
        ("Can you turn the sound down?", {"direction": "down"}),
        ("Please turn down the volume.", {"direction": "down"}),
    ],
    "play_music": [
        ("Play some quiet jazz.", {"genre": "quiet jazz"}),
        ("Play some quiet jests.", {"genre": "quiet jests"}),
        ("Can you play some rock music?", {"genre": "rock"}),
        ("I want to hear some classical music", {"genre": "classical"}),
        ("Okay, play blues.", {"genre": "blues"}),
    ],
    "convert_currency": [
        (
            "Convert fifty dollars to euros",
            {"amount": 50.0, "from_currency": "dollars", "to_currency": "euros"},
        ),
        (
            "How much is twenty pounds in dollars?",
            {"amount": 20.0, "from_currency": "pounds", "to_currency": "dollars"},
        ),
        (
            "Convert 12.5 euros into yen, please",
            {"amount": 12.5, "from_currency": "euros", "to_currency": "yen"},
        ),
        (
            "Please convert one hundred Swiss francs to pounds",
            {"amount": 100.0, "from_currency": "Swiss francs", "to_currency": "pounds"},
        ),
    ],
    "lookup_phone": [
        ("What's the phone number of Peter Brown?", {"name": "Peter Brown"}),
        ("Look up Anna's phone number", {"name": "Anna"}),
        ("Find the phone number for Doctor Miller", {"name": "Doctor Miller"}),
        ("Do you have the phone number of Maria?", {"name": "Maria"}),
    ],
    "add_contact": [
        ("Add Peter to my contacts", {"name": "Peter"}),
        ("Add a contact called Anna", {"name": "Anna"}),
        (
            "Add Maria to my contacts, her number is five five five one two three",
            {"name": "Maria", "phone": "555123"},
        ),
        ("Add a new contact named John Smith", {"name": "John Smith"}),
    ],
    "temperature": [
        ("What's the temperature in the kitchen?", {"room": "kitchen"}),
        ("How warm is it in the living room?", {"room": "living room"}),
        ("How warm is the bedroom?", {"room": "bedroom"}),
        ("Tell me the bedroom temperature", {"room": "bedroom"}),
    ],
    "flight_status": [
        ("What's the status of flight two hundred and eighteen?", {"flight_number": "218"}),
        ("Is flight 218 on time?", {"flight_number": "218"}),
        ("Wait, is flight four five six on time?", {"flight_number": "456"}),
        ("Flight status two one eight", {"flight_number": "218"}),
        ("Is flight BA two one eight delayed?", {"flight_number": "BA218"}),
    ],
    "set_thermostat": [
        ("Set the thermostat to twenty one degrees", {"degrees": 21}),
        ("Set the temperature to twenty degrees", {"degrees": 20}),
        ("Set the thermos that to nineteen", {"degrees": 19}),
        ("Turn the thermostat down to eighteen", {"degrees": 18}),
    ],
    "send_message": [
        ("Send a message to Anna saying I am late", {"to": "Anna", "text": "I am late"}),
        ("Text Peter that dinner is ready", {"to": "Peter", "text": "dinner is ready"}),
        ("Send Maria a text saying happy birthday", {"to": "Maria", "text": "happy birthday"}),
        (
            "Can you send a message to my mother that I will be late",
            {"to": "mother", "text": "I will be late"},
        ),
    ],
    "list_files": [
        ("List the files", {}),
        ("Which files are in this folder?", {}),
        ("Show me the files in the folder", {}),
        ("Please list my files", {}),
    ],
    "joke": [
        ("Tell me a joke", {}),
        ("Sorry, do you know a joke?", {}),
        ("Hey, tell me a random joke", {}),
        ("Can you tell me a joke, please?", {}),
    ],
}
MORE_WISHES: Wishes = {
    "turn_on_lights": [
        ("Turn on the lights in the kitchen", {"room": "kitchen"}),
        ("Turn the bedroom lights on", {"room": "bedroom"}),
    ],
    "turn_off_lights": [
        ("Turn off the lights in the kitchen", {"room": "kitchen"}),
        ("Please switch the bathroom lights off", {"room": "bathroom"}),
        ("Lights off in the hall", {"room": "hall"}),
    ],
    "volume_up": [("Turn the volume up", {}), ("Volume up", {})],
    "volume_down": [("Turned the volume down a little.", {}), ("Turn down the volume", {})],
    "play_music": [
        ("Play Madonna", {"artist": "Madonna"}),
        ("Can you play a song by the Beatles?", {"artist": "Beatles"}),
    ],
    "stop_music": [("Stop the music please", {}), ("Okay, stop the music", {})],
    "lock_door": [
        ("Lock the front door", {"door": "front", "locked": True}),
        ("Unlock the garage door", {"door": "garage", "locked": False}),
    ],
    "move_blinds": [
        ("Open the blinds", {"position": "open"}),
        ("Please close the kitchen blinds", {"position": "closed", "room": "kitchen"}),
    ],
    "order_pizza": [
        (
            "I'd like to order a large pizza with mushrooms",
            {"size": "large", "topping": "mushrooms"},
        )
    ],
    "order_taxi": [
        ("Order a taxi to the main station", {"address": "main station"}),
        ("I need a taxi to 5 Baker Street at noon", {"address": "5 Baker Street", "time": "noon"}),
    ],
    "reserve_table": [
        ("Reserve a table for four at eight o'clock", {"people": 4, "time": "eight oclock"}),
        (
            "I'd like to book a table for two tomorrow at seven p. M.",
            {"people": 2, "time": "tomorrow at seven pm"},
        ),
    ],
    "translate": [
        ("Translate good evening into French", {"text": "good evening", "language": "French"}),
        (
            "Translate where is the station into German",
            {"text": "where is the station", "language": "German"},
        ),
    ],
    "create_reminder": [
        ("Remind me to buy milk tomorrow", {"text": "buy milk", "when": "tomorrow"})
    ],
    "make_call": [("Call my mother", {"person": "mother"}), ("Phone Anna", {"person": "Anna"})],
    "web_search": [("Search the web for cake recipes", {"query": "cake recipes"})],
    "transfer_to_human": [("I want to talk to a human", {}), ("Let me speak to a person", {})],
    "set_brightness": [("Set the desk lamp to fifty percent", {"lamp": "desk", "percent": 50})],
    "check_stock": [
        ("Do you have umbrellas in stock?", {"product": "umbrellas"}),
        ("Is the blue chair in stock?", {"product": "blue chair"}),
    ],
    "track_package": [
        ("Track package double nine oh seven", {"tracking_number": "9907"}),
        ("Where is my package A B one two?", {"tracking_number": "AB12"}),
    ],
    "add": [("Add three and four", {"a": 3.0, "b": 4.0})],
    "getExchangeRate": [
        (
            "What's the exchange rate from euros to dollars?",
            {"base": "euros", "target": "dollars"},
        )
    ],
}


def single_wishes() -> list[tuple[FunctionContext, str, str, Mapping[str, Any]]]:
    return [
        (tools, said, tool, arguments)
        for tools, wishes in ((StrangersTools(), WISHES), (MoreTools(), MORE_WISHES))
        for tool, rows in wishes.items()
        for said, arguments in rows
    ]


def alone(tools: FunctionContext, name: str) -> FunctionContext:
    """Only the tool of that name."""
    for other in [other for other in tools.ai_functions if other != name]:
        del tools.ai_functions[other]
    return tools


@pytest.mark.parametrize(("tools", "said", "tool", "arguments"), single_wishes())
async def test_a_strangers_tool_is_called_among_others(
    tools: FunctionContext, said: str, tool: str, arguments: Mapping[str, Any]
) -> None:
    name, given = await Caller(tools).calls(said)
    assert (name, json.loads(given)) == (tool, arguments)


@pytest.mark.parametrize(
    ("said", "tool", "arguments"),
    [(said, tool, arguments) for tool, rows in WISHES.items() for said, arguments in rows],
)
async def test_a_strangers_tool_is_called_alone(
    said: str, tool: str, arguments: Mapping[str, Any]
) -> None:
    name, given = await Caller(alone(StrangersTools(), tool)).calls(said)
    assert (name, json.loads(given)) == (tool, arguments)


@pytest.mark.parametrize(
    "preface", ["Sorry,", "Wait a second.", "Hey,", "Please", "Can you", "Okay so", "Excuse me, um"]
)
@pytest.mark.parametrize(
    ("said", "call"),
    [
        ("tell me the weather in Oslo", ("get_weather", '{"location": "Oslo"}')),
        ("list the files", ("list_files", "{}")),
    ],
)
async def test_a_preface_changes_nothing(preface: str, said: str, call: tuple[str, str]) -> None:
    assert await Caller(StrangersTools()).calls(f"{preface} {said}") == call


@pytest.mark.parametrize("preface", ["Sorry,", "Wait a second.", "Hey,", "Okay so"])
async def test_a_preface_hides_no_skill_of_our_own(preface: str) -> None:
    caller = Caller(StrangersTools())
    assert await caller.says(f"{preface} what time is it?") == "It's noon."


@pytest.mark.parametrize(
    ("said", "question", "answer", "arguments"),
    [
        ("Turn on the light", "Which room?", "In the kitchen.", {"on": True, "room": "kitchen"}),
        ("When do you open?", "On which day?", "On Saturday", {"day": "Saturday"}),
        (
            "What's the weather like today?",
            "Which city and state?",
            "in Paris, please",
            {"location": "Paris"},
        ),
        ("Where's my order?", "Which number?", "It's eight one six three", {"order_number": 8163}),
        (
            "Book an appointment",
            "On which day?",
            "On Friday at four",
            {"day": "Friday", "time": "four"},
        ),
        (
            "Change the volume",
            "Which direction: up or down?",
            "Down, please",
            {"direction": "down"},
        ),
        (
            "Convert fifty dollars",
            "To which currency?",
            "to euros",
            {"amount": 50.0, "from_currency": "dollars", "to_currency": "euros"},
        ),
        ("Set the thermostat", "How many degrees?", "twenty one", {"degrees": 21}),
        (
            "Send a message to Anna",
            "What should the text say?",
            "I will be home at six",
            {"to": "Anna", "text": "I will be home at six"},
        ),
        (
            "What's the temperature?",
            "Which room: kitchen, living room or bedroom?",
            "the bed room",
            {"room": "bedroom"},
        ),
    ],
)
async def test_what_is_missing_is_asked_for_and_answered(
    said: str, question: str, answer: str, arguments: dict[str, Any]
) -> None:
    caller = Caller(StrangersTools())
    assert await caller.says(said) == question
    assert json.loads((await caller.calls(answer))[1]) == arguments


@pytest.mark.parametrize(
    ("correction", "arguments"),
    [
        ("No, the bedroom light", {"room": "bedroom", "on": True}),
        ("Sorry, in the hall", {"room": "hall", "on": True}),
        ("Turn it off again", {"room": "kitchen", "on": False}),
    ],
)
async def test_a_call_is_made_again(correction: str, arguments: dict[str, Any]) -> None:
    caller = Caller(StrangersTools())
    await caller.calls("Turn on the kitchen lights")
    await caller.gets("null")
    assert json.loads((await caller.calls(correction))[1]) == arguments


ASKED_FOR = {
    "turn on the kitchen lights",
    "turn the volume down a little",
    "play some quiet jazz",
    "flight two hundred and eighteen",
    "i would like to book an appointment with the dentist next tuesday afternoon",
    "Tell me a joke",
    "set the temperature to twenty degrees",
}
"""Of the chatter, what does concern one of the tools, and says all there is to say."""
HALF_SAID = {"what is the weather like today", "Send a message to Peter"}


def chatter() -> list[str]:
    with (DATA / "out_of_domain.tsv").open(encoding="utf-8") as file:
        said = [row["said"] for row in csv.DictReader(file, delimiter="\t")]
    return [text for text in said if text not in ASKED_FOR | HALF_SAID]


@pytest.mark.parametrize("said", chatter())
async def test_chatter_calls_no_strangers_tool(said: str) -> None:
    caller = Caller(StrangersTools())
    caller.ctx.append(text=said, role="user")
    (first, *_) = await caller.chunks()
    assert first.tool_calls == ()
    assert not first.text.startswith(("Which", "What should", "To wh", "From wh", "How many"))


@pytest.mark.parametrize(
    "said",
    [
        "Don't turn on the lights",
        "Is the kitchen light on?",
        "Did you turn off the heating?",
        "Who turned on the lights?",
        "My mother called yesterday",
        "The light is too bright in here",
        "How do I book an appointment?",
        "What city has the best weather?",
        "Which day do you open?",
        "Never mind the weather",
        "Put the knife on the table",
        "Hold the door",
        "Where is the nearest train station?",
    ],
)
@pytest.mark.parametrize("tools", [StrangersTools(), MoreTools()])
async def test_what_only_sounds_like_a_wish_calls_nothing(
    tools: FunctionContext, said: str
) -> None:
    caller = Caller(tools)
    caller.ctx.append(text=said, role="user")
    (first, *_) = await caller.chunks()
    assert first.tool_calls == ()
    assert not first.text.startswith(("Which", "On which", "At what"))


@pytest.mark.parametrize(
    ("name", "description", "told"),
    [
        (
            "switch_light",
            "Turn a light in the house on or off.",
            "turn a light in the house on or off",
        ),
        ("opening_hours", "When the shop opens on a day", "tell you when the shop opens on a day"),
        ("order_status", "Looks up where an order is", "look up where an order is"),
        ("joke", "A random joke", "tell you a random joke"),
        ("weather", "Weather forecast for a city", "help with weather"),
        ("get_rate", "Returns the rate (as a float).", "get the rate"),
        ("hotline", "Called when the user asks to talk to a human", "help you talk to a human"),
        (
            "parcel",
            "Use this tool when the user wants to know where their parcel is",
            "tell you where your parcel is",
        ),
        (
            "taxi",
            "This function orders a taxi for the user. Needs an address.",
            "order a taxi for you",
        ),
        ("orderStatus", "Order status, by number", "help with order status"),
        ("translate", "x", "translate"),
        (
            "set_volume",
            "Set the volume of the speaker to a level that lies between zero and ten",
            "help with volume",
        ),
    ],
)
def test_says_what_a_tool_does(name: str, description: str, told: str) -> None:
    tools = FunctionContext()

    @tools.ai_callable(name=name, description=description)
    def tool() -> None: ...

    assert ability(tools.ai_functions[name]) == told


async def test_says_what_it_can_do_with_a_strangers_tools() -> None:
    tools = alone(StrangersTools(), "opening_hours")

    @tools.ai_callable(description="Turn a light on or off")
    def switch_light(room: str, on: bool) -> None: ...

    assert (await Caller(tools).says("What can you do?")).startswith(
        "I can tell you when the shop opens on a day, turn a light on or off, tell the time"
    )


async def test_a_tool_without_a_word_is_not_spoken_of() -> None:
    tools = FunctionContext()

    @tools.ai_callable(name="_", description="")
    def nameless() -> None: ...

    assert (await Caller(tools).says("What can you do?")).startswith("I can tell the time")


@pytest.mark.parametrize(
    ("said", "day", "time"),
    [
        ("on the third of March at nine thirty", "third of March", "nine thirty"),
        ("March 21st at noon", "March 21st", "noon"),
        ("on March twenty first at a quarter to five", "March twenty first", "quarter to five"),
        ("the day after tomorrow at 5:30", "day after tomorrow", "5:30"),
        ("next Monday morning", "next Monday", "morning"),
        ("at ten a.m. this Friday", "this Friday", "ten am"),
        ("in May at four in the afternoon", "in May", "four in the afternoon"),
    ],
)
async def test_a_day_is_told_from_a_time(said: str, day: str, time: str) -> None:
    _, given = await Caller(StrangersTools()).calls(f"Book an appointment {said}")
    assert json.loads(given) == {"day": day, "time": time}
