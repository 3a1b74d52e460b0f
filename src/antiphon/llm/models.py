"""Pydantic models as parameters, wherever a program has pydantic: it is not imported from here."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeGuard

from antiphon.llm.arguments import FunctionCallError, Place

__all__ = ["Model", "is_model"]


def is_model(kind: Any) -> TypeGuard[type[Any]]:
    """Whether `kind` is a class with the methods of a pydantic (version 2) model."""
    methods = ("model_validate_json", "model_json_schema")
    return isinstance(kind, type) and all(hasattr(kind, method) for method in methods)


@dataclass(frozen=True)
class Model:
    """A pydantic model, which validates and makes itself.

    Raises ValueError where the model contains itself, which no vendor's schema can say.
    """

    kind: Any
    choices: tuple[Any, ...] = ()
    _schema: dict[str, Any] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        schema = self.kind.model_json_schema()
        definitions = schema.pop("$defs", {})
        object.__setattr__(self, "_schema", _inlined(schema, definitions))

    def check(self, value: Any, place: Place) -> Any:
        try:
            self.build(value)
        except Exception as error:  # validators are the tool author's code
            raise _refusal(error, place) from error
        return value

    def build(self, value: Any) -> Any:
        return self.kind.model_validate_json(json.dumps(value))

    def schema(self) -> dict[str, Any]:
        return dict(self._schema)


def _refusal(error: Exception, place: Place) -> FunctionCallError:
    """The first of the errors that pydantic lists, at its place; any other error, at `place`."""
    listed: Callable[[], Sequence[Any]] | None = getattr(error, "errors", None)
    if not callable(listed):
        return place.error(f"was refused: {error}")
    first = listed()[0]
    for step in first["loc"]:
        place = place.index(step) if isinstance(step, int) else place.key(step)
    return place.error(f"was refused: {first['msg']}")


def _inlined(node: Any, definitions: Mapping[str, Any], within: tuple[str, ...] = ()) -> Any:
    """`node` with every `$ref` replaced by what it refers to: vendors resolve none inside tools."""
    if isinstance(node, list):
        return [_inlined(each, definitions, within) for each in node]
    if not isinstance(node, dict):
        return node
    plain = {k: _inlined(v, definitions, within) for k, v in node.items() if k != "$ref"}
    if not isinstance(node.get("$ref"), str):
        return plain
    name = node["$ref"].removeprefix("#/$defs/")
    if name in within:
        raise ValueError(f"{name} contains itself")
    return _inlined(definitions[name], definitions, (*within, name)) | plain
