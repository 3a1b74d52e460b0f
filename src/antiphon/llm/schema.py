"""JSON Schemas of tools, and how to translate them: the vendors want them in ways of their own."""

from collections.abc import Callable
from typing import Any, TypeAlias

__all__ = ["UNIONS", "JsonSchema", "with_parts"]

JsonSchema: TypeAlias = dict[str, Any]

UNIONS = ("anyOf", "oneOf", "allOf")
"""The keys under which a schema lists others that it is made of."""


def with_parts(schema: JsonSchema, translate: Callable[[JsonSchema], JsonSchema]) -> JsonSchema:
    """`schema` with the schemas inside of it translated; a dictionary of its own."""
    plain = dict(schema)
    if "properties" in plain:
        plain["properties"] = {k: translate(v) for k, v in plain["properties"].items()}
    if "items" in plain:
        plain["items"] = translate(plain["items"])
    for union in UNIONS:
        if union in plain:
            plain[union] = [translate(option) for option in plain[union]]
    return plain
