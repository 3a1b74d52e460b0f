"""Whose words a piece of the program's own code is about: a tool that runs, a listener.

Kept in a context variable, so each task and thread has its own, whoever speaks meanwhile.
"""

from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

__all__ = ["attributed", "speaker", "speaker_in"]


@dataclass(frozen=True, slots=True)
class Attribution:
    """These are somebody's words."""

    conversation: object
    identity: str


CURRENT: ContextVar[Attribution | None] = ContextVar("antiphon_attribution", default=None)


def speaker() -> str | None:
    """Identity of the participant whose words this code is about.

    Known inside a tool (whose words led to the call), inside a listener of
    `user_speech_committed` (who said that), and in the tasks and threads that they start with
    their context; None elsewhere, and where nobody had spoken before.
    """
    attribution = CURRENT.get()
    return None if attribution is None else attribution.identity


def speaker_in(conversation: object) -> str | None:
    """The same, as far as it is about words in that conversation."""
    attribution = CURRENT.get()
    is_other = attribution is None or attribution.conversation is not conversation
    return None if is_other else speaker()


@contextmanager
def attributed(conversation: object, identity: str | None) -> Generator[None]:
    """What runs or is started in here is about the words of that participant, if of anybody's."""
    token = CURRENT.set(None if identity is None else Attribution(conversation, identity))
    try:
        yield
    finally:
        CURRENT.reset(token)
