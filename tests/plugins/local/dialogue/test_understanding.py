"""Whether an utterance is all that is needed, asked while the user may yet go on."""

from datetime import datetime
from typing import Annotated

import pytest

from antiphon.llm import ChatContext, FunctionContext, TypeInfo, ai_callable
from antiphon.plugins.local.dialogue.dialogue import Dialogue

NOW = datetime(2026, 11, 23, 9, 30)


class Museum(FunctionContext):
    @ai_callable(description="When a museum is open")
    def opening_hours(
        self, day: Annotated[str, TypeInfo(description="the day of the week")]
    ) -> str:
        return "from nine to five"


def dialogue() -> tuple[Dialogue, list[float]]:
    """One, and the timers that it has asked for."""
    timers: list[float] = []
    return Dialogue(now=lambda: NOW, schedule=lambda seconds, _: timers.append(seconds)), timers


@pytest.mark.parametrize(
    ("text", "suffices"),
    [
        ("What is seven times eight?", True),
        ("Set a timer for five minutes.", True),
        ("Set a timer.", False),
        ("When is the museum open on Saturday?", True),
        ("My aunt keeps elephants in the cellar.", None),
    ],
)
def test_it_tells_what_suffices_from_what_lacks_something(text: str, suffices: bool | None) -> None:
    partner, timers = dialogue()
    asked = ChatContext().append(text=text, role="user")
    assert partner.understands(asked, Museum()) is suffices
    assert not timers


def test_where_nobody_has_spoken_there_is_nothing_to_understand() -> None:
    assert dialogue()[0].understands(ChatContext()) is None


def test_a_tool_that_wants_to_know_more_is_not_served() -> None:
    partner, _ = dialogue()
    asked = ChatContext().append(text="When is the museum open?", role="user")
    assert partner.understands(asked, Museum()) is False
