"""What the commands of the conversation mean to the service.

| a command about          | goes to                                                             |
|--------------------------|---------------------------------------------------------------------|
| an answer                | `requests`; to break one off, `remote`                              |
| the end of a turn        | `hearing`; the service is told behind all that was said by then     |
| items, tools, turns      | `remote`; no more of an answer is cut off than has come             |
"""

from collections.abc import Callable
from dataclasses import dataclass

from antiphon.core import messages as m
from antiphon.plugins.openai import codec as wire
from antiphon.plugins.openai.realtime.api import ResponseDetail
from antiphon.plugins.openai.realtime.configuration import tools_of, turn_detection_of
from antiphon.plugins.openai.realtime.hearing import END_OF_TURN, Hearing
from antiphon.plugins.openai.realtime.options import RealtimeSessionOptions
from antiphon.plugins.openai.realtime.remote import Remote
from antiphon.plugins.openai.realtime.replica import ROOT
from antiphon.plugins.openai.realtime.requests import Requests
from antiphon.plugins.openai.realtime.responses import Responses
from antiphon.realtime import ConfigureTurns, ModelCommand, SetTools

__all__ = ["Orders"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Orders:
    """Leads each command to whom it concerns."""

    options: Callable[[], RealtimeSessionOptions]
    """What the session is told now."""
    hearing: Hearing
    remote: Remote
    responses: Responses
    requests: Requests
    send_in_order: Callable[[wire.ClientEvent], None]
    """Sends behind the audio that waits; nothing while there is no session on the wire."""

    def carry_out(self, command: ModelCommand) -> None:  # noqa: C901 - one flat table of arms
        """Ask the service for what `command` says."""
        match command:
            case m.CreateResponse():
                self.requests.ask(command)
            case m.CancelResponse():
                self.remote.cancel_response(command.response_id)
            case m.CommitAudio():
                self.commit()
            case m.ClearAudio():
                self.clear()
            case m.Truncate():
                self._truncate(command)
            case m.DeleteItem():
                self.remote.delete_item(command.item_id)
            case m.CreateItem():
                self.remote.create_item(command.message, command.after or ROOT)
            case SetTools():
                self.remote.configure(wire.SessionConfig(tools=tools_of(command.tools)))
            case ConfigureTurns():
                detection = turn_detection_of(self.options().turn_detection)
                self.remote.configure(wire.SessionConfig(turn_detection=detection))

    def ask_aside(self, instructions: str | None, detail: ResponseDetail) -> None:
        """Have an answer made that the conversation does not know of, unless it is spoken."""
        modalities = detail.modalities or self.options().modalities
        self.requests.ask_aside(instructions, detail, is_spoken="audio" in modalities)

    def commit(self) -> None:
        """End the turn, behind all that was said in it."""
        self.hearing.commit()
        self.send_in_order(END_OF_TURN)

    def clear(self) -> None:
        """Have what was said and is no turn yet forgotten."""
        self.hearing.clear()
        self.send_in_order(wire.ClearAudio())

    def cancel(self) -> None:
        """Have the answer under way broken off."""
        if (active := self.responses.active_id) is not None:
            self.remote.cancel_response(active)

    def _truncate(self, command: m.Truncate) -> None:
        received = self.responses.received_ms(command.item_id, command.content_index)
        self.remote.truncate_item(
            command.item_id, command.content_index, int(min(command.heard_ms, received))
        )
        self.remote.replica.set_content(command.item_id, command.heard_text)
