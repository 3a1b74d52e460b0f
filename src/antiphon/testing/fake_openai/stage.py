"""What the parts of one session share."""

from dataclasses import dataclass

from antiphon.testing.fake_openai.agenda import Agenda
from antiphon.testing.fake_openai.conversation import Conversation
from antiphon.testing.fake_openai.options import Director, Options
from antiphon.testing.fake_openai.outbox import Ids, Outbox
from antiphon.testing.fake_openai.settings import Settings

__all__ = ["Stage"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Stage:
    """Where a session plays."""

    options: Options
    director: Director
    ids: Ids
    outbox: Outbox
    agenda: Agenda
    conversation: Conversation
    settings: Settings
