"""A session as programs of 0.12 know it: its input buffer, its conversation, its responses."""

import asyncio
from dataclasses import dataclass
from typing import Literal, Protocol, get_args

from antiphon.audio import Frame
from antiphon.core.values import OnDuplicate
from antiphon.llm import ChatMessage
from antiphon.plugins.openai.checks import (
    check_count,
    check_kind,
    check_list,
    check_name,
    check_that,
)
from antiphon.plugins.openai.realtime.bounds import check_instructions
from antiphon.plugins.openai.realtime.options import Modality
from antiphon.plugins.openai.realtime.questions import Answer

__all__ = [
    "Conversation",
    "ConversationItems",
    "Driver",
    "InputAudioBuffer",
    "ResponseDetail",
    "ResponseRequests",
]


ANSWER_SECONDS = 60.0
MOST_METADATA = 15
"""OpenAI takes 16; one is ours."""
LONGEST_KEY, LONGEST_VALUE = 64, 512
"""Characters, of metadata."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ResponseDetail:
    """What an answer that is asked for is to be like."""

    answer: Answer
    """True when it has begun, False when it will not."""
    modalities: tuple[Modality, ...] | None = None
    metadata: dict[str, str] | None = None

    @property
    def is_written(self) -> bool:
        """It is to be text, whatever the session was told."""
        return self.modalities == ("text",)


class Driver(Protocol):
    """What the session does for its parts."""

    def append_audio(self, frame: Frame) -> None:
        """Have the service hear this."""

    def clear_audio(self) -> None:
        """Have it forget what it has heard and not taken for a turn."""

    def commit_audio(self) -> None:
        """Have it take what it has heard for a turn."""

    def create_item(self, message: ChatMessage, after: str | None) -> Answer:
        """Have a message put in."""
        ...

    def delete_item(self, item_id: str) -> Answer:
        """Have one taken out."""
        ...

    def truncate_item(self, item_id: str, content_index: int, audio_end_ms: int) -> Answer:
        """Have what was not heard of one forgotten."""
        ...

    def ask(
        self, on_duplicate: OnDuplicate, instructions: str | None, detail: ResponseDetail
    ) -> None:
        """Have an answer made, in the conversation."""

    def ask_aside(self, instructions: str | None, detail: ResponseDetail) -> None:
        """Have one made that the conversation does not know of."""

    def cancel_response(self) -> None:
        """Have the answer under way broken off."""


class InputAudioBuffer:
    """What the service has heard and not taken for a turn."""

    def __init__(self, driver: Driver) -> None:
        self._driver = driver

    def append(self, frame: Frame) -> None:
        """Let the service hear this, ours or of `livekit.rtc`, of any rate, any number of channels.

        Raises TypeError for what is no frame.
        """
        self._driver.append_audio(frame)

    def clear(self) -> None:
        """Have what was heard forgotten."""
        self._driver.clear_audio()

    def commit(self) -> None:
        """Have what was heard taken for a turn."""
        self._driver.commit_audio()


class ConversationItems:
    """The items of the service's conversation; each future is True when the service has done it.

    What the service refuses is raised by the future as ModelRefused, a lost line as
    ModelConnectionError.
    """

    def __init__(self, driver: Driver) -> None:
        self._driver = driver

    def create(self, message: ChatMessage, previous_item_id: str | None = None) -> Answer:
        """Put `message` in behind that item, or at the end; "root" puts it first.

        False at once for a message in which there is nothing to send. Raises ValueError for what
        is no message, or cannot be sent.
        """
        check_that(isinstance(message, ChatMessage), f"message is a ChatMessage, not {message!r}.")
        check_kind("previous_item_id", previous_item_id, str)
        return self._driver.create_item(message, previous_item_id)

    def delete(self, *, item_id: str) -> Answer:
        """Take an item out. Raises ValueError for what is no id."""
        check_name("item_id", item_id)
        return self._driver.delete_item(item_id)

    def truncate(self, *, item_id: str, content_index: int, audio_end_ms: int) -> Answer:
        """Cut the sound of an answer after so many milliseconds; after none, it is taken out.

        Raises ValueError for what is no id, or no whole number.
        """
        check_name("item_id", item_id)
        check_count("content_index", content_index, 0)
        check_count("audio_end_ms", audio_end_ms, 0)
        return self._driver.truncate_item(item_id, content_index, audio_end_ms)


class Conversation:
    """The service's conversation."""

    def __init__(self, driver: Driver) -> None:
        self.item = ConversationItems(driver)
        """Its items."""


class ResponseRequests:
    """Asks for answers."""

    def __init__(self, driver: Driver) -> None:
        self._driver = driver
        self._open: dict[Answer, asyncio.TimerHandle] = {}
        """Who waits for an answer to begin, and for how long."""

    def create(
        self,
        *,
        on_duplicate: OnDuplicate = "keep_both",
        instructions: str | None = None,
        modalities: list[Modality] | None = None,
        conversation: Literal["auto", "none"] = "auto",
        metadata: dict[str, str] | None = None,
    ) -> Answer:
        """Have the service answer.

        While another answer is under way, `keep_both` waits for its end, `cancel_existing` breaks
        it off, and `cancel_new` asks for nothing: then the future is False. With
        `conversation="none"` the answer is made beside the conversation, at once, and does not
        become a part of it. The future is True when the answer has begun, and False when it has
        not within a minute, or was called off; what the service refuses is raised by it as
        ModelRefused, and ModelError says that it has not begun though it was asked twice. Raises
        ValueError for an `on_duplicate` or a `conversation` that is none of these, and for other
        things that are not of their type.
        """
        check(on_duplicate, "on_duplicate", get_args(OnDuplicate))
        check(conversation, "conversation", ("auto", "none"))
        if modalities is not None:
            check_list("modalities", modalities, Modality)
        check_that(
            instructions is None or isinstance(instructions, str),
            f"instructions is a string or None, not {instructions!r}.",
        )
        check_instructions(instructions or "")
        check_metadata(metadata)
        answer = self._new_answer()
        detail = ResponseDetail(
            answer=answer,
            modalities=None if modalities is None else tuple(modalities),
            metadata=metadata,
        )
        if conversation == "none":
            self._driver.ask_aside(instructions, detail)
        else:
            self._driver.ask(on_duplicate, instructions, detail)
        return answer

    def cancel(self) -> None:
        """Have the answer under way broken off; nothing where there is none."""
        self._driver.cancel_response()

    def close(self) -> None:
        """Nothing is answered any more."""
        for answer in list(self._open):
            settle(answer)

    def _new_answer(self) -> Answer:
        loop = asyncio.get_running_loop()
        answer: Answer = loop.create_future()
        self._open[answer] = loop.call_later(ANSWER_SECONDS, settle, answer)
        answer.add_done_callback(lambda _: self._open.pop(answer).cancel())
        return answer


def settle(answer: Answer) -> None:
    """There is no answer, unless there was one."""
    if not answer.done():
        answer.set_result(False)


def check_metadata(metadata: object) -> None:
    """Raise ConfigurationError for what cannot be attached to an answer."""
    check_that(
        metadata is None or is_text_by_text(metadata),
        f"metadata is a dict of strings by strings or None, not {metadata!r}.",
    )
    attached: dict[str, str] = metadata or {}  # type: ignore[assignment]
    is_short = all(len(k) <= LONGEST_KEY and len(v) <= LONGEST_VALUE for k, v in attached.items())
    check_that(
        is_short and len(attached) <= MOST_METADATA,
        f"metadata has at most {MOST_METADATA} entries, keys of at most {LONGEST_KEY} characters "
        f"and values of at most {LONGEST_VALUE}.",
    )


def is_text_by_text(value: object) -> bool:
    """Whether it is a dict of strings by strings."""
    return isinstance(value, dict) and all(
        isinstance(part, str) for item in value.items() for part in item
    )


def check(value: str, name: str, allowed: tuple[str, ...]) -> None:
    """Raise ValueError for what is not allowed."""
    if value not in allowed:
        raise ValueError(f"invalid {name}: {value!r} is none of {', '.join(allowed)}")
