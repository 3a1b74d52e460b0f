"""The session, sans I/O: a client's events in, the service's events out, in GA's shape."""

from typing import TYPE_CHECKING, TypeAlias

from antiphon.testing.fake_openai.agenda import Agenda
from antiphon.testing.fake_openai.checks import (
    check_choice,
    number_at,
    object_at,
    string_at,
)
from antiphon.testing.fake_openai.conversation import Conversation
from antiphon.testing.fake_openai.items import brought_item, item_with_audio
from antiphon.testing.fake_openai.options import Director, Options
from antiphon.testing.fake_openai.outbox import Ids, Outbox, Refused
from antiphon.testing.fake_openai.response import copied
from antiphon.testing.fake_openai.script import Event
from antiphon.testing.fake_openai.settings import Settings
from antiphon.testing.fake_openai.stage import Stage
from antiphon.testing.fake_openai.turns import Turns

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Ending", "FakeSession"]

Ending: TypeAlias = tuple[int, str]
"""A close code and its reason."""

EXPIRED = "Your session hit the maximum duration of 60 minutes."


class FakeSession:
    """One session with a client.

    Give it the client's events and the time; it returns what the service says to them, and at
    `next_due` it wants to be told that time has passed. It refuses what the real one refuses.
    """

    def __init__(
        self, *, model: str, expires_at: int | None, options: Options, director: Director, ids: Ids
    ) -> None:
        self._stage = Stage(
            options=options,
            director=director,
            ids=ids,
            outbox=Outbox(ids),
            agenda=Agenda(),
            conversation=Conversation(ids.new("conv")),
            settings=Settings(ids.new("sess"), model, expires_at),
        )
        self._turns = Turns(self._stage)
        self._responses = self._turns.responses
        self.ending: Ending | None = None
        """Set when the service wants to close the connection, after what it has said."""
        self._handlers: dict[str, Callable[[Event, float], None]] = {
            "session.update": self._update,
            "input_audio_buffer.append": self._append,
            "input_audio_buffer.commit": self._commit,
            "input_audio_buffer.clear": self._clear,
            "conversation.item.create": self._create_item,
            "conversation.item.delete": self._delete_item,
            "conversation.item.truncate": self._truncate_item,
            "conversation.item.retrieve": self._retrieve_item,
            "response.create": self._create_response,
            "response.cancel": self._cancel_response,
        }

    # -- the port --------------------------------------------------------------------------------

    def start(self, now: float) -> list[Event]:
        """What the service says first."""
        session = self._stage.settings.shown
        self._stage.outbox.put("session.created", session=session)
        conversation = {"id": self._stage.conversation.id, "object": "realtime.conversation"}
        self._stage.outbox.put("conversation.created", conversation=conversation)
        expiry = now + self._stage.options.session_seconds
        self._stage.agenda.at(expiry, lambda _: self._expire())
        return self._stage.outbox.take()

    def receive(self, event: Event, now: float) -> list[Event]:
        """What the service says to an event of the client, and what is due."""
        self._stage.agenda.run(now)
        try:
            self._handle(event, now)
        except Refused as refused:
            self._stage.outbox.refuse(refused, event.get("event_id"))
        return self.advance(now)

    def advance(self, now: float) -> list[Event]:
        """What the service says of its own accord by now."""
        self._stage.agenda.run(now)
        return self._stage.outbox.take()

    def refuse(self, refused: Refused, event_id: str | None = None) -> list[Event]:
        """Say no to something that was no event of this dialect."""
        self._stage.outbox.refuse(refused, event_id)
        return self._stage.outbox.take()

    def expire(self) -> list[Event]:
        """The time is over, now."""
        self._expire()
        return self._stage.outbox.take()

    def event(self, type: str, fields: Event) -> Event:
        """An event of the service with an id of its own, for whoever wants to say it."""
        return {"type": type, "event_id": self._stage.ids.new("event"), **fields}

    @property
    def largest_message(self) -> int:
        """In bytes; who sends a larger one is closed with 1009."""
        return self._stage.options.largest_message

    @property
    def next_due(self) -> float | None:
        """When `advance` has something to say; None for never."""
        return self._stage.agenda.next_due

    @property
    def conversation(self) -> list[Event]:
        """The items in order, in GA's shape."""
        return [copied(item) for item in self._stage.conversation.shown]

    @property
    def settings(self) -> Event:
        """The session object, in GA's shape."""
        return self._stage.settings.shown

    @property
    def microphone(self) -> bytes:
        """Everything that was heard, in the format it came in."""
        return bytes(self._turns.audio.everything)

    # -- the client's events -----------------------------------------------------------------------

    def _handle(self, event: Event, now: float) -> None:
        check_choice(event.get("type"), self._handlers, "type")
        self._handlers[event["type"]](event, now)

    def _update(self, event: Event, _: float) -> None:
        session = object_at(event.get("session"), "session")
        self._stage.settings.update(session, has_spoken=self._responses.has_spoken)
        self._turns.configure()
        self._stage.outbox.put("session.updated", session=self._stage.settings.shown)

    def _append(self, event: Event, now: float) -> None:
        self._turns.append(string_at(event.get("audio"), "audio"), now)

    def _commit(self, _: Event, now: float) -> None:
        self._turns.commit(now)

    def _clear(self, _: Event, __: float) -> None:
        self._turns.clear()

    def _create_item(self, event: Event, _: float) -> None:
        stage = self._stage
        sound = self._turns.audio.sound
        item = brought_item(event.get("item"), stage.conversation, sound, stage.ids)
        previous = stage.conversation.add(item, event.get("previous_item_id"))
        for type in ("conversation.item.added", "conversation.item.done"):
            stage.outbox.put(type, previous_item_id=previous, item=copied(item.data))

    def _delete_item(self, event: Event, _: float) -> None:
        item_id = item_id_of(event)
        self._stage.conversation.remove(item_id)
        self._stage.outbox.put("conversation.item.deleted", item_id=item_id)

    def _retrieve_item(self, event: Event, _: float) -> None:
        item = self._stage.conversation.get(item_id_of(event))
        self._stage.outbox.put("conversation.item.retrieved", item=item_with_audio(item))

    def _truncate_item(self, event: Event, _: float) -> None:
        index = int(number_at(event.get("content_index"), "content_index"))
        item = self._stage.conversation.spoken(item_id_of(event), index)
        wanted_ms = int(number_at(event.get("audio_end_ms"), "audio_end_ms"))
        end_ms = self._within(int(item.audio_ms(index)), wanted_ms)
        item.truncate(index, end_ms)
        self._stage.outbox.put(
            "conversation.item.truncated",
            item_id=item.id,
            content_index=index,
            audio_end_ms=end_ms,
        )

    def _within(self, length_ms: int, end_ms: int) -> int:
        """`end_ms`, if the audio is that long; else as the service's manners have it."""
        if end_ms <= length_ms:
            return end_ms
        refused = Refused(f"Audio content of {length_ms}ms is already shorter than {end_ms}ms")
        if self._stage.options.late_truncate == "refuse":
            raise refused
        self._stage.outbox.refuse(refused, None)
        return length_ms

    def _create_response(self, event: Event, now: float) -> None:
        request = object_at(event.get("response") or {}, "response")
        self._responses.create(request, "client", now)

    def _cancel_response(self, event: Event, now: float) -> None:
        response_id = string_at(event.get("response_id", ""), "response_id")
        self._responses.cancel(response_id, now)

    def _expire(self) -> None:
        self._stage.outbox.refuse(Refused(EXPIRED, code="session_expired"), None)
        self.ending = (1001, EXPIRED)


def item_id_of(event: Event) -> str:
    """Which item it is about. Raises Refused."""
    return string_at(event.get("item_id"), "item_id")
