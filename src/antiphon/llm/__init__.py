"""Chat contexts, tools that a model may call, and the port for text models."""

from antiphon.llm.arguments import FunctionCallError
from antiphon.llm.call_policy import CallPolicy
from antiphon.llm.chat_context import (
    ChatAudio,
    ChatContent,
    ChatContext,
    ChatImage,
    ChatMessage,
    ChatRole,
    ToolCall,
)
from antiphon.llm.function_context import (
    USE_DOCSTRING,
    CalledFunction,
    FunctionArgInfo,
    FunctionCallInfo,
    FunctionContext,
    FunctionInfo,
    TypeInfo,
    ai_callable,
)
from antiphon.llm.llm import LLM, ChatChunk
from antiphon.llm.parse import parse_function_call
from antiphon.llm.results import encode_result

__all__ = [
    "LLM",
    "USE_DOCSTRING",
    "CallPolicy",
    "CalledFunction",
    "ChatAudio",
    "ChatChunk",
    "ChatContent",
    "ChatContext",
    "ChatImage",
    "ChatMessage",
    "ChatRole",
    "FunctionArgInfo",
    "FunctionCallError",
    "FunctionCallInfo",
    "FunctionContext",
    "FunctionInfo",
    "ToolCall",
    "TypeInfo",
    "ai_callable",
    "encode_result",
    "parse_function_call",
]
