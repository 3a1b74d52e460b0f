"""The recorded behaviour of 0.12: how tools are described to models, and how calls are read."""

import enum
import inspect
import json
from pathlib import Path
from typing import Annotated, Any, List, Optional  # noqa: UP035 - the cases are about these, too

import pytest

from antiphon import llm
from antiphon.llm import TypeInfo
from antiphon.plugins import google, openai

CASES = json.loads((Path(__file__).parents[1] / "data/oracle/llm.json").read_text())


class Color(enum.Enum):
    RED = "red"
    BLUE = "blue"


class Lvl(enum.Enum):
    LOW = 1
    HIGH = 2


CHOICE = TypeInfo(description="c", choices=["x", "y"])
MAIL = TypeInfo(description="mail")

TYPES: dict[str, Any] = {
    "str": str,
    "int": int,
    "float": float,
    "bool": bool,
    "Color": Color,
    "Lvl": Lvl,
    "list[int]": list[int],
    "List[str]": List[str],  # noqa: UP006
    "int | None": int | None,
    "Optional[int]": Optional[int],  # noqa: UP045
    "Optional[str]": Optional[str],  # noqa: UP045
    "Optional[bool]": Optional[bool],  # noqa: UP045
    "Optional[list[float]]": Optional[list[float]],  # noqa: UP045
    "Annotated[str, 'just a note']": Annotated[str, "just a note"],
    "Annotated[str, TypeInfo(description='the city')]": Annotated[
        str, TypeInfo(description="the city")
    ],
    "Annotated[Color, TypeInfo(description='pick')]": Annotated[
        Color, TypeInfo(description="pick")
    ],
    "Annotated[Optional[str], TypeInfo(description='mail')]": Annotated[str | None, MAIL],
    "Optional[Annotated[str, TypeInfo(description='mail')]]": Annotated[str, MAIL] | None,
    "Annotated[str, TypeInfo(description='c', choices=['x','y'])]": Annotated[str, CHOICE],
    "Annotated[list[str], TypeInfo(description='c', choices=['x','y'])]": Annotated[
        list[str], CHOICE
    ],
}


def cases(kind: str) -> list[Any]:
    return [
        pytest.param(case["input"], case["output"], id=json.dumps(case["input"]))
        for case in CASES
        if case["kind"] == kind
    ]


def parameter(argument: dict[str, Any]) -> inspect.Parameter:
    return inspect.Parameter(
        argument["name"],
        inspect.Parameter.KEYWORD_ONLY,
        default=argument.get("default", inspect.Parameter.empty),
        annotation=TYPES[argument["type"]],
    )


def context(arguments: list[dict[str, Any]]) -> llm.FunctionContext:
    """A context with one tool, `fn`, that takes `arguments`."""

    def fn(**_: Any) -> None: ...

    fn.__signature__ = inspect.Signature([parameter(each) for each in arguments])  # type: ignore[attr-defined]
    fnc_ctx = llm.FunctionContext()
    fnc_ctx.ai_callable(description="does things")(fn)
    return fnc_ctx


@pytest.mark.parametrize(("arguments", "expected"), cases("function_schema_openai"))
def test_a_tool_is_described_to_openai(arguments: Any, expected: Any) -> None:
    function = context(arguments).ai_functions["fn"]
    assert openai.build_function_description(function) == expected


@pytest.mark.parametrize(("arguments", "expected"), cases("function_schema_gemini"))
def test_tools_are_described_to_gemini(arguments: Any, expected: Any) -> None:
    assert google.build_function_declarations(context(arguments)) == expected


@pytest.mark.parametrize(("call", "expected"), cases("function_call_parse"))
def test_a_call_is_read(call: Any, expected: Any) -> None:
    fnc_ctx = context(call["args"])
    if "error" in expected:
        with pytest.raises(ValueError, match="argument"):
            llm.parse_function_call(fnc_ctx, "call_1", "fn", call["raw_arguments"])
        return
    info = llm.parse_function_call(fnc_ctx, "call_1", "fn", call["raw_arguments"])
    read = {key: getattr(info, key) for key in expected}
    assert json.dumps(read) == json.dumps(expected)
