"""JSON text: what of it can be read, and what can be written."""

import json
import math
import re
from typing import Any

import msgspec

__all__ = ["loosely", "written"]

LONGEST_INTEGER = 20
"""Characters of the longest number of 64 bits, its sign included."""

LONE_HALF = re.compile(r"[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]")
"""Half of a surrogate pair. A decoder that is told to replace copies the whole text for each."""


def loosely(data: bytes) -> Any:
    """The value that JSON text stands for, where strictness would lose a message for a trifle.

    Bytes that are no UTF-8 and halves of surrogate pairs are read as U+FFFD; numbers that take more
    than 64 bits, NaN and infinities as null. Raises ValueError for what is no JSON, RecursionError
    for what is nested too deeply.
    """
    value = json.loads(
        data.decode("utf-8", "replace"),
        parse_int=integer,
        parse_float=finite,
        parse_constant=lambda _: None,
    )
    return encodable(value)


def written(message: Any) -> bytes:
    """The JSON of a message of ours; a lone surrogate, which UTF-8 cannot hold, is U+FFFD there."""
    try:
        return msgspec.json.encode(message)
    except UnicodeEncodeError:
        return msgspec.json.encode(encodable(msgspec.to_builtins(message)))


def encodable(value: Any) -> Any:
    """`value` with U+FFFD for every half of a surrogate pair in its strings."""
    match value:
        case str() if value.isascii():
            return value
        case str():
            whole = LONE_HALF.sub("\ufffd", value)
            return whole.encode("utf-16", "surrogatepass").decode("utf-16")
        case list() | tuple():
            return [encodable(each) for each in value]
        case dict():
            return {encodable(key): encodable(each) for key, each in value.items()}
        case _:
            return value


def integer(digits: str) -> int | None:
    return int(digits) if len(digits) <= LONGEST_INTEGER else None


def finite(digits: str) -> float | None:
    number = float(digits)
    return number if math.isfinite(number) else None
