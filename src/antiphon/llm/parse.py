"""From a model's words to a call that can be made."""

import json
from typing import Any, NoReturn

from antiphon.llm.arguments import FunctionCallError, Place
from antiphon.llm.function_call import FunctionCallInfo
from antiphon.llm.function_context import FunctionContext
from antiphon.llm.function_info import FunctionInfo

__all__ = ["parse_function_call"]


def parse_function_call(
    fnc_ctx: FunctionContext, tool_call_id: str, name: str, raw_arguments: str | None
) -> FunctionCallInfo:
    """The call of the tool `name` that `raw_arguments`, a JSON object, ask for.

    Blank text, or None, stands for no arguments. Arguments that the tool does not know are left
    out, as are those with a default that are not given. Raises `FunctionCallError`, a ValueError
    whose `field` names the argument, for an unknown tool, text that is not a JSON object, an
    argument that is missing, and one that does not fit or is refused by the class that it is made
    into.
    """
    raw = raw_arguments or ""
    function = fnc_ctx.ai_functions.get(name)
    if function is None:
        known = ", ".join(fnc_ctx.ai_functions) or "none"
        raise FunctionCallError(f"there is no function named {name}; there are: {known}")
    arguments = function.parameters.check(_read_json(raw), Place())
    _rehearse(function, arguments)
    return FunctionCallInfo(
        tool_call_id=tool_call_id,
        function_info=function,
        raw_arguments=raw,
        arguments=arguments,
    )


def _read_json(raw: str) -> Any:
    if not raw.strip():
        return {}
    try:
        return json.loads(raw, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        raise FunctionCallError("the arguments must be valid JSON") from None


def _refuse_constant(constant: str) -> NoReturn:
    raise ValueError(f"JSON has no {constant}")


def _rehearse(function: FunctionInfo, arguments: dict[str, Any]) -> None:
    """Make the arguments once, as their classes may refuse them; `execute` makes its own."""
    for name, value in arguments.items():
        try:
            function.arguments[name].field.shape.build(value)
        except Exception as error:  # `__post_init__` and the like are the tool author's code
            raise Place().key(name).error(f"was refused: {error}") from error
