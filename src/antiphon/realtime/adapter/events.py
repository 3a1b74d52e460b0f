"""What a model of 0.12 emits, in the words of the core.

A model that runs its tools itself has the program told of them as they are. An event that does not
bring what it must is told as trouble.
"""

import logging
from collections.abc import Callable
from typing import Any

from antiphon.core import messages as m
from antiphon.core.messages import EventName
from antiphon.realtime.adapter.answers import Answers
from antiphon.realtime.adapter.arguments import fault
from antiphon.realtime.adapter.items import UserItems
from antiphon.realtime.adapter.protocol import (
    _ContentProto,
    _InputTranscriptionProto,
    _RealtimeAPISession,
)
from antiphon.realtime.port import ModelEvent

__all__ = ["EVENTS", "Events"]

logger = logging.getLogger(__name__)

EVENTS = (
    "input_speech_started",
    "input_speech_stopped",
    "input_speech_committed",
    "input_speech_transcription_completed",
    "input_speech_transcription_failed",
    "response_created",
    "response_content_added",
    "response_content_done",
    "response_done",
    "agent_speech_transcription_completed",
    "agent_speech_stopped",
    "function_calls_collected",
    "function_calls_finished",
    "metrics_collected",
)


class Events:
    """Translates what a session emits. `notes` is the session, if it is to be told transcripts."""

    def __init__(
        self,
        answers: Answers,
        users: UserItems,
        report: Callable[[ModelEvent], None],
        notes: _RealtimeAPISession | None,
    ) -> None:
        self._answers = answers
        self._users = users
        self._report = report
        self._notes = notes

    def emitted(self, name: str, *args: Any) -> None:
        """The session emits one of `EVENTS`."""
        found = fault(name, args)
        if found is None:
            self._translate(name, args)
            return
        logger.error("%s", found)
        self._report(m.ModelTroubled(kind="model_failed", message=found))

    def _translate(self, name: str, args: tuple[Any, ...]) -> None:  # noqa: C901 - one flat table
        match name, args:
            case "input_speech_started", _:
                self._report(m.UserStarted())
            case "input_speech_stopped", _:
                self._report(m.UserStopped())
            case "input_speech_committed", _:
                self._report(m.UserCommitted(item_id=self._users.committed()))
            case "input_speech_transcription_completed", (event, *_):
                self._transcribed(event)
            case "input_speech_transcription_failed", (event, *_):
                item_id = self._users.transcribed(event.item_id)
                self._report(m.UserTranscribed(item_id=item_id, text=None))
            case "response_created", (response, *_):
                self._answers.created(response.id)
            case "response_content_added", (content, *_):
                self._answers.added(content)
            case "response_content_done", (content, *_):
                self._content_done(content)
            case "response_done", (response, *_):
                self._answers.ended(response.id, str(getattr(response, "status", "completed")))
            case "agent_speech_transcription_completed", (event, *_):
                self._agent_transcribed(event)
            case "agent_speech_stopped", _:
                self._answers.drop_waiting()
                self._report(m.InterruptRequested())
            case "function_calls_collected", _:
                self._answers.answered_otherwise()
                self._report(m.Relayed(event=EventName.CALLS_COLLECTED, args=args))
            case "function_calls_finished", _:
                self._report(m.Relayed(event=EventName.CALLS_FINISHED, args=args))
            case "metrics_collected", (metrics, *_):
                self._report(m.MetricsArrived(metrics=metrics))

    def _transcribed(self, event: _InputTranscriptionProto) -> None:
        if self._notes is not None:
            note(self._notes, event)
        item_id = self._users.transcribed(event.item_id)
        self._report(m.UserTranscribed(item_id=item_id, text=event.transcript))

    def _content_done(self, content: _ContentProto) -> None:
        """A spoken part ends with its streams."""
        if content.content_type == "text":
            self._answers.written(content)

    def _agent_transcribed(self, event: _InputTranscriptionProto) -> None:
        item_id = self._answers.item(event.item_id)
        if item_id is not None:
            self._report(m.AgentTranscribed(item_id=item_id, text=event.transcript))


def note(session: _RealtimeAPISession, event: _InputTranscriptionProto) -> None:
    """Have the session put the words of an item into its conversation."""
    update = session._update_conversation_item_content  # noqa: SLF001 - the protocol of 0.12
    try:
        update(event.item_id, event.transcript)
    except Exception:  # the model's own code
        logger.exception("the model could not be told a transcript")
