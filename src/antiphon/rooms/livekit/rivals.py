"""Other agents in a LiveKit room, of which one alone is to hold a conversation there.

| another shows the state of a conversation | this one       | then                               |
|-------------------------------------------|----------------|------------------------------------|
| at any time                               | shows none yet | the other was first                |
| and has done so for longer; or for as     | shows one      | the other was first                |
| long, and its identity sorts before       |                |                                    |
| else                                      | shows one      | this one was first, and it is told |
|                                           |                | so by the same rules               |

One that does not say since when, for it is of another make, has done so for ever. What is shown
goes along through reconnects; so, when a server comes back, the conversation that was there stays.

An agent whose process was killed is in the room for some 20 s more, as it was. So one that seems to
have been first is called, and is told of when it has answered: the SDK answers every call.
"""

import asyncio
from collections.abc import Callable
from typing import Literal, TypeAlias, get_args

from livekit import rtc

from antiphon.rooms.base import AGENT_SINCE, AGENT_STATE
from antiphon.rooms.livekit.display import Display
from antiphon.utils.aio import TaskSet

__all__ = ["Rivals"]

METHOD = "antiphon.present"
"""What is called; nobody has it, and that is the answer."""
ANSWER_SECONDS = 2.0
PAUSE_SECONDS = 3.0
ABSENCES = (
    rtc.RpcError.ErrorCode.CONNECTION_TIMEOUT,
    rtc.RpcError.ErrorCode.RECIPIENT_NOT_FOUND,
    rtc.RpcError.ErrorCode.RECIPIENT_DISCONNECTED,
)
"""How a call fails where nobody answers."""

RoomEvent: TypeAlias = Literal["participant_connected", "participant_attributes_changed"]
EVENTS: tuple[RoomEvent, ...] = get_args(RoomEvent)


class Rivals:
    """Looks for an agent that was first; only a participant of kind agent can be one.

    The kind is in the token; what else they show of themselves, anybody can set.
    """

    def __init__(self, room: rtc.Room, display: Display, found: Callable[[str], None]) -> None:
        """`found` is told of one that was first, each time that one is seen."""
        self._room = room
        self._display = display
        self._found = found
        self._present: set[str] = set()
        """Ids of those that have answered; whoever comes again has another one."""
        self._called: set[str] = set()
        """Ids of those that have not, so far."""
        self._tasks = TaskSet()
        self._settled = asyncio.Event()
        self._settled.set()
        for event in EVENTS:
            room.on(event, self._look)
        self._look()

    def close(self) -> None:
        """Look no more."""
        for event in EVENTS:
            self._room.off(event, self._look)
        for task in self._tasks.tasks:
            task.cancel()
        self._settled.set()

    async def settled(self) -> None:
        """Wait until those that were called have answered, or have had the time for it."""
        await self._settled.wait()

    def _look(self) -> None:
        for who in tuple(self._room.remote_participants.values()):
            if not self._seems_first(who):
                continue
            if who.sid in self._present:
                self._found(who.identity)
                return
            if who.sid not in self._called:
                self._called.add(who.sid)
                self._settled.clear()
                self._tasks.create_task(self._call(who), name="another agent")

    async def _call(self, who: rtc.RemoteParticipant) -> None:
        """Call until it answers, or does not seem to be first any more."""
        try:
            while not await self._answers(who.identity):
                self._settled.set()
                await asyncio.sleep(PAUSE_SECONDS)
                if not self._seems_first(who):
                    return
            self._present.add(who.sid)
            self._look()
        finally:
            self._called.discard(who.sid)
            self._settled.set()

    async def _answers(self, identity: str) -> bool:
        try:
            await self._room.local_participant.perform_rpc(
                destination_identity=identity,
                method=METHOD,
                payload="",
                max_round_trip_latency=ANSWER_SECONDS,
            )
        except rtc.RpcError as error:
            return error.code not in ABSENCES
        return True

    def _seems_first(self, who: rtc.RemoteParticipant) -> bool:
        is_here = self._room.remote_participants.get(who.identity) is who
        return is_here and is_conversing(who) and self._was_first(who)

    def _was_first(self, who: rtc.RemoteParticipant) -> bool:
        if self._display.since is None:
            return True
        me = self._room.local_participant.identity
        return (shown_since(who), who.identity) < (self._display.since, me)


def is_conversing(who: rtc.RemoteParticipant) -> bool:
    is_agent = who.kind == rtc.ParticipantKind.PARTICIPANT_KIND_AGENT
    return is_agent and bool(who.attributes.get(AGENT_STATE))


def shown_since(who: rtc.RemoteParticipant) -> float:
    try:
        return float(who.attributes.get(AGENT_SINCE, ""))
    except ValueError:
        return 0.0
