"""How tools are described to the vendors' models."""

from collections.abc import Callable
from typing import Any, TypeAlias

from antiphon.llm.function_context import FunctionContext
from antiphon.llm.function_info import FunctionInfo

__all__ = ["function_schema_gemini", "function_schema_openai"]

JsonSchema: TypeAlias = dict[str, Any]

_UNIONS = ("anyOf", "oneOf", "allOf")

_GEMINI_KEEPS = (
    "description",
    "minimum",
    "maximum",
    "minItems",
    "maxItems",
    "minLength",
    "maxLength",
    "pattern",
)


def function_schema_openai(function_info: FunctionInfo) -> JsonSchema:
    """The tool as OpenAI's chat API takes it: `{"type": "function", "function": {…}}`.

    The realtime API takes the inner dictionary, with `"type": "function"` added. Whole numbers are
    described as `number`, as 0.12 did; their arguments are checked all the same.
    """
    return {
        "type": "function",
        "function": {
            "name": function_info.name,
            "description": function_info.description,
            "parameters": _with_numbers(function_info.parameters.schema()),
        },
    }


def function_schema_gemini(fnc_ctx: FunctionContext) -> list[JsonSchema]:
    """The tools as Gemini's `function_declarations`; one without arguments has no `parameters`.

    Raises ValueError, with the tool's name, for choices that are not strings: Gemini has no others.
    """
    return [_declaration(function) for function in fnc_ctx.ai_functions.values()]


def _with_numbers(schema: JsonSchema) -> JsonSchema:
    plain = _with_parts(schema, _with_numbers)
    return plain | {"type": "number"} if plain.get("type") == "integer" else plain


def _declaration(function: FunctionInfo) -> JsonSchema:
    declaration = {"name": function.name, "description": function.description}
    if not function.arguments:
        return declaration
    try:
        return declaration | {"parameters": _in_gemini(function.parameters.schema())}
    except ValueError as error:
        raise ValueError(f"{function.name} cannot be described to Gemini: {error}") from error


def _with_parts(schema: JsonSchema, translate: Callable[[JsonSchema], JsonSchema]) -> JsonSchema:
    """`schema` with the schemas inside of it translated."""
    plain = dict(schema)
    if "properties" in plain:
        plain["properties"] = {k: translate(v) for k, v in plain["properties"].items()}
    if "items" in plain:
        plain["items"] = translate(plain["items"])
    for union in _UNIONS:
        if union in plain:
            plain[union] = [translate(option) for option in plain[union]]
    return plain


def _in_gemini(schema: JsonSchema, inherited: JsonSchema | None = None) -> JsonSchema:
    told = (inherited or {}) | {key: schema[key] for key in _GEMINI_KEEPS if key in schema}
    options = [option for union in _UNIONS for option in schema.get(union, ())]
    return _union_in_gemini(options, told) if options else told | _plain_in_gemini(schema)


def _plain_in_gemini(schema: JsonSchema) -> JsonSchema:
    plain: JsonSchema = {"type": schema["type"].upper()} if "type" in schema else {}
    choices = [schema["const"]] if "const" in schema else schema.get("enum", [])
    if not all(isinstance(choice, str) for choice in choices):
        raise ValueError(f"it takes only strings as choices, not {choices}")
    if choices:
        plain["enum"] = choices
    if schema.get("required"):
        plain["required"] = schema["required"]
    parts: JsonSchema = {key: schema[key] for key in ("properties", "items") if key in schema}
    return plain | _with_parts(parts, _in_gemini)


def _union_in_gemini(options: list[JsonSchema], told: JsonSchema) -> JsonSchema:
    """Gemini takes nothing beside `anyOf`: what is said of the union is said of each option."""
    others = [option for option in options if option.get("type") != "null"]
    if len(others) < len(options):
        told = told | {"nullable": True}
    plain = [_in_gemini(option, told) for option in others]
    return plain[0] if len(plain) == 1 else {"anyOf": plain}
