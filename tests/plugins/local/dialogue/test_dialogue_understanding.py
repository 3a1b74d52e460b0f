"""The dialogue's own intents are recognised, and what it does not know is refused."""

import csv
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from antiphon.plugins.local.dialogue.intents import INTENTS
from antiphon.plugins.local.dialogue.interpreter import Interpreter
from antiphon.plugins.local.dialogue.memory import Answer, Memory, Scene, ToolRequest
from antiphon.plugins.local.dialogue.tools import Toolbox
from tests.plugins.local.dialogue.caller import NOON, HomeTools

DATA = Path(__file__).parents[3] / "data" / "dialogue"
SCENE = Scene(now=NOON, turn="item_1", count=0, can_ring=True)
NO_TOOLS = Toolbox({})


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def understood(text: str, toolbox: Toolbox = NO_TOOLS) -> Answer:
    return Interpreter(Memory(), SCENE, toolbox).answer(text)


def own_phrasings() -> Iterator[tuple[str, str]]:
    for intent in INTENTS.values():
        for phrasing in map(str.strip, intent.phrasings.split("|")):
            if "*" not in phrasing:
                yield intent.name, phrasing


def test_every_phrasing_of_the_table_is_taken_for_its_own_intent() -> None:
    mistaken = [said for name, said in own_phrasings() if understood(said).intent != name]
    assert mistaken == []


@pytest.mark.parametrize(
    ("column", "share"), [("said", 0.95), ("heard", 0.9), ("heard_robotic", 0.7)]
)
def test_recognises_its_own_intents(column: str, share: float) -> None:
    wishes = rows("intents.tsv")
    right = [row for row in wishes if understood(row[column]).intent == row["intent"]]
    assert len(right) >= share * len(wishes)


@pytest.mark.parametrize("column", ["said", "heard", "heard_robotic"])
def test_refuses_what_it_does_not_know(column: str) -> None:
    others = rows("out_of_domain.tsv")
    refused = [row for row in others if not understood(row[column]).intent]
    assert len(refused) >= 0.9 * len(others)


@pytest.mark.parametrize(("column", "share"), [("said", 0.97), ("heard", 0.95)])
def test_understands_what_people_say_instead(column: str, share: float) -> None:
    wishes = rows("paraphrases.tsv")
    right = [row for row in wishes if understood(row[column]).intent == row["intent"]]
    assert len(right) >= share * len(wishes)


@pytest.mark.parametrize("column", ["said", "heard"])
def test_everyday_life_is_not_its_business(column: str) -> None:
    others = rows("everyday.tsv")
    taken = [row[column] for row in others if understood(row[column]).intent]
    assert len(taken) <= 0.02 * len(others)


@pytest.mark.parametrize("column", ["said", "heard"])
def test_nine_of_ten_near_misses_are_refused(column: str) -> None:
    others = rows("near_misses.tsv")
    refused = [row for row in others if not understood(row[column]).intent]
    assert len(refused) >= 0.9 * len(others)


@pytest.mark.parametrize(
    "text",
    [
        "Read me the news",
        "Read out the instructions",
        "Delete all my emails",
        "Switch off the light",
        "Show me my calendar",
        "What will the weather be tomorrow?",
        "What do I have to do today?",
        "Drive more slowly",
        "Add a new contact",
        "Yes, but I was thinking about the other house",
        "That is my brother",
    ],
)
def test_what_only_resembles_a_wish_is_refused(text: str) -> None:
    answer = understood(text)
    assert (answer.intent, answer.calls) == ("", ())


@pytest.mark.parametrize(
    ("heard", "intent"),
    [
        ("What's here do we have?", "year"),
        ("Om very well.", "fine"),
        ("In what happened after that?", "go_on"),
        ("Under the last change.", "change_mind"),
        ("And do what I just did.", "change_mind"),
        ("One minute time or please.", "set_timer"),
        ("Not today thinks.", "no"),
        ("No thanks may be later.", "no"),
        ("Set a timer for too minutes.", "set_timer"),
        ("Set a timer for for minutes.", "set_timer"),
        ("At five and six.", "sum"),
        ("Multiply eight times twelve please.", "sum"),
        ("I don't need sugar anymore.", "remove"),
        ("Let's stop here goodbye.", "goodbye"),
        ("What is the wetter be tomorrow", ""),
    ],
)
def test_what_sounds_alike_is_taken_as_it_was_meant(heard: str, intent: str) -> None:
    assert understood(heard).intent == intent


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("No, it's okay", "no"),
        ("No, thank you very much", "no"),
        ("Okay, that's enough", "stop"),
        ("Yes, go ahead", "yes"),
        ("No, set a timer for five minutes", "set_timer"),
        ("Yes, I saw your brother at the station", ""),
    ],
)
def test_a_courtesy_counts_where_nothing_else_is_said(text: str, intent: str) -> None:
    assert understood(text).intent == intent


def test_chatter_calls_no_tool() -> None:
    toolbox = Toolbox(HomeTools().ai_functions)
    meant = {row["said"] for row in rows("out_of_domain.tsv") if row["tool"]}
    said = [row["said"] for row in rows("out_of_domain.tsv")]
    concerned = {
        text for text in said if isinstance(understood(text, toolbox).memory.last, ToolRequest)
    }
    assert concerned == meant


def test_chatter_is_refused_in_changing_words() -> None:
    scenes = [replace(SCENE, count=count) for count in range(3)]
    refusals = {
        Interpreter(Memory(), scene, NO_TOOLS).answer("turn on the radio").text for scene in scenes
    }
    assert len(refusals) == 3
