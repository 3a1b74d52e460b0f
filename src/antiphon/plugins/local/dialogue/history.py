"""Reads a chat context as turns: what the user said, and what came of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum, auto

from antiphon.llm.chat_context import ChatContext, ChatMessage, ToolCall
from antiphon.llm.function_call import FunctionCallInfo

__all__ = ["History", "Next", "Turn", "read_history", "text_of"]


class Next(Enum):
    """What is expected of the dialogue."""

    ANSWER = auto()
    """An answer to the last turn."""
    RESULTS = auto()
    """The results of the tools that the last turn called."""
    INSTRUCTED = auto()
    """Something on the instruction of the program."""
    INITIATIVE = auto()
    """Something of its own accord: the user has had an answer, or said nothing yet."""


@dataclass(slots=True)
class Turn:
    """What the user said, and what was said and done until they spoke again."""

    id: str
    text: str
    heard: list[str] = field(default_factory=list)
    """What the user heard of each answer."""
    calls: list[ToolCall] = field(default_factory=list)
    """The tools called last."""
    outputs: list[str] = field(default_factory=list)
    """What the tools called last returned."""
    told: int = 0
    """How many of the outputs the user has been told of."""


@dataclass(frozen=True, kw_only=True, slots=True)
class History:
    """The turns of a conversation, the oldest first, and what is to come now."""

    opening: str
    """What the user heard before they said anything."""
    turns: Sequence[Turn]
    next: Next
    instruction: str
    """The program's last instruction."""


def read_history(chat_ctx: ChatContext) -> History:
    """The turns in `chat_ctx`."""
    before = Turn("", "")
    turns: list[Turn] = []
    instruction = ""
    for message in chat_ctx.messages:
        if message.role == "user":
            turns.append(Turn(message.id, text_of(message)))
        elif message.role == "system":
            instruction = text_of(message)
        else:
            _note(turns[-1] if turns else before, message)
    return History(
        opening=" ".join(before.heard),
        turns=turns,
        next=_next(chat_ctx, turns),
        instruction=instruction,
    )


def text_of(message: ChatMessage) -> str:
    """The text of a message; empty where there is none."""
    contents = message.content if isinstance(message.content, list) else [message.content]
    return " ".join(content for content in contents if isinstance(content, str))


def _note(turn: Turn, message: ChatMessage) -> None:
    """Add what followed the user's words."""
    text = text_of(message)
    if message.role == "tool":
        turn.outputs.append(text)
        return
    if text:
        turn.heard.append(text)
        turn.told = len(turn.outputs)
    if message.tool_calls:
        turn.calls = [_plain(call) for call in message.tool_calls]
        turn.outputs, turn.told = [], 0


def _plain(call: ToolCall | FunctionCallInfo) -> ToolCall:
    if isinstance(call, ToolCall):
        return call
    return ToolCall(
        call_id=call.tool_call_id, name=call.function_info.name, arguments=call.raw_arguments
    )


def _next(chat_ctx: ChatContext, turns: Sequence[Turn]) -> Next:
    last = chat_ctx.messages[-1].role if chat_ctx.messages else None
    if last == "tool" and turns:
        return Next.RESULTS
    if turns and not turns[-1].heard and not turns[-1].calls:
        return Next.ANSWER
    return Next.INSTRUCTED if last == "system" else Next.INITIATIVE
