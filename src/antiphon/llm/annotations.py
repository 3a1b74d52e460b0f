"""From a parameter's annotation to the shape of its values."""

import dataclasses
import inspect
import types
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from functools import reduce
from operator import or_
from typing import (
    Annotated,
    Any,
    Literal,
    NotRequired,
    Required,
    TypeAlias,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)

from antiphon.llm.arguments import Place
from antiphon.llm.models import Model, is_model
from antiphon.llm.shapes import Field, ListOf, Members, Nullable, OneOf, Record, Scalar, Shape

__all__ = ["TypeInfo", "UnsupportedType", "field_of", "restrict", "shape_of"]

Classes: TypeAlias = tuple[type, ...]
"""The classes that an annotation stands in, outermost first: a class may not contain itself."""

_SUPPORTED = (
    "str, int, float, bool, Literal, Enum, list[...], Optional, Union, "
    "a dataclass, a TypedDict or a pydantic model"
)
_QUALIFIERS = (Required, NotRequired)
_VARIADIC = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
_ALIASED = ("__supertype__", "__value__")
"""Where a NewType keeps what it is a name for, and `type X = …`."""


class UnsupportedType(ValueError):
    """An annotation that tools cannot have; the message says which, and what they can."""


@dataclass(frozen=True)
class TypeInfo:
    """What a model is told of a parameter: `Annotated[str, TypeInfo(description="the city")]`."""

    description: str
    choices: Sequence[Any] = ()
    """The only values allowed, of a list: for its items; empty if any will do. Kept as a tuple.
    Of an enum, its members or their values."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "choices", tuple(self.choices))


@dataclass(frozen=True, slots=True)
class _Peeled:
    """An annotation, and what was wrapped around it."""

    bare: Any
    info: TypeInfo | None = None
    nullable: bool = False


def field_of(
    name: str, annotation: Any, *, default: Any, required: bool, within: Classes = ()
) -> Field:
    """The field that an annotated parameter, or a member of a class, stands for.

    A `default` of None makes it nullable. Raises `UnsupportedType`.
    """
    shape = shape_of(annotation, within)
    if default is None and not isinstance(shape, Nullable):
        shape = Nullable(shape)
    info = _peel(annotation).info
    return Field(name, shape, required, info.description if info else "")


def shape_of(annotation: Any, within: Classes = ()) -> Shape:
    """The shape of the values that `annotation` allows. Raises `UnsupportedType`."""
    peeled = _peel(annotation)
    shape = _bare_shape(peeled.bare, within)
    if peeled.info and peeled.info.choices:
        shape = restrict(shape, peeled.info.choices)
    return Nullable(shape) if peeled.nullable and not isinstance(shape, Nullable) else shape


def restrict(shape: Shape, choices: Sequence[Any]) -> Shape:
    """`shape`, with no values but `choices`: of a list, for its items.

    Raises `UnsupportedType` where they are not of its type.
    """
    match shape:
        case Scalar():
            return Scalar(shape.kind, _choices(shape, choices))
        case Members(members=members, values=values):
            plain = [each.value if isinstance(each, members) else each for each in choices]
            return Members(members, Scalar(values.kind, _choices(values, plain)))
        case ListOf(item=item):
            return ListOf(restrict(item, choices))
        case Nullable(inner=inner):
            return Nullable(restrict(inner, choices))
        case _:
            raise UnsupportedType("choices can be given for str, int, float, bool and Enum only")


def _choices(shape: Scalar, choices: Sequence[Any]) -> tuple[Any, ...]:
    try:
        return tuple(shape.check(choice, Place()) for choice in choices)
    except ValueError:
        raise UnsupportedType(
            f"each of the choices {tuple(choices)!r} must be a value of the type"
        ) from None


def _peel(annotation: Any) -> _Peeled:
    origin = get_origin(annotation)
    if origin is Annotated:
        inner = _peel(annotation.__origin__)
        info = next((m for m in annotation.__metadata__ if isinstance(m, TypeInfo)), None)
        return dataclasses.replace(inner, info=info or inner.info)
    if origin in _QUALIFIERS:
        return _peel(get_args(annotation)[0])
    if origin in (Union, types.UnionType):
        return _peel_union(annotation)
    aliased = [getattr(annotation, name) for name in _ALIASED if hasattr(annotation, name)]
    if aliased and not isinstance(annotation, type):
        return _peel(aliased[0])
    return _Peeled(annotation)


def _peel_union(annotation: Any) -> _Peeled:
    options = get_args(annotation)
    others = tuple(option for option in options if option is not types.NoneType)
    if len(others) == len(options):
        return _Peeled(annotation)
    return dataclasses.replace(_peel(reduce(or_, others)), nullable=True)


def _bare_shape(bare: Any, within: Classes) -> Shape:
    origin, inner = get_origin(bare), get_args(bare)
    if bare in (str, int, float, bool):
        return Scalar(bare)
    if origin is Literal:
        return _literal_shape(inner)
    if origin in (Union, types.UnionType):
        return OneOf(tuple(shape_of(option, within) for option in inner))
    if origin is list and inner:
        return ListOf(shape_of(inner[0], within))
    if isinstance(bare, type):
        return _class_shape(bare, within)
    raise _unsupported(bare)


def _literal_shape(values: Sequence[Any]) -> Shape:
    groups: dict[type, list[Any]] = {}
    for value in values:
        groups.setdefault(type(value), []).append(value)
    nullable = groups.pop(types.NoneType, None)
    options = tuple(_literal_group(kind, group) for kind, group in groups.items())
    if not options:
        raise _unsupported(None)
    shape = options[0] if len(options) == 1 else OneOf(options)
    return Nullable(shape) if nullable else shape


def _literal_group(kind: type, values: Sequence[Any]) -> Shape:
    if kind in (str, int, bool):
        return Scalar(kind, tuple(values))
    return restrict(_enum_shape(kind), [value.value for value in values])


def _enum_shape(kind: type) -> Shape:
    if not issubclass(kind, Enum):
        raise _unsupported(kind)
    values = tuple(member.value for member in kind)
    for scalar in (str, int):
        if values and all(type(value) is scalar for value in values):
            return Members(kind, Scalar(scalar, values))
    raise UnsupportedType(f"the values of the enum {kind.__name__} must be all str or all int")


def _class_shape(kind: type, within: Classes) -> Shape:
    if issubclass(kind, Enum):
        return _enum_shape(kind)
    if is_model(kind):
        return _model_shape(kind)
    if kind in within:
        raise UnsupportedType(f"{kind.__name__} contains itself")
    if dataclasses.is_dataclass(kind):
        return _dataclass_shape(kind, (*within, kind))
    if issubclass(kind, dict) and hasattr(kind, "__required_keys__"):
        return _typed_dict_shape(kind, (*within, kind))
    raise _unsupported(kind)


def _model_shape(kind: type) -> Shape:
    try:
        return Model(kind)
    except ValueError as error:
        raise UnsupportedType(f"{kind.__name__} cannot be described: {error}") from error


def _dataclass_shape(kind: Any, within: Classes) -> Record:
    hints = _hints(kind)
    members = [member for member in dataclasses.fields(kind) if member.init]
    _check_nothing_else_is_due(kind, {member.name for member in members})
    return Record(kind, tuple(_member_field(each, hints[each.name], within) for each in members))


def _check_nothing_else_is_due(kind: Any, members: set[str]) -> None:
    """A model is told of fields: what else the class must be given, it would never be."""
    for parameter in inspect.signature(kind).parameters.values():
        optional = parameter.default is not parameter.empty
        if not optional and parameter.name not in members and parameter.kind not in _VARIADIC:
            raise UnsupportedType(
                f"{kind.__name__} needs {parameter.name}, which is not a field of it: "
                "give that a default"
            )


def _member_field(member: dataclasses.Field[Any], hint: Any, within: Classes) -> Field:
    missing = dataclasses.MISSING
    required = member.default is missing and member.default_factory is missing
    return field_of(member.name, hint, default=member.default, required=required, within=within)


def _typed_dict_shape(kind: Any, within: Classes) -> Record:
    fields = [
        field_of(name, hint, default=..., required=_is_required(kind, name, hint), within=within)
        for name, hint in _hints(kind).items()
    ]
    return Record(kind, tuple(fields))


def _is_required(kind: Any, name: str, hint: Any) -> bool:
    """The qualifier decides: `__required_keys__` misses one that stands in a string."""
    if get_origin(hint) in _QUALIFIERS:
        return get_origin(hint) is Required
    return name in kind.__required_keys__


def _hints(kind: type) -> dict[str, Any]:
    try:
        return get_type_hints(kind, include_extras=True)
    except Exception as error:  # in a string there may be any expression
        raise UnsupportedType(
            f"the annotations of {kind.__name__} do not resolve: {error}"
        ) from error


def _unsupported(annotation: Any) -> UnsupportedType:
    name = annotation.__name__ if isinstance(annotation, type) else str(annotation)
    return UnsupportedType(f"the type {name} is not supported: use {_SUPPORTED}")
