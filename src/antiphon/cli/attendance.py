"""An agent attends a room: it talks with the people there, which is shown and, if wanted, kept."""

from contextlib import ExitStack
from typing import TYPE_CHECKING

from antiphon import clock
from antiphon.cli.caller_voice import CallerVoice
from antiphon.cli.chronicle import Chronicle, Entry
from antiphon.cli.followers import Follower, Keeper, Onlooker
from antiphon.errors import AgentError, ConfigurationError
from antiphon.rooms.witnessed import WitnessedRoom

if TYPE_CHECKING:
    from antiphon import MultimodalAgent
    from antiphon.cli.live_view import LiveView
    from antiphon.cli.livekit_access import Visit
    from antiphon.cli.output_folder import OutputFiles

__all__ = ["attend"]

ENDS = {
    "closed": "The agent has ended the conversation.",
    "participant_left": "Who was listened to has left.",
    "participant_removed": "The agent was removed from the room.",
    "room_closed": "The room was closed.",
    "room_deleted": "The room was deleted.",
}
"""How a conversation ends in good order, by the reason that `closed` tells."""
REPLACED, YIELDED = "duplicate_identity", "another_agent"


async def attend(
    agent: "MultimodalAgent",
    room: object,
    visit: "Visit",
    view: "LiveView",
    files: "OutputFiles | None",
) -> None:
    """Start `agent` in `room`, which it has entered, and return when the conversation is over.

    It is shown in `view`, and kept in `files` if there are any. Raises ConfigurationError for an
    agent that was started before, another AgentError where the conversation broke off or could not
    be kept.
    """
    zero, voice = clock.now(), CallerVoice()
    followers: list[Follower] = [Onlooker(view, voice)]
    if files is not None:
        followers.append(Keeper(files, f"A conversation in the room {visit.room}", zero, view))

    def tell(entry: Entry) -> None:
        for follower in followers:
            follower.add(entry)

    chronicle = Chronicle(lambda: zero, voice, tell)
    agent.observe(chronicle.note)
    with ExitStack() as closing:
        for follower in followers:
            closing.callback(follower.close)
            agent.observe(follower.note)
            room = WitnessedRoom(room, follower)
        closing.callback(view.tell_latencies, chronicle)
        view.say(f"The agent is in the room {visit.room} as {visit.identity}.")
        with view.following(chronicle):
            reason = await hold(agent, room, visit.participant)
    view.say(ending(reason, visit))


async def hold(agent: "MultimodalAgent", room: object, participant: str | None) -> str:
    """Have the conversation, and return why it has ended."""
    reasons: list[str] = []
    agent.on("closed", reasons.append)
    try:
        agent.start(room, participant)
    except RuntimeError as error:
        raise ConfigurationError(f"The agent cannot be started here: {error}.") from error
    try:
        await agent.wait_closed()
    finally:
        await agent.aclose()
    return reasons[-1]


def ending(reason: str, visit: "Visit") -> str:
    """What to say of the end. Raises AgentError for one that nobody wanted."""
    if reason == REPLACED:
        raise AgentError(
            f"Somebody else has entered the room as {visit.identity}: give another --identity."
        )
    if reason == YIELDED:
        raise AgentError(f"Another agent is in the room {visit.room} already: this one has left.")
    if reason not in ENDS:
        raise AgentError(f"The conversation broke off: {reason.replace('_', ' ')}.")
    return ENDS[reason]
