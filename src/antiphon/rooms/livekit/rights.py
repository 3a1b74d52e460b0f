"""What the agent may do in a LiveKit room, and what is missing where it may not."""

from livekit import rtc

__all__ = ["MUTE", "may_speak", "missing"]

MUTE = "The agent may not publish in this room: its answers are shown there, and not spoken."
DEAF = "The agent may not subscribe in this room: it hears nobody."
UNREAD = "The agent may not send data in this room: its words are not shown there."
UNSEEN = (
    "The agent may not change its own attributes in this room: its state is not shown, and other "
    "agents do not see that one is here."
)


def may_speak(me: rtc.LocalParticipant) -> bool:
    """Whether the agent may publish its voice."""
    rights = me.permissions
    sources = rights.can_publish_sources
    is_source = not sources or rtc.TrackSource.SOURCE_MICROPHONE in sources
    return rights.can_publish and is_source


def missing(me: rtc.LocalParticipant) -> list[str]:
    """A sentence for each right that the agent lacks."""
    rights = me.permissions
    held = {
        MUTE: may_speak(me),
        DEAF: rights.can_subscribe,
        UNREAD: rights.can_publish_data,
        UNSEEN: rights.can_update_metadata,
    }
    return [sentence for sentence, is_held in held.items() if not is_held]
