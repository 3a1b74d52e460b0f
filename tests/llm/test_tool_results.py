"""What a model is told that a tool returned."""

import dataclasses
import datetime
import enum
import json
import types
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from antiphon.llm import encode_result
from antiphon.llm.results import CUT_MARKER, MAX_RESULT_BYTES


class Size(enum.Enum):
    LARGE = "large"


class Tone(str, enum.Enum):  # noqa: UP042 - its str() is not its value
    WARM = "warm"


@dataclasses.dataclass
class Pizza:
    size: Size
    toppings: list[str]


class Grumpy:
    def __str__(self) -> str:
        raise RuntimeError("no")


class Unfinished:
    def model_dump(self, *, mode: str) -> object:
        raise AttributeError(f"no {mode} yet")

    def __str__(self) -> str:
        return "unfinished"


NOON = datetime.date(2024, 5, 17)
circle: list[Any] = []
circle.append(circle)
deep: list[Any] = []
for _ in range(100_000):
    deep = [deep]


@pytest.mark.parametrize(
    ("result", "text"),
    [
        ("sunny", "sunny"),
        ("", ""),
        (None, "null"),
        (True, "true"),
        (3, "3"),
        (0.5, "0.5"),
        (["a", 1, None], '["a", 1, null]'),
        (("a", 1), '["a", 1]'),
        ({"Grüße": 1}, '{"Grüße": 1}'),
        (types.MappingProxyType({"a": 1}), '{"a": 1}'),
        (frozenset({1}), "[1]"),
        (Pizza(Size.LARGE, ["ham"]), '{"size": "large", "toppings": ["ham"]}'),
        ([Pizza(Size.LARGE, [])], '[{"size": "large", "toppings": []}]'),
        (Size.LARGE, "large"),
        (Tone.WARM, "warm"),
        ({"when": NOON}, '{"when": "2024-05-17"}'),
    ],
)
def test_what_json_has_goes_as_json_and_text_as_it_is(result: object, text: str) -> None:
    """Defect 27: 0.12 stopped short at anything but a string."""
    assert encode_result(result) == text


@pytest.mark.parametrize(
    ("result", "text"),
    [
        (b"abc", "b'abc'"),
        (NOON, "2024-05-17"),
        (float("nan"), "nan"),
        ([1.0, float("inf")], "[1.0, inf]"),
        ({(1, 2): 3}, "{(1, 2): 3}"),
        (circle, "[[...]]"),
        (deep, "<list>"),
        (Grumpy(), "<Grumpy>"),
        ([Grumpy()], '["<Grumpy>"]'),
        (Unfinished(), "unfinished"),
        (Pizza, "<class 'test_tool_results.Pizza'>"),
    ],
)
def test_anything_else_goes_as_its_str(result: object, text: str) -> None:
    assert encode_result(result) == text


def test_a_long_text_is_cut_with_a_marker() -> None:
    text = encode_result("ä" * MAX_RESULT_BYTES)
    assert text.endswith("ä" + CUT_MARKER)
    assert MAX_RESULT_BYTES - 1 <= len(text.encode()) <= MAX_RESULT_BYTES


def test_a_text_that_just_fits_is_left_alone() -> None:
    text = "x" * MAX_RESULT_BYTES
    assert encode_result(text) == text
    assert encode_result(text + "x").endswith(CUT_MARKER)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(codec="utf-8")), inner),
    max_leaves=10,
)


@settings(deadline=None)
@given(json_values)
def test_json_values_are_read_back_as_they_were(value: Any) -> None:
    assert json.loads(encode_result(value)) == value


@settings(deadline=None)
@given(st.text() | st.binary() | st.floats() | st.dictionaries(st.text(), st.text()))
def test_the_text_can_always_be_sent(value: object) -> None:
    encode_result(value).encode("utf-8")
