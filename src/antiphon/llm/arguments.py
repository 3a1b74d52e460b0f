"""Where in a call's arguments something is, and the error that says what is wrong with it."""

import math
from dataclasses import dataclass
from typing import Any

from antiphon.errors import ToolError

__all__ = ["FunctionCallError", "Place", "kind_of"]


class FunctionCallError(ToolError, ValueError):
    """A call that cannot be made: the function does not exist, or its arguments do not fit.

    The message is one sentence for the model, and repeats none of the values given.
    """

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field
        """The argument's name; the names on the way, joined by dots, for a field inside of one
        (`order.size`); None when no single argument is at fault."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the arguments; without fields, the arguments as a whole."""

    field: str = ""
    """Names only, for programs: `orders.size`."""
    shown: str = ""
    """With positions, for the reader: `orders[2].size`."""

    def key(self, name: str) -> "Place":
        """The place of the member `name` of an object here."""
        if not self.field:
            return Place(name, name)
        return Place(f"{self.field}.{name}", f"{self.shown}.{name}")

    def index(self, position: int) -> "Place":
        """The place of an element of an array here."""
        return Place(self.field, f"{self.shown}[{position}]")

    def error(self, complaint: str) -> FunctionCallError:
        """The error that says `complaint` about what is here: "must be a string"."""
        if not self.field:
            return FunctionCallError(f"the arguments {complaint}")
        return FunctionCallError(f"argument {self.shown} {complaint}", field=self.field)


def kind_of(value: Any) -> str:
    """What a JSON value is, with its article."""
    match value:
        case None:
            return "null"
        case bool():
            return "a boolean"
        case str():
            return "a string"
        case list():
            return "an array"
        case dict():
            return "an object"
        case float() if not math.isfinite(value):
            return "a number out of range"
        case float():
            return "a fractional number"
        case _:
            return "a whole number"
