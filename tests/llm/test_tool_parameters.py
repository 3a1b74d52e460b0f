"""The types that a tool's parameters can have: what they take, and what the tool gets of it."""

import dataclasses
import enum
import inspect
import json
from typing import Annotated, Any, Literal, NotRequired, Required, TypedDict

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from antiphon import llm
from antiphon.llm import TypeInfo


class Size(enum.Enum):
    SMALL = "small"
    LARGE = "large"


class Level(enum.IntEnum):
    LOW = 1
    HIGH = 2


class Mixed(enum.Enum):
    A = "a"
    B = 2


class Empty(enum.Enum):
    pass


@dataclasses.dataclass(frozen=True)
class Topping:
    name: Annotated[str, TypeInfo(description="what goes on top")]
    grams: int = 50

    def __post_init__(self) -> None:
        if self.grams > 1000:
            raise ValueError("too heavy")


class Pizza(TypedDict):
    size: Size
    toppings: list[Topping]
    note: NotRequired[str]


class Half(TypedDict, total=False):
    left: Required[Topping]
    right: Topping


@dataclasses.dataclass
class Tree:
    children: "list[Tree]"


@dataclasses.dataclass
class Dangling:
    end: "Nowhere"  # type: ignore[name-defined]  # noqa: F821


@dataclasses.dataclass
class Counted:
    name: str
    count: int = dataclasses.field(default=0, init=False)
    nick: str = None  # type: ignore[assignment]
    tags: list[str] = dataclasses.field(default_factory=list)


def taking(annotation: Any, default: Any = inspect.Parameter.empty) -> llm.FunctionContext:
    """A context with one tool, `tool`, that returns its only argument, `a`."""

    async def tool(**given: Any) -> Any:
        return given.get("a", default)

    parameter = inspect.Parameter(
        "a", inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation
    )
    tool.__signature__ = inspect.Signature([parameter])  # type: ignore[attr-defined]
    fnc_ctx = llm.FunctionContext()
    fnc_ctx.ai_callable(name="tool", description="Gives it back.")(tool)
    return fnc_ctx


def call(fnc_ctx: llm.FunctionContext, value: Any) -> llm.FunctionCallInfo:
    return llm.parse_function_call(fnc_ctx, "call_1", "tool", json.dumps({"a": value}))


def refusal(annotation: Any, value: Any) -> llm.FunctionCallError:
    with pytest.raises(llm.FunctionCallError) as caught:
        call(taking(annotation), value)
    return caught.value


@pytest.mark.parametrize(
    ("annotation", "given", "raw", "made"),
    [
        (str, "x", "x", "x"),
        (bool, True, True, True),
        (int, 2.0, 2, 2),
        (float, 2, 2.0, 2.0),
        (int | None, None, None, None),
        (int | None, 2.0, 2, 2),
        (list[list[int]], [[1.0], []], [[1], []], [[1], []]),
        (Size, "small", "small", Size.SMALL),
        (Level, 2.0, 2, Level.HIGH),
        (Size | None, "large", "large", Size.LARGE),
        (list[Size], ["large"], ["large"], [Size.LARGE]),
        (list[Size | None], ["large", None], ["large", None], [Size.LARGE, None]),
        (Literal["a", "b"], "b", "b", "b"),
        (Literal[1, "b", True], True, True, True),
        (Literal[1, "b", True], 1.0, 1, 1),
        (Literal["a", None], None, None, None),
        (Literal[Size.SMALL], "small", "small", Size.SMALL),
        (int | str, "2", "2", "2"),
        (int | str, 2, 2, 2),
        (int | list[Size], ["small"], ["small"], [Size.SMALL]),
        (Topping, {"name": "ham"}, {"name": "ham"}, Topping("ham", 50)),
        (Topping, {"name": "ham", "grams": 2.0, "x": 1}, {"name": "ham", "grams": 2}, None),
        (
            Pizza,
            {"size": "large", "toppings": [{"name": "ham"}]},
            {"size": "large", "toppings": [{"name": "ham"}]},
            {"size": Size.LARGE, "toppings": [Topping("ham")]},
        ),
        (Half, {"left": {"name": "ham"}}, {"left": {"name": "ham"}}, {"left": Topping("ham")}),
        (Size | Topping, {"name": "ham"}, {"name": "ham"}, Topping("ham")),
        (Counted, {"name": "x", "nick": None}, {"name": "x", "nick": None}, Counted("x")),
    ],
)
async def test_a_call_keeps_raw_values_and_the_tool_gets_made_ones(
    annotation: Any, given: Any, raw: Any, made: Any
) -> None:
    """Decision 26; defect 52: enum parameters received raw values."""
    info = call(taking(annotation), given)
    assert json.dumps(info.arguments["a"]) == json.dumps(raw)
    result = await info.execute().task
    assert made is None or (result, type(result)) == (made, type(made))


@pytest.mark.parametrize(
    ("annotation", "given", "field", "complaint"),
    [
        (str, 1, "a", "argument a must be a string, not a whole number"),
        (str, None, "a", "argument a must be a string, not null"),
        (int, True, "a", "argument a must be a whole number, not a boolean"),
        (int, 2.5, "a", "argument a must be a whole number, not a fractional number"),
        (int, "2", "a", "argument a must be a whole number, not a string"),
        (float, False, "a", "argument a must be a number, not a boolean"),
        (bool, 1, "a", "argument a must be a boolean, not a whole number"),
        (list[int], {"b": 1}, "a", "argument a must be an array, not an object"),
        (list[list[int]], [[1], [2, "x"]], "a", "argument a[1][1] must be a whole number"),
        (Size, "SMALL", "a", "argument a must be one of 'small', 'large'"),
        (Size | None, "huge", "a", "argument a must be one of 'small', 'large'"),
        (list[Level], [1, 3], "a", "argument a[1] must be one of 1, 2"),
        (Literal["x"], "y", "a", "argument a must be one of 'x'"),
        (Literal[Size.SMALL], "large", "a", "argument a must be one of 'small'"),
        (Topping, [], "a", "argument a must be an object, not an array"),
        (Topping, {}, "a.name", "argument a.name is missing"),
        (Topping, {"name": 1}, "a.name", "argument a.name must be a string"),
        (Topping, {"name": "x", "grams": 5000}, "a", "argument a was refused: too heavy"),
        (Pizza, {"size": "large"}, "a.toppings", "argument a.toppings is missing"),
        (Half, {"right": {"name": "x"}}, "a.left", "argument a.left is missing"),
        (
            list[Pizza],
            [{"size": "small", "toppings": [{"name": "x"}, {"name": 2}]}],
            "a.toppings.name",
            "argument a[0].toppings[1].name must be a string, not a whole number",
        ),
        (
            int | bool,
            "x",
            "a",
            "argument a fits none of its types: argument a must be a whole number, not a string; "
            "argument a must be a boolean, not a string",
        ),
        (Annotated[int, TypeInfo(description="", choices=[1, 2])], 3, "a", "must be one of 1, 2"),
    ],
)
def test_a_value_that_does_not_fit_is_refused_by_name(
    annotation: Any, given: Any, field: str, complaint: str
) -> None:
    error = refusal(annotation, given)
    assert error.field == field
    assert complaint in str(error)


@pytest.mark.parametrize(
    ("annotation", "reason"),
    [
        (Mixed, "the values of the enum Mixed must be all str or all int"),
        (Empty, "the values of the enum Empty must be all str or all int"),
        (list, "the type list is not supported"),
        (dict[str, int], "the type dict"),
        (list[complex], "the type complex is not supported"),
        (Any, "is not supported"),
        (None, "is not supported"),
        (Literal[None], "is not supported"),
        (Literal[b"x"], "the type bytes is not supported"),
        (Tree, "Tree contains itself"),
        (Dangling, "the annotations of Dangling do not resolve"),
        (Annotated[str, TypeInfo(description="", choices=[1])], "each of the choices"),
        (Annotated[Topping, TypeInfo(description="", choices=[1])], "choices can be given for"),
    ],
)
def test_a_type_that_cannot_be_described_is_refused_at_registration(
    annotation: Any, reason: str
) -> None:
    with pytest.raises(ValueError, match=f"parameter a of tool: .*{reason}"):
        taking(annotation)


@pytest.mark.parametrize(
    ("annotation", "type_", "choices"),
    [
        (str, str, ()),
        (Annotated[str, TypeInfo(description="", choices=["x"])], str, ("x",)),
        (Size, str, ("small", "large")),
        (Level | None, int, (1, 2)),
        (list[Size], list[str], ("small", "large")),
        (Annotated[list[Size], TypeInfo(description="", choices=["small"])], list[str], ("small",)),
        (Annotated[int | None, TypeInfo(description="", choices=[1])], int, (1,)),
        (Annotated[list[str | None], TypeInfo(description="", choices=["x"])], list[str], ("x",)),
        (Literal["a"], str, ("a",)),
        (int | str, int | str, ()),
        (Topping, Topping, ()),
        (list[Pizza], list[Pizza], ()),
    ],
)
def test_a_parameter_tells_its_type_and_its_choices(
    annotation: Any, type_: Any, choices: tuple[Any, ...]
) -> None:
    parameter = taking(annotation).ai_functions["tool"].arguments["a"]
    assert (parameter.type, parameter.choices) == (type_, choices)


def test_the_outermost_description_counts() -> None:
    inner = Annotated[str, TypeInfo(description="inner")]
    outer = Annotated[inner | None, "a note", TypeInfo(description="outer")]
    assert taking(outer).ai_functions["tool"].arguments["a"].description == "outer"
    assert taking(inner | None).ai_functions["tool"].arguments["a"].description == "inner"


def test_type_info_keeps_its_choices_as_a_tuple_and_is_frozen() -> None:
    info = TypeInfo(description="pick", choices=["x", "y"])
    assert info.choices == ("x", "y")
    assert TypeInfo("pick").choices == ()
    with pytest.raises(dataclasses.FrozenInstanceError):
        info.description = "other"  # type: ignore[misc]


async def test_null_is_allowed_where_the_default_is_none() -> None:
    info = call(taking(str, default=None), None)
    assert info.arguments == {"a": None}
    assert await info.execute().task is None


def test_a_described_function_can_be_made_by_hand() -> None:
    argument = llm.FunctionArgInfo(
        name="a", description="d", type=list[str], default=inspect.Parameter.empty, choices=("x",)
    )
    function = llm.FunctionInfo("tool", "A tool.", False, print, {"a": argument})
    fnc_ctx = llm.FunctionContext()
    fnc_ctx.ai_functions["tool"] = function
    assert call(fnc_ctx, ["x"]).arguments == {"a": ["x"]}
    with pytest.raises(llm.FunctionCallError, match=r"argument a\[0\] must be one of 'x'"):
        call(fnc_ctx, ["y"])


@settings(deadline=None)
@given(st.integers() | st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_is_an_int_exactly_if_it_is_whole(number: float) -> None:
    fnc_ctx = taking(int)
    if number == number // 1:
        assert call(fnc_ctx, number).arguments["a"] == number
        return
    with pytest.raises(llm.FunctionCallError):
        call(fnc_ctx, number)
