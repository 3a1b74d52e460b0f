"""What it means that the service says no to what it was asked.

| it was asked to     | and says                                   | then                         |
|---------------------|--------------------------------------------|------------------------------|
| create an item      | that it is there already                   | nothing: it is as it was     |
| delete one          | that it is not there                       | to be                        |
| cancel an answer    | that there is nothing to be cancelled      |                              |
| answer              | that another answer is under way, or that  | refused, for now: it is      |
|                     | it had an error itself                     | asked again                  |
| answer              | anything else                              | refused, with its words      |
| do anything else    | anything else                              | told, with its words         |

Of what is mended here, the listeners of a session are not told either: programs of 0.12 take every
error for the end. What the program has asked for itself, and the service cannot do, is no such
thing: the end of a turn in which nothing was heard.
"""

from collections.abc import Sequence

from antiphon.core import messages as m
from antiphon.plugins.openai import codec as wire
from antiphon.plugins.openai.realtime.hearing import COMMIT_ID
from antiphon.plugins.openai.realtime.questions import Question, QuestionKind
from antiphon.realtime import ModelEvent

__all__ = ["NO_PREDECESSOR", "is_harmless", "is_mended", "told_of"]

NO_PREDECESSOR = "item_create_invalid_previous_item_id"
"""The code of the error that an item is to stand behind one that is not there."""

BUSY = "conversation_already_has_active_response"
ILL = "server_error"
"""The type of what is wrong with the service, and not with what it was asked."""
HARMLESS: dict[QuestionKind, tuple[str, ...]] = {
    "create item": ("item_already_exists", "duplicate_item_id"),
    "delete item": ("item_delete_invalid_item_id", "item_not_found"),
    "cancel response": ("response_cancel_not_active",),
}
"""What need not be told: it is as it was to be."""
HARMLESS_WORDS: dict[QuestionKind, tuple[str, ...]] = {
    "create item": ("already exists",),
    "delete item": ("does not exist", "not found"),
    "cancel response": ("no active response",),
}


def is_harmless(kind: QuestionKind, error: wire.Error) -> bool:
    """Whether the refusal means that it is already as it was to be."""
    words = error.message.lower()
    by_words = any(phrase in words for phrase in HARMLESS_WORDS.get(kind, ()))
    return by_words or error.code in HARMLESS.get(kind, ())


def told_of(question: Question, error: wire.Error) -> ModelEvent:
    """What is told of a refusal that is not harmless."""
    if question.kind == "create response":
        is_passing = error.code == BUSY or error.type == ILL
        return m.ResponseRefused(
            request_id=question.subject, message=error.message, busy=is_passing
        )
    message = f"the model refused ({question.kind}): {error.message}"
    return m.ModelTroubled(kind=f"{question.kind.replace(' ', '_')}_refused", message=message)


def is_mended(event: wire.ServerEvent, told: Sequence[ModelEvent]) -> bool:
    """Whether it is an error after which all is as it was to be, or is asked for again, by what the
    conversation is told of it."""
    if not isinstance(event, wire.ErrorEvent) or event.error.event_id == COMMIT_ID:
        return False
    return all(isinstance(each, m.ResponseRefused) and each.busy for each in told)
