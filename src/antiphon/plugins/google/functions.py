"""How tools are described to Gemini."""

from antiphon.llm.function_context import FunctionContext
from antiphon.llm.function_info import FunctionInfo
from antiphon.llm.schema import UNIONS, JsonSchema, with_parts

__all__ = ["build_function_declarations"]

_KEPT = (
    "description",
    "minimum",
    "maximum",
    "minItems",
    "maxItems",
    "minLength",
    "maxLength",
    "pattern",
)


def build_function_declarations(fnc_ctx: FunctionContext) -> list[JsonSchema]:
    """The tools as Gemini's `function_declarations`; one without arguments has no `parameters`.

    Raises ValueError, with the tool's name, for choices that are not strings: Gemini has no others.
    """
    return [_declaration(function) for function in fnc_ctx.ai_functions.values()]


def _declaration(function: FunctionInfo) -> JsonSchema:
    declaration = {"name": function.name, "description": function.description}
    if not function.arguments:
        return declaration
    try:
        return declaration | {"parameters": _translated(function.parameters.schema())}
    except ValueError as error:
        raise ValueError(f"{function.name} cannot be described to Gemini: {error}") from error


def _translated(schema: JsonSchema, inherited: JsonSchema | None = None) -> JsonSchema:
    told = (inherited or {}) | {key: schema[key] for key in _KEPT if key in schema}
    options = [option for union in UNIONS for option in schema.get(union, ())]
    return _union(options, told) if options else told | _plain(schema)


def _plain(schema: JsonSchema) -> JsonSchema:
    plain: JsonSchema = {"type": schema["type"].upper()} if "type" in schema else {}
    choices = [schema["const"]] if "const" in schema else schema.get("enum", [])
    if not all(isinstance(choice, str) for choice in choices):
        raise ValueError(f"it takes only strings as choices, not {choices}")
    if choices:
        plain["enum"] = choices
    if schema.get("required"):
        plain["required"] = schema["required"]
    parts: JsonSchema = {key: schema[key] for key in ("properties", "items") if key in schema}
    return plain | with_parts(parts, _translated)


def _union(options: list[JsonSchema], told: JsonSchema) -> JsonSchema:
    """Gemini takes nothing beside `anyOf`: what is said of the union is said of each option."""
    others = [option for option in options if option.get("type") != "null"]
    if len(others) < len(options):
        told = told | {"nullable": True}
    plain = [_translated(option, told) for option in others]
    return plain[0] if len(plain) == 1 else {"anyOf": plain}
