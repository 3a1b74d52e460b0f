"""The service's looks at what a client gives: values pass through, or are refused in its words."""

import re
from collections.abc import Callable, Collection

from antiphon.testing.fake_openai.outbox import Refused
from antiphon.testing.fake_openai.script import Event

__all__ = [
    "check_choice",
    "check_known",
    "check_metadata",
    "check_modalities",
    "check_tokens",
    "check_voice",
    "id_at",
    "list_at",
    "missing",
    "number_at",
    "object_at",
    "optional",
    "string_at",
    "unknown",
]

MODALITIES = (["audio"], ["text"])
ID_PATTERN = "^[a-zA-Z0-9_-]+$"
LONGEST_ID = 32


def object_at(value: object, param: str) -> Event:
    """The value, if it is an object. Raises Refused."""
    if value is None:
        raise missing(param)
    if not isinstance(value, dict):
        raise wrong_type(param, "an object")
    return value


def list_at(value: object, param: str) -> list[object]:
    """The value, if it is an array. Raises Refused."""
    if not isinstance(value, list):
        raise wrong_type(param, "an array")
    return value


def string_at(value: object, param: str) -> str:
    """The value, if it is a string. Raises Refused."""
    if value is None:
        raise missing(param)
    if not isinstance(value, str):
        raise wrong_type(param, "a string")
    return value


def number_at(value: object, param: str) -> float:
    """The value, if it is a number of at least 0. Raises Refused."""
    if value is None:
        raise missing(param)
    if isinstance(value, bool) or not isinstance(value, int | float) or not value >= 0:
        raise wrong_type(param, "a number of at least 0")
    return value


def id_at(value: object, param: str) -> str:
    """The value, if it can be an id. Raises Refused."""
    given = string_at(value, param)
    if len(given) > LONGEST_ID:
        raise Refused(
            f"Invalid '{param}': string too long. Expected a string with maximum length "
            f"{LONGEST_ID}, but got a string with length {len(given)} instead.",
            code="string_above_max_length",
            param=param,
        )
    if not re.match(ID_PATTERN, given):
        raise Refused(
            f"Invalid '{param}': string does not match pattern. Expected a string that matches "
            f"the pattern '{ID_PATTERN}'.",
            code="invalid_value",
            param=param,
        )
    return given


def optional(check: Callable[[object, str], object], value: object, param: str) -> None:
    """Look at a value that may be left out. Raises what `check` raises."""
    if value is not None:
        check(value, param)


def check_known(given: Event, names: Collection[str], path: str) -> None:
    """Raises Refused for a field that is none of these."""
    for name in given:
        if name not in names:
            raise unknown(f"{path}.{name}")


def check_tokens(value: object, param: str) -> None:
    """Raises Refused for what is neither a number nor "inf"."""
    if value != "inf":
        number_at(value, param)


def check_voice(value: object, param: str) -> None:
    """Raises Refused for what is neither a voice's name nor an object with its id."""
    if isinstance(value, dict):
        string_at(value.get("id"), f"{param}.id")
    else:
        string_at(value, param)


def check_metadata(value: object, param: str) -> None:
    """Raises Refused for what is not a few short texts by name."""
    for name, text in object_at(value, param).items():
        string_at(text, f"{param}.{name}")


def check_choice(value: object, choices: Collection[str], param: str) -> None:
    """Raises Refused for what is not one of them."""
    if value is None:
        raise missing(param)
    if not isinstance(value, str) or value not in choices:
        *others, last = (f"'{choice}'" for choice in choices)
        listed = f"{', '.join(others)} and {last}" if others else last
        raise Refused(
            f"Invalid value: '{value}'. Supported values are: {listed}.",
            code="invalid_value",
            param=param,
        )


def check_modalities(modalities: object, param: str) -> None:
    """Raises Refused for anything but speech or text alone."""
    if modalities not in MODALITIES:
        raise Refused(
            f"Invalid modalities: {modalities}. Supported combinations are: ['text'] and "
            "['audio'].",
            code="invalid_value",
            param=param,
        )


def unknown(param: str) -> Refused:
    """For a field that the service does not know."""
    return Refused(f"Unknown parameter: '{param}'.", code="unknown_parameter", param=param)


def missing(param: str) -> Refused:
    """For a field that has to be there."""
    return Refused(
        f"Missing required parameter: '{param}'.", code="missing_required_parameter", param=param
    )


def wrong_type(param: str, wanted: str) -> Refused:
    return Refused(
        f"Invalid type for '{param}': expected {wanted}, but got something else instead.",
        code="invalid_type",
        param=param,
    )
