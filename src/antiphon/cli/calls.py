"""Tool calls as a record of the conversation has them."""

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from antiphon.errors import ToolError
from antiphon.llm import CalledFunction, FunctionCallInfo, encode_result

if TYPE_CHECKING:
    from antiphon.record import Record

__all__ = ["Call", "calls_in"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Call:
    """A tool call, asked for (`ms` is None) or ended."""

    name: str
    arguments: dict[str, Any]
    """As the model gave them: values that JSON has."""
    result: Any = None
    """What the tool returned, as far as JSON has it."""
    error: str | None = None
    """Why it failed, where it did."""
    ms: float | None = None
    """How long it took."""

    def to_json(self) -> dict[str, Any]:
        """Its line in `events.jsonl`."""
        call: dict[str, Any] = {"name": self.name, "arguments": self.arguments}
        if self.ms is None:
            return call
        outcome = {"result": self.result} if self.error is None else {"error": self.error}
        return {**call, **outcome, "ms": self.ms}

    @property
    def invocation(self) -> str:
        """`name(key="value")`."""
        given = (f"{key}={to_text(value)}" for key, value in self.arguments.items())
        return f"{self.name}({', '.join(given)})"

    @property
    def outcome(self) -> str:
        """What came of it, in words."""
        return f"failed: {self.error}" if self.error is not None else to_text(self.result)


def calls_in(record: "Record") -> list[Call]:
    """The calls that a `function_calls_collected` or `function_calls_finished` tells of."""
    if record.event == "function_calls_collected":
        return [asked(info) for info in record.args[0]]
    return [
        ended(called, seconds)
        for called, seconds in zip(record.args[0], record.detail["seconds"], strict=True)
    ]


def asked(info: FunctionCallInfo) -> Call:
    return Call(name=info.function_info.name, arguments=info.arguments)


def ended(called: CalledFunction, seconds: float) -> Call:
    error = called.exception
    return Call(
        name=called.call_info.function_info.name,
        arguments=called.call_info.arguments,
        result=plain(called.result),
        error=None if error is None else reason(error),
        ms=round(seconds * 1000, 1),
    )


def plain(result: Any) -> Any:
    """`result` in values that JSON has: what the model is told, but not as text where it is not."""
    if isinstance(result, str):
        return result
    text = encode_result(result)
    try:
        return json.loads(text)
    except ValueError:
        return text


def reason(error: BaseException) -> str:
    if isinstance(error, ToolError):
        return str(error)
    return f"{type(error).__name__}: {error}".removesuffix(": ")


def to_text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)
