"""What a tool returned, as the text that the model is told."""

import dataclasses
import enum
import json
from collections.abc import Mapping
from typing import Any

__all__ = ["CUT_MARKER", "MAX_RESULT_BYTES", "encode_result"]

MAX_RESULT_BYTES = 64 * 1024
"""The longest text that a model is told, in bytes of UTF-8, `CUT_MARKER` included."""

CUT_MARKER = "… [cut: the result was longer than 64 KiB]"
"""How a text ends that was cut."""


def encode_result(result: object) -> str:
    """The text for the model that stands for `result`; never raises.

    - a string goes as it is, None as `null`;
    - numbers, booleans, lists, tuples, sets, mappings, dataclass instances, enum members (their
      values) and pydantic models go as JSON; what JSON lacks inside of them goes as its `str()`;
    - anything else goes as its `str()`: bytes, other objects, and a whole value that JSON cannot
      hold because of a NaN, an infinity, a key that is no string or number, or a cycle.

    A text of more than `MAX_RESULT_BYTES` is cut, and ends in `CUT_MARKER`. A lone surrogate, which
    UTF-8 cannot hold, becomes `?`.
    """
    return _cut(_text(result))


def _text(result: object) -> str:
    try:
        plain = _plain(result)
        if isinstance(plain, str):
            return plain
        return json.dumps(plain, ensure_ascii=False, allow_nan=False, default=_plain)
    except Exception:  # JSON cannot hold it, or `model_dump`, the tool author's code, has failed
        return _shown(result)


def _plain(value: object) -> Any:
    """The nearest thing that JSON has, one level deep."""
    if isinstance(value, enum.Enum):
        return value.value
    if value is None or isinstance(value, (str, int, float, list, tuple, dict)):
        return value
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, (set, frozenset)):
        return list(value)
    return _plain_object(value)


def _plain_object(value: object) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
    dump = getattr(value, "model_dump", None)
    if callable(dump) and not isinstance(value, type):
        return dump(mode="json")
    return _shown(value)


def _shown(value: object) -> str:
    try:
        return str(value)
    except Exception:  # `__str__` is the tool author's code
        return f"<{type(value).__name__}>"


def _cut(text: str) -> str:
    # A character has a byte at least: of 20 MiB the first 64 KiB are enough to know.
    data = text[: MAX_RESULT_BYTES + 1].encode("utf-8", "replace")
    if len(data) <= MAX_RESULT_BYTES:
        return data.decode()
    room = MAX_RESULT_BYTES - len(CUT_MARKER.encode())
    return data[:room].decode("utf-8", "ignore") + CUT_MARKER
