"""Pydantic models as parameters, for programs that have pydantic."""

import datetime
import json
from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel, Field, field_validator

from antiphon import llm
from antiphon.plugins import google, openai


class Guest(BaseModel):
    """Somebody who dines."""

    name: str
    born: datetime.date | None = None

    @field_validator("name")
    @classmethod
    def nobody_is_banned(cls, name: str) -> str:
        if name == "Mallory":
            raise RuntimeError("banned")
        return name


class Booking(BaseModel):
    kind: Literal["table"] = "table"
    guests: list[Guest] = Field(min_length=1)
    hour: int = Field(ge=17, le=23, description="when to come")


class Parcel(BaseModel):
    """A model that contains itself."""

    inside: "Parcel | None" = None


class Desk(llm.FunctionContext):
    @llm.ai_callable(description="Book a table.")
    async def book(
        self, booking: Annotated[Booking, llm.TypeInfo(description="what to book")]
    ) -> Booking:
        return booking


def book(booking: Any) -> llm.FunctionCallInfo:
    return llm.parse_function_call(Desk(), "call_1", "book", json.dumps({"booking": booking}))


async def test_the_tool_gets_a_model() -> None:
    given = {"guests": [{"name": "Ada", "born": "1815-12-10"}], "hour": 19}
    call = book(given)
    assert call.arguments == {"booking": given}
    ada = Guest(name="Ada", born=datetime.date(1815, 12, 10))
    assert await call.execute().task == Booking(guests=[ada], hour=19)


@pytest.mark.parametrize(
    ("booking", "field", "complaint"),
    [
        ({"guests": [{"name": "Ada"}], "hour": 3}, "booking.hour", "greater than or equal to 17"),
        ({"guests": [{"name": 1}], "hour": 19}, "booking.guests.name", "valid string"),
        ({"hour": 19}, "booking.guests", "Field required"),
        ("tonight", "booking", "argument booking was refused: "),
        ({"guests": [{"name": "Mallory"}], "hour": 19}, "booking", "banned"),
    ],
)
def test_what_the_model_refuses_is_named(booking: Any, field: str, complaint: str) -> None:
    with pytest.raises(llm.FunctionCallError, match=complaint) as caught:
        book(booking)
    assert caught.value.field == field


def test_a_model_describes_itself_without_references() -> None:
    schema = openai.build_function_description(Desk().ai_functions["book"])
    assert "$" not in json.dumps(schema)
    booking = schema["function"]["parameters"]["properties"]["booking"]
    assert booking["description"] == "what to book"
    assert booking["properties"]["hour"]["minimum"] == 17
    assert booking["properties"]["guests"]["items"]["description"] == "Somebody who dines."


def test_gemini_is_told_in_its_own_words() -> None:
    (declaration,) = google.build_function_declarations(Desk())
    assert declaration["parameters"]["properties"]["booking"] == {
        "type": "OBJECT",
        "description": "what to book",
        "properties": {
            "kind": {"type": "STRING", "enum": ["table"]},
            "guests": {
                "type": "ARRAY",
                "minItems": 1,
                "items": {
                    "type": "OBJECT",
                    "description": "Somebody who dines.",
                    "properties": {
                        "name": {"type": "STRING"},
                        "born": {"type": "STRING", "nullable": True},
                    },
                    "required": ["name"],
                },
            },
            "hour": {
                "type": "INTEGER",
                "description": "when to come",
                "minimum": 17,
                "maximum": 23,
            },
        },
        "required": ["guests", "hour"],
    }


def test_a_model_that_contains_itself_is_refused() -> None:
    fnc_ctx = llm.FunctionContext()

    async def send(parcel: Parcel) -> None: ...

    with pytest.raises(ValueError, match="parameter parcel of send: .*Parcel contains itself"):
        fnc_ctx.ai_callable(description="Send it.")(send)


def test_a_result_may_be_a_model() -> None:
    ada = Guest(name="Ada", born=datetime.date(1815, 12, 10))
    assert json.loads(llm.encode_result([ada])) == [{"name": "Ada", "born": "1815-12-10"}]
