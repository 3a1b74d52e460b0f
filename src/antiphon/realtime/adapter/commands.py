"""What a model of 0.12 is told: the commands of the core, as calls of its session.

| command          | calls                                                                       |
|------------------|-----------------------------------------------------------------------------|
| `CreateResponse` | `create_response`; for one that was only written, `_recover_from_text_...`  |
| `CancelResponse` | `cancel_response`                                                           |
| `CommitAudio`    | `commit_audio_buffer`, where the session does not end turns by itself       |
| `ClearAudio`     | `input_audio_buffer.clear`, where the session has one                       |
| `Truncate`       | `cancel_response`, if nothing was cancelled; `_truncate_conversation_item`  |
| `NoteText`       | `_update_conversation_item_content`                                         |
| `CreateItem`,    | `set_chat_ctx`, once for all of a loop turn; `create_response` waits for it |
| `DeleteItem`     |                                                                             |
| `SetTools`       | `fnc_ctx` is set                                                            |
| `ConfigureTurns` | nothing, for which 0.12 has no call                                         |
| `RequestDropped` | nothing: nobody asks by means of a session of 0.12                          |
"""

import logging
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any, assert_never

from antiphon.audio import AudioFrame
from antiphon.core import messages as m
from antiphon.realtime.adapter.answers import Answers
from antiphon.realtime.adapter.context import ContextKeeper
from antiphon.realtime.adapter.items import UserItems
from antiphon.realtime.adapter.protocol import _RealtimeAPISession
from antiphon.realtime.port import ConfigureTurns, ModelCommand, ModelEvent, SetTools

__all__ = ["Commands"]

logger = logging.getLogger(__name__)


class Commands:
    """Translates what a session is told; what it raises is trouble, and is told as that."""

    def __init__(
        self,
        session: _RealtimeAPISession,
        answers: Answers,
        context: ContextKeeper,
        users: UserItems,
        report: Callable[[ModelEvent], None],
    ) -> None:
        self._session = session
        self._answers = answers
        self._context = context
        self._users = users
        self._report = report

    def send(self, command: ModelCommand) -> None:  # noqa: C901 - one flat table of arms
        """Call the session accordingly."""
        match command:
            case m.CreateResponse():
                self._create_response(command)
            case m.CancelResponse():
                if self._answers.cancel(command.response_id):
                    self._attempt(self._session.cancel_response)
            case m.CommitAudio():
                if not ends_turns(self._session):
                    self._attempt(self._session.commit_audio_buffer)
            case m.ClearAudio():
                self._attempt(clear_audio, self._session)
            case m.Truncate():
                self._truncate(command)
            case m.NoteText():
                self._note(command)
            case m.DeleteItem():
                item_id = self._users.name(command.item_id)
                self._context.change(replace(command, item_id=item_id))
            case m.CreateItem():
                after = None if command.after is None else self._users.name(command.after)
                self._context.change(replace(command, after=after))
            case SetTools():
                self._attempt(setattr, self._session, "fnc_ctx", command.tools)
            case ConfigureTurns() | m.RequestDropped():
                pass
            case m.Say():
                message = "the model cannot speak given words"
                self._report(m.ResponseRefused(request_id=command.request_id, message=message))
            case _:
                assert_never(command)

    def push_audio(self, frame: AudioFrame) -> None:
        """Have the session hear a frame."""
        self._attempt(self._session._push_audio, frame)  # noqa: SLF001 - the protocol of 0.12

    def _create_response(self, command: m.CreateResponse) -> None:
        written = self._context.take_deletion(self._answers.written_items)
        if written is not None:
            self._context.afterwards(partial(self._recover, command.request_id, written))
        else:
            on_duplicate = command.on_duplicate
            create = partial(self._session.create_response, on_duplicate=on_duplicate)
            self._context.afterwards(partial(self._ask, command.request_id, create))

    def _recover(self, request_id: str, item_id: str) -> None:
        """Have the model forget what it wrote, and speak."""
        text, retries = self._answers.retried(item_id)
        extra = {"item_id": item_id, "text": len(text), "retries": retries}
        logger.warning("the model answered in text instead of speech", extra=extra)
        recover = self._session._recover_from_text_response  # noqa: SLF001 - the protocol of 0.12
        self._ask(request_id, partial(recover, item_id))

    def _ask(self, request_id: str, call: Callable[[], Any]) -> None:
        """The next answer is to this request, unless the session refuses it."""
        self._answers.requested(request_id)
        error = attempt(call)
        if error is not None:
            self._answers.unanswered()
            self._report(m.ResponseRefused(request_id=request_id, message=error))

    def _note(self, command: m.NoteText) -> None:
        note = self._session._update_conversation_item_content  # noqa: SLF001 - as above
        self._attempt(note, command.item_id, command.text)

    def _truncate(self, command: m.Truncate) -> None:
        """Stop the model first, as 0.12 does: where nothing is under way, it may yet be busy."""
        if self._answers.needs_stop():
            self._attempt(self._session.cancel_response)
        truncate = self._session._truncate_conversation_item  # noqa: SLF001 - the protocol of 0.12
        self._attempt(
            truncate,
            item_id=command.item_id,
            content_index=command.content_index,
            audio_end_ms=command.heard_ms,
        )

    def _attempt(self, call: Callable[..., Any], *args: Any, **kwargs: Any) -> None:
        error = attempt(call, *args, **kwargs)
        if error is not None:
            self._report(m.ModelTroubled(kind="model_failed", message=error))


def clear_audio(session: object) -> None:
    """Have it forget what was said; the protocol of 0.12 has no call for that, its plugin does."""
    buffer: Any = getattr(session, "input_audio_buffer", None)
    if buffer is not None:
        buffer.clear()


def ends_turns(session: _RealtimeAPISession) -> bool:
    """Whether the session notices the end of a turn; in some models of 0.12 it is a method."""
    enabled: Any = session.server_vad_enabled
    return bool(enabled() if callable(enabled) else enabled)


def attempt(call: Callable[..., Any], *args: Any, **kwargs: Any) -> str | None:
    """Call; what went wrong, in words, if something did."""
    try:
        call(*args, **kwargs)
    except Exception as error:  # the model's own code
        logger.exception("the model failed")
        return f"the model failed: {error!r}"
    return None
