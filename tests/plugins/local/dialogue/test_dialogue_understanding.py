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
