"""Participants: somebody in a room, as that room has been told."""

from typing import TYPE_CHECKING

from antiphon.rooms.local.kinds import ParticipantKind
from antiphon.rooms.local.messages import Profile

if TYPE_CHECKING:
    from antiphon.rooms.local.publications import RemoteTrackPublication

__all__ = ["Participant", "RemoteParticipant"]


class Participant:
    """Somebody in a room, as that room has been told."""

    def __init__(self, profile: Profile) -> None:
        self.profile = profile

    @property
    def identity(self) -> str:
        return self.profile.identity

    @property
    def sid(self) -> str:
        return self.profile.sid

    @property
    def name(self) -> str:
        return self.profile.name

    @property
    def kind(self) -> ParticipantKind:
        return self.profile.kind

    @property
    def metadata(self) -> str:
        return self.profile.metadata

    @property
    def attributes(self) -> dict[str, str]:
        return dict(self.profile.attributes)


class RemoteParticipant(Participant):
    """Somebody else."""

    def __init__(self, profile: Profile) -> None:
        super().__init__(profile)
        self.track_publications: dict[str, RemoteTrackPublication] = {}
        """By their ids, in the order in which they were published."""
