"""The models that the command line knows by name.

| name             | is                                                                    |
|------------------|-----------------------------------------------------------------------|
| `local`          | the embedded model: it runs on this machine                           |
| `openai[:model]` | OpenAI Realtime; the key is `OPENAI_API_KEY`, the host is OpenAI's or |
|                  | that of `OPENAI_BASE_URL`                                             |

A chat model may give `local` its words, in the place of the dialogue that is built in, and other
engines its ears and its voice.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from antiphon.cli.chat_model import INSTRUCTIONS, chat_choice
from antiphon.cli.engine_names import open_engines
from antiphon.errors import ConfigurationError

if TYPE_CHECKING:
    from antiphon.cli.chat_model import ChatChoice
    from antiphon.realtime import RealtimeModel

__all__ = ["LOCAL", "ModelChoice", "choose_model", "open_model"]

LOCAL, OPENAI = "local", "openai"


@dataclass(frozen=True, kw_only=True, slots=True)
class ModelChoice:
    """The model that is to answer."""

    name: str
    chat: "ChatChoice | None" = None
    """What gives `local` its words; None is the dialogue that is built in."""
    engines: tuple[str, ...] = ()
    """What `local` hears and speaks with, in the place of its own engines."""


def choose_model(
    name: str, llm_url: str | None, llm_model: str | None, engines: Sequence[str] = ()
) -> ModelChoice:
    """The model that is named. Raises ConfigurationError for one that does not exist."""
    check_model_name(name)
    chat = chat_choice(llm_url, llm_model)
    if chat is not None and name != LOCAL:
        raise ConfigurationError(
            f"--llm-url and --llm-model give words to the model `{LOCAL}`: `{name}` has its own."
        )
    if engines and name != LOCAL:
        raise ConfigurationError(f"--engine is for the model `{LOCAL}`: `{name}` has its own ears.")
    return ModelChoice(name=name, chat=chat, engines=tuple(engines))


def check_model_name(name: str) -> None:
    vendor, colon, model = name.partition(":")
    if name != LOCAL and (vendor != OPENAI or (colon and not model)):
        raise ConfigurationError(
            f"There is no model {name!r}: `{LOCAL}` runs on this machine, `{OPENAI}` or "
            f"`{OPENAI}:gpt-realtime-2.1` is OpenAI's."
        )


async def open_model(choice: ModelChoice) -> "RealtimeModel":
    """The model that was chosen, ready to answer.

    Raises ConfigurationError for one whose engines are missing, or that has no key.
    """
    vendor, _, model = choice.name.partition(":")
    return open_openai(model) if vendor == OPENAI else await open_local(choice)


async def open_local(choice: ModelChoice) -> "RealtimeModel":
    """The embedded model, its engines warm."""
    try:
        from antiphon.plugins.local import RealtimeModel  # on use: it brings the engines with it
    except ImportError as error:
        raise ConfigurationError(
            f"The model `{LOCAL}` needs the package {error.name}: pip install 'antiphon[local]'."
        ) from error
    engines = open_engines(choice.engines)
    model = RealtimeModel(**engines)
    if choice.chat is not None:
        model = RealtimeModel(llm=choice.chat.open(), instructions=INSTRUCTIONS, **engines)
    await model.prewarm()
    return model


def open_openai(model: str) -> "RealtimeModel":
    """OpenAI's model of that name, or its latest; it is dialled when a conversation begins."""
    from antiphon.plugins.openai.realtime import RealtimeModel  # on use, as above

    return RealtimeModel(model=model) if model else RealtimeModel()
