"""Messages that are not quite as documented: what can be read of them, and what they have new."""

from collections.abc import Iterator
from types import UnionType
from typing import Any, TypeAlias, Union, get_args, get_origin

import msgspec
from msgspec.structs import fields

__all__ = ["mended", "strangers"]

Kind: TypeAlias = Any
"""A type as annotations say it: a struct, a union, a tuple of any length, a builtin."""


def mended(value: Any, kind: Kind) -> Any:
    """`value` as a `kind`, as far as it can be read.

    A field that is null or of another kind than documented has its default, and an unreadable
    element of a list is left out. Raises msgspec.ValidationError where a field without a default
    cannot be read.
    """
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError:
        match value:
            case list() if (element := element_of(kind)) is not None:
                return tuple(readable(value, element))
            case dict() if (struct := struct_for(value, kind)) is not None:
                return struct(**dict(readable_fields(value, struct)))
            case _:
                raise


def strangers(value: Any, kind: Kind) -> Iterator[str]:
    """Paths of the fields in `value` that a `kind` does not have."""
    match value:
        case list():
            element = element_of(kind)
            for each in value:
                yield from strangers(each, element)
        case dict():
            struct = struct_for(value, kind)
            if struct is not None:
                yield from strange_fields(value, struct)


def strange_fields(value: dict[str, Any], struct: type[Any]) -> Iterator[str]:
    known: dict[str, Kind] = {"type": str, **{f.name: f.type for f in fields(struct)}}
    for name, each in value.items():
        if name not in known:
            yield name
        else:
            yield from (f"{name}.{inner}" for inner in strangers(each, known[name]))


def readable(values: list[Any], kind: Kind) -> Iterator[Any]:
    for value in values:
        try:
            yield mended(value, kind)
        except msgspec.ValidationError:
            continue


def readable_fields(value: dict[str, Any], struct: type[Any]) -> Iterator[tuple[str, Any]]:
    for field in fields(struct):
        try:
            yield field.name, mended(value[field.name], field.type)
        except (KeyError, msgspec.ValidationError) as error:
            if field.required:
                raise msgspec.ValidationError(f"{field.name} cannot be read") from error


def options(kind: Kind) -> tuple[Kind, ...]:
    origin: Any = get_origin(kind)
    return get_args(kind) if origin in (Union, UnionType) else (kind,)


def element_of(kind: Kind) -> Kind | None:
    """What a list of that kind holds."""
    for option in options(kind):
        origin: Any = get_origin(option)
        if origin is tuple:
            return get_args(option)[0]
    return None


def struct_for(value: dict[str, Any], kind: Kind) -> type[Any] | None:
    """The struct, of those that a `kind` may be, that stands for an object like `value`."""
    structs = (o for o in options(kind) if isinstance(o, type) and issubclass(o, msgspec.Struct))
    return next((s for s in structs if s.__struct_config__.tag in (None, value.get("type"))), None)
