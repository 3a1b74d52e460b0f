"""How tools are described to models, where the recorded behaviour of 0.12 has nothing to say."""

import dataclasses
import enum
from typing import Annotated, Literal, TypedDict

import pytest

from antiphon import llm
from antiphon.llm import TypeInfo
from antiphon.plugins import google, openai


class Size(enum.Enum):
    SMALL = "small"
    LARGE = "large"


class Level(enum.Enum):
    LOW = 1
    HIGH = 2


@dataclasses.dataclass
class Topping:
    name: Annotated[str, TypeInfo(description="what goes on top")]
    grams: int | None = None


class Pizza(TypedDict):
    size: Size
    toppings: list[Topping]


class Shop(llm.FunctionContext):
    @llm.ai_callable(description="Order a pizza.")
    async def order(
        self,
        pizza: Annotated[Pizza, TypeInfo(description="which one")],
        speed: Literal["slow", "fast"] | None = "slow",
        table: int | str = 1,
        codes: list[str | None] | None = None,
    ) -> None: ...

    @llm.ai_callable(description="Pay.")
    async def pay(self) -> None: ...


class Lift(llm.FunctionContext):
    @llm.ai_callable(description="Go somewhere.")
    async def go(self, level: Level) -> None: ...


def test_openai_is_told_of_everything_a_tool_takes() -> None:
    order = openai.build_function_description(Shop().ai_functions["order"])["function"]
    assert order["parameters"] == {
        "type": "object",
        "properties": {
            "pizza": {
                "description": "which one",
                "type": "object",
                "properties": {
                    "size": {"type": "string", "enum": ["small", "large"]},
                    "toppings": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "properties": {
                                "name": {"type": "string", "description": "what goes on top"},
                                "grams": {"type": "number"},
                            },
                            "required": ["name"],
                        },
                    },
                },
                "required": ["size", "toppings"],
            },
            "speed": {"type": "string", "enum": ["slow", "fast"]},
            "table": {"anyOf": [{"type": "number"}, {"type": "string"}]},
            "codes": {"type": "array", "items": {"anyOf": [{"type": "string"}, {"type": "null"}]}},
        },
        "required": ["pizza"],
    }


def test_openai_is_told_of_a_tool_without_arguments() -> None:
    pay = openai.build_function_description(Shop().ai_functions["pay"])["function"]
    assert pay["parameters"] == {"type": "object", "properties": {}, "required": []}


def test_gemini_is_told_of_everything_a_tool_takes() -> None:
    order, _ = google.build_function_declarations(Shop())
    assert order["parameters"] == {
        "type": "OBJECT",
        "properties": {
            "pizza": {
                "type": "OBJECT",
                "description": "which one",
                "properties": {
                    "size": {"type": "STRING", "enum": ["small", "large"]},
                    "toppings": {
                        "type": "ARRAY",
                        "items": {
                            "type": "OBJECT",
                            "properties": {
                                "name": {"type": "STRING", "description": "what goes on top"},
                                "grams": {"type": "INTEGER"},
                            },
                            "required": ["name"],
                        },
                    },
                },
                "required": ["size", "toppings"],
            },
            "speed": {"type": "STRING", "enum": ["slow", "fast"]},
            "table": {"anyOf": [{"type": "INTEGER"}, {"type": "STRING"}]},
            "codes": {"type": "ARRAY", "items": {"type": "STRING", "nullable": True}},
        },
        "required": ["pizza"],
    }


def test_gemini_is_told_of_a_tool_without_arguments() -> None:
    assert google.build_function_declarations(Shop())[1] == {"name": "pay", "description": "Pay."}


def test_gemini_takes_nothing_beside_a_union() -> None:
    fnc_ctx = llm.FunctionContext()

    @fnc_ctx.ai_callable(description="Find it.")
    async def find(
        key: Annotated[list[int | str | None], TypeInfo(description="keys")],
    ) -> None: ...

    (declaration,) = google.build_function_declarations(fnc_ctx)
    assert declaration["parameters"]["properties"]["key"]["items"] == {
        "anyOf": [{"type": "INTEGER", "nullable": True}, {"type": "STRING", "nullable": True}]
    }


def test_gemini_refuses_choices_that_are_numbers() -> None:
    with pytest.raises(ValueError, match="go cannot be described to Gemini: .* not \\[1, 2\\]"):
        google.build_function_declarations(Lift())


def test_a_description_is_the_readers_own() -> None:
    shop = Shop()
    openai.build_function_description(shop.ai_functions["order"])["function"]["parameters"].clear()
    assert openai.build_function_description(shop.ai_functions["order"])["function"]["parameters"]
