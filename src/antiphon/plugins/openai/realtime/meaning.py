"""What the events of the service mean to the conversation.

| events of                                | go to                                             |
|------------------------------------------|---------------------------------------------------|
| the input buffer, transcription          | `hearing`                                         |
| the items, the session                   | `remote`                                          |
| responses                                | `responses`; their beginnings to all who wait     |
| limits                                   | `limits`                                          |
| errors of the account, and responses     | nobody: the conversation is refused               |
| that failed over one                     |                                                   |
| errors of a session that has had its day | nobody: the line is lost                          |
| other errors                             | whoever asked for what went wrong                 |
"""

from dataclasses import dataclass

from antiphon.core import messages as m
from antiphon.errors import ModelRefused
from antiphon.plugins.openai import codec as wire
from antiphon.plugins.openai.realtime.hearing import COMMIT_ID, Hearing
from antiphon.plugins.openai.realtime.leg import FATAL_CODES, PROBE_ID
from antiphon.plugins.openai.realtime.limits import RateLimits
from antiphon.plugins.openai.realtime.names import Names
from antiphon.plugins.openai.realtime.remote import Remote
from antiphon.plugins.openai.realtime.requests import Requests
from antiphon.plugins.openai.realtime.responses import REQUEST_KEY, Responses
from antiphon.plugins.wire import ConnectionLost
from antiphon.realtime import ModelEvent

__all__ = ["Meaning"]

NOTHING_HEARD = "input_audio_buffer_commit_empty"
EXPIRED = "session_expired"


@dataclass(frozen=True, kw_only=True, slots=True)
class Meaning:
    """Leads each event to those whom it concerns, and returns what is told of it."""

    dialect: wire.Dialect
    names: Names
    hearing: Hearing
    remote: Remote
    responses: Responses
    requests: Requests
    limits: RateLimits

    def of(self, event: wire.ServerEvent) -> list[ModelEvent]:
        """What is told.

        Raises ModelRefused for an error that ends the conversation, ConnectionLost for one that
        ends the session.
        """
        match event:
            case (
                wire.SpeechStarted()
                | wire.SpeechStopped()
                | wire.BufferCommitted()
                | wire.TranscriptionCompleted()
                | wire.TranscriptionFailed()
            ):
                return self.hearing.handle(event)
            case (
                wire.ItemCreated()
                | wire.ItemAdded()
                | wire.ItemDone()
                | wire.ItemDeleted()
                | wire.ItemTruncated()
                | wire.SessionUpdated()
            ):
                return self.remote.handle(event)
            case wire.RateLimitsUpdated():
                return self.limits.updated(event)
            case wire.ErrorEvent():
                return self._error(event)
        return self._answering(event)

    def _answering(self, event: wire.ServerEvent) -> list[ModelEvent]:
        match event:
            case wire.ResponseCreated():
                return self._begun(event)
            case wire.ResponseDone():
                self.remote.response_over(self.names.inward(event.response.id))
                check_account(failure_of(event.response))
                return self.responses.handle(event)
            case (
                wire.ContentPartAdded()
                | wire.ContentPartDone()
                | wire.AudioDelta()
                | wire.AudioDone()
                | wire.TranscriptDelta()
                | wire.TranscriptDone()
                | wire.TextDelta()
                | wire.TextDone()
                | wire.OutputItemAdded()
                | wire.OutputItemDone()
                | wire.ArgumentsDelta()
                | wire.ArgumentsDone()
            ):
                return self.responses.handle(event)
        return []

    def _begun(self, event: wire.ResponseCreated) -> list[ModelEvent]:
        request_id = self._request_of(event.response)
        told = self.responses.begun(event, request_id)
        if request_id is not None:
            self.remote.response_begun(request_id)
            self.requests.begun(request_id)
        if told:
            self.hearing.answered()
        return told

    def _request_of(self, response: wire.Response) -> str | None:
        """Id of the request that it answers; None for one of the service's own accord.

        Some servers of the beta dialect do not give metadata back: there it is the oldest one.
        """
        if response.metadata is not None or self.dialect == "ga":
            return (response.metadata or {}).get(REQUEST_KEY)
        return self.remote.oldest_request

    def _error(self, event: wire.ErrorEvent) -> list[ModelEvent]:
        error = event.error
        check_account(error)
        if error.code == EXPIRED:
            raise ConnectionLost(error.message)
        if error.event_id == PROBE_ID:
            return []  # whatever it says to that, it is there
        if error.event_id == COMMIT_ID:
            self.hearing.commit_refused()
            if error.code == NOTHING_HEARD:
                return []
        return [self.judged(told) for told in self.remote.handle(event)]

    def judged(self, told: ModelEvent) -> ModelEvent:
        """What is told, once who asked for an answer that was refused knows that."""
        return self.requests.refused(told) if isinstance(told, m.ResponseRefused) else told


def failure_of(response: wire.Response) -> wire.Error | None:
    """Why it failed, if it did, in the words of the service."""
    details = response.status_details
    return None if details is None else details.error


def check_account(error: wire.Error | None) -> None:
    """Raise ModelRefused for an error of the account: every other answer would fail like this."""
    if error is not None and error.code in FATAL_CODES:
        raise ModelRefused(f"the model refused the session: {error.message or error.code}")
