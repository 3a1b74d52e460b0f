"""What a text model may offer besides answers, so that a conversation goes quicker."""

from typing import Protocol, runtime_checkable

from antiphon.llm import LLM, ChatContext, FunctionContext

__all__ = ["Draftable", "Understanding", "can_draft", "understood"]


@runtime_checkable
class Draftable(Protocol):
    """A text model that may be asked in vain."""

    can_draft: bool
    """It may be asked for an answer before the user has surely finished, and the answer thrown
    away: asking has no effect, and costs nothing that matters."""


@runtime_checkable
class Understanding(Protocol):
    """A text model that knows beforehand what it can answer."""

    def understands(
        self, chat_ctx: ChatContext, fnc_ctx: FunctionContext | None = None
    ) -> bool | None:
        """Whether the user's last words are all that it needs to do what they want.

        False where it would have to ask for more, None where it does not know what they want.
        Takes a few milliseconds at most, and has no effect.
        """
        ...


def can_draft(llm: LLM) -> bool:
    """Whether `llm` says that it may be asked in vain."""
    return isinstance(llm, Draftable) and llm.can_draft


def understood(llm: LLM, chat_ctx: ChatContext, fnc_ctx: FunctionContext | None) -> bool | None:
    """Whether `llm` understands the user's last words; None if it cannot say."""
    return llm.understands(chat_ctx, fnc_ctx) if isinstance(llm, Understanding) else None
