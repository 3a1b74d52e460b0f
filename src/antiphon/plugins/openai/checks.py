"""Checks of what a program has set: each raises one sentence that names the option."""

import math
from collections.abc import Mapping
from typing import Any, get_args

import msgspec

from antiphon.errors import ConfigurationError

__all__ = [
    "check_choice",
    "check_count",
    "check_dict",
    "check_flag",
    "check_json",
    "check_kind",
    "check_list",
    "check_name",
    "check_range",
    "check_seconds",
    "check_secret",
    "check_that",
]


def check_that(holds: bool, message: str) -> None:
    """Raise ConfigurationError with that message unless it holds."""
    if not holds:
        raise ConfigurationError(message)


def check_range(name: str, value: object, low: float, high: float) -> None:
    """Raise ConfigurationError unless `value` is a number from `low` to `high`."""
    check_that(
        is_number(value) and low <= value <= high,  # type: ignore[operator]
        f"{name} is a number from {low} to {high}, not {value!r}.",
    )


def check_seconds(name: str, value: object) -> None:
    """Raise ConfigurationError unless `value` is a span of time."""
    check_that(
        is_number(value) and 0 < value < math.inf,  # type: ignore[operator]
        f"{name} is a number of seconds above 0, not {value!r}.",
    )


def check_count(name: str, value: object, low: int, high: int | None = None) -> None:
    """Raise ConfigurationError unless `value` is a whole number from `low` to `high`, if any."""
    is_whole = isinstance(value, int) and not isinstance(value, bool)
    bounds = f"of {low} or more" if high is None else f"from {low} to {high}"
    check_that(
        is_whole and low <= value and (high is None or value <= high),  # type: ignore[operator]
        f"{name} is a whole number {bounds}, not {value!r}.",
    )


def check_choice(name: str, value: object, choices: Any) -> None:
    """Raise ConfigurationError unless `value` is one of a Literal's."""
    allowed = get_args(choices)
    listed = ", ".join(repr(choice) for choice in allowed)
    check_that(
        isinstance(value, str) and value in allowed, f"{name} is one of {listed}, not {value!r}."
    )


def check_flag(name: str, value: object) -> None:
    """Raise ConfigurationError unless `value` is True or False."""
    check_that(isinstance(value, bool), f"{name} is True or False, not {value!r}.")


def check_name(name: str, value: object) -> None:
    """Raise ConfigurationError unless `value` is a string in which there is something."""
    check_that(isinstance(value, str) and value.strip() != "", f"{name} is a name, not {value!r}.")


def check_kind(name: str, value: object, *kinds: type) -> None:
    """Raise ConfigurationError unless `value` is of one of those kinds, or None."""
    listed = " or ".join("a string" if kind is str else kind.__name__ for kind in kinds)
    check_that(
        value is None or isinstance(value, kinds), f"{name} is {listed} or None, not {value!r}."
    )


def check_list(name: str, values: object, choices: Any) -> None:
    """Raise ConfigurationError unless `values` is a list, not empty, of a Literal's, each once."""
    allowed = get_args(choices)
    is_list = isinstance(values, list | tuple) and len(values) > 0
    listed = ", ".join(repr(choice) for choice in allowed)
    check_that(
        is_list and all(isinstance(v, str) and v in allowed for v in values),  # type: ignore[attr-defined]
        f"{name} is a list of some of {listed}, not {values!r}.",
    )
    check_that(
        len(set(values)) == len(values),  # type: ignore[call-overload, arg-type]
        f"{name} is a list of some of {listed}, each once, not {values!r}.",
    )


def check_dict(
    name: str, value: object, fields: Mapping[str, type], *, wants: str = "", or_else: str = ""
) -> None:
    """Raise ConfigurationError unless `value` is a dict of some of those fields, each of its type.

    The field `wants` has to be there; `or_else` is what else the option may be.
    """
    known = ", ".join(f"{field!r} ({kind.__name__})" for field, kind in fields.items())
    wanted = f", with {wants!r}" if wants else ""
    other = f"{or_else} or " if or_else else ""
    is_right = isinstance(value, dict) and all(
        key in fields and isinstance(part, fields[key]) for key, part in value.items()
    )
    check_that(
        is_right and (not wants or bool(value.get(wants, "").strip())),  # type: ignore[attr-defined]
        f"{name} is {other}a dict of {known}{wanted}, not {value!r}.",
    )


def check_json(name: str, value: object) -> None:
    """Raise ConfigurationError unless JSON can hold `value`."""
    try:
        msgspec.json.encode(value)
    except (TypeError, ValueError, RecursionError) as error:
        raise ConfigurationError(
            f"{name} is sent as JSON, which cannot hold what is in it: {error}."
        ) from None


def check_secret(name: str, secret: object) -> None:
    """Raise ConfigurationError unless it is a string that a header can hold, or None; it is not
    shown."""
    if secret is None:
        return
    if not isinstance(secret, str):
        raise ConfigurationError(f"{name} is a string or None.")
    check_that(
        secret.isascii() and secret.isprintable() and " " not in secret,
        f"{name} is one line of ASCII without spaces: take out what is around or within the key.",
    )


def is_number(value: object) -> bool:
    """Whether it is one; True and False are none."""
    return isinstance(value, int | float) and not isinstance(value, bool)
