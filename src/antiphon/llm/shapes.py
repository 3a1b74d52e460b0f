"""The shapes that a tool's parameters can have: each checks a JSON value, makes a Python one of it,
and describes itself as a JSON Schema.
"""

import math
import sys
import types
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import reduce
from operator import or_
from typing import Any, Protocol

from antiphon.llm.arguments import FunctionCallError, Place, kind_of

__all__ = ["Field", "ListOf", "Members", "Nullable", "OneOf", "Record", "Scalar", "Shape"]


class Shape(Protocol):
    """What values a parameter takes."""

    @property
    def kind(self) -> Any:
        """The Python type: of the raw JSON value for scalars and enums, else as annotated."""
        ...

    @property
    def choices(self) -> tuple[Any, ...]:
        """The only values allowed, of a list: for its items; empty if any will do."""
        ...

    def check(self, value: Any, place: Place) -> Any:
        """The raw JSON value as the tool may rely on it: 2.0 is 2 where an int is due.

        Raises `FunctionCallError`, which names `place`, if the value does not fit.
        """
        ...

    def build(self, value: Any) -> Any:
        """What the tool is called with: the Python value for a raw one that was checked."""
        ...

    def schema(self) -> dict[str, Any]:
        """The shape as a JSON Schema; a dictionary of its own."""
        ...


def _whole(value: Any) -> int | None:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _real(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    fits = math.isfinite(value) if isinstance(value, float) else abs(value) <= sys.float_info.max
    return float(value) if fits else None


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _truth(value: Any) -> bool | None:
    return value if isinstance(value, bool) else None


@dataclass(frozen=True, slots=True)
class _Reading:
    """How one scalar type is read from JSON, named to a reader, and named in a schema."""

    read: Callable[[Any], Any]
    name: str
    schema: str


_READINGS: Mapping[type, _Reading] = {
    str: _Reading(_text, "a string", "string"),
    int: _Reading(_whole, "a whole number", "integer"),
    float: _Reading(_real, "a number", "number"),
    bool: _Reading(_truth, "a boolean", "boolean"),
}


@dataclass(frozen=True, slots=True)
class Scalar:
    """A `str`, `int`, `float` or `bool`, perhaps one of a few."""

    kind: type
    choices: tuple[Any, ...] = ()

    def check(self, value: Any, place: Place) -> Any:
        reading = _READINGS[self.kind]
        plain = reading.read(value)
        if plain is None:
            raise place.error(f"must be {reading.name}, not {kind_of(value)}")
        if self.choices and plain not in self.choices:
            raise place.error(f"must be one of {', '.join(map(repr, self.choices))}")
        return plain

    def build(self, value: Any) -> Any:
        return value

    def schema(self) -> dict[str, Any]:
        schema: dict[str, Any] = {"type": _READINGS[self.kind].schema}
        return schema | {"enum": list(self.choices)} if self.choices else schema


@dataclass(frozen=True, slots=True)
class Members:
    """A member of an enum, given by its value."""

    members: type[Enum]
    values: Scalar

    @property
    def kind(self) -> type:
        return self.values.kind

    @property
    def choices(self) -> tuple[Any, ...]:
        return self.values.choices

    def check(self, value: Any, place: Place) -> Any:
        return self.values.check(value, place)

    def build(self, value: Any) -> Any:
        return self.members(value)

    def schema(self) -> dict[str, Any]:
        return self.values.schema()


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list whose items have one shape."""

    item: Shape

    @property
    def kind(self) -> Any:
        return types.GenericAlias(list, (self.item.kind,))

    @property
    def choices(self) -> tuple[Any, ...]:
        return self.item.choices

    def check(self, value: Any, place: Place) -> Any:
        if not isinstance(value, list):
            raise place.error(f"must be an array, not {kind_of(value)}")
        return [self.item.check(each, place.index(i)) for i, each in enumerate(value)]

    def build(self, value: Any) -> Any:
        return [self.item.build(each) for each in value]

    def schema(self) -> dict[str, Any]:
        return {"type": "array", "items": self.item.schema()}


@dataclass(frozen=True, slots=True)
class Nullable:
    """What `inner` takes, or null."""

    inner: Shape

    @property
    def kind(self) -> Any:
        return self.inner.kind

    @property
    def choices(self) -> tuple[Any, ...]:
        return self.inner.choices

    def check(self, value: Any, place: Place) -> Any:
        return None if value is None else self.inner.check(value, place)

    def build(self, value: Any) -> Any:
        return None if value is None else self.inner.build(value)

    def schema(self) -> dict[str, Any]:
        return {"anyOf": [self.inner.schema(), {"type": "null"}]}


@dataclass(frozen=True, slots=True)
class OneOf:
    """A union: a value is read as that of the `options` it fits which leaves out the fewest of its
    fields, of several as the first."""

    options: tuple[Shape, ...]
    choices: tuple[Any, ...] = ()

    @property
    def kind(self) -> Any:
        return reduce(or_, (option.kind for option in self.options))

    def check(self, value: Any, place: Place) -> Any:
        return self._fit(value, place)[1]

    def build(self, value: Any) -> Any:
        option, plain = self._fit(value, Place())
        return option.build(plain)

    def schema(self) -> dict[str, Any]:
        return {"anyOf": [option.schema() for option in self.options]}

    def _fit(self, value: Any, place: Place) -> tuple[Shape, Any]:
        fits: list[tuple[Shape, Any]] = []
        complaints: list[str] = []
        for option in self.options:
            try:
                fits.append((option, option.check(value, place)))
            except FunctionCallError as error:
                complaints.append(str(error))
        if not fits:
            raise place.error(f"fits none of its types: {'; '.join(complaints)}")
        return max(fits, key=lambda fit: _size(fit[1]))


def _size(value: Any) -> int:
    """How many values there are in a JSON value, itself included."""
    match value:
        case dict():
            return 1 + sum(map(_size, value.values()))
        case list():
            return 1 + sum(map(_size, value))
        case _:
            return 1


@dataclass(frozen=True, slots=True)
class Field:
    """A named value in a record."""

    name: str
    shape: Shape
    required: bool = True
    description: str = ""

    def schema(self) -> dict[str, Any]:
        """What may be null is described as what it is otherwise, as 0.12 did.

        Mostly it may be left out as well, which says the same. Where it may not, a model is not
        told that it may be null; if it gives null all the same, that is taken.
        """
        shape = self.shape.inner if isinstance(self.shape, Nullable) else self.shape
        told = {"description": self.description} if self.description else {}
        return shape.schema() | told


@dataclass(frozen=True, slots=True)
class Record:
    """An object with known fields, made by calling `kind` with those that are given."""

    kind: Any
    fields: tuple[Field, ...]
    choices: tuple[Any, ...] = ()

    def check(self, value: Any, place: Place) -> dict[str, Any]:
        """Fields that the record does not know are left out."""
        if not isinstance(value, dict):
            raise place.error(f"must be an object, not {kind_of(value)}")
        checked = {}
        for field in self.fields:
            if field.name in value:
                checked[field.name] = field.shape.check(value[field.name], place.key(field.name))
            elif field.required:
                raise place.key(field.name).error("is missing")
        return checked

    def build(self, value: Any) -> Any:
        shapes = {field.name: field.shape for field in self.fields}
        return self.kind(**{name: shapes[name].build(given) for name, given in value.items()})

    def schema(self) -> dict[str, Any]:
        return {
            "type": "object",
            "properties": {field.name: field.schema() for field in self.fields},
            "required": [field.name for field in self.fields if field.required],
        }
