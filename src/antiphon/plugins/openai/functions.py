"""How tools are described to OpenAI's models."""

from antiphon.llm.function_info import FunctionInfo
from antiphon.llm.schema import JsonSchema, with_parts

__all__ = ["build_function_description"]


def build_function_description(function_info: FunctionInfo) -> JsonSchema:
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


def _with_numbers(schema: JsonSchema) -> JsonSchema:
    plain = with_parts(schema, _with_numbers)
    return plain | {"type": "number"} if plain.get("type") == "integer" else plain
