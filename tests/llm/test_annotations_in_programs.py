"""Parameters as programs write them: annotations that are strings, and types inside of types."""

from __future__ import annotations

import enum
import json
from dataclasses import InitVar, dataclass, field
from typing import Annotated, Any, Literal, NewType, TypedDict

import pytest
from typing_extensions import TypeAliasType

from antiphon import llm
from antiphon.llm import TypeInfo
from antiphon.plugins import openai

UserId = NewType("UserId", str)
Corner = TypeAliasType("Corner", Literal["left", "right"])


class Colour(enum.Enum):
    RED = "red"
    BLUE = "blue"


class Place(TypedDict, total=False):
    street: str
    floor: int | None


@dataclass
class Person:
    name: str
    places: list[Place] | None = None


@dataclass
class Company:
    name: str
    staff: list[Person | Company.Robot]
    colour: Colour = Colour.RED

    @dataclass
    class Robot:
        name: str
        serial: int = 0


@dataclass
class Parcel:
    to: Person | Place
    corners: list[Corner] = field(default_factory=list)
    sender: UserId | None = None


@dataclass
class Ping:
    pong: Pong | None = None


@dataclass
class Pong:
    ping: Ping | None = None


class Post(llm.FunctionContext):
    class Speed(enum.StrEnum):
        SLOW = "slow"
        FAST = "fast"

    @llm.ai_callable(description="Send a parcel.")
    def send(self, parcel: Parcel, speed: Speed = Speed.SLOW) -> Any:
        return parcel, speed

    def list(self) -> None:
        """Has the name of a type, which annotations still mean."""

    @llm.ai_callable(description="Cancel some.")
    def cancel(self, numbers: list[int | str]) -> Any:  # type: ignore[valid-type]
        return numbers


def call(name: str, **arguments: Any) -> llm.FunctionCallInfo:
    return llm.parse_function_call(Post(), "call_1", name, json.dumps(arguments))


def refused_field(name: str, **arguments: Any) -> str | None:
    with pytest.raises(llm.FunctionCallError) as caught:
        call(name, **arguments)
    return caught.value.field


async def test_types_inside_of_types_reach_the_tool_as_they_are_annotated() -> None:
    parcel = {"to": {"street": "Elm", "floor": None}, "corners": ["left"], "sender": "ann"}
    called = call("send", parcel=parcel, speed="fast").execute()
    expected = Parcel({"street": "Elm", "floor": None}, ["left"], UserId("ann"))
    assert await called.task == (expected, Post.Speed.FAST)


async def test_of_a_union_the_type_that_knows_most_of_the_fields_is_made() -> None:
    fnc_ctx = llm.FunctionContext()

    @fnc_ctx.ai_callable(description="Hire.")
    async def hire(who: Person | Company.Robot) -> object:
        return who

    robot = {"name": "Robbie", "serial": 7, "places": None}
    call = llm.parse_function_call(fnc_ctx, "call_1", "hire", json.dumps({"who": robot}))
    assert await call.execute().task == Person("Robbie")
    robot = {"name": "Robbie", "serial": 7}
    call = llm.parse_function_call(fnc_ctx, "call_1", "hire", json.dumps({"who": robot}))
    assert await call.execute().task == Company.Robot("Robbie", 7)


@pytest.mark.parametrize(
    ("parcel", "field"),
    [
        ({"to": {"name": "Ann"}, "corners": ["up"]}, "parcel.corners"),
        ({"to": {"name": "Ann"}, "sender": 1}, "parcel.sender"),
        ({"to": 1}, "parcel.to"),
        ({}, "parcel.to"),
        (None, "parcel"),
    ],
)
def test_what_does_not_fit_is_named_with_the_way_to_it(parcel: Any, field: str) -> None:
    assert refused_field("send", parcel=parcel) == field


async def test_annotations_mean_what_they_mean_to_the_class_they_stand_in() -> None:
    assert await call("cancel", numbers=[1, "two"]).execute().task == [1, "two"]
    assert refused_field("cancel", numbers=[1.5]) == "numbers"
    assert refused_field("send", parcel={"to": {}}, speed="late") == "speed"


def test_the_members_of_an_enum_can_be_its_choices() -> None:
    fnc_ctx = llm.FunctionContext()

    @fnc_ctx.ai_callable(description="Paint.")
    def paint(
        colour: Annotated[Colour, TypeInfo(description="of the door", choices=[Colour.RED])],
    ) -> None: ...

    described = openai.build_function_description(fnc_ctx.ai_functions["paint"])
    assert described["function"]["parameters"]["properties"] == {
        "colour": {"type": "string", "enum": ["red"], "description": "of the door"}
    }


@pytest.mark.parametrize("annotation", ["Ping", "Nobody", "1 2", "llm.Nothing", "Colour[1]", "3"])
def test_what_cannot_be_a_parameter_is_refused_with_its_name(annotation: str) -> None:
    def tool(argument: int) -> None: ...

    tool.__annotations__["argument"] = annotation
    with pytest.raises(ValueError, match="^parameter argument of tool: "):
        llm.FunctionContext().ai_callable(description="Odd.")(tool)


@dataclass
class Order:
    """Takes, besides its field, what only its caller can give."""

    dish: str
    table: InitVar[int]


@dataclass
class Takeaway:
    dish: str
    table: InitVar[int] = 0


def test_a_class_that_needs_what_no_model_is_told_of_is_refused_by_name() -> None:
    tools = llm.FunctionContext()

    def serve(order: Order) -> None: ...
    def pack(order: Takeaway) -> None: ...

    with pytest.raises(ValueError, match="parameter order of serve: Order needs table, which is "):
        tools.ai_callable(description="Serve it.")(serve)
    tools.ai_callable(description="Pack it.")(pack)
    call = llm.parse_function_call(tools, "call_1", "pack", '{"order": {"dish": "soup"}}')
    assert call.arguments == {"order": {"dish": "soup"}}
