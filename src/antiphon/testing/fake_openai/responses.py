"""The responses of a session: at most one in the conversation at a time, others out of band."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Literal, TypeAlias

from antiphon.testing.fake_openai.checks import (
    check_known,
    check_metadata,
    check_modalities,
    check_tokens,
    check_voice,
    list_at,
    object_at,
    optional,
    string_at,
)
from antiphon.testing.fake_openai.conversation import Item
from antiphon.testing.fake_openai.items import brought_item
from antiphon.testing.fake_openai.outbox import Refused
from antiphon.testing.fake_openai.response import Manner, Response
from antiphon.testing.fake_openai.script import Event, NeverStarts, Plan, Playable, Refusal, Turn
from antiphon.testing.fake_openai.settings import check_format, voice_name
from antiphon.testing.fake_openai.sound import sound_of
from antiphon.testing.fake_openai.stage import Stage
from antiphon.testing.fake_openai.usage import usage_of

__all__ = ["Responses"]

Trigger: TypeAlias = Literal["client", "vad", "idle"]

FIELDS = {
    "audio", "conversation", "input", "instructions", "max_output_tokens", "metadata",
    "output_modalities", "parallel_tool_calls", "prompt", "reasoning", "tool_choice", "tools",
}  # fmt: skip


class Responses:
    """Asks what is answered, and tells it."""

    def __init__(self, stage: Stage, ended: Callable[[Response, float], None]) -> None:
        self._stage = stage
        self._ended = ended
        self._running: dict[str, Response] = {}
        self._begun: set[str] = set()
        self._cached_tokens = 0
        self.has_spoken = False
        """The model has said something aloud."""

    @property
    def active(self) -> Response | None:
        """The one that speaks in the conversation, or is about to."""
        mine = (response for response in self._running.values() if not response.is_out_of_band)
        return next(mine, None)

    def create(self, request: Event, trigger: Trigger, now: float) -> None:
        """Ask for a response. Raises Refused."""
        check(request)
        is_out_of_band = request.get("conversation") == "none"
        if not is_out_of_band and (active := self.active):
            raise Refused(
                f"Conversation already has an active response in progress: {active.id}. Wait "
                "until the response is finished before creating a new one.",
                code="conversation_already_has_active_response",
            )
        match self._stage.director.answer(self._turn(request, trigger)):
            case Refusal(code=code, message=message, type=type):
                raise Refused(message, code=code, type=type)
            case NeverStarts():
                return
            case reply:
                self._start(reply, request, now)

    def cancel(self, response_id: str, now: float) -> None:
        """End that one, or the active one if it is "". Raises Refused."""
        active = self.active
        wanted = response_id or (active.id if active else "")
        if wanted not in self._begun:
            raise Refused(
                "Cancellation failed: no active response found", code="response_cancel_not_active"
            )
        self._cut(self._running[wanted], "client_cancelled", now)

    def interrupt(self, now: float) -> None:
        """The user speaks: end the active one, if there is one."""
        active = self.active
        if active is not None and active.id in self._begun:
            self._cut(active, "turn_detected", now)

    def _start(self, reply: Playable, request: Event, now: float) -> None:
        stage = self._stage
        is_out_of_band = request.get("conversation") == "none"
        response = Response(
            Plan.of(reply),
            self._manner(request),
            request,
            ids=stage.ids,
            outbox=stage.outbox,
            conversation=None if is_out_of_band else stage.conversation,
            usage=partial(self._usage, self._context(request)),
        )
        self._running[response.id] = response
        stage.agenda.at(now + stage.options.starting, partial(self._begin, response))

    def _begin(self, response: Response, now: float) -> None:
        self._begun.add(response.id)
        response.create()
        if limits := self._stage.options.rate_limits:
            self._stage.outbox.put("rate_limits.updated", rate_limits=list(limits))
        when = now + self._stage.options.thinking
        self._stage.agenda.at(when, partial(self._play, response, response.play()))

    def _play(self, response: Response, play: Iterator[float], now: float) -> None:
        if response.is_over:
            return
        wait = next(play, None)
        self.has_spoken = self.has_spoken or response.spoken_seconds > 0
        if wait is None:
            self._forget(response, now)
        else:
            self._stage.agenda.at(now + wait, partial(self._play, response, play))

    def _cut(self, response: Response, reason: str, now: float) -> None:
        response.cut(reason)
        self._forget(response, now)

    def _forget(self, response: Response, now: float) -> None:
        del self._running[response.id]
        self._begun.discard(response.id)
        self._ended(response, now)

    def _manner(self, request: Event) -> Manner:
        settings, options = self._stage.settings, self._stage.options
        output = (request.get("audio") or {}).get("output") or {}
        sound = settings.output_sound
        if format := output.get("format"):
            sound = sound_of(format["type"])
        return Manner(
            modalities=request.get("output_modalities") or settings.output_modalities,
            sound=sound,
            voice=voice_name(output.get("voice") or settings.voice),
            pace=options.pace,
            delta_seconds=options.delta_seconds,
        )

    def _turn(self, request: Event, trigger: Trigger) -> Turn:
        context = self._context(request)
        heard = next((item.heard for item in reversed(context) if item.heard), "")
        items = [item.data for item in context]
        return Turn(trigger=trigger, request=request, items=items, heard=heard)

    def _context(self, request: Event) -> list[Item]:
        if request.get("input") is None:
            return self._stage.conversation.items
        return [self._referred(given) for given in list_at(request["input"], "response.input")]

    def _referred(self, given: object) -> Item:
        item = object_at(given, "response.input[]")
        if item.get("type") == "item_reference":
            return self._stage.conversation.get(string_at(item.get("id"), "response.input[].id"))
        stage = self._stage
        return brought_item(item, stage.conversation, stage.settings.input_sound, stage.ids)

    def _usage(self, context: list[Item], output: list[Item]) -> Event:
        usage = usage_of(context, output, self._cached_tokens)
        self._cached_tokens = usage["input_tokens"]
        return usage


def check(request: Event) -> None:
    """Raises Refused for what the service does not know."""
    check_known(request, FIELDS, "response")
    check_modalities(request.get("output_modalities", ["audio"]), "response.output_modalities")
    optional(check_tokens, request.get("max_output_tokens"), "response.max_output_tokens")
    optional(check_metadata, request.get("metadata"), "response.metadata")
    audio = object_at(request.get("audio") or {}, "response.audio")
    output = object_at(audio.get("output") or {}, "response.audio.output")
    optional(check_format, output.get("format"), "response.audio.output.format")
    optional(check_voice, output.get("voice"), "response.audio.output.voice")
