"""The names of models, and what became of those of 0.12."""

import logging
from functools import cache

__all__ = ["DEFAULT_MODEL", "served_model", "served_transcriber"]

logger = logging.getLogger(__name__)

DEFAULT_MODEL = "gpt-realtime-2.1"
DEFAULT_TRANSCRIBER = "gpt-transcribe"

SWITCHED_OFF = ("gpt-4o-realtime-preview", "gpt-4o-mini-realtime-preview")
"""The names of 0.12's models begin so."""


def served_model(name: str) -> str:
    """The model that OpenAI serves under that name today."""
    return replaced(name, DEFAULT_MODEL) if name.startswith(SWITCHED_OFF) else name


def served_transcriber(name: str) -> str:
    """The transcriber that OpenAI serves under that name today."""
    return replaced(name, DEFAULT_TRANSCRIBER) if name == "whisper-1" else name


@cache
def replaced(name: str, by: str) -> str:
    """The model that is used instead; it is said once."""
    logger.warning("OpenAI does not serve %s any more: %s is used instead", name, by)
    return by
