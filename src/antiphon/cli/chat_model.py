"""The chat model that gives the embedded voice its words, where the command line names one."""

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from antiphon.errors import ConfigurationError

if TYPE_CHECKING:
    from antiphon.llm import LLM

__all__ = ["INSTRUCTIONS", "ChatChoice", "chat_choice"]

INSTRUCTIONS = (
    "You are a friendly voice assistant. What you write is spoken aloud, so answer in one to three "
    "short sentences of plain English, without lists, markup or emoji, unless you are asked for "
    "more. The user's words come from a speech recognizer and may be misheard: ask when they make "
    "no sense. Use the tools where they help."
)


@dataclass(frozen=True, kw_only=True, slots=True)
class ChatChoice:
    """A chat endpoint and a model there, as far as they are named."""

    url: str | None = None
    model: str | None = None

    def open(self) -> "LLM":
        """The chat model. The key in the environment is meant for whatever endpoint is named.

        Raises ConfigurationError where the package for it is missing, for a URL that is none, and
        for OpenAI without a key.
        """
        from antiphon.plugins.openai.chat.endpoint import api_url  # on use: it brings a codec
        from antiphon.plugins.openai.llm import LLM

        url = None if self.url is None else api_url("--llm-url", self.url)
        return LLM(model=self.model, base_url=url, api_key=os.environ.get("OPENAI_API_KEY"))


def chat_choice(url: str | None, model: str | None) -> ChatChoice | None:
    """What is named; None where nothing is. Raises ConfigurationError for an empty name."""
    for option, given in (("--llm-url", url), ("--llm-model", model)):
        if given is not None and not given.strip():
            raise ConfigurationError(f"{option} is empty: name one, or leave it out.")
    return None if url is None and model is None else ChatChoice(url=url, model=model)
